/// What may be done with an incident at which stage, and where that leads: said once, here. Decisions ask this table, and
/// the diagram in `docs/workflow.md` is drawn from it.
struct StageTransition: Hashable, Sendable {
    var from: IncidentStage
    var step: IncidentStep
    var to: IncidentStage

    static let all: [StageTransition] =
        leads(.open, from: .proposed, to: .underVerification)
        + stays(.place, at: .underVerification, .findingDrafted, .adopted)
        + stays(.take, at: .proposed, .underVerification, .findingDrafted)
        + stays(.join, at: .underVerification, .findingDrafted)
        + leads(.joinAway, from: .underVerification, .findingDrafted, to: .joined)
        + stays(.split, at: .underVerification, .findingDrafted)
        + stays(.patrol, at: .underVerification, .findingDrafted)
        + stays(.escalate, at: .underVerification, .findingDrafted)
        + stays(.ask, at: .underVerification, .findingDrafted)
        + leads(.draft, from: .underVerification, .findingDrafted, to: .findingDrafted)
        + stays(.clear, at: .findingDrafted)
        + leads(.giveBack, from: .findingDrafted, to: .underVerification)
        + leads(.adopt, from: .findingDrafted, to: .adopted)
        + leads(.reopen, from: .adopted, to: .underVerification)

    private static func leads(_ step: IncidentStep, from: IncidentStage..., to: IncidentStage) -> [Self] {
        from.map { Self(from: $0, step: step, to: to) }
    }

    private static func stays(_ step: IncidentStep, at: IncidentStage...) -> [Self] {
        at.map { Self(from: $0, step: step, to: $0) }
    }
}

/// What is done with an incident. One command may be several steps, by what it says.
enum IncidentStep: Sendable, CaseIterable {
    case open, place, take, join, joinAway, split, patrol, escalate, ask, draft, clear, giveBack, adopt, reopen

    var command: CommandKind {
        switch self {
        case .open: .openIncident
        case .place, .take: .triageReport
        case .join, .joinAway: .joinIncidents
        case .split: .splitIncident
        case .patrol: .taskPatrol
        case .escalate: .escalate
        case .ask: .askReply
        case .draft: .draftFinding
        case .clear, .giveBack: .reviewFinding
        case .adopt: .adoptFinding
        case .reopen: .reopenFinding
        }
    }

    var words: String {
        switch self {
        case .open: "an officer opens it"
        case .place: "a report is placed with it"
        case .take: "a report is taken out of it"
        case .join: "others are joined into it"
        case .joinAway: "it is joined into another"
        case .split: "others are split off"
        case .patrol: "a patrol is sent"
        case .escalate: "it goes up a rung"
        case .ask: "a side is asked to reply"
        case .draft: "a finding is drafted"
        case .clear: "legal review clears the draft"
        case .giveBack: "legal review gives the draft back"
        case .adopt: "the draft is adopted"
        case .reopen: "the finding is reopened"
        }
    }
}

extension IncidentStage {
    /// Nil where the step is not taken at this stage.
    func after(_ step: IncidentStep) -> IncidentStage? { Self.table[step]?[self] }

    private static let table: [IncidentStep: [IncidentStage: IncidentStage]] = Dictionary(
        grouping: StageTransition.all, by: \.step
    ).mapValues { Dictionary(uniqueKeysWithValues: $0.map { ($0.from, $0.to) }) }

    /// Whether somebody works on it.
    var isUnderWay: Bool { self == .underVerification || self == .findingDrafted }
}

extension Register {
    /// The stage that a step leads to, or that it is not taken at this one.
    func stage(of incident: IncidentID, after step: IncidentStep, _ desk: Desk) throws(Refusal) -> IncidentStage {
        let stage = incidents[incident]?.stage ?? .proposed
        guard let next = stage.after(step) else { throw .wrongStage(incident, stage, desk.kind) }
        return next
    }

    /// Changes the stage, and with it whether a clerk looks at the incident.
    mutating func set(_ incident: IncidentID, to stage: IncidentStage) {
        incidents.change(incident, from: IncidentCase()) { $0.stage = stage }
        if stage.isUnderWay != (underWay[incident] ?? false) { underWay.set(incident, stage.isUnderWay ? true : nil) }
    }
}
