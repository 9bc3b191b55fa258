import Truce
import TruceLedger

/// One line to be recorded: a fact, which act of sending it was, and what of it is to be sealed.
///
/// ```json
/// {"submission": "phone-3/17", "fact": "report-received", "data": {…}, "sealed": {"source": "observer-7", "place": …}}
/// ```
public struct SubmittedLine: Sendable {
    public var submission: String
    /// Counted from 1, for messages.
    public var number = 0
    private var json: JSONObject
    /// Kept in the vault; the entry carries commitments to them.
    var sealed: [SealedField]

    public static let byteLimit = 17 << 20
    /// Facts that carry commitments: what is sealed of them stands under `data.sealed`.
    static let sealing: Set = ["report-received", "report-corrected", "reply-filed"]

    public static func tooLong(number: Int) -> MechanismError {
        .badInput(
            "Line \(number) is longer than \(byteLimit >> 20) MiB. The other lines are not affected. Put what is large into a file: "
                + "truce evidence add.")
    }

    /// Facts about what a command itself does.
    private static let ownCommands: [FactKind: String] = [
        .ledgerOpened: "truce ledger init", .keyRotated: "truce ledger rotate", .secretErased: "truce erase",
        .witnessSilent: "truce ledger publish", .witnessReturned: "truce ledger publish",
        .evidenceAdded: "truce evidence add", .custodyPassed: "truce evidence pass",
    ]

    /// - Parameter number: of the line, from 1, for messages.
    public init(_ bytes: [UInt8], number: Int) throws(MechanismError) {
        do throws(LineFault) {
            try self.init(bytes)
            self.number = number
        } catch {
            throw .badInput("Line \(number): \(error.sentence) The other lines are not affected.")
        }
    }

    private struct LineFault: Error { var sentence: String }

    private init(_ bytes: [UInt8]) throws(LineFault) {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes, limit: Self.byteLimit) } catch {
            throw LineFault(sentence: "\(error)")
        }
        guard case .object(let object) = value else { throw LineFault(sentence: "Each line is a JSON object.") }
        guard case .string(let submission)? = object["submission"], !submission.isEmpty, submission.utf8.count <= 256
        else {
            throw LineFault(
                sentence:
                    "“submission” is missing: a text of your own, up to 256 bytes, which makes sending again harmless.")
        }
        // It is said again with each acknowledgement, a line each.
        guard !submission.unicodeScalars.contains(where: \.isSteering) else {
            throw LineFault(
                sentence:
                    "“submission” holds a line end, another control character or one that turns the direction of writing. "
                    + "Use characters that can be seen.")
        }
        self.submission = submission
        sealed = []
        if let parts = object["sealed"] {
            guard case .object(let fields) = parts else {
                throw LineFault(sentence: "“sealed” should be an object of what is to be kept in the vault.")
            }
            for field in fields.members {
                let bytes: [UInt8]
                do { try Disclosure.check(name: field.key) } catch { throw LineFault(sentence: "sealed: \(error)") }
                do { bytes = try field.value.canonicalBytes() } catch {
                    throw LineFault(sentence: "sealed.\(field.key): \(error)")
                }
                sealed.append(SealedField(name: field.key, value: bytes))
            }
            let total = sealed.reduce(0) { $0 + $1.value.count }
            guard total <= Vault.byteLimit else {
                throw LineFault(sentence: "sealed: \(VaultError.tooLarge(bytes: total))")
            }
        }
        json = object
        // Commitments of somebody else's would be opened when a line comes again, and tell whether a guess was right.
        if isSealing, case .object(let data)? = object["data"], data["sealed"] != nil {
            throw LineFault(
                sentence:
                    "“data.sealed” is not for the sender to fill in: the mechanism makes the commitments. Take it out, "
                    + "and put what is to be sealed under “sealed”, beside “data”.")
        }
        let fact: Fact
        do { fact = try self.fact(sealed: []) } catch { throw LineFault(sentence: error.description) }
        if let command = Self.ownCommands[fact.kind] {
            throw LineFault(sentence: "“\(fact.name)” is not for anybody to say: only “\(command)” puts it on record.")
        }
        if !sealed.isEmpty && !sealed.contains(where: { $0.name == "source" }) {
            throw LineFault(
                sentence:
                    "“sealed” has no “source” (a text, or an object with a “name”), so what it holds could never be erased by "
                    + "who reported it. If nobody is known, write “unknown”.")
        }
        if !sealed.isEmpty && !isSealing {
            throw LineFault(
                sentence: "This fact seals nothing: only \(Self.sealing.sorted().joined(separator: ", ")) do.")
        }
    }

    private var isSealing: Bool {
        if case .string(let name)? = json["fact"] { Self.sealing.contains(name) } else { false }
    }

    /// The fact, with these commitments where it carries any.
    func fact(sealed: [Commitment]) throws(FactError) -> Fact {
        var members = json.members.filter { $0.key != "submission" && $0.key != "sealed" }
        if isSealing, case .object(let data)? = json["data"] {
            let list = JSONValue.array(sealed.map { .string($0.description) })
            let withList = JSONObject(data.members + [.init("sealed", list)])
            members = members.filter { $0.key != "data" } + [.init("data", .object(withList ?? data))]
        }
        guard let object = JSONObject(members) else { preconditionFailure("keys that were distinct are not any more") }
        return try Fact(json: .object(object))
    }

    /// How the sealed parts are found again: by their source, and by their report.
    var tags: [String] {
        var tags: [String] = []
        for field in sealed where field.name == "source" {
            // A source is a text, or an object with a name.
            switch try? JSONValue(parsing: field.value, limit: Self.byteLimit) {
            case .string(let name)?: tags.append("source:\(name)")
            case .object(let object)?: if case .string(let name)? = object["name"] { tags.append("source:\(name)") }
            default: continue
            }
        }
        if case .object(let data)? = json["data"], case .string(let report)? = data["report"] {
            tags.append("report:\(report)")
        }
        return tags
    }
}
