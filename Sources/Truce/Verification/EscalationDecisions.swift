extension Register {
    func decide(_ command: Escalate, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let incident = try seen(command.incident, desk)
        _ = try stage(of: command.incident, after: .escalate, desk)
        let last = incident.rungs.last?.number ?? 0
        let ladder = desk.agreement.procedure.escalation
        guard last < ladder.count else {
            throw .conflict(
                why: ladder.isEmpty
                    ? "The agreement has no ladder." : "Incident \(command.incident) is on the last rung of the ladder."
            )
        }
        return [Self.rung(last + 1, of: ladder, for: command.incident, asked: command.asked, by: officer)]
    }

    /// Who is seized of an incident answers: whoever sees its case in the mechanism, the mediator, and of the sides those
    /// that were asked about it.
    func decide(_ command: AnswerEscalation, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let holder = try desk.holder()
        guard let incident = incidents[command.incident], incident.stage != .proposed,
            desk.sees(.escalation, Relation(isOwn: isAsked(desk.asker, about: incident)))
        else { throw .unknown(kind: "incident", name: command.incident.description) }
        guard incident.rungs.contains(where: { $0.number == command.rung }) else {
            throw .conflict(why: "Nothing was asked on rung \(command.rung) yet.")
        }
        let fact = EscalationAnswered(incident: command.incident, rung: command.rung, sealed: [])
        var answer = note(command.answer, about: command.incident, .escalationAnswered(fact))
        answer.sealed.speaker = Speaker(holder: holder, side: desk.side)
        return [answer]
    }

    /// - Precondition: `number` is a rung of the ladder.
    static func rung(
        _ number: Int, of ladder: [Procedure.Rung], for incident: IncidentID, asked: String, by officer: OfficerID?
    ) -> NewFact {
        let name = ladder[number - 1].to.text(in: "en")
        var sealed = SealedParts()
        sealed.escalation = EscalationContent(to: name.isEmpty ? "Rung \(number)" : name, asked: asked)
        let fact = Escalated(
            incident: incident, rung: number, to: nil, reason: nil, officer: officer, sealed: [])
        return NewFact(.escalated(fact), sealed: sealed, tags: ["incident:\(incident)"])
    }
}
