/// How far the mechanism has come with an incident. Before an officer opens it, it is only proposed.
public enum IncidentStage: String, Sendable, CaseIterable, FactCode {
    case proposed
    case underVerification = "under_verification"
    case findingDrafted = "finding_drafted"
    case adopted
    /// An officer ruled that it is part of another.
    case joined

    public var words: String {
        switch self {
        case .proposed: "only proposed"
        case .underVerification: "under verification"
        case .findingDrafted: "at a drafted finding"
        case .adopted: "settled by an adopted finding"
        case .joined: "joined into another"
        }
    }
}
