extension CommandKind {
    /// JSON Schema (2020-12) of exactly what ``Command/init(_:json:)`` takes.
    public var schema: JSONValue { CommandLimits.within(payload.schema, isPlain: isPlain) }

    /// Whether its words are those of an officer or a side, which others read as they stand. What a source sent is taken as
    /// it came: a report is not lost for a sign that nobody sees.
    var isPlain: Bool { self != .fileReport && self != .correctReport }

    var payload: any CommandPayload.Type {
        switch self {
        case .fileReport: FileReport.self
        case .correctReport: CorrectReport.self
        case .withdrawReport: WithdrawReport.self
        case .triageReport: TriageReport.self
        case .openIncident: OpenIncident.self
        case .joinIncidents: JoinIncidents.self
        case .splitIncident: SplitIncident.self
        case .taskPatrol: TaskPatrol.self
        case .reportPatrol: ReportPatrol.self
        case .escalate: Escalate.self
        case .answerEscalation: AnswerEscalation.self
        case .draftFinding: DraftFinding.self
        case .reviewFinding: ReviewFinding.self
        case .askReply: AskReply.self
        case .extendReply: ExtendReply.self
        case .fileReply: FileReply.self
        case .adoptFinding: AdoptFinding.self
        case .reopenFinding: ReopenFinding.self
        case .reportDenial: ReportDenial.self
        case .reportPresence: ReportPresence.self
        case .reportProgress: ReportProgress.self
        case .stateBaseline: StateBaseline.self
        case .beginStep: BeginStep.self
        case .grantAccess: GrantAccess.self
        case .revokeAccess: RevokeAccess.self
        case .suspendAgreement: SuspendAgreement.self
        case .resumeAgreement: ResumeAgreement.self
        case .openSession: OpenSession.self
        case .closeSession: CloseSession.self
        case .fileDemand: FileDemand.self
        case .answerDemand: AnswerDemand.self
        case .draftCommunique: DraftCommunique.self
        case .agreeCommunique: AgreeCommunique.self
        case .nameSignatoryKey: NameSignatoryKey.self
        case .proposeAmendment: ProposeAmendment.self
        case .signAmendment: SignAmendment.self
        }
    }
}

/// How much a command may say: less than what facts can hold, and counted in characters and not in bytes, so that the
/// API's description can say it exactly.
enum CommandLimits {
    /// Of any script: 4 bytes each at most, within ``String/freeTextByteLimit``.
    static let characters = 4_096
    static let items = 2_000

    /// - Parameter isPlain: Whether its words may hold nothing that makes them read otherwise than they are recorded.
    static func check(_ json: JSONValue, isPlain: Bool) throws(FactError) {
        switch json {
        case .string(let text):
            if isPlain, let sign = text.unicodeScalars.first(where: \.isDisguising) {
                let code = String(sign.value, radix: 16, uppercase: true)
                throw .wrong(
                    path: "", expected: "a text without signs that turn or hide what is written",
                    found: "one with U+\(code)")
            }
            // Bytes are known at once, and never fewer than characters.
            guard text.utf8.count > characters, text.unicodeScalars.count > characters else { return }
            throw .expected("a text of at most \(characters) characters", found: json)
        case .array(let values):
            guard values.count <= items else {
                throw .wrong(path: "", expected: "a list of at most \(items)", found: "one of \(values.count)")
            }
            for (i, value) in values.enumerated() {
                do { try check(value, isPlain: isPlain) } catch { throw error.under("[\(i)]") }
            }
        case .object(let object):
            for member in object.members {
                do { try check(member.value, isPlain: isPlain) } catch { throw error.under(member.key) }
            }
        case .integer, .double, .bool, .null: return
        }
    }

    /// That nothing is written in letters that nobody sees. No pattern says this in a way that all who read patterns
    /// understand, so that it is a refusal and no fault of the command's shape.
    static func checkSeen(_ command: Command) throws(Refusal) {
        // What cannot be written is refused when it is recorded.
        guard command.kind.isPlain, let json = try? command.json(), hasUnseen(json) else { return }
        throw .invalid(path: "", why: "It holds letters that nobody sees, as U+200B or U+E0041. Type the text anew.")
    }

    private static func hasUnseen(_ json: JSONValue) -> Bool {
        switch json {
        case .string(let text): text.unicodeScalars.contains(where: \.isUnseen)
        case .array(let values): values.contains(where: hasUnseen)
        case .object(let object): object.members.contains { hasUnseen($0.value) }
        case .integer, .double, .bool, .null: false
        }
    }

    /// The same schema within the limits.
    static func within(_ schema: JSONValue, isPlain: Bool) -> JSONValue {
        switch schema {
        case .array(let values): return .array(values.map { within($0, isPlain: isPlain) })
        case .object(let object):
            var members = object.members.map { ($0.key, within($0.value, isPlain: isPlain)) }
            switch object["type"] {
            case .string("string") where object["enum"] == nil:
                members = narrowed(members, "maxLength", to: characters)
                if isPlain { members = plain(members) }
            case .string("array"): members = narrowed(members, "maxItems", to: items)
            default: break
            }
            return JSONSchema.object(members)
        default: return schema
        }
    }

    /// Where the pattern says what may not stand in a text, with the signs that disguise as well.
    private static func plain(_ members: [(String, JSONValue)]) -> [(String, JSONValue)] {
        members.map { key, value in
            guard key == "pattern", case .string(let pattern) = value, pattern.hasPrefix("^[^") else {
                return (key, value)
            }
            let signs = "\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]"
            return (key, .string(pattern.replacing("\\u007f-\\u009f]", with: signs)))
        }
    }

    private static func narrowed(_ members: [(String, JSONValue)], _ key: String, to limit: Int) -> [(
        String, JSONValue
    )] {
        guard let at = members.firstIndex(where: { $0.0 == key }) else {
            return members + [(key, .integer(Int64(limit)))]
        }
        guard case .integer(let present) = members[at].1, present > limit else { return members }
        var members = members
        members[at].1 = .integer(Int64(limit))
        return members
    }
}
