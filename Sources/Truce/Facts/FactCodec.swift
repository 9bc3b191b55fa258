/// What a fact of one kind and version says. A struct of an earlier version stays as it was, beside the current one.
protocol FactPayload: FactRecord {
    static var kind: FactKind { get }
    static var version: Int { get }
}

/// Reads one version of one kind of fact.
struct FactCodec: Sendable {
    let version: Int
    /// The fields, for the table of facts.
    let reference: @Sendable () -> String
    /// What it is read as.
    let payload: any FactPayload.Type
    /// The fact that the data say, and the data written again by the same version: what is not the same was not
    /// written by it. Errors' paths start at `data`.
    let read: @Sendable (JSONValue) throws(FactError) -> (fact: Fact, again: JSONValue)
    /// Reads data as the same version writes them, and nothing else.
    let readCanonical: @Sendable (ByteSlice) throws(CanonicalReading.Undecided) -> Fact

    /// - Parameter fact: For an earlier version, what it says in terms of the current one.
    init<Payload: FactPayload>(_: Payload.Type, _ fact: @escaping @Sendable (Payload) -> Fact) {
        version = Payload.version
        reference = { Payload.shape.reference }
        payload = Payload.self
        read = { (data) throws(FactError) in
            do throws(FactError) {
                let payload = try Payload(json: data)
                return (fact(payload), try payload.json())
            } catch { throw error.under("data") }
        }
        readCanonical = { (data) throws(CanonicalReading.Undecided) in fact(try Payload(canonical: data)) }
    }
}

extension Fact {
    /// Reads `{"fact": …, "data": …}` as a person or another program writes it, with or without `version`.
    public init(json: JSONValue) throws(FactError) {
        let envelope = try Envelope(json, keys: ["data", "fact", "version"])
        self = try envelope.codec().read(envelope.data).fact
    }

    /// `{"data": …, "fact": …, "version": …}`, as ``init(json:)`` reads it.
    public func json() throws(FactError) -> JSONValue {
        let data: JSONValue
        do { data = try payload.json() } catch { throw error.under("data") }
        return .object(
            JSONObject(inOrder: [
                .init("data", data), .init("fact", .string(name)), .init("version", .integer(Int64(version))),
            ]))
    }

}

/// What stands around a fact's data.
struct Envelope {
    let data: JSONValue
    let name: String
    /// Nil: the current one.
    let version: Int?
    let recorded: Instant?

    init(_ json: JSONValue, keys: [String]) throws(FactError) {
        guard case .object(let object) = json else {
            throw .wrong(
                path: "the fact", expected: "an object with \(keys.joined(separator: ", "))", found: json.kindName)
        }
        for member in object.members where !keys.contains(member.key) {
            throw .unknownKey(path: member.key, nearest: NearestWord.to(member.key, among: keys))
        }
        name = try Self.field("fact", in: object) { (json) throws(FactError) in try String(json: json) }
        data = try Self.field("data", in: object) { $0 }
        version = object["version"] == nil ? nil : try Self.field("version", in: object, Int.init(json:))
        recorded = object["recorded"] == nil ? nil : try Self.field("recorded", in: object, Instant.init(json:))
    }

    private static func field<Value>(
        _ name: String, in object: JSONObject, _ read: (JSONValue) throws(FactError) -> Value
    ) throws(FactError) -> Value {
        guard let json = object[name] else { throw .missing(path: name) }
        do { return try read(json) } catch { throw error.under(name) }
    }

    /// Made once: a million entries ask for them.
    static let codecs = Dictionary(uniqueKeysWithValues: FactKind.allCases.map { ($0.rawValue, $0.codecs) })

    /// How the data are read. Throws where this program knows no such fact, or no such version of it.
    func codec() throws(FactError) -> FactCodec {
        guard let codecs = Self.codecs[name] else {
            throw .newer(
                fact: name, version: version, nearest: NearestWord.to(name, among: FactKind.allCases.map(\.rawValue)))
        }
        let wanted = version ?? codecs[codecs.count - 1].version
        if let codec = codecs.first(where: { $0.version == wanted }) { return codec }
        guard wanted >= 1 else {
            throw .wrong(path: "version", expected: "a whole number from 1", found: String(wanted))
        }
        throw .newer(fact: name, version: wanted, nearest: nil)
    }
}
