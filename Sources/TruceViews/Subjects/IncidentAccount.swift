import GRDB
import Truce

/// What an incident's reports come to where nothing was computed: from the first to the last moment that any of them
/// states, all acts that any names, and the most exact place.
struct IncidentAccount {
    var earliest: Instant
    var latest: Instant
    var day: MissionDay
    var place = Place.unknown
    var publicPlace: PublicPlace?
    var acts: [Act] = []
    var killedLow: Int?
    var killedHigh: Int?
    var injuredLow: Int?
    var injuredHigh: Int?

    init(_ computed: ComputedIncident) {
        (earliest, latest, day) = (computed.earliest, computed.latest, computed.day)
        (place, publicPlace, acts) = (computed.place, computed.publicPlace, computed.acts)
        (killedLow, killedHigh) = (computed.killedLow, computed.killedHigh)
        (injuredLow, injuredHigh) = (computed.injuredLow, computed.injuredHigh)
    }

    /// - Parameter otherwise: When it was first spoken of, for an incident whose reports say nothing any more.
    init(of reports: [ReportRecord], otherwise: Instant, rules: ViewRules) {
        let standing = reports.filter { !$0.isWithdrawn }
        let contents = (standing.isEmpty ? reports : standing).compactMap(\.content)
        earliest = contents.map(\.earliest).min() ?? otherwise
        latest = contents.map(\.latest).max() ?? otherwise
        day = rules.zone.day(of: earliest)
        var named: String?
        for content in contents where content.place.radiusMetres < place.radiusMetres {
            (place, named) = (content.place, content.placeName)
        }
        publicPlace = rules.publicPlace(place, named)
        acts = ActSet(contents.flatMap(\.acts)).acts
        killedLow = contents.compactMap { $0.killedLow ?? $0.killedHigh }.min()
        killedHigh = contents.compactMap { $0.killedHigh ?? $0.killedLow }.max()
        injuredLow = contents.compactMap { $0.injuredLow ?? $0.injuredHigh }.min()
        injuredHigh = contents.compactMap { $0.injuredHigh ?? $0.injuredLow }.max()
    }
}

extension Look {
    /// What is on record of the incident as of this look.
    func cased(_ id: IncidentID) throws -> CaseFold {
        var fold = CaseFold(id: id)
        for step in try StepView.steps(of: .incident, id.description, before: position, in: db) { fold.apply(step) }
        return fold
    }

    /// The incident that a part belongs to as of this look.
    func holder(_ topic: Topic, _ id: String) throws -> IncidentID? {
        try PartView.incident(of: topic, id, before: position, in: db)
    }

    /// What belongs to an incident as of this look.
    func parts(of id: IncidentID, _ fold: CaseFold) throws -> (
        asks: [AskRecord], patrols: [PatrolRecord], escalations: [EscalationRecord]
    ) {
        var (patrols, escalations): ([PatrolRecord], [EscalationRecord]) = ([], [])
        var asks: [(order: (entry: Int, place: Int), record: AskRecord)] = []
        for part in try PartView.parts(of: id, before: position, in: db) {
            switch part.topic {
            case .ask: try asked(part.id, fold.silences).map { asks.append($0) }
            case .patrol: try subject(PatrolFold.self, part.id).map { patrols.append($0) }
            case .rung: try subject(RungFold.self, part.id).map { escalations.append($0) }
            default: break
            }
        }
        asks.sort { $0.order < $1.order }
        return (asks.map(\.record), patrols, escalations.sorted { $0.rung < $1.rung })
    }

    private func asked(
        _ id: String, _ silences: [OpenedEntry]
    ) throws -> (order: (entry: Int, place: Int), record: AskRecord)? {
        var fold = AskFold(id: id)
        let steps = try StepView.steps(of: .ask, id, before: position, in: db) + silences
        for step in steps.sorted(by: { $0.index < $1.index }) { fold.apply(step) }
        return try fold.record(self).map { (fold.order, $0) }
    }

