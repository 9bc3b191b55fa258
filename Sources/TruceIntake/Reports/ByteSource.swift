import Truce

/// Where bytes come from: a file, a socket, an array. Intake opens nothing itself.
public struct ByteSource {
    /// Fills the buffer from its start and says how many bytes it wrote; 0 = the end. It may write fewer than fit.
    public let read: (UnsafeMutableRawBufferPointer) throws -> Int
    /// How many bytes will come, where that is known: saves the columns from growing step by step.
    public let byteCount: Int?

    public init(byteCount: Int? = nil, read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
        self.byteCount = byteCount
        self.read = read
    }

    /// Bytes already in memory, given out at most `pieceLength` at a time.
    public init(_ bytes: [UInt8], pieceLength: Int = .max) {
        var given = 0
        self.init(byteCount: bytes.count) { buffer in
            let count = min(buffer.count, bytes.count - given, pieceLength)
            bytes.withUnsafeBytes { all in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[given..<given + count]))
            }
            given += count
            return count
        }
    }

    public init(_ text: String, pieceLength: Int = .max) { self.init(Array(text.utf8), pieceLength: pieceLength) }

    /// The first bytes, up to `count`, and a source that begins with them again.
    func peeking(_ count: Int, named name: String) throws(IntakeError) -> (first: [UInt8], whole: ByteSource) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < count {
            let read = try readChecked(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), named: name)
            if read == 0 { break }
            filled += read
        }
        let first = Array(buffer[..<filled])
        let held = first
        var given = 0
        let whole = ByteSource(byteCount: byteCount) { [read] buffer in
            if given == held.count { return try read(buffer) }
            let count = min(buffer.count, held.count - given)
            held.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[given..<given + count]))
            }
            given += count
            return count
        }
        return (held, whole)
    }

    /// A failure of the caller's own reading becomes ours; what intake raised passes through.
    func readChecked(_ buffer: UnsafeMutableRawBufferPointer, named name: String) throws(IntakeError) -> Int {
        do { return try read(buffer) } catch let error as IntakeError { throw error } catch {
            throw .unreadable(file: name, why: "\(error)")
        }
    }
}
