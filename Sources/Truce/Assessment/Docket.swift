/// Everything that a report of the mechanism is written from: the agreement, the reports accepted, the incidents
/// proposed, and how each is judged. Incidents and assessments are computed when asked for: a million fit in memory.
public struct Docket: Sendable {
    public let history: AgreementHistory
    /// In canonical order, so that the same reports give the same docket however they were read.
    public let reports: ReportTable
    public let matching: Matching
    /// What was known by then: later reports were left out.
    public let asOf: Instant
    /// The days reported on; the earlier period of the same length is compared with.
    public let period: Period
    public let inputs: [InputSummary]
    public let refused: [RefusedRow]
    /// SHA-256 of the agreement and its amendments, each with its file name.
    public let agreementDigests: [(file: String, digest: String)]

    private let starts: [Int32]
    private let rows: [Int32]
    private let assessor: Assessor
    /// Incidents whose place took a localisation to find, by number: worked out once.
    private let located: [Int: Incident]

    public init(
        history: AgreementHistory, reports: ReportTable, matching: Matching, asOf: Instant, period: Period,
        inputs: [InputSummary] = [], refused: [RefusedRow] = [],
        agreementDigests: [(file: String, digest: String)] = [], extraAliases: [(alias: String, actor: String)] = []
    ) {
        self.history = history
        self.reports = reports
        self.matching = matching
        self.asOf = asOf
        self.period = period
        self.inputs = inputs
        self.refused = refused
        self.agreementDigests = agreementDigests
        (starts, rows) = matching.members()
        assessor = Assessor(history, reports: reports, extraAliases: extraAliases)
        var located: [Int: Incident] = [:]
        for i in 0..<matching.incidentCount where starts[i + 1] - starts[i] > 1 {
            let members = rows[Int(starts[i])..<Int(starts[i + 1])]
            if members.contains(where: { reports.placeKinds[Int($0)] == .sector }) {
                located[i] = Incident(
                    rows: members, relyingOn: assessor.reliedOn(members, in: reports), of: reports)
            }
        }
        self.located = located
    }

    /// Days of the mission zone, both included.
    public struct Period: Hashable, Sendable {
        public var from: MissionDay
        public var through: MissionDay
        public init(from: MissionDay, through: MissionDay) {
            self.from = from
            self.through = through
        }
        public var days: Int { Int(through.daysSince1970 - from.daysSince1970) + 1 }
        /// As many days, just before.
        public var previous: Period { Period(from: from.advanced(byDays: -days), through: from.advanced(byDays: -1)) }
        public func contains(_ day: MissionDay) -> Bool { from <= day && day <= through }
    }

    public var agreement: Agreement { history.text(at: asOf) }
    public var incidentCount: Int { matching.incidentCount }

    /// The rows of incident `i`, ascending.
    public func members(_ i: Int) -> ArraySlice<Int32> { rows[Int(starts[i])..<Int(starts[i + 1])] }
    /// The facts as the mechanism takes them.
    public func incident(_ i: Int) -> Incident {
        located[i]
            ?? Incident(rows: members(i), relyingOn: assessor.reliedOn(members(i), in: reports), of: reports)
    }
    public func assessment(of incident: Incident) -> Assessment { assessor.assess(incident, in: reports) }

    /// The mission day that an incident is counted on: that of its earliest moment.
    public func day(of incident: Incident) -> MissionDay { history.first.zone.day(of: incident.time.earliest) }
}
