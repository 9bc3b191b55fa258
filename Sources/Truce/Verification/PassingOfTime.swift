extension Register {
    /// What the passing of time alone puts on record by `now`: reminders, silences, escalations that the agreement's hours
    /// ask for. At most `limit`, the oldest first. Applied, none of them is due again.
    public func due(at now: Instant, under history: AgreementHistory, limit: Int) -> [NewFact] {
        var steps = awaited.values.keys.compactMap { step(of: $0, at: now) }
        let ladder = history.text(at: now).procedure.escalation
        for incident in underWay.values.keys { steps += self.steps(of: incident, up: ladder, at: now) }
        steps.sort { ($0.at, $0.name) < ($1.at, $1.name) }
        return steps.prefix(max(0, limit)).map(\.fact)
    }

    /// The moment from which ``due(at:under:limit:)`` gives something, as things stand; nil: nothing is waited for. In the
    /// past where it was not asked since.
    public func nextDue(at now: Instant, under history: AgreementHistory) -> Instant? {
        let replies = awaited.values.keys.compactMap { asks[$0]?.nextStep }
        let ladder = history.text(at: now).procedure.escalation
        let rungs = underWay.values.keys.compactMap { incidents[$0]?.nextRung(of: ladder)?.at }
        return (replies + rungs).min()
    }

    private struct Step {
        var at: Instant
        /// For an order that is always the same.
        var name: String
        var fact: NewFact
    }

    private func step(of name: AskID, at now: Instant) -> Step? {
        guard let ask = asks[name] else { return nil }
        if now >= ask.silentAt {
            let fact = ReplyDeadlinePassed(ask: name, incident: ask.incident, party: nil, deadline: ask.deadline)
            return Step(at: ask.silentAt, name: name.text, fact: NewFact(.replyDeadlinePassed(fact)))
        }
        guard ask.nextStep <= now else { return nil }
        let fact = ReminderSent(ask: name, deadline: ask.deadline)
        return Step(at: ask.reminderAt, name: name.text, fact: NewFact(.reminderSent(fact)))
    }

    private func steps(of incident: IncidentID, up ladder: [Procedure.Rung], at now: Instant) -> [Step] {
        guard var known = incidents[incident] else { return [] }
        var steps: [Step] = []
        var earliest = Instant.distantPast
        while let rung = known.nextRung(of: ladder), rung.at <= now {
            // Rungs are climbed one by one, also where a later one has the shorter time.
            earliest = max(earliest, rung.at)
            let fact = Self.rung(
                rung.number, of: ladder, for: incident,
                asked: "No finding was adopted within \(ladder[rung.number - 1].afterHours) hours.", by: nil)
            steps.append(Step(at: earliest, name: "\(incident) \(padded(rung.number, 6))", fact: fact))
            known.rungs.append(.init(number: rung.number, at: rung.at, entry: .max))
        }
        return steps
    }
}

extension AskCase {
    /// The first moment that is too late.
    var silentAt: Instant { deadline.advanced(bySeconds: 1) }
    /// When the passing of time puts something on record.
    var nextStep: Instant { isReminded ? silentAt : min(reminderAt, silentAt) }
}

extension IncidentCase {
    /// The next rung, and when the agreement's hours lead to it; nil on the last one, or before it is opened.
    func nextRung(of ladder: [Procedure.Rung]) -> (number: Int, at: Instant)? {
        let last = rungs.last?.number ?? 0
        guard let openedAt, last < ladder.count else { return nil }
        let number = last + 1
        let hours = min(max(0, Int64(ladder[number - 1].afterHours)), Register.longestPeriodSeconds / 3_600)
        return (number, openedAt.advanced(bySeconds: hours * 3_600))
    }
}
