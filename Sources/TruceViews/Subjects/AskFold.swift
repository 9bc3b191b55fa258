import Truce

/// A question to a side, and what came back.
struct AskFold: SubjectFold {
    static let topic = Topic.ask
    let id: String
    private(set) var ask: AskRecord?
    /// When it was first due: a reminder goes out half way.
    private(set) var reminded = false

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .replyAsked(let payload):
            guard ask == nil else { return }
            ask = AskRecord(
                id: payload.ask, incident: payload.incident, content: step.sealed.ask, askedAt: step.recorded,
                askedBy: payload.officer, deadline: payload.deadline, isOverdue: false, isExtended: false, reply: nil)
        case .replyExtended(let payload):
            ask?.deadline = payload.deadline
            ask?.isExtended = true
        case .reminderSent: reminded = true
        case .replyFiled(let payload):
            // After a request for time the answer follows.
            guard let ask, !ask.isAnswered, ask.reply?.id != payload.reply else { return }
            self.ask?.reply = Self.reply(payload, step, isLate: step.recorded > ask.deadline)
        case .replyDeadlinePassed(let payload):
            guard payload.ask != nil || payload.party == ask?.content?.of else { return }
            if ask?.reply == nil { ask?.isOverdue = true }
        default: break
        }
    }

    /// - Parameter isLate: Recorded after the deadline.
    static func reply(_ payload: ReplyFiled, _ step: OpenedEntry, isLate: Bool) -> ReplyRecord {
        let sealed = step.sealed.reply
        return ReplyRecord(
            id: payload.reply, ask: payload.ask, party: payload.party ?? sealed?.party,
            position: payload.position ?? sealed?.position, filedAt: payload.filedAt, isLate: isLate,
            statement: payload.statement ?? sealed?.statement, confidence: sealed?.confidence,
            evidence: step.files)
    }

    func record(_ look: Look) throws -> AskRecord? {
        guard var ask else { return nil }
        ask.incident = try look.holder(.ask, id) ?? ask.incident
        return ask
    }
}
