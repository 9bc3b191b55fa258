import Truce

/// What was done with one incident, folded from its steps: everything on record but its reports.
struct CaseFold {
    let id: IncidentID
    private(set) var stage = IncidentStage.proposed
    private(set) var into: IncidentID?
    private(set) var openedAt: Instant?
    private(set) var openedBy: OfficerID?
    /// The last step's entry; nil: nothing is on record.
    private(set) var lastStep: Int?
    private(set) var isPublished = false
    /// In the order in which they were recorded.
    private(set) var drafts: [DraftFold] = []
    private(set) var asks: [AskFold] = []
    private(set) var patrols: [PatrolFold] = []
    private(set) var findings: [FindingFold] = []
    private(set) var escalations: [EscalationRecord] = []

    init(id: IncidentID) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        lastStep = step.index
        switch step.fact {
        case .incidentOpened(let payload):
            guard payload.incident == id else { return }
            open(step, payload.officer)
        case .incidentsJoined(let payload):
            if payload.into == id { open(step, payload.officer) } else { (stage, into) = (.joined, payload.into) }
        case .incidentSplit(let payload):
            if payload.parts.contains(where: { $0.incident == id }) { open(step, payload.officer) }
        case .findingDrafted(let payload):
            fold(payload.finding.text, step, in: \.drafts)
            if stage != .joined, stage != .adopted { stage = .findingDrafted }
        case .findingReviewed(let payload):
            fold(payload.finding.text, step, in: \.drafts, begins: false)
            // Given back: the next step is another draft.
            if payload.verdict == .returned, stage == .findingDrafted, drafts.last?.id == payload.finding.text {
                stage = .underVerification
            }
        case .findingAdopted(let payload):
            fold(payload.finding.text, step, in: \.findings)
            (stage, isPublished) = (.adopted, true)
        case .findingReopened(let payload):
            fold(payload.finding.text, step, in: \.findings, begins: false)
            if stage == .adopted, standing == nil { stage = .underVerification }
        case .replyAsked(let payload): fold(payload.ask.text, step, in: \.asks)
        case .replyExtended(let payload): fold(payload.ask.text, step, in: \.asks, begins: false)
        case .reminderSent(let payload): fold(payload.ask.text, step, in: \.asks, begins: false)
        case .replyFiled(let payload):
            if let ask = payload.ask { fold(ask.text, step, in: \.asks, begins: false) }
        case .replyDeadlinePassed(let payload): silence(payload, step)
        case .patrolTasked(let payload): fold(payload.patrol.text, step, in: \.patrols)
        case .patrolReported(let payload): fold(payload.patrol.text, step, in: \.patrols, begins: false)
        case .escalated(let payload): escalate(payload, step)
        case .escalationAnswered(let payload):
            guard let rung = escalations.lastIndex(where: { $0.rung == payload.rung }) else { return }
            escalations[rung].answers.append(
                EscalationAnswerRecord(
                    by: step.sealed.speaker?.holder, at: step.recorded, answer: step.sealed.note?.text,
                    side: step.sealed.speaker?.side))
        default: break
        }
    }

    private mutating func open(_ step: OpenedEntry, _ officer: OfficerID) {
        if stage == .proposed { stage = .underVerification }
        guard openedAt == nil else { return }
        (openedAt, openedBy) = (step.recorded, officer)
    }

    private mutating func fold<Fold: NamedFold>(
        _ id: String, _ step: OpenedEntry, in list: WritableKeyPath<CaseFold, [Fold]>, begins: Bool = true
    ) {
        if let at = self[keyPath: list].firstIndex(where: { $0.id == id }) {
            self[keyPath: list][at].apply(step)
        } else if begins {
            var fold = Fold(id: id)
            fold.apply(step)
            self[keyPath: list].append(fold)
        }
    }

    /// The first version of the fact named the side instead of the ask.
    private mutating func silence(_ payload: ReplyDeadlinePassed, _ step: OpenedEntry) {
        if let ask = payload.ask { return fold(ask.text, step, in: \.asks, begins: false) }
        for at in asks.indices where payload.party != nil && asks[at].ask?.content?.of == payload.party {
            asks[at].apply(step)
        }
    }

    private mutating func escalate(_ payload: Escalated, _ step: OpenedEntry) {
        guard !escalations.contains(where: { $0.rung == payload.rung }) else { return }
        escalations.append(
            EscalationRecord(
                incident: id, rung: payload.rung, to: payload.to ?? step.sealed.escalation?.to,
                asked: payload.reason ?? step.sealed.escalation?.asked, at: step.recorded, by: payload.officer,
                answers: []))
    }

    /// The finding that stands.
    private var standing: FindingRecord? { findings.compactMap(\.finding).last { $0.reopenedAt == nil } }

    /// The finding adopted last, also where it was reopened since.
    var finding: FindingRecord? { findings.compactMap(\.finding).max { $0.index < $1.index } }

    /// The newest draft, unless it was adopted.
    var draft: DraftRecord? {
        guard let last = drafts.last?.draft, !findings.contains(where: { $0.id == last.id.text }) else { return nil }
        return last
    }

    /// Whom it was put to, ascending.
    var askedSides: [PartyID] { Set(asks.compactMap { $0.ask?.content?.of }).sorted() }
}

/// A fold that steps name.
protocol NamedFold: SubjectFold {
    var id: String { get }
}

extension DraftFold: NamedFold {}
extension FindingFold: NamedFold {}
extension AskFold: NamedFold {}
extension PatrolFold: NamedFold {}
