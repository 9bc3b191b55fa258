extension Register {
    func decide(_ command: OpenIncident, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        _ = try seen(command.incident, desk)
        for report in command.reports { _ = try seen(report, desk) }
        _ = try stage(of: command.incident, after: .open, desk)
        guard !command.reports.isEmpty else {
            throw .invalid(path: "reports", why: "An incident has at least one report.")
        }
        try desk.require(reports: command.reports, at: "reports")
        let proposed = Set(desk.context.basis?.reports ?? [])
        for report in command.reports {
            guard let row = reports.number(of: report) else { continue }
            guard proposed.contains(report), reports[row].isStanding, reports[row].incident == ReportRoll.Row.none
            else {
                throw .conflict(
                    why: "Report \(report) is not (any more) among those that incident \(command.incident) is proposed "
                        + "for. Look at the proposal again.")
            }
        }
        let fact = IncidentOpened(
            incident: command.incident, reports: command.reports, officer: officer, sealed: [])
        return [note(command.note, about: command.incident, .incidentOpened(fact))]
    }

    func decide(_ command: JoinIncidents, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        for incident in command.incidents + [command.into] { _ = try seen(incident, desk) }
        for incident in command.incidents {
            _ = try stage(of: incident, after: incident == command.into ? .join : .joinAway, desk)
        }
        try desk.require(distinct: command.incidents, at: "incidents")
        guard command.incidents.count >= 2, command.incidents.count <= Self.joinLimit else {
            throw .invalid(path: "incidents", why: "Name two or more incidents, at most \(Self.joinLimit).")
        }
        guard command.incidents.contains(command.into) else {
            throw .invalid(path: "into", why: "One of the incidents keeps its name: say which.")
        }
        let fact = IncidentsJoined(
            incidents: command.incidents, into: command.into, reason: nil, officer: officer, sealed: [])
        return [note(command.note, about: command.into, .incidentsJoined(fact))]
    }
    /// As many as fit into one entry.
    static let joinLimit = 1_000

    func decide(_ command: SplitIncident, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let incident = try seen(command.incident, desk)
        let named = command.parts.flatMap { $0 }
        for report in named { _ = try seen(report, desk) }
        _ = try stage(of: command.incident, after: .split, desk)
        guard (2...Self.splitLimit).contains(command.parts.count), command.parts.allSatisfy({ !$0.isEmpty }) else {
            throw .invalid(
                path: "parts", why: "Name two or more parts, at most \(Self.splitLimit), each with at least one report."
            )
        }
        var placed: Set<ReportID> = []
        for (i, part) in command.parts.enumerated() {
            for (j, report) in part.enumerated() where !placed.insert(report).inserted {
                throw .invalid(path: "parts[\(i)][\(j)]", why: "Report \(report) stands in a part already.")
            }
        }
        try desk.require(reports: named, at: "parts")
        guard Set(named) == Set(reports.ids(incident.reports)) else {
            throw .conflict(
                why:
                    "The parts together are not the reports of incident \(command.incident). Look at its reports again."
            )
        }
        let names = try freeIncidents(command.parts.count - 1, desk)
        let parts = zip([command.incident] + names, command.parts).map { IncidentPart(incident: $0, reports: $1) }
        let fact = IncidentSplit(incident: command.incident, parts: parts, reason: nil, officer: officer, sealed: [])
        return [note(command.note, about: command.incident, .incidentSplit(fact))]
    }

    /// As many as fit into one entry beside ``Desk/reportBytes``.
    static let splitLimit = 500

    func decide(_ command: TaskPatrol, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        _ = try seen(command.incident, desk)
        _ = try stage(of: command.incident, after: .patrol, desk)
        try desk.require(place: command.content.place, at: "content.place")
        try desk.require(distinct: command.content.missing, at: "content.missing")
        if let due = command.content.due, due <= desk.now {
            throw .invalid(path: "content.due", why: "\(due) has gone by. Give a later time, or none.")
        }
        let patrol: PatrolID = try free(desk, "P") { patrols[$0] == nil }
        let fact = PatrolTasked(
            patrol: patrol, incident: command.incident, missing: nil, due: nil, officer: officer, sealed: [])
        var sealed = SealedParts()
        sealed.patrol = command.content
        return [NewFact(.patrolTasked(fact), sealed: sealed, tags: ["incident:\(command.incident)"])]
    }

    func decide(_ command: ReportPatrol, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let source = try desk.source()
        guard let patrol = patrols[command.patrol], desk.sees(.patrol) else {
            throw .unknown(kind: "patrol", name: command.patrol.text)
        }
        for report in command.reports { _ = try seen(report, desk) }
        guard !patrol.isReported else {
            throw .conflict(why: "Patrol \(command.patrol) has reported already. File what came later as reports.")
        }
        try desk.require(reports: command.reports, at: "reports")
        var sealed = SealedParts()
        (sealed.source, sealed.result) = (source, command.result)
        if !command.reports.isEmpty { sealed.brought = BroughtReports(reports: command.reports) }
        return [
            NewFact(
                .patrolReported(PatrolReported(patrol: command.patrol, sealed: [])), sealed: sealed,
                tags: ["incident:\(patrol.incident)", source.tag])
        ]
    }

    /// A fact about an incident with an officer's own words, sealed.
    func note(_ note: String?, about incident: IncidentID, _ fact: Fact) -> NewFact {
        var sealed = SealedParts()
        sealed.note = note.map(NoteContent.init)
        return NewFact(fact, sealed: sealed, tags: ["incident:\(incident)"])
    }
}
