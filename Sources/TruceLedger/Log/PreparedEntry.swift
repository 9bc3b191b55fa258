import Truce

/// An entry written out but for the time at which it is recorded: that is decided last, by the one writer, which then
/// has 20 bytes to fill in and nothing to encode.
package struct PreparedEntry: Sendable {
    private var bytes: [UInt8]
    private let time: Range<Int>

    package init(_ fact: Fact) throws(FactError) {
        // Any time has the same length, and the time stands before the version, which ends the entry.
        let placeholder = Instant(seconds: 0)
        bytes = try Entry(recorded: placeholder, fact: fact).bytes()
        let tail = "\",\"version\":\(fact.version)}".utf8.count
        time = bytes.count - tail - 20..<bytes.count - tail
        precondition(bytes[time].elementsEqual(placeholder.description.utf8), "the time stands elsewhere in an entry")
    }

    package func bytes(recorded: Instant) -> [UInt8] {
        var bytes = bytes
        bytes.withUnsafeMutableBufferPointer { recorded.write(to: UnsafeMutableBufferPointer(rebasing: $0[time])) }
        return bytes
    }

    /// How the one writer makes and reads entries.
    package static let form = EntryForm<PreparedEntry>(
        bytes: { _, entry, recorded in entry.bytes(recorded: recorded) },
        recorded: { bytes in recordedTime(of: bytes) })

    /// When these bytes say that they were recorded, whatever the fact, newer ones than this program knows included;
    /// nil when they are no entry.
    package static func recordedTime(of bytes: [UInt8]) -> Instant? {
        // …,"recorded":"2026-11-22T06:30:00Z","version":1}
        let text = bytes.suffix(80)
        guard let tail = text.lastRange(of: Array("\",\"version\":".utf8)), tail.lowerBound - text.startIndex >= 20
        else {
            return nil
        }
        return Instant(entryTime: text[tail.lowerBound - 20..<tail.lowerBound])
    }
}

extension ArraySlice<UInt8> {
    /// Where `pattern` stands last.
    fileprivate func lastRange(of pattern: [UInt8]) -> Range<Int>? {
        var start = endIndex - pattern.count
        while start >= startIndex {
            if self[start..<start + pattern.count].elementsEqual(pattern) { return start..<start + pattern.count }
            start -= 1
        }
        return nil
    }
}

extension Instant {
    /// Exactly `2026-11-22T06:30:00Z`; otherwise nil.
    package init?(entryTime text: ArraySlice<UInt8>) {
        guard let instant = text.withUnsafeBufferPointer({ Instant(exactly: $0) }) else { return nil }
        self = instant
    }
}
