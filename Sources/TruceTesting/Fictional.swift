import Truce

/// A small invented agreement and reports under it, for tests: the Hill side and the Lake side, in UTC.
public enum Fictional {
    public static let entry = moment("2030-03-10T00:00:00Z")

    public static func moment(_ text: String) -> Instant {
        guard case .instant(let instant, _)? = TimeText.read(text) else { preconditionFailure("not a moment: \(text)") }
        return instant
    }

    /// 1° of longitude by 1° of latitude with its south-west corner at (0, 0), as the territory.
    public static let square = Polygon(rings: [
        [(0.0, 0.0), (0, 1), (1, 1), (1, 0), (0, 0)].map { Coordinate(latitude: $0.0, longitude: $0.1) }
    ])

    public static func agreement() -> Agreement {
        var agreement = Agreement(
            id: "fictional", title: LocalizedText("An invented truce"), version: 1, zone: .utc,
            inForce: InForce(from: entry))
        agreement.isFictional = true
        agreement.parties = [
            Party(id: "hill", name: LocalizedText("The Hill side")),
            Party(id: "lake", name: LocalizedText("The Lake side")),
        ]
        agreement.guarantors = [
            Guarantor(id: "north", name: LocalizedText("Northland"), answersFor: ["hill"]),
            Guarantor(id: "south", name: LocalizedText("Southland"), answersFor: ["lake"]),
        ]
        agreement.actors = [
            Actor(id: "hill", name: LocalizedText("The Hill side"), aliases: ["Hill"], party: "hill", standing: .bound),
            Actor(id: "lake", name: LocalizedText("The Lake side"), aliases: ["Lake"], party: "lake", standing: .bound),
            Actor(
                id: "lake-guard", name: LocalizedText("Lake Guard"), aliases: ["Lake Guard", "LG"], party: "lake",
                standing: .bound),
            Actor(id: "black", name: LocalizedText("Black Banner"), aliases: ["BB"], standing: .excluded),
            Actor(
                id: "grey", name: LocalizedText("Grey Front"), aliases: ["GF"], party: "lake", standing: .contested,
                positions: [
                    Position(by: "hill", says: .excluded), Position(by: "south", says: .bound),
                ]),
            Actor(id: "valley", name: LocalizedText("Valley Militia"), aliases: ["VM"], standing: .notBound),
        ]
        agreement.collectives = [Collective(names: ["rebels"], mayBe: ["lake", "grey"])]
        agreement.civilianAliases = ["Civilians"]
        agreement.sources = [
            SourceProfile(name: "post-1", kind: .observer), SourceProfile(name: "post-2", kind: .observer),
            SourceProfile(name: "hill-liaison", kind: .party, speaksFor: "hill"),
            SourceProfile(name: "lake-liaison", kind: .party, speaksFor: "lake"),
        ]
        agreement.zones = [
            Zone(id: "land", name: LocalizedText("The land"), kind: .territory, polygon: square)
        ]
        agreement.territory = ["land"]
        agreement.provisions = [
            Provision(
                id: "1", title: LocalizedText("No fire"), text: LocalizedText("All fire stops."),
                rule: .forbids(Prohibition(acts: .fire, exceptions: [.selfDefence])))
        ]
        return agreement
    }

    /// One report at the middle of the land at noon, two days into the truce, unless said otherwise.
    public static func report(
        _ id: String = "r1", from source: String = "post-1", acts: ActSet = ActSet(.mortar), by sideA: String = "Hill",
        on sideB: String = "Lake", at time: TimeWindow? = nil,
        place: Place = .point(Coordinate(latitude: 0.5, longitude: 0.5), sigmaMetres: 0), claims: String = ""
    ) -> Report {
        let noon = moment("2030-03-12T12:00:00Z")
        var report = Report(
            id: id, source: source, time: time ?? TimeWindow(earliest: noon, latest: noon, precision: .minute),
            place: place)
        report.acts = acts
        report.type = acts.shortCodes.joined(separator: "|")
        report.sideA = sideA
        report.sideB = sideB
        if !claims.isEmpty { report.detail.extras = [.init(name: "claims", value: claims)] }
        return report
    }

    /// The docket of these reports taken as one incident each, or as the groups given (indices into `reports`).
    public static func docket(
        _ agreement: Agreement = agreement(), _ reports: [Report], together: Bool = false,
        asOf: Instant = moment("2030-04-01T00:00:00Z")
    ) -> Docket {
        var table = ReportTable()
        for report in reports { table.append(report) }
        let matching = Matching(
            incidentOfReport: reports.indices.map { together ? 0 : Int32($0) },
            incidentCount: together ? 1 : reports.count, links: [])
        return Docket(
            history: AgreementHistory(agreement), reports: table, matching: matching, asOf: asOf,
            period: .init(
                from: MissionDay(year: 2030, month: 3, day: 1), through: MissionDay(year: 2030, month: 3, day: 31)))
    }

    /// What the agreement makes of these reports taken as one incident.
    public static func assess(_ reports: Report..., under agreement: Agreement = agreement()) -> Assessment {
        let docket = docket(agreement, reports, together: true)
        return docket.assessment(of: docket.incident(0))
    }
}
