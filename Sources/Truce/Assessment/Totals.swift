/// What a set of incidents adds up to, under the mechanism's account. Every incident is counted once: in exactly one
/// of breached, not breached, undetermined and the reasons out of scope.
public struct Totals: Sendable, Hashable {
    public var incidents = 0
    public var reports = 0
    public var breached = 0
    public var notBreached = 0
    public var undetermined = 0
    /// By ``ScopeReason``, in its order.
    public var outOfScope = [Int](repeating: 0, count: ScopeReason.allCases.count)
    public var contested = 0
    /// Violations under the agreement's counting rule, among the breached.
    public var violationsCounted = 0
    /// Sums of lowest and highest figures given; the highs are an outer envelope, no confidence bound.
    public var killedLow = 0
    public var killedHigh = 0
    /// Incidents for which nobody gives a figure.
    public var killedNotGiven = 0
    public var byProvision: [ByProvision]
    public var byParty: [ByParty]
    public var notAttributable = 0
    public var attributionDisputed = 0
    /// What is missing most: how many undetermined incidents each kind of missing fact would help to settle.
    public var missing: [String: Int] = [:]

    public struct ByProvision: Sendable, Hashable {
        public var id: String
        public var breached = 0
        public var undetermined = 0
        public init(id: String) { self.id = id }
    }

    /// Only of incidents that are breached.
    public struct ByParty: Sendable, Hashable {
        public var id: String
        public var attributed = 0
        public var alleged = 0
        public init(id: String) { self.id = id }
    }

    public init(provisions: [String], parties: [String]) {
        byProvision = provisions.map(ByProvision.init)
        byParty = parties.map(ByParty.init)
    }

    public var outOfScopeTotal: Int { outOfScope.reduce(0, +) }
}

extension Totals {
    public mutating func add(_ incident: Incident, _ assessment: Assessment, in docket: Docket) {
        let reading = assessment.mechanism
        incidents += 1
        reports += incident.rows.count
        if assessment.isContested { contested += 1 }
        switch reading.outcome {
        case .breached:
            breached += 1
            violationsCounted += docket.violations(in: incident)
        case .notBreached: notBreached += 1
        case .undetermined: undetermined += 1
        case .outOfScope(let reason): outOfScope[Int(reason.rawValue)] += 1
        }
        killedLow += incident.killed.low ?? 0
        killedHigh += incident.killed.high ?? incident.killed.low ?? 0
        if !incident.killed.isGiven { killedNotGiven += 1 }
        guard reading.outcome == .breached || reading.outcome == .undetermined else { return }
        let provisions = docket.history.versions[assessment.agreementVersion].text.provisions
        for assessed in reading.provisions where assessed.verdict != .notBreached {
            let id = provisions[assessed.provision].id
            guard let at = byProvision.firstIndex(where: { $0.id == id }) else { continue }
            if assessed.verdict == .breached {
                byProvision[at].breached += 1
            } else {
                byProvision[at].undetermined += 1
            }
        }
        if reading.outcome == .breached { addAttribution(assessment.attribution) }
        for fact in Set(reading.missing.map(\.code)) { missing[fact, default: 0] += 1 }
    }
}

extension Totals {
    /// Of breaches only: an undetermined incident that names somebody is no violation of theirs.
    private mutating func addAttribution(_ attribution: Attribution) {
        switch attribution.status {
        case .attributed(let party): byParty[party].attributed += 1
        case .alleged(let party): byParty[party].alleged += 1
        case .disputed: attributionDisputed += 1
        case .notAttributable: notAttributable += 1
        }
    }
}

extension Docket {
    /// How many violations an incident counts as, if it is one.
    public func violations(in incident: Incident) -> Int {
        switch history.text(at: incident.time.earliest).procedure.counting {
        case .incident: 1
        case .report: incident.reliedOn.count
        case .explosion: max(1, incident.reliedOn.map { reports.detail(Int($0)).count ?? 0 }.max() ?? 1)
        }
    }
}

extension MissingFact {
    /// Something that the sides may see differently, whatever happened.
    var isAboutStanding: Bool {
        switch self {
        case .standing, .whichMember, .whoIs: true
        default: false
        }
    }

    /// The kind of fact, without which one: for counting.
    public var code: String {
        switch self {
        case .timeRelativeTo, .time: "time"
        case .placeRelativeToZone, .place: "place"
        case .placeRelativeToLine: "place_to_line"
        case .whichLine: "which_line"
        case .who: "who"
        case .toWhom: "to_whom"
        case .whoIs: "who_is"
        case .standing: "standing"
        case .whichMember: "which_member"
        case .whatHappened: "what_happened"
        case .weapon: "weapon"
        case .independentSource: "independent_source"
        case .exemption: "exemption"
        }
    }
}

/// The docket's figures: of the period, of the one before, of everything, and day by day.
public struct DocketTotals: Sendable {
    public var period: Totals
    public var previous: Totals
    public var everything: Totals
    /// From the first day that has an incident (or the period's first) through the period's last.
    public var days: [Day]
    /// Incidents of the period, ascending by day, then identifier.
    public var inPeriod: [Int]

    public struct Day: Sendable, Hashable {
        public var day: MissionDay
        public var breached = 0
        public var notBreached = 0
        public var undetermined = 0
        public var outOfScope = 0
        public init(day: MissionDay) { self.day = day }
    }

    /// One pass over every incident.
    public init(_ docket: Docket) {
        let agreement = docket.history.roll
        var provisions: [String] = []
        for version in docket.history.versions {
            for provision in version.text.provisions where !provisions.contains(provision.id) {
                provisions.append(provision.id)
            }
        }
        let empty = Totals(provisions: provisions, parties: agreement.parties.map(\.id))
        (period, previous, everything) = (empty, empty, empty)
        var listed: [(day: MissionDay, id: IncidentID, index: Int)] = []
        var byDay: [MissionDay: Day] = [:]
        let before = docket.period.previous
        for i in 0..<docket.incidentCount {
            let incident = docket.incident(i)
            let assessment = docket.assessment(of: incident)
            let day = docket.day(of: incident)
            everything.add(incident, assessment, in: docket)
            if docket.period.contains(day) {
                period.add(incident, assessment, in: docket)
                listed.append((day, incident.id, i))
            } else if before.contains(day) {
                previous.add(incident, assessment, in: docket)
            }
            var counts = byDay[day] ?? Day(day: day)
            switch assessment.mechanism.outcome {
            case .breached: counts.breached += 1
            case .notBreached: counts.notBreached += 1
            case .undetermined: counts.undetermined += 1
            case .outOfScope: counts.outOfScope += 1
            }
            byDay[day] = counts
        }
        inPeriod = listed.sorted { ($0.day, $0.id, $0.index) < ($1.day, $1.id, $1.index) }.map(\.index)
        let first = min(byDay.keys.min() ?? docket.period.from, docket.period.from)
        let last = docket.period.through
        days =
            first > last
            ? []
            : (first.daysSince1970...last.daysSince1970).map { number in
                let day = MissionDay(daysSince1970: number)
                return byDay[day] ?? Day(day: day)
            }
    }
}
