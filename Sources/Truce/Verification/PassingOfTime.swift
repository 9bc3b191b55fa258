extension Register {
    /// What the passing of time alone puts on record by `now`: reminders, silences, escalations that the agreement's hours
    /// ask for. At most `limit`, the oldest first. Applied, none of them is due again.
    public func due(at now: Instant, under history: AgreementHistory, limit: Int) -> [NewFact] {
        var steps = stepsOfReplies(at: now)
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

    /// Reminders and silences, one fact for all that were asked together and have the same due: one for each would tell
    /// their number, and with it whom the incident accuses.
    private func stepsOfReplies(at now: Instant) -> [Step] {
        struct Together: Hashable {
            var entry: Int
            var incident: IncidentID
            var deadline: Instant
            var at: Instant
            var isSilence: Bool
        }
        var due: [Together: [AskID]] = [:]
        for name in awaited.values.keys {
            guard let ask = asks[name], ask.nextStep <= now else { continue }
            let isSilence = now >= ask.silentAt
            let together = Together(
                entry: ask.entry, incident: ask.incident, deadline: ask.deadline,
                at: isSilence ? ask.silentAt : ask.reminderAt, isSilence: isSilence)
            due[together, default: []].append(name)
        }
        return due.map { together, names in
            let names = names.sorted()
            var sealed = SealedParts()
            sealed.term = ReplyTerm(asks: names, deadline: together.deadline)
            let fact: Fact =
                together.isSilence ? .replyDeadlinePassed(ReplyDeadlinePassed()) : .reminderSent(ReminderSent())
            return Step(
                at: together.at, name: names[0].text,
                fact: NewFact(fact, sealed: sealed, tags: ["incident:\(together.incident)"]))
        }
    }

    private func steps(of incident: IncidentID, up ladder: [Procedure.Rung], at now: Instant) -> [Step] {
        guard var known = incidents[incident] else { return [] }
        var steps: [Step] = []
        var earliest = Instant.distantPast
        while let rung = known.nextRung(of: ladder), rung.at <= now {
            // Rungs are climbed one by one, also where a later one has the shorter time.
            earliest = max(earliest, rung.at)
            var fact = Self.rung(
                rung.number, of: ladder, for: incident, asked: known.words(ofRung: rung.number, of: ladder), by: nil)
            fact.occasion = known.climbs
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
        guard let underWaySince, last < ladder.count else { return nil }
        let number = last + 1
        let hours = min(max(0, Int64(ladder[number - 1].afterHours)), Register.longestPeriodSeconds / 3_600)
        return (number, underWaySince.advanced(bySeconds: hours * 3_600))
    }

    /// Why a rung is taken that the hours alone lead to.
    fileprivate func words(ofRung number: Int, of ladder: [Procedure.Rung]) -> String {
        let hours = ladder[number - 1].afterHours
        guard let underWaySince, underWaySince != openedAt else {
            return hours <= 0 ? "The incident was taken up." : "No finding was adopted within \(hours) hours."
        }
        return hours <= 0
            ? "The incident was taken up again at \(underWaySince)."
            : "No finding was adopted within \(hours) hours from \(underWaySince), since when it is under verification again."
    }
}
