extension Register {
    mutating func joined(_ fact: IncidentsJoined) {
        let kept = fact.into
        // What was joined elsewhere before, and is now what others are joined into, stands for itself again.
        if incidents[kept]?.stage == .joined { set(kept, to: .underVerification) }
        incidents.change(kept, from: IncidentCase()) { $0.into = nil }
        let own = incidents[kept]?.belongings
        var isFirst = true
        for name in fact.incidents {
            let incident = standing(name)
            guard incident != kept else { continue }
            if isFirst, let own { incidents.change(kept) { $0.joined.append(own) } }
            isFirst = false
            let gone = incidents[incident] ?? IncidentCase()
            set(incident, to: .joined)
            incidents.change(incident) { left in
                left.into = kept
                (left.reports, left.asks, left.patrols, left.rungs, left.joined) = ([], [], [], [], [])
                left.placedAt = entry
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
            known.underWaySince = [known.underWaySince, gone.underWaySince].compactMap { $0 }.min()
            known.add(gone.rungs)
            known.joined += gone.joined + (gone.belongings.map { [$0] } ?? [])
            known.placedAt = entry
        }
    }

    mutating func split(_ fact: IncidentSplit, _ at: Instant) {
        let whole = incidents[fact.incident] ?? IncidentCase()
        let openedAt = whole.openedAt ?? at
        for part in fact.parts {
            for report in part.reports { move(report, to: part.incident) }
            open(part.incident, openedAt, underWaySince: whole.underWaySince)
        }
        giveBack(fact.incident, as: whole)
        incidents.change(fact.incident) { $0.placedAt = entry }
        constraintsVersion += 1
    }

    /// Two incidents that were joined and are told apart again are what they were: who was asked about one of them was not
    /// asked about the other. What was asked while they were one stays with the one that was split.
    private mutating func giveBack(_ incident: IncidentID, as whole: IncidentCase) {
        let rows = Set(whole.reports)
        var given: [(holder: IncidentID, had: IncidentCase.Belongings)] = []
        for had in whole.joined {
            let holders = Set(had.reports.filter(rows.contains).map { self.incident(ofReport: $0) })
            if holders.count == 1, let holder = holders.first ?? nil { given.append((holder, had)) }
        }
        for (holder, had) in given where holder != incident {
            let lost = had.asks.filter { asks[$0]?.incident == incident }
            let sent = had.patrols.filter { patrols[$0]?.incident == incident }
            for ask in lost { asks.change(ask) { $0.incident = holder } }
            for patrol in sent { patrols.change(patrol) { $0.incident = holder } }
            incidents.change(incident) { known in
                known.asks.removeAll(where: lost.contains)
                known.patrols.removeAll(where: sent.contains)
                known.rungs.removeAll(where: had.rungs.contains)
                known.joined.removeAll { $0 == had }
            }
            incidents.change(holder) { known in
                known.asks += lost
                known.patrols += sent
                known.joined.append(had)
            }
        }
        // Of two that both had a rung, and are still one, the rung that was taken first.
        let rungs = given.flatMap { holder, had in had.rungs.map { (holder, $0) } }
        for (holder, rung) in rungs.sorted(by: { $0.1.entry < $1.1.entry }) {
            incidents.change(holder) { $0.add([rung]) }
        }
    }
}

extension IncidentCase {
    /// Those that it has not taken itself.
    fileprivate mutating func add(_ others: [Rung]) {
        for rung in others where !rungs.contains(where: { $0.number == rung.number }) { rungs.append(rung) }
        rungs.sort { $0.number < $1.number }
    }
}
