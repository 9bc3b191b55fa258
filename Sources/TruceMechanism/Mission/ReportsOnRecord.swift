import Truce

extension Report {
    /// A report as matching and assessment take it: under the name that the mechanism gave it, not its source's own.
    init(_ id: ReportID, _ content: ReportContent, from source: SourceIdentity?, receivedAt: Instant) {
        self.init(
            id: id.description, source: source?.name ?? "unknown \(id)",
            // What was filed was checked; what stands in a ledger all the same must not stop whoever reads it.
            time: TimeWindow(
                earliest: content.earliest, latest: max(content.earliest, content.latest), precision: content.precision),
            place: content.place)
        self.receivedAt = receivedAt
        placeName = content.placeName ?? ""
        country = content.country ?? ""
        type = content.type ?? ""
        acts = ActSet(content.acts)
        sideA = content.sideA ?? ""
        sideB = content.sideB ?? ""
        namesInitiator = content.namesInitiator
        killed = CountRange(low: content.killedLow, high: content.killedHigh)
        injured = CountRange(low: content.injuredLow, high: content.injuredHigh)
        text = content.text ?? ""
        detail.means = content.means ?? .notGiven
        detail.direction = content.direction ?? .notGiven
        detail.count = content.count
        detail.weapon = content.weapon ?? ""
        detail.calibreMillimetres = content.calibre
        detail.isConfidential = content.confidential
    }
}

/// Sources by name that speak for a side, whatever the agreement's own list says: who filed for a side, as the ledger has
/// it, is never taken for independent.
struct Speakers: Hashable, Sendable {
    private var sides: [String: PartyID] = [:]

    var isEmpty: Bool { sides.isEmpty }

    mutating func add(_ source: SourceIdentity) {
        guard let side = source.side else { return }
        // Of two sides under one name the same one counts, whichever came first.
        sides[source.name] = min(sides[source.name] ?? side, side)
    }

    /// The texts with these sources among their own.
    func named(in history: AgreementHistory) -> AgreementHistory {
        guard !sides.isEmpty else { return history }
        let texts = history.versions.map { version in
            var text = version.text
            text.sources.removeAll { sides[$0.name] != nil }
            for (name, side) in sides.sorted(by: { $0.key < $1.key }) {
                let isGuarantor = text.guarantors.contains { $0.id == side.description }
                text.sources.append(
                    SourceProfile(name: name, kind: isGuarantor ? .guarantor : .party, speaksFor: side.description))
            }
            return (from: version.from, text: text)
        }
        return AgreementHistory(texts[0].text, amendments: Array(texts.dropFirst()))
    }
}

extension Docket {
    /// Incidents that are these rows of a table in canonical order; rows in none of them are each one of their own.
    init(_ reports: ReportTable, incidents: [[Int32]], under history: AgreementHistory, asOf: Instant) {
        var incidentOfReport = [Int32](repeating: -1, count: reports.count)
        for (number, rows) in incidents.enumerated() {
            for row in rows { incidentOfReport[Int(row)] = Int32(number) }
        }
        var count = Int32(incidents.count)
        for row in incidentOfReport.indices where incidentOfReport[row] < 0 {
            incidentOfReport[row] = count
            count += 1
        }
        let day = history.first.zone.day(of: asOf)
        self.init(
            history: history, reports: reports,
            matching: Matching(incidentOfReport: incidentOfReport, incidentCount: Int(count), links: []), asOf: asOf,
            period: Period(from: day, through: day))
    }
}
