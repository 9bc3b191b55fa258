import Truce

/// A docket opened for writing: hands out one ``Case`` after the other, so that a hundred thousand incidents never
/// stand in memory at once.
public struct Casebook: Sendable {
    public let docket: Docket
    let assess: @Sendable (Incident) -> Assessment
    /// The agreement's latest text: its actors and parties carry the numbers that assessments use.
    let latest: Agreement
    let gridMetres: Double?
    private let kinds: [String: SourceProfile.Kind]
    /// By the number of the incident, each in the order of the matching.
    private let linksOfIncident: [Int32: [MatchLink]]

    /// - Parameter assess: How an incident is judged; the docket's own way unless a test says otherwise.
    public init(_ docket: Docket, assess: (@Sendable (Incident) -> Assessment)? = nil) {
        self.docket = docket
        self.assess = assess ?? { docket.assessment(of: $0) }
        latest = docket.history.roll
        gridMetres = docket.agreement.procedure.publicGridMetres
        linksOfIncident = Dictionary(grouping: docket.matching.links) {
            docket.matching.incidentOfReport[Int($0.reportA)]
        }
        kinds = Dictionary(latest.sources.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
    }

    public func open(_ index: Int) -> Case {
        let incident = docket.incident(index)
        return open(incident, assess(incident), index: index)
    }

    func open(_ incident: Incident, _ assessment: Assessment, index: Int) -> Case {
        Case(book: self, index: index, incident: incident, assessment: assessment)
    }

    var zone: MissionZone { docket.history.first.zone }
    func isConfidential(_ row: Int32) -> Bool {
        let detail = docket.reports.details[Int(row)]
        return detail >= 0 && docket.reports.detailValues[Int(detail)].isConfidential
    }
    func links(ofIncident index: Int) -> [MatchLink] { linksOfIncident[Int32(index)] ?? [] }
    func kind(ofSource name: String) -> SourceProfile.Kind? { kinds[name] }
    func agreement(version: Int) -> Agreement { docket.history.versions[version].text }
}

/// One incident with its assessment, as the public may see it.
public struct Case: Sendable {
    let book: Casebook
    /// Its number in the docket.
    public let index: Int
    public let incident: Incident
    public let assessment: Assessment

    var reports: ReportTable { book.docket.reports }
    var day: MissionDay { book.docket.day(of: incident) }
    var agreement: Agreement { book.agreement(version: assessment.agreementVersion) }
    var reading: Reading { assessment.mechanism }

    var place: DrawnPlace {
        DrawnPlace(
            incident.place, gridMetres: book.gridMetres,
            hidesObserver: incident.rows.contains(where: book.isConfidential))
    }

    /// The name that a report gives to the place; a name that writes out a position is left out where places are
    /// coarsened. Empty where there is none.
    var placeName: String {
        let centre = incident.place.centre
        var found = ""
        for row in incident.rows.lazy.map(Int.init) {
            let name = reports.strings[reports.placeNames[row]]
            guard !name.isEmpty, book.gridMetres == nil || !PublicPlace.writesPosition(name) else { continue }
            if found.isEmpty { found = name }
            if let centre, reports.latitudes[row] == centre.latitude, reports.longitudes[row] == centre.longitude {
                return name
            }
        }
        return found
    }

    var sidesA: [String] { distinct(reports.sidesA) }
    var sidesB: [String] { distinct(reports.sidesB) }
    /// Whether any report says who began.
    var namesInitiator: Bool { incident.rows.contains { reports.initiatorNamed[Int($0)] } }

    private func distinct(_ column: [Int32]) -> [String] {
        var seen: [Int32] = []
        for row in incident.rows {
            let id = column[Int(row)]
            if !seen.contains(id) { seen.append(id) }
        }
        return seen.map { reports.strings[$0] }.filter { !$0.isEmpty }.sorted()
    }

    /// Names of the sources that may be named, sorted, and whether a confidential one is among the rest.
    var sources: (named: [String], hasConfidential: Bool) {
        var named: [String] = []
        var hasConfidential = false
        for row in incident.rows {
            if book.isConfidential(row) {
                hasConfidential = true
            } else {
                let name = reports.strings[reports.sources[Int(row)]]
                if !named.contains(name) { named.append(name) }
            }
        }
        return (named.sorted(), hasConfidential)
    }

    /// Whether the words behind an answer may be a confidential source's.
    func withholdsWords(_ condition: Condition) -> Bool {
        (condition.reports.isEmpty ? incident.rows : condition.reports).contains(where: book.isConfidential)
    }

    /// The identifiers of reports; a confidential one has none.
    func reportIDs(_ rows: [Int32]) -> [String] {
        rows.filter { !book.isConfidential($0) }.map { reports.ids[Int($0)] }
    }

    /// Provisions under the mechanism's account with this verdict, by identifier.
    func provisions(_ verdict: Verdict) -> [String] {
        let provisions = agreement.provisions
        return reading.provisions.filter { $0.verdict == verdict }.map { provisions[$0.provision].id }
    }

    /// `breached`, or the reason out of scope and so on, in one word for tables.
    var scopeReason: String {
        if case .outOfScope(let reason) = reading.outcome { return reason.code }
        return ""
    }

    var attributedParty: String? {
        switch assessment.attribution.status {
        case .attributed(let party), .alleged(let party): book.latest.parties[party].id
        case .disputed, .notAttributable: nil
        }
    }
}

extension Attribution {
    /// For tables: `attributed`, `alleged`, `disputed`, `not_attributable`.
    var code: String {
        switch status {
        case .attributed: "attributed"
        case .alleged: "alleged"
        case .disputed: "disputed"
        case .notAttributable: "not_attributable"
        }
    }
}
