/// What somebody asks the mechanism to do. It becomes facts, or is refused.
public enum Command: Hashable, Sendable {
    case fileReport(FileReport)
    case correctReport(CorrectReport)
    case withdrawReport(WithdrawReport)
    case triageReport(TriageReport)
    case openIncident(OpenIncident)
    case joinIncidents(JoinIncidents)
    case splitIncident(SplitIncident)
    case taskPatrol(TaskPatrol)
    case reportPatrol(ReportPatrol)
    case escalate(Escalate)
    case answerEscalation(AnswerEscalation)
    case draftFinding(DraftFinding)
    case reviewFinding(ReviewFinding)
    case askReply(AskReply)
    case extendReply(ExtendReply)
    case fileReply(FileReply)
    case adoptFinding(AdoptFinding)
    case reopenFinding(ReopenFinding)
    case reportDenial(ReportDenial)
    case reportPresence(ReportPresence)
    case reportProgress(ReportProgress)
    case stateBaseline(StateBaseline)
    case beginStep(BeginStep)
    case grantAccess(GrantAccess)
    case revokeAccess(RevokeAccess)
    case suspendAgreement(SuspendAgreement)
    case resumeAgreement(ResumeAgreement)
    case openSession(OpenSession)
    case closeSession(CloseSession)
    case fileDemand(FileDemand)
    case answerDemand(AnswerDemand)
    case draftCommunique(DraftCommunique)
    case agreeCommunique(AgreeCommunique)
    case nameSignatoryKey(NameSignatoryKey)
    case proposeAmendment(ProposeAmendment)
    case signAmendment(SignAmendment)

    public var kind: CommandKind { type(of: payload).kind }

    var payload: any CommandPayload {
        switch self {
        case .fileReport(let payload): payload
        case .correctReport(let payload): payload
        case .withdrawReport(let payload): payload
        case .triageReport(let payload): payload
        case .openIncident(let payload): payload
        case .joinIncidents(let payload): payload
        case .splitIncident(let payload): payload
        case .taskPatrol(let payload): payload
        case .reportPatrol(let payload): payload
        case .escalate(let payload): payload
        case .answerEscalation(let payload): payload
        case .draftFinding(let payload): payload
        case .reviewFinding(let payload): payload
        case .askReply(let payload): payload
        case .extendReply(let payload): payload
        case .fileReply(let payload): payload
        case .adoptFinding(let payload): payload
        case .reopenFinding(let payload): payload
        case .reportDenial(let payload): payload
        case .reportPresence(let payload): payload
        case .reportProgress(let payload): payload
        case .stateBaseline(let payload): payload
        case .beginStep(let payload): payload
        case .grantAccess(let payload): payload
        case .revokeAccess(let payload): payload
        case .suspendAgreement(let payload): payload
        case .resumeAgreement(let payload): payload
        case .openSession(let payload): payload
        case .closeSession(let payload): payload
        case .fileDemand(let payload): payload
        case .answerDemand(let payload): payload
        case .draftCommunique(let payload): payload
        case .agreeCommunique(let payload): payload
        case .nameSignatoryKey(let payload): payload
        case .proposeAmendment(let payload): payload
        case .signAmendment(let payload): payload
        }
    }

    /// Reads what a command says, as the API takes it. Errors' paths start at the object.
    public init(_ kind: CommandKind, json: JSONValue) throws(FactError) {
        try CommandLimits.check(json, isPlain: kind.isPlain)
        self =
            switch kind {
            case .fileReport: .fileReport(try FileReport(json: json))
            case .correctReport: .correctReport(try CorrectReport(json: json))
            case .withdrawReport: .withdrawReport(try WithdrawReport(json: json))
            case .triageReport: .triageReport(try TriageReport(json: json))
            case .openIncident: .openIncident(try OpenIncident(json: json))
            case .joinIncidents: .joinIncidents(try JoinIncidents(json: json))
            case .splitIncident: .splitIncident(try SplitIncident(json: json))
            case .taskPatrol: .taskPatrol(try TaskPatrol(json: json))
            case .reportPatrol: .reportPatrol(try ReportPatrol(json: json))
            case .escalate: .escalate(try Escalate(json: json))
            case .answerEscalation: .answerEscalation(try AnswerEscalation(json: json))
            case .draftFinding: .draftFinding(try DraftFinding(json: json))
            case .reviewFinding: .reviewFinding(try ReviewFinding(json: json))
            case .askReply: .askReply(try AskReply(json: json))
            case .extendReply: .extendReply(try ExtendReply(json: json))
            case .fileReply: .fileReply(try FileReply(json: json))
            case .adoptFinding: .adoptFinding(try AdoptFinding(json: json))
            case .reopenFinding: .reopenFinding(try ReopenFinding(json: json))
            case .reportDenial: .reportDenial(try ReportDenial(json: json))
            case .reportPresence: .reportPresence(try ReportPresence(json: json))
            case .reportProgress: .reportProgress(try ReportProgress(json: json))
            case .stateBaseline: .stateBaseline(try StateBaseline(json: json))
            case .beginStep: .beginStep(try BeginStep(json: json))
            case .grantAccess: .grantAccess(try GrantAccess(json: json))
            case .revokeAccess: .revokeAccess(try RevokeAccess(json: json))
            case .suspendAgreement: .suspendAgreement(try SuspendAgreement(json: json))
            case .resumeAgreement: .resumeAgreement(try ResumeAgreement(json: json))
            case .openSession: .openSession(try OpenSession(json: json))
            case .closeSession: .closeSession(try CloseSession(json: json))
            case .fileDemand: .fileDemand(try FileDemand(json: json))
            case .answerDemand: .answerDemand(try AnswerDemand(json: json))
            case .draftCommunique: .draftCommunique(try DraftCommunique(json: json))
            case .agreeCommunique: .agreeCommunique(try AgreeCommunique(json: json))
            case .nameSignatoryKey: .nameSignatoryKey(try NameSignatoryKey(json: json))
            case .proposeAmendment: .proposeAmendment(try ProposeAmendment(json: json))
            case .signAmendment: .signAmendment(try SignAmendment(json: json))
            }
    }
}

/// What a command says.
protocol CommandPayload: FactRecord {
    static var kind: CommandKind { get }
}
