extension Register {
    // Each of these gives what a command names, or says that there is none: the same words, whether it is not there or
    // the asker may not know of it.

    /// The report's row.
    func seen(_ report: ReportID, _ desk: Desk) throws(Refusal) -> Int32 {
        guard let row = reports.number(of: report), reports[row].isReceived,
            desk.sees(.report, relation(ofReport: row, to: desk.asker))
        else { throw .unknown(kind: "report", name: report.text) }
        return row
    }

    /// The row of a report that the asker filed, or that was filed for the side it speaks for.
    func own(_ report: ReportID, _ desk: Desk) throws(Refusal) -> Int32 {
        guard let row = reports.number(of: report), reports[row].isReceived,
            relation(ofReport: row, to: desk.asker).isOwn
        else { throw .unknown(kind: "report", name: report.text) }
        return row
    }

    func relation(ofReport row: Int32, to asker: Asker) -> Relation {
        let isFiled = asker.holder != nil && reports.holder(of: row) == asker.holder
        return Relation(isOwn: isFiled || reports.side(of: row).map(asker.isOf) ?? false)
    }

    /// An incident that an officer has opened, or that is proposed, as far as the context knows of it.
    func seen(_ incident: IncidentID, _ desk: Desk) throws(Refusal) -> IncidentCase {
        if let known = incidents[incident], known.stage != .proposed {
            if desk.sees(.incident, Relation(isPublished: known.isPublished)) { return known }
            if desk.sees(.incident, relation(of: known, to: desk.asker)) { return known }
        } else if desk.context.basis != nil || incidents[incident] != nil, desk.sees(.incident) {
            return incidents[incident] ?? IncidentCase()
        }
        throw .unknown(kind: "incident", name: incident.description)
    }

    func relation(of incident: IncidentCase, to asker: Asker) -> Relation {
        Relation(
            isOwn: isAsked(asker, about: incident)
                || incident.reports.contains { relation(ofReport: $0, to: asker).isOwn },
            isPublished: incident.isPublished)
    }

    /// Whether the asker speaks for a side that was asked to reply: to have reported it is not enough where that counts.
    func isAsked(_ asker: Asker, about incident: IncidentCase) -> Bool {
        incident.asks.contains { ask in asks[ask]?.about.map { asker.isOf($0.of) } ?? false }
    }

    func seenDraft(_ finding: FindingID, _ desk: Desk) throws(Refusal) -> FindingCase {
        guard let known = findings[finding], desk.sees(.draft) || (known.isAdopted && desk.sees(.finding, .public))
        else {
            throw .unknown(kind: "finding", name: finding.text)
        }
        return known
    }

    func seenAdopted(_ finding: FindingID, _ desk: Desk) throws(Refusal) -> FindingCase {
        guard let known = findings[finding], known.isAdopted, desk.sees(.finding, .public) else {
            throw .unknown(kind: "finding", name: finding.text)
        }
        return known
    }

    func seen(_ ask: AskID, _ desk: Desk) throws(Refusal) -> AskCase {
        guard let known = asks[ask] else { throw .unknown(kind: "ask", name: ask.text) }
        let isOwn = known.about.map { desk.asker.isOf($0.of) } ?? false
        guard desk.sees(.ask, Relation(isOwn: isOwn)) else { throw .unknown(kind: "ask", name: ask.text) }
        return known
    }

    // MARK: Names

    /// A name that nothing has yet.
    func free<Subject>(
        _ desk: Desk, _ prefix: String, isFree: (Identifier<Subject>) -> Bool
    ) throws(Refusal) -> Identifier<Subject> {
        for _ in 0..<Self.nameTries {
            let name: Identifier<Subject> = desk.context.names.next(prefix)
            if isFree(name) { return name }
        }
        throw .noName
    }

    func freeIncidents(_ count: Int, _ desk: Desk) throws(Refusal) -> [IncidentID] {
        var names: [IncidentID] = []
        for _ in 0..<count + Self.nameTries where names.count < count {
            let name = desk.context.names.incident()
            if incidents[name] == nil, !names.contains(name) { names.append(name) }
        }
        guard names.count == count else { throw .noName }
        return names
    }

    /// Sixty random bits repeat only where the source of chance is broken.
    private static let nameTries = 8
}

extension Refusal {
    static let noName = Refusal.conflict(
        why: "No new name could be made. Try again; tell an administrator if it stays so.")
}

extension Relation {
    static let `public` = Relation(isPublished: true)
}
