/// A fact at its place in the ledger: what happened, and when the mechanism recorded it.
///
/// Its bytes are canonical JSON (RFC 8785):
/// `{"data":{…},"fact":"report-received","recorded":"2026-11-22T06:30:00Z","version":1}`.
public struct Entry: Hashable, Sendable {
    /// What an entry bundle of the log can hold.
    public static let byteLimit = 65_535

    public var recorded: Instant
    public var fact: Fact

    public init(recorded: Instant, fact: Fact) {
        self.recorded = recorded
        self.fact = fact
    }

    /// The entry's bytes, by the current version of its fact. Throws when a text or number is outside its range, or all
    /// of it is above ``byteLimit``.
    public func bytes() throws(FactError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        // A time that cannot be written is said before anything else is.
        var time: [UInt8] = []
        do { try recorded.write(to: &time) } catch { throw error.under("recorded") }
        bytes += "{\"data\":".utf8
        do { try fact.payload.write(to: &bytes) } catch { throw error.under("data") }
        bytes += ",\"fact\":\"".utf8
        bytes += fact.name.utf8
        bytes += "\",\"recorded\":".utf8
        bytes += time
        bytes += ",\"version\":".utf8
        bytes += String(fact.version).utf8
        bytes.append(UInt8(ascii: "}"))
        guard bytes.count <= Self.byteLimit else { throw .tooLarge(bytes: bytes.count) }
        return bytes
    }

    /// Reads an entry of any version this program knows. Strict: what this version of the fact would write otherwise,
    /// byte for byte, is refused. An entry of an earlier version is read as what it says in terms of the current one,
    /// so that ``bytes()`` may differ from what was read; the record is what was read.
    public init(bytes: [UInt8]) throws(FactError) {
        self = try bytes.withUnsafeBufferPointer { (slice) throws(FactError) in try Entry(bytes: slice) }
    }

    /// The same for bytes that lie somewhere already.
    public init(bytes: ByteSlice) throws(FactError) {
        // Nearly every entry is written as it should be; the plain way says what is wrong with one that is not.
        if let entry = try? Entry(canonical: bytes) { self = entry } else { self = try Entry(plainly: bytes) }
    }

    /// By way of JSON values that are written again and compared.
    init(plainly bytes: ByteSlice) throws(FactError) {
        guard bytes.count <= Self.byteLimit else { throw .tooLarge(bytes: bytes.count) }
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes, limit: Self.byteLimit) } catch { throw .notJSON(error) }
        let envelope = try Envelope(json, keys: ["data", "fact", "recorded", "version"])
        guard let recorded = envelope.recorded else { throw .missing(path: "recorded") }
        guard envelope.version != nil else { throw .missing(path: "version") }
        let codec = try envelope.codec()
        let (fact, data) = try codec.read(envelope.data)
        let again = JSONObject(inOrder: [
            .init("data", data), .init("fact", .string(envelope.name)),
            .init("recorded", .string(recorded.description)),
            .init("version", .integer(Int64(codec.version))),
        ])
        try Self.compare(bytes, with: JSONValue.object(again).factBytes())
        self.init(recorded: recorded, fact: fact)
    }

    private static func compare(_ found: ByteSlice, with expected: [UInt8]) throws(FactError) {
        if found.elementsEqual(expected) { return }
        let at =
            zip(found, expected).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset
            ?? min(found.count, expected.count)
        func excerpt(_ bytes: some Collection<UInt8>) -> String {
            let text = String(decoding: bytes.dropFirst(at).prefix(24), as: UTF8.self)
            return text.isEmpty ? "the end" : text
        }
        throw .notCanonical(at: at, expected: excerpt(expected), found: excerpt(found))
    }
}

extension JSONValue {
    func factBytes() throws(FactError) -> [UInt8] {
        do { return try canonicalBytes() } catch { throw .notJSON(error) }
    }
}
