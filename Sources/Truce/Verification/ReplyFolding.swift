extension Register {
    mutating func asked(_ fact: ReplyAsked, _ sealed: SealedParts, _ at: Instant) {
        guard asks[fact.ask] == nil else { return }
        let incident = standing(fact.incident)
        let about = sealed.ask.map { AskCase.About(of: $0.of, accused: $0.accused, provisions: $0.provisions) }
        asks.set(
            fact.ask,
            AskCase(
                incident: incident, about: about, reports: incidents[incident]?.reports ?? [], entry: entry,
                askedAt: at,
                deadline: fact.deadline))
        awaited.set(fact.ask, true)
        incidents.change(incident, from: IncidentCase()) { $0.asks.append(fact.ask) }
    }

    mutating func extended(_ fact: ReplyExtended) {
        asks.change(fact.ask) { if !$0.isSilent { $0.deadline = fact.deadline } }
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

    mutating func silent(_ fact: ReplyDeadlinePassed) {
        guard let name = fact.ask else { return }
        // A reply outranks a silence that somebody wrote by hand.
        asks.change(name) { if $0.replies.isEmpty { $0.isSilent = true } }
        awaited.set(name, nil)
    }
}
