/// Entries straight from their bytes: what lies around a fact's data has one form, read from its end.
extension Entry {
    /// Reads what ``bytes()`` writes, by whatever version. Where these bytes are something else, nothing is said of why.
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        // {"data":{…},"fact":"report-received","recorded":"2026-11-22T06:30:00Z","version":1}
        var rest = Backwards(bytes)
        guard bytes.count <= Self.byteLimit, rest.takes("}"), let version = rest.number(),
            rest.takes("\",\"version\":"), let time = rest.take(20), let recorded = Instant(exactly: time),
            rest.takes("\",\"recorded\":\""), let name = rest.word(), rest.takes(",\"fact\":\""),
            rest.count > 8, let codec = Self.codec(name, version)
        else { throw CanonicalReading.Undecided() }
        let data = ByteSlice(rebasing: bytes[8..<rest.count])
        rest = Backwards(ByteSlice(rebasing: bytes[..<8]))
        guard rest.takes("{\"data\":") else { throw CanonicalReading.Undecided() }
        self.init(recorded: recorded, fact: try codec.readCanonical(data))
    }

    private static func codec(_ name: ByteSlice, _ version: Int) -> FactCodec? {
        Envelope.codecs[String(decoding: name, as: UTF8.self)]?.first { $0.version == version }
    }

    /// Takes what stands at the end of bytes.
    private struct Backwards {
        private let bytes: ByteSlice
        /// Bytes not taken yet.
        private(set) var count: Int

        init(_ bytes: ByteSlice) {
            self.bytes = bytes
            count = bytes.count
        }

        mutating func takes(_ text: StaticString) -> Bool {
            guard let found = take(text.utf8CodeUnitCount) else { return false }
            for i in found.indices where found[i] != text.utf8Start[i] { return false }
            return true
        }

        mutating func take(_ length: Int) -> ByteSlice? {
            guard count >= length else { return nil }
            count -= length
            return ByteSlice(rebasing: bytes[count..<count + length])
        }

        /// Up to nine digits without a zero in front.
        mutating func number() -> Int? {
            let end = count
            while count > 0, TimeText.isDigit(bytes[count - 1]) { count -= 1 }
            guard (1...9).contains(end - count), bytes[count] != UInt8(ascii: "0") else { return nil }
            return bytes[count..<end].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }

        /// Up to the quotation mark before.
        mutating func word() -> ByteSlice? {
            let end = count
            while count > 0, bytes[count - 1] != UInt8(ascii: "\"") { count -= 1 }
            return ByteSlice(rebasing: bytes[count..<end])
        }
    }
}
