import Foundation

/// The system's chance, asked for many bytes at a time: a call for eight costs what a call for two hundred does. What was
/// handed out is overwritten. A class, so that no copy hands it out again.
final class SystemBytes: RandomNumberGenerator {
    /// The most that one call gives.
    private static var chunk: Int { 256 }
    private var bytes = [UInt8](repeating: 0, count: chunk)
    private var given = chunk

    func next() -> UInt64 {
        var word: UInt64 = 0
        withUnsafeMutableBytes(of: &word) { fill($0) }
        return word
    }

    /// So many bytes, at most 256.
    func take(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { taken, filled in
            fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(taken)[..<count]))
            filled = count
        }
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer) {
        precondition(target.count <= Self.chunk)
        if given + target.count > Self.chunk {
            let code = bytes.withUnsafeMutableBytes { getentropy($0.baseAddress!, $0.count) }
            precondition(code == 0, "the system has no random bytes")
            given = 0
        }
        bytes.withUnsafeMutableBytes { bytes in
            let part = UnsafeMutableRawBufferPointer(rebasing: bytes[given..<given + target.count])
            target.copyMemory(from: UnsafeRawBufferPointer(part))
            part.initializeMemory(as: UInt8.self, repeating: 0)
        }
        given += target.count
    }
}
