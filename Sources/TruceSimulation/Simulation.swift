import Truce

/// A stream of reports by several noisy sources about known incidents, drawn from an agreement: for training and for
/// tests. Everything but the names that the agreement gives is invented.
///
/// The same agreement, days, seed and settings give the same simulation on every machine with the same time zone data.
public struct Simulation: Sendable {
    public let agreement: Agreement
    /// Local days, 0 or more.
    public let days: Int
    public let firstDay: MissionDay
    public let seed: UInt64
    public let settings: SimulationSettings
    /// Ascending by time; those that nobody reports included, and those that never happened.
    public let incidents: [TrueIncident]
    /// In the order received.
    public let reports: [SimulatedReport]
    public let sources: [SimulatedSource]
    public let towns: [SimulatedTown]
    let world: World
    let spelling: Spelling

    /// `days` local days, the first of them a seventh of the period, at most three days, before entry into force.
    public init(of agreement: Agreement, days: Int, seed: UInt64, settings: SimulationSettings = .standard) {
        self.agreement = agreement
        self.days = max(0, days)
        self.seed = seed
        self.settings = settings
        firstDay = agreement.zone.day(of: agreement.inForce.from).advanced(byDays: -min(3, self.days / 7))
        world = World(of: agreement, settings: settings, seed: seed)
        sources = SimulatedSource.all(in: world, seed: seed)
        spelling = Spelling(of: world)
        towns = world.towns
        incidents = IncidentStream.incidents(
            in: world, from: firstDay, days: self.days, settings: settings, seed: seed)
        reports = Self.reports(of: incidents, by: sources, in: world, spelling, settings, seed)
    }

    private static func reports(
        of incidents: [TrueIncident], by sources: [SimulatedSource], in world: World, _ spelling: Spelling,
        _ settings: SimulationSettings, _ seed: UInt64
    ) -> [SimulatedReport] {
        var drafts: [Draft] = []
        for (number, incident) in incidents.enumerated() {
            var random = SeededRandom(seed, stream: 1_000 + UInt64(number))
            let profile = ActProfile.of(incident.act)
            for source in witnesses(of: incident, profile, among: sources, settings, &random) {
                let writer = AccountWriter(
                    world: world, settings: settings, spelling: spelling, zone: world.agreement.zone,
                    source: sources[source], incident: incident, profile: profile)
                let first = drafts.count
                drafts.append(Draft(report: writer.report(&random), source: source, original: nil, kind: .first))
                if random.chance(settings.repeatShare) { drafts.append(again(drafts[first], first, writer, &random)) }
            }
        }
        return named(drafts, sources)
    }

    /// Who tells of it: nobody, or up to six, each as apt as it is near, fast and concerned. Of nothing, one or two.
    private static func witnesses(
        of incident: TrueIncident, _ profile: ActProfile, among sources: [SimulatedSource],
        _ settings: SimulationSettings, _ random: inout SeededRandom
    ) -> [Int] {
        var count = 1 + random.pick(weights: SimulationSettings.accounts)
        if incident.isSpurious { count = 1 } else if random.chance(settings.missRate) { return [] }
        var weights = sources.map { source -> Double in
            if !incident.isSpurious { return source.aptitude(for: incident, profile) }
            switch source.habits.family {
            case .camera, .observers: return 0.1
            case .acoustic: return ActSet.fire.contains(ActSet(incident.act)) ? 0.5 : 0
            case .wire, .ngo: return 0.4
            case .liaison, .hotline, .local: return source.speaksFor == incident.initiatorSide ? 0.3 : 1.2
            }
        }
        var chosen: [Int] = []
        while chosen.count < count, weights.contains(where: { $0 > 0 }) {
            let next = random.pick(weights: weights)
            chosen.append(next)
            weights[next] = 0
        }
        return chosen
    }

    /// A report before it has its identifier; `original` is the number of the draft that it sends again.
    private struct Draft {
        enum Kind { case first, correctsByName, correctsInPlace, sameAgain }
        var report: SimulatedReport
        var source: Int
        var original: Int?
        var kind: Kind
    }

    private static func again(
        _ draft: Draft, _ number: Int, _ writer: AccountWriter, _ random: inout SeededRandom
    ) -> Draft {
        var later = draft
        later.original = number
        later.kind = [.correctsByName, .correctsInPlace, .sameAgain][random.integer(below: 3)]
        if later.kind == .sameAgain { return later }
        let fresh = writer.report(&random)
        later.report.killed = fresh.killed
        later.report.injured = fresh.injured
        if fresh.count != nil { later.report.count = fresh.count }
        later.report.text = "Correction. " + fresh.text
        later.report.receivedAt = draft.report.receivedAt.advanced(
            bySeconds: 600 + Int64(random.exponential(mean: 14_400)))
        return later
    }

    /// Identifiers count up in the order in which a source's reports arrive.
    private static func named(_ drafts: [Draft], _ sources: [SimulatedSource]) -> [SimulatedReport] {
        let order = drafts.indices.sorted {
            (drafts[$0].report.receivedAt, $0) < (drafts[$1].report.receivedAt, $1)
        }
        var counts = [Int](repeating: 0, count: sources.count)
        var ids = [String](repeating: "", count: drafts.count)
        var reports: [SimulatedReport] = []
        reports.reserveCapacity(drafts.count)
        for i in order {
            let draft = drafts[i]
            var report = draft.report
            let original = draft.original.map { ids[$0] } ?? ""
            switch draft.kind {
            case .correctsInPlace, .sameAgain:
                report.id = original
                report.isRepeat = true
            case .first, .correctsByName:
                counts[draft.source] += 1
                report.id = sources[draft.source].prefix + "-" + Fixed.padded(counts[draft.source], 5)
                if draft.kind == .correctsByName { report.corrects = original }
            }
            ids[i] = report.id
            reports.append(report)
        }
        return reports
    }
}
