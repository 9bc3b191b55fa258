import Truce

/// A question to a side, and what came back.
struct AskFold: SubjectFold {
    static let topic = Topic.ask
    let id: String
    private(set) var ask: AskRecord?
    /// The entry that asked, and the side's place among those that were asked together.
    private(set) var order = (entry: Int.max, place: 0)

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .replyAsked(let payload):
            let sides = payload.sides(step.sealed)
            guard ask == nil, let place = sides.firstIndex(where: { $0.ask.text == id }) else { return }
            let side = sides[place]
            order = (step.index, place)
            ask = AskRecord(
                id: side.ask, incident: payload.incident, content: side.content, askedAt: step.recorded,
                askedBy: payload.officer, deadline: side.deadline, isOverdue: false, isExtended: false, reply: nil)
        case .replyExtended(let payload):
            guard let term = term(payload, step) else { return }
            ask?.deadline = term.deadline
            ask?.isExtended = true
        case .findingAdopted:
            if let ask, ask.reply == nil, !ask.isOverdue { self.ask?.isLapsed = true }
        case .replyFiled(let payload):
            // After a request for time the answer follows.
            guard let ask, !ask.isAnswered, ask.reply?.id != payload.reply else { return }
            self.ask?.reply = Self.reply(payload, step, isLate: step.recorded > ask.deadline)
        case .replyDeadlinePassed(let payload):
            // Its first version named the side instead.
            let isNamed = payload.ask == nil && payload.party != nil && payload.party == ask?.content?.of
            if term(payload, step) != nil || isNamed, ask?.reply == nil { ask?.isOverdue = true }
        default: break
        }
    }

    /// Of a step about several asks, if this is one of them.
    private func term(_ payload: some TermFact, _ step: OpenedEntry) -> ReplyTerm? {
        payload.term(step.sealed).flatMap { $0.asks.contains { $0.text == id } ? $0 : nil }
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
