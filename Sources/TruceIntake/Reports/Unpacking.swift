import CZlib
import Truce

extension ByteSource {
    /// The bytes that a gzip source (RFC 1952; one or more members) unpacks to, a stretch at a time. A megabyte may unpack
    /// to a thousand: reading throws beyond `limit` bytes.
    static func unpacking(
        _ source: ByteSource, named name: String, limit: Int = .max
    ) throws(IntakeError) -> ByteSource {
        let unpacker = try Unpacker(source, named: name)
        var unpacked = 0
        return ByteSource { buffer in
            let count = try unpacker.read(buffer)
            unpacked += count
            if unpacked > limit { throw IntakeError.unpacksTooLarge(file: name, limit: limit) }
            return count
        }
    }
}

/// zlib's state and the compressed bytes not yet used.
private final class Unpacker {
    private let source: ByteSource
    private let name: String
    private var stream = z_stream()
    private let input: UnsafeMutablePointer<UInt8>
    private static let inputLength = 1 << 16
    private var isAtEnd = false
    private var isBetweenMembers = false

    init(_ source: ByteSource, named name: String) throws(IntakeError) {
        self.source = source
        self.name = name
        input = .allocate(capacity: Self.inputLength)
        // 16: gzip framing; 15: the largest window.
        let result = inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if result != Z_OK { throw .corruptGzip(file: name, why: "zlib would not begin: \(result)") }
    }

    deinit {
        inflateEnd(&stream)
        input.deallocate()
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        if isAtEnd || buffer.isEmpty { return 0 }
        stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(clamping: buffer.count)
        let wanted = Int(stream.avail_out)
        while stream.avail_out == UInt32(wanted) {
            if stream.avail_in == 0 {
                let room = UnsafeMutableRawBufferPointer(start: input, count: Self.inputLength)
                let count = try source.readChecked(room, named: name)
                if count == 0 {
                    if !isBetweenMembers { throw .truncatedGzip(file: name) }
                    isAtEnd = true
                    return 0
                }
                stream.next_in = input
                stream.avail_in = UInt32(count)
            }
            if isBetweenMembers, isPadding() { continue }
            isBetweenMembers = false
            switch inflate(&stream, Z_NO_FLUSH) {
            case Z_OK: break
            case Z_STREAM_END:
                isBetweenMembers = true
                inflateReset(&stream)
            case Z_BUF_ERROR where stream.avail_in == 0: break
            default:
                throw .corruptGzip(file: name, why: stream.msg.map { String(cString: $0) } ?? "not gzip data")
            }
        }
        return wanted - Int(stream.avail_out)
    }

    /// Some writers fill the last block with zeros: drops them. True when nothing else is left of the input.
    private func isPadding() -> Bool {
        while stream.avail_in > 0, stream.next_in[0] == 0 {
            stream.next_in += 1
            stream.avail_in -= 1
        }
        return stream.avail_in == 0
    }
}
