extension Register {
    mutating func opened(_ fact: IncidentOpened, _ at: Instant) {
        let incident = standing(fact.incident)
        for report in fact.reports { move(report, to: incident) }
        open(incident, at)
    }

    mutating func joined(_ fact: IncidentsJoined) {
        let kept = fact.into
        // What was joined elsewhere before, and is now what others are joined into, stands for itself again.
        if incidents[kept]?.stage == .joined { set(kept, to: .underVerification) }
        incidents.change(kept, from: IncidentCase()) { $0.into = nil }
        for name in fact.incidents {
            let incident = standing(name)
            guard incident != kept else { continue }
            let gone = incidents[incident] ?? IncidentCase()
            set(incident, to: .joined)
            incidents.change(incident) { left in
                left.into = kept
                (left.reports, left.asks, left.patrols) = ([], [], [])
                left.revision += 1
            }
            absorb(gone, into: kept)
        }
        constraintsVersion += 1
    }

    /// What was asked and found out about a part is asked and found out about the whole.
    private mutating func absorb(_ gone: IncidentCase, into kept: IncidentID) {
        for row in gone.reports { reports.change(row) { $0.incident = kept.raw } }
        for ask in gone.asks { asks.change(ask) { $0.incident = kept } }
        for patrol in gone.patrols { patrols.change(patrol) { $0.incident = kept } }
        incidents.change(kept) { known in
            known.reports += gone.reports
            known.asks += gone.asks
            known.patrols += gone.patrols
            known.openedAt = [known.openedAt, gone.openedAt].compactMap { $0 }.min()
            for rung in gone.rungs where !known.rungs.contains(where: { $0.number == rung.number }) {
                known.rungs.append(rung)
            }
            known.rungs.sort { $0.number < $1.number }
            known.revision += 1
        }
    }

    mutating func split(_ fact: IncidentSplit, _ at: Instant) {
        let openedAt = incidents[fact.incident]?.openedAt ?? at
        for part in fact.parts {
            for report in part.reports { move(report, to: part.incident) }
            open(part.incident, openedAt)
        }
        incidents.change(fact.incident) { $0.revision += 1 }
        constraintsVersion += 1
    }

    mutating func tasked(_ fact: PatrolTasked) {
        let incident = standing(fact.incident)
        patrols.set(fact.patrol, PatrolCase(incident: incident))
        incidents.change(incident, from: IncidentCase()) { $0.patrols.append(fact.patrol) }
    }

    mutating func escalated(_ fact: Escalated, _ at: Instant) {
        incidents.change(standing(fact.incident), from: IncidentCase()) { known in
            guard !known.rungs.contains(where: { $0.number == fact.rung }) else { return }
            known.rungs.append(.init(number: fact.rung, at: at))
            known.rungs.sort { $0.number < $1.number }
        }
    }

    private mutating func move(_ report: ReportID, to incident: IncidentID) {
        let row = reports.row(for: report)
        take(row)
        place(row, with: incident)
    }

    private mutating func open(_ incident: IncidentID, _ at: Instant) {
        let stage = incidents[incident]?.stage ?? .proposed
        incidents.change(incident, from: IncidentCase()) { if $0.openedAt == nil { $0.openedAt = at } }
        if let next = stage.after(.open) { set(incident, to: next) }
    }
}
