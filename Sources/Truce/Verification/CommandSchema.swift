extension CommandKind {
    /// JSON Schema (2020-12) of exactly what ``Command/init(_:json:)`` takes.
    public var schema: JSONValue { CommandLimits.within(payload.schema) }

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

    static func check(_ json: JSONValue) throws(FactError) {
        switch json {
        case .string(let text):
            // Bytes are known at once, and never fewer than characters.
            guard text.utf8.count > characters, text.unicodeScalars.count > characters else { return }
            throw .expected("a text of at most \(characters) characters", found: json)
        case .array(let values):
            guard values.count <= items else {
                throw .wrong(path: "", expected: "a list of at most \(items)", found: "one of \(values.count)")
            }
            for (i, value) in values.enumerated() {
                do { try check(value) } catch { throw error.under("[\(i)]") }
            }
        case .object(let object):
            for member in object.members {
                do { try check(member.value) } catch { throw error.under(member.key) }
            }
        case .integer, .double, .bool, .null: return
        }
    }

    /// The same schema within the limits.
    static func within(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .array(let values): return .array(values.map(within))
        case .object(let object):
            var members = object.members.map { ($0.key, within($0.value)) }
            switch object["type"] {
            case .string("string") where object["enum"] == nil:
                members = narrowed(members, "maxLength", to: characters)
            case .string("array"): members = narrowed(members, "maxItems", to: items)
            default: break
            }
            return JSONSchema.object(members)
        default: return schema
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
