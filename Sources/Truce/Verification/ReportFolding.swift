extension Register {
    mutating func received(_ fact: ReportReceived, _ sealed: SealedParts) {
        let row = reports.row(for: fact.report)
        reports.change(row) { $0.isReceived = true }
        reports.setSource(sealed.source, of: row)
    }

    mutating func corrected(_ fact: ReportCorrected) { changes.set(reports.row(for: fact.report), entry) }

    mutating func withdrawn(_ fact: ReportWithdrawn) {
        let row = reports.row(for: fact.report)
        reports.change(row) { $0.isWithdrawn = true }
        changes.set(row, entry)
        constraintsVersion += 1
    }

    mutating func triaged(_ fact: ReportTriaged) {
        let row = reports.row(for: fact.report)
        let original = fact.duplicateOf.map { reports.row(for: $0) } ?? -1
        take(row)
        switch fact.disposition {
        case .incident:
            if let incident = fact.incident { place(row, with: incident) } else { mark(row, .incident) }
        case .duplicate: mark(row, .duplicate, of: original)
        case .setAside: mark(row, .setAside)
        }
    }

    private mutating func mark(_ row: Int32, _ placing: ReportRoll.Placing, of original: Int32 = -1) {
        reports.change(row) { ($0.placing, $0.duplicateOf) = (placing, original) }
        constraintsVersion += 1
    }

    /// Takes a report out of its incident, if it is in one.
    mutating func take(_ row: Int32) {
        guard let incident = incident(ofReport: row) else { return }
        incidents.change(incident) { known in
            if let at = known.reports.firstIndex(of: row) { known.reports.remove(at: at) }
            known.placedAt = entry
        }
        reports.change(row) { ($0.incident, $0.takenFrom) = (ReportRoll.Row.none, incident.raw) }
        constraintsVersion += 1
    }

    /// Puts a report that is in no incident into one; into what that was joined into, where it was.
    mutating func place(_ row: Int32, with incident: IncidentID) {
        let incident = standing(incident)
        reports.change(row) {
            $0.incident = incident.raw
            $0.takenFrom = ReportRoll.Row.none
            $0.placing = .incident
            $0.duplicateOf = -1
        }
        incidents.change(incident, from: IncidentCase()) { known in
            known.reports.append(row)
            known.placedAt = entry
        }
        constraintsVersion += 1
    }

    /// The incident that an officer placed the report with.
    func incident(ofReport row: Int32) -> IncidentID? {
        let raw = reports[row].incident
        return raw == ReportRoll.Row.none ? nil : IncidentID(raw: raw)
    }

    /// The incident itself, or what it was joined into.
    func standing(_ incident: IncidentID) -> IncidentID {
        var at = incident
        // Joining gives the kept one no way on, so that this ends.
        while let next = incidents[at]?.into { at = next }
        return at
    }

    /// The rows of its reports that count.
    func standingReports(of incident: IncidentCase) -> [Int32] { incident.reports.filter { reports[$0].isStanding } }
}
