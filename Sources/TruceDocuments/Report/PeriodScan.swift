import Truce

/// One pass over the incidents of the period: what the map, the table and the contested cases choose from.
struct PeriodScan: Sendable {
    /// Incidents in the order in which the table shows them.
    var listed: [Int] = []
    var contested: [Int] = []
    var spots: [Spot] = []
    var withoutPlace = 0
    /// Out of scope by reason and group: which excluded or unbound group, how often. Most first, then by number.
    var groups: [(reason: ScopeReason, actor: Int, count: Int)] = []
    /// Days of the period without any incident.
    var silentDays = 0

    struct Spot: Sendable {
        var place: DrawnPlace
        var outcome: Int
        var id: IncidentID
        var name: String
    }

    /// The table shows all incidents up to this many; beyond, the breached and the gravest.
    static let tableLimit = 200
    static let contestedLimit = 20

    /// The outcomes in the order in which they are stacked, counted and explained.
    static let outcomes = ["breached", "undetermined", "not_breached", "out_of_scope"]

    private struct Key: Comparable {
        var isContested: Bool
        var severity: Int
        var outcome: Int
        var killed: Int
        var day: MissionDay
        var id: IncidentID
        var index: Int
        static func < (a: Key, b: Key) -> Bool {
            if (a.outcome == 0) != (b.outcome == 0) { return a.outcome == 0 }
            if a.isContested != b.isContested { return a.isContested }
            if a.severity != b.severity { return a.severity > b.severity }
            if a.outcome != b.outcome { return a.outcome < b.outcome }
            if a.killed != b.killed { return a.killed > b.killed }
            return (a.day, a.id, a.index) < (b.day, b.id, b.index)
        }
    }

    init(_ book: Casebook, _ totals: DocketTotals) {
        var keys: [Key] = []
        var counts: [[Int]: Int] = [:]
        var days = Set<MissionDay>()
        for index in totals.inPeriod {
            let item = book.open(index)
            let outcome = Self.outcomes.firstIndex(of: item.reading.outcome.code)!
            let place = item.place
            if place.centre == nil {
                withoutPlace += 1
            } else {
                spots.append(Spot(place: place, outcome: outcome, id: item.incident.id, name: item.placeName))
            }
            if case .outOfScope(let reason) = item.reading.outcome, let actor = Self.group(item.reading) {
                counts[[Int(reason.rawValue), actor], default: 0] += 1
            }
            days.insert(item.day)
            keys.append(
                Key(
                    isContested: item.assessment.isContested, severity: item.assessment.severity.highest,
                    outcome: outcome, killed: item.incident.killed.high ?? item.incident.killed.low ?? 0,
                    day: item.day, id: item.incident.id, index: index))
        }
        // In the period's own order while all are shown; the breached, then the gravest first when not.
        if keys.count > Self.tableLimit { keys.sort() }
        listed = keys.map(\.index)
        contested = keys.filter(\.isContested).map(\.index)
        groups = counts.map { (ScopeReason(rawValue: UInt8($0.key[0]))!, $0.key[1], $0.value) }
            .sorted { ($0.reason.rawValue, -$0.count, $0.actor) < ($1.reason.rawValue, -$1.count, $1.actor) }
        silentDays = max(0, book.docket.period.days - days.count)
    }

    /// The group for whose sake the incident is out of scope.
    private static func group(_ reading: Reading) -> Int? {
        switch reading.scope.first(where: { $0.truth == .no })?.ground {
        case .excludedGroup(let actor), .contestedGroup(let actor, _), .notBound(let actor),
            .partlyExcluded(let actor):
            actor
        default: nil
        }
    }
}
