import Truce
import TruceIntake

extension CaseBasis {
    /// What is computed of an incident that is these reports. Nil where nothing of them can be opened any more.
    init?(_ entries: [OpenedEntry], under history: AgreementHistory, at now: Instant) {
        var table = ReportTable()
        var speakers = Speakers()
        var reports: [ReportID] = []
        for entry in entries {
            guard let report = entry.fact.reported, let content = entry.sealed.report else { continue }
            table.append(Report(report, content, from: entry.sealed.source, receivedAt: entry.receivedAt))
            if let source = entry.sealed.source { speakers.add(source) }
            reports.append(report)
        }
        guard !reports.isEmpty else { return nil }
        let ordered = table.reordered(by: table.canonicalOrder())
        let docket = Docket(
            ordered, incidents: [(0..<Int32(ordered.count)).map(\.self)], under: speakers.named(in: history), asOf: now)
        let incident = docket.incident(0)
        let assessment = docket.assessment(of: incident)
        let text = docket.history.versions[assessment.agreementVersion].text
        self.init(
            reports: reports.sorted(), severity: assessment.severity.highest, agreementVersion: text.version,
            rulesVersion: RulesVersion.rules, attribution: FindingAttribution(assessment.attribution, in: text),
            summary: IncidentSummary(incident, ordered, day: docket.day(of: incident), in: text))
    }
}

extension OpenedEntry {
    /// The report that it brings, where nothing of it can be opened any more.
    var erasedReport: ReportID? { sealed.report == nil ? fact.reported : nil }
}

extension Fact {
    /// The report whose content this fact brings.
    var reported: ReportID? {
        switch self {
        case .reportReceived(let fact): fact.report
        case .reportCorrected(let fact): fact.report
        default: nil
        }
    }
}

extension FindingAttribution {
    /// As assessed. Who is only alleged, below the agreement's threshold, is not named.
    init(_ attribution: Attribution, in text: Agreement) {
        let status: Status
        var party: PartyID?
        switch attribution.status {
        case .attributed(let index): (status, party) = (.attributed, PartyID(text.parties[index].id))
        case .alleged, .notAttributable: status = .notAttributable
        case .disputed: status = .disputed
        }
        self.init(status: status, party: party, confidence: attribution.confidence)
    }
}

extension IncidentSummary {
    /// What the public is told, as coarse as the agreement has it.
    init(_ incident: Incident, _ reports: ReportTable, day: MissionDay, in text: Agreement) {
        let place = text.publicPlace(incident.place, named: incident.placeName(in: reports))
        self.init(
            day: day, place: place?.words, square: place, placeMetres: place?.sideMetres,
            acts: incident.acts.acts.map(\.code), killedLow: incident.killed.low, killedHigh: incident.killed.high,
            injuredLow: incident.injured.low,
            injuredHigh: incident.injured.high)
    }
}

extension Incident {
    /// The name of a place that a report which gives its facts gave; nil where they give none or differ.
    func placeName(in reports: ReportTable) -> String? {
        var found: Int32 = 0
        for row in reliedOn {
            let name = reports.placeNames[Int(row)]
            if name == 0 { continue }
            if found != 0, found != name { return nil }
            found = name
        }
        return found == 0 ? nil : reports.strings[found]
    }
}
