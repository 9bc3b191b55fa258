import Truce
import TruceIntake
import TruceMatching

/// What to judge, and as known when.
public struct JudgeRequest: Sendable {
    public var agreement: String
    public var reports: ReportRequest
    /// A moment or a day of the mission (its end); nil: the end of the last day that any report tells of.
    public var asOf: String?
    /// `2017-01-15`, `2017-01-01..2017-01-31`, `last-day`, `last-week` or `all`.
    public var period: String

    public init(agreement: String, reports: ReportRequest, asOf: String? = nil, period: String = "all") {
        self.agreement = agreement
        self.reports = reports
        self.asOf = asOf
        self.period = period
    }
}

/// A docket and what the terminal says beside it.
public struct Judgement: Sendable {
    public var docket: Docket
    public var fileDigests: [(file: String, digest: String)]
    public var warnings: [String]
}

extension Mechanism {
    /// Agreement and reports in, a docket out. Reads files; writes none.
    public static func judge(
        _ request: JudgeRequest, progress: ProgressReport = { _, _ in }
    ) throws(MechanismError) -> Judgement {
        let (history, checked) = try agreement(request.agreement)
        let zone = history.first.zone
        let read = try read(request.reports, zone: zone, progress: progress)
        if read.table.isEmpty, let first = read.refused.first {
            throw .badInput("No row could be used, so there is nothing to judge. The first: \(first)")
        }
        progress("sorting", nil)
        let asOf =
            try request.asOf.map { text throws(MechanismError) in try moment(text, zone) }
            ?? read.table.lastDayEnd(zone)
        let known = read.table.rows(knownBy: asOf)
        let merged = MergedReports(known)
        let reports = merged.reports.reordered(by: merged.reports.canonicalOrder())
        var inputs = read.inputs
        for file in inputs.indices {
            let kept = known.files.count { Int($0) == file }
            inputs[file].afterCutOff = read.table.files.count { Int($0) == file } - kept
            inputs[file].repeats = file < merged.repeatsByFile.count ? merged.repeatsByFile[file] : 0
            inputs[file].corrections = file < merged.correctionsByFile.count ? merged.correctionsByFile[file] : 0
            inputs[file].contentDigest = read.table.contentDigest(ofFile: file)
        }
        progress("matching", nil)
        let matching = incidents(in: reports, context: MatchingContext(read.tables, history.latest))
        progress("judging", nil)
        let docket = Docket(
            history: history, reports: reports, matching: matching, asOf: asOf,
            period: try period(request.period, reports, asOf, zone), inputs: inputs,
            refused: read.refused.sorted { ($0.file, $0.row, $0.column) < ($1.file, $1.row, $1.column) },
            agreementDigests: checked.files,
            extraAliases: read.tables.actors.map { ($0.alias, history.latest.actorID(for: $0)) })
        var warnings = checked.diagnostics.filter { $0.severity == .warning }.map(\.description)
        let late = inputs.reduce(0) { $0 + $1.afterCutOff }
        if request.asOf == nil, late > 0 {
            warnings.append(
                "\(late) row(s) lie years after all others and were left out as if mistyped. Say --as-of to take them in."
            )
        }
        return Judgement(docket: docket, fileDigests: read.fileDigests, warnings: warnings)
    }

    /// A moment with its zone, a wall-clock time of the mission, or a day of the mission (its end).
    static func moment(_ text: String, _ zone: MissionZone) throws(MechanismError) -> Instant {
        switch TimeText.read(text) {
        case .instant(let instant, _)?: return instant
        case .day(let day)?: return zone.start(of: day.advanced(byDays: 1))
        case .local(let local, _)?:
            if let instant = zone.instants(at: local).first { return instant }
            throw .badRequest("“\(text)” is a time that no clock in \(zone.name) showed. Give its offset.")
        case nil:
            throw .badRequest("“\(text)” is not a moment. Write 2017-01-15 or 2017-01-15T18:00:00Z.")
        }
    }

    static func period(
        _ text: String, _ reports: ReportTable, _ asOf: Instant, _ zone: MissionZone
    ) throws(MechanismError) -> Docket.Period {
        let last = zone.day(of: asOf.advanced(bySeconds: -1))
        switch text {
        case "all":
            let first = reports.earliest.min().map { zone.day(of: Instant(seconds: $0)) } ?? last
            return Docket.Period(from: min(first, last), through: last)
        case "last-day": return Docket.Period(from: last, through: last)
        case "last-week": return Docket.Period(from: last.advanced(byDays: -6), through: last)
        default:
            let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { TimeText.read(String($0)) }
            let days = ends.compactMap { if case .day(let day)? = $0 { day } else { nil } }
            if days.count == 2, ends.count == 2, days[1] < days[0] {
                throw .badRequest("The period “\(text)” ends before it begins. Put the earlier day first.")
            }
            guard days.count == ends.count, (1...2).contains(days.count) else {
                throw .badRequest(
                    "“\(text)” is not a period. Write 2017-01-15, 2017-01-01..2017-01-31, last-day, last-week or all.")
            }
            return Docket.Period(from: days[0], through: days[days.count - 1])
        }
    }
}

extension Agreement {
    /// The actor that a line of actors.csv means: by its own identifier, else by its side's.
    func actorID(for listed: SideTables.Actor) -> String {
        actors.contains { $0.id == listed.actor } ? listed.actor : listed.side
    }
}

extension MatchingContext {
    /// What the side tables and the agreement know of names and places.
    init(_ tables: SideTables, _ agreement: Agreement?) {
        var known: [String: MatchingContext.Actor] = [:]
        for actor in agreement?.actors ?? [] {
            for alias in actor.aliases {
                known[alias] = .init(unit: actor.id, side: actor.party ?? actor.id)
            }
        }
        for actor in tables.actors { known[actor.alias] = .init(unit: actor.actor, side: actor.side) }
        let dataSets = (agreement?.sources ?? []).filter { $0.kind == .dataset }.map(\.name)
        self.init(
            actors: known, places: tables.places.keys.sorted(), sourceKinds: tables.sourceKinds,
            codedSources: Set(dataSets).union(["UCDP GED", "ACLED"]))
    }
}

extension ReportTable {
    /// The end of the last mission day on which anything is said to have happened or was received. A few rows more
    /// than five years after all others are taken for mistyped: they come after the cut-off, and are counted there.
    func lastDayEnd(_ zone: MissionZone) -> Instant {
        let moments = (0..<count).map { max(earliest[$0], receivedAt[$0]) }.sorted()
        var last = moments.count - 1
        let few = max(1, moments.count / 50)
        for at in stride(from: moments.count - 1, to: max(0, moments.count - 1 - few), by: -1)
        where moments[at] - moments[at - 1] > 5 * 366 * 86_400 {
            last = at - 1
        }
        return zone.start(of: zone.day(of: Instant(seconds: last < 0 ? 0 : moments[last])).advanced(byDays: 1))
    }

    /// The rows that the mechanism had by then: received by that moment, or, where receipt is not stated, telling of
    /// something that had begun.
    func rows(knownBy moment: Instant) -> ReportTable {
        func isKnown(_ row: Int) -> Bool {
            receivedAt[row] == .min ? earliest[row] < moment.seconds : receivedAt[row] <= moment.seconds
        }
        if (0..<count).allSatisfy(isKnown) { return self }
        return reordered(by: (0..<count).filter(isKnown).map(Int32.init))
    }
}
