extension Register {
    mutating func opened(_ fact: IncidentOpened, _ at: Instant) {
        let incident = standing(fact.incident)
        for report in fact.reports { move(report, to: incident) }
        open(incident, at)
    }

    mutating func tasked(_ fact: PatrolTasked) {
        guard patrols[fact.patrol] == nil else { return }
        let incident = standing(fact.incident)
        patrols.set(fact.patrol, PatrolCase(incident: incident))
        incidents.change(incident, from: IncidentCase()) { $0.patrols.append(fact.patrol) }
    }

    mutating func escalated(_ fact: Escalated, _ at: Instant) {
        incidents.change(standing(fact.incident), from: IncidentCase()) { known in
            known.climbs += 1
            guard !known.rungs.contains(where: { $0.number == fact.rung }) else { return }
            known.rungs.append(.init(number: fact.rung, at: at, entry: entry))
            known.rungs.sort { $0.number < $1.number }
        }
    }

    mutating func move(_ report: ReportID, to incident: IncidentID) {
        let row = reports.row(for: report)
        take(row)
        place(row, with: incident)
    }

    /// - Parameter since: Where it was under way before that as part of another.
    mutating func open(_ incident: IncidentID, _ at: Instant, underWaySince since: Instant? = nil) {
        let stage = incidents[incident]?.stage ?? .proposed
        incidents.change(incident, from: IncidentCase()) { known in
            if known.openedAt == nil { (known.openedAt, known.underWaySince) = (at, since ?? at) }
        }
        if let next = stage.after(.open) { set(incident, to: next) }
    }
}
