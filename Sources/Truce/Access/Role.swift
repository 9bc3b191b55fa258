/// What somebody is in the mechanism. What each may see and do stands in ``AccessTable``.
public enum Role: String, Sendable, CaseIterable, FactCode {
    case observer
    case analyst
    case teamLeader = "team_leader"
    case legalReviewer = "legal_reviewer"
    case headOfMission = "head_of_mission"
    case partyLiaison = "party_liaison"
    case guarantor
    case mediator
    case witness
    case auditor
    case `public`
    case administrator

    /// Whether the role is held for a party or a guarantor.
    public var isForASide: Bool { self == .partyLiaison || self == .guarantor }

    /// What the role is for.
    public var meaning: String {
        switch self {
        case .observer: "Reports from the field, and sees those reports."
        case .analyst: "Triages, joins and splits, sends patrols, drafts findings, asks for replies."
        case .teamLeader: "Leads patrols, and sees where to."
        case .legalReviewer: "Clears drafts or gives them back; rules on nothing, and does not learn who reported."
        case .headOfMission: "Adopts findings and answers for them."
        case .partyLiaison: "Files allegations and replies for a party; never learns who reported."
        case .guarantor: "Answers for the parties that it guarantees; never learns who reported."
        case .mediator: "Leads talks; sees whether the cease-fire holds and what waits for whom."
        case .witness: "Cosigns the log."
        case .auditor: "Sees how the mechanism worked, and changes nothing; does not learn who reported."
        case .public: "Everybody."
        case .administrator: "Runs the server and gives roles; sees no case."
        }
    }
}
