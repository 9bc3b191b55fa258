import Truce

/// What the mechanism holds.
struct FindingFold: SubjectFold {
    static let topic = Topic.finding
    let id: String
    private(set) var finding: FindingRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .findingAdopted(let payload):
            guard finding == nil else { return }
            finding = FindingRecord(
                id: payload.finding, incident: payload.incident, index: step.index, adoptedAt: step.recorded,
                outcome: payload.outcome, provisions: payload.provisions, attribution: payload.attribution,
                basis: payload.basis, statement: payload.statement, summary: payload.summary, replies: payload.replies,
                author: payload.author, officer: payload.officer, reopenedAt: nil, reopenedBecause: nil)
        case .findingReopened(let payload):
            guard finding?.reopenedAt == nil else { return }
            finding?.reopenedAt = step.recorded
            finding?.reopenedBecause = payload.reason
        case .replyFiled(let payload):
            guard let party = payload.party, let position = payload.position, let finding, finding.reopenedAt == nil,
                !finding.laterReplies.contains(where: { $0.reply == payload.reply })
            else { return }
            self.finding?.laterReplies.append(
                LaterReply(
                    party: party, reply: payload.reply, position: position, filedAt: payload.filedAt,
                    statement: payload.statement))
        default: break
        }
    }

    func record(_ look: Look) -> FindingRecord? { finding }
}

/// What an officer proposes.
struct DraftFold: SubjectFold {
    static let topic = Topic.draft
    let id: String
    private(set) var draft: DraftRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .findingDrafted(let payload):
            guard draft == nil else { return }
            draft = DraftRecord(
                id: payload.finding, incident: payload.incident, content: payload.content ?? step.sealed.finding,
                author: payload.officer, draftedAt: step.recorded, verdict: nil, reviewer: nil, reviewNote: nil)
        case .findingReviewed(let payload):
            draft?.verdict = payload.verdict
            draft?.reviewer = payload.officer
            draft?.reviewNote = step.sealed.note?.text
        default: break
        }
    }

    func record(_ look: Look) -> DraftRecord? { draft }
}

/// A patrol: what it is to find, and what came of it.
struct PatrolFold: SubjectFold {
    static let topic = Topic.patrol
    let id: String
    private(set) var patrol: PatrolRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .patrolTasked(let payload):
            guard patrol == nil else { return }
            var content = step.sealed.patrol
            if content == nil, let missing = payload.missing {
                content = PatrolContent(
                    missing: missing, place: .unknown, due: payload.due, priority: 0, instructions: nil)
            }
            patrol = PatrolRecord(
                id: payload.patrol, incident: payload.incident, content: content, taskedAt: step.recorded,
                taskedBy: payload.officer, result: nil, reportedAt: nil, reports: [])
        case .patrolReported:
            guard patrol?.reportedAt == nil else { return }
            patrol?.result = step.sealed.result
            patrol?.reportedAt = step.recorded
            patrol?.reports = step.sealed.brought?.reports ?? []
        default: break
        }
    }

    func record(_ look: Look) throws -> PatrolRecord? {
        guard var patrol else { return nil }
        patrol.incident = try look.holder(.patrol, id) ?? patrol.incident
        return patrol
    }
}
