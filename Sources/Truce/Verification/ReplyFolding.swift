extension Register {
    mutating func asked(_ fact: ReplyAsked, _ sealed: SealedParts, _ at: Instant) {
        let incident = standing(fact.incident)
        for side in fact.sides(sealed) where asks[side.ask] == nil {
            let about = side.content.map { AskCase.About(of: $0.of, accused: $0.accused, provisions: $0.provisions) }
            asks.set(
                side.ask,
                AskCase(
                    incident: incident, about: about, reports: incidents[incident]?.reports ?? [], entry: entry,
                    askedAt: at, firstDeadline: side.deadline, deadline: side.deadline))
            awaited.set(side.ask, true)
            incidents.change(incident, from: IncidentCase()) { $0.asks.append(side.ask) }
        }
    }

    mutating func extended(_ fact: ReplyExtended, _ sealed: SealedParts) {
        guard let term = fact.term(sealed) else { return }
        for name in term.asks { asks.change(name) { if !$0.isSilent { $0.deadline = term.deadline } } }
    }

    mutating func reminded(_ fact: ReminderSent, _ sealed: SealedParts) {
        for name in fact.term(sealed)?.asks ?? [] { asks.change(name) { $0.isReminded = true } }
    }

    mutating func replied(_ fact: ReplyFiled, _ sealed: SealedParts) {
        replies.set(fact.reply, true)
        guard let name = fact.ask else { return }
        asks.change(name) { ask in
            guard !ask.replies.contains(where: { $0.id == fact.reply }) else { return }
            ask.replies.append(
                FiledReply(
                    id: fact.reply, filedAt: fact.filedAt, position: sealed.reply?.position ?? fact.position,
                    statement: sealed.reply?.statement ?? fact.statement))
        }
        awaited.set(name, nil)
    }

    mutating func silent(_ fact: ReplyDeadlinePassed, _ sealed: SealedParts) {
        for name in fact.term(sealed)?.asks ?? [] {
            // A reply outranks a silence that somebody wrote by hand.
            asks.change(name) { if $0.replies.isEmpty { $0.isSilent = true } }
            awaited.set(name, nil)
        }
    }
}
