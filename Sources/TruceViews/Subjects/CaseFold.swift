import Truce

/// What was done with one incident, folded from its steps: everything on record but its reports, and what belongs to it
/// by way of others that were joined with it (``PartView``).
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
    private(set) var findings: [FindingFold] = []
    /// The first version of the fact named the side instead of the ask.
    private(set) var silences: [OpenedEntry] = []

    init(id: IncidentID) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        lastStep = step.index
        switch step.fact {
        case .incidentOpened(let payload):
            guard payload.incident == id else { return }
            open(step, payload.officer)
        case .incidentsJoined(let payload):
            if payload.into == id {
                if stage == .joined { (stage, into) = (.proposed, nil) }
                open(step, payload.officer)
            } else if stage != .joined {
                (stage, into) = (.joined, payload.into)
            }
        case .incidentSplit(let payload):
            if payload.parts.contains(where: { $0.incident == id }) { open(step, payload.officer) }
        case .findingDrafted(let payload):
            fold(payload.finding.text, step, in: \.drafts, begins: stage != .joined)
            if stage != .joined, stage != .adopted { stage = .findingDrafted }
        case .findingReviewed(let payload):
            fold(payload.finding.text, step, in: \.drafts, begins: false)
            // Given back: the next step is another draft.
            if payload.verdict == .returned, stage == .findingDrafted, drafts.last?.id == payload.finding.text {
                stage = .underVerification
            }
        case .findingAdopted(let payload):
            // Of one that was joined it is a finding on what it was joined into.
            guard stage != .joined else { return }
            fold(payload.finding.text, step, in: \.findings)
            (stage, isPublished) = (.adopted, true)
        case .findingReopened(let payload):
            fold(payload.finding.text, step, in: \.findings, begins: false)
            if stage == .adopted, standing == nil { stage = .underVerification }
        case .replyFiled(let payload):
            guard payload.party != nil, let newest = finding?.id.text else { return }
            fold(newest, step, in: \.findings, begins: false)
        case .replyDeadlinePassed(let payload): if payload.ask == nil, payload.party != nil { silences.append(step) }
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

    /// The finding that stands.
    private var standing: FindingRecord? { findings.compactMap(\.finding).last { $0.reopenedAt == nil } }

    /// The finding adopted last, also where it was reopened since.
    var finding: FindingRecord? { findings.compactMap(\.finding).max { $0.index < $1.index } }

    /// The newest draft, unless it was adopted.
    var draft: DraftRecord? {
        guard let last = drafts.last?.draft, !findings.contains(where: { $0.id == last.id.text }) else { return nil }
        return last
    }
}

/// A fold that steps name.
protocol NamedFold: SubjectFold {
    var id: String { get }
}

extension DraftFold: NamedFold {}
extension FindingFold: NamedFold {}