    /// Of the reports that an incident with a finding has, those that it does not rest on as they stand.
    private func since(_ finding: FindingRecord?, _ reports: [ReportID]) throws -> [ReportID] {
        guard let finding else { return [] }
        let basis = Set(finding.basis.reports)
        return try reports.filter { report in
            if !basis.contains(report) { return true }
            return try StepView.steps(of: .report, report.text, before: position, in: db).contains { step in
                guard step.index > finding.index else { return false }
                switch step.fact {
                case .reportCorrected, .reportWithdrawn: return true
                default: return false
                }
            }
        }
    }

    /// From the reports that it holds, or of one that holds none any more, from those that it held.
    func account(of id: IncidentID, _ members: [ReportID]) throws -> IncidentAccount {
        let reports = try (members.isEmpty ? MemberView.everHeld(by: id, before: position, in: db) : members)
            .compactMap(report)
        return try IncidentAccount(of: reports, otherwise: firstStep(of: id) ?? Instant(seconds: 0), rules: rules)
    }

    /// When an officer first did something with it.
    func firstStep(of id: IncidentID) throws -> Instant? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT recorded FROM about JOIN step ON step.position = about.position
                    WHERE topic = ? AND subject = ? ORDER BY about.position LIMIT 1
                    """), arguments: [Topic.incident.rawValue, id.description]
        ).map(Instant.init(seconds:))
    }

    /// As of this look; nil where there is none.
    func incident(_ id: IncidentID) throws -> IncidentRecord? {
        let row =
            try isNow
            ? Row.fetchOne(
                db.cachedStatement(sql: "SELECT computed, newest FROM incident WHERE id = ?"),
                arguments: [Int64(id.raw)]) : nil
        return try incident(id, computed: row.map { $0.bytes(0) } ?? [], newest: row?[1] ?? 0)
    }

    /// - Parameters:
    ///   - computed: As packed; empty where nothing was computed, or it does not count.
    ///   - newest: The entry of its newest report.
    func incident(_ id: IncidentID, computed packed: [UInt8], newest: Int, hasCase: Bool = true) throws
        -> IncidentRecord?
    {
        try interruption.check()
        let computed = packed.isEmpty ? nil : Unpacker.read(packed) { $0.computed(id) }
        let fold = hasCase ? try cased(id) : CaseFold(id: id)
        guard computed != nil || fold.lastStep != nil else { return nil }
        let members = hasCase ? try MemberView.reports(of: id, before: position, in: db) : []
        let reports = fold.stage == .proposed ? Set(computed?.reports ?? []).union(members).sorted() : members
        let account = try computed.map { IncidentAccount($0) } ?? account(of: id, members)
        let parts = try hasCase ? parts(of: id, fold) : (asks: [], patrols: [], escalations: [])
        let finding = fold.finding
        let own = try newestOwn(of: reports)
        let reach = Reach(asker, IncidentRecord.existence)
        return try IncidentRecord(
            id: id, stage: fold.stage, into: fold.into, earliest: account.earliest, latest: account.latest,
            day: account.day, place: account.place, publicPlace: account.publicPlace, acts: account.acts,
            killedLow: account.killedLow, killedHigh: account.killedHigh, injuredLow: account.injuredLow,
            injuredHigh: account.injuredHigh, reports: reports, reportsSince: since(finding, reports),
            assessment: computed?.assessment, openedAt: fold.openedAt, openedBy: fold.openedBy,
            updatedAt: fold.lastStep ?? (reach.all ? newest : own ?? 0), draft: fold.draft,
            asks: parts.asks, patrols: parts.patrols, escalations: parts.escalations, finding: finding,
            askedSides: Set(parts.asks.compactMap { $0.content?.of }).sorted(),
            isPublished: fold.isPublished, isReportedByAsker: own != nil)
    }

    /// The entry of the asker's own newest report among these; nil: none is its own. Where an incident is only proposed,
    /// that is the last that it knows of it: when others reported is not its to know.
    private func newestOwn(of reports: [ReportID]) throws -> Int? {
        let owners = Owners.of(asker)
        guard !owners.isEmpty else { return nil }
        var newest: Int?
        for report in reports {
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT position, holder, side FROM report WHERE id = ? AND position < ?"),
                arguments: [report.text, position])
            guard let row, owners.contains(where: { $0 == row[1] as String? || $0 == row[2] as String? }) else {
                continue
            }
            newest = max(newest ?? 0, row[0])
        }
        return newest
    }
}
