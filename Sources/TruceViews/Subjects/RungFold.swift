import Truce

/// A rung of the ladder, and what came back; named by the entry that took it.
struct RungFold: SubjectFold {
    static let topic = Topic.rung
    let id: String
    private var rung: EscalationRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .escalated(let payload):
            guard rung == nil else { return }
            rung = EscalationRecord(
                incident: payload.incident, rung: payload.rung, to: payload.to ?? step.sealed.escalation?.to,
                asked: payload.reason ?? step.sealed.escalation?.asked, at: step.recorded, by: payload.officer,
                answers: [])
        case .escalationAnswered:
            rung?.answers.append(
                EscalationAnswerRecord(
                    by: step.sealed.speaker?.holder, at: step.recorded, answer: step.sealed.note?.text,
                    side: step.sealed.speaker?.side))
        default: break
        }
    }

    func record(_ look: Look) throws -> EscalationRecord? {
        guard var rung else { return nil }
        rung.incident = try look.holder(.rung, id) ?? rung.incident
        return rung
    }
}
