import Truce
import TruceIntake
import TruceMatching
import TruceViews

/// Computes which incidents the reports tell of, and what the rules make of each. Pure but for its memory of what it
/// computed before: what comes out depends on the ledger's position only, never on how the entries came.
///
/// Officers' decisions are hard: an opened incident has exactly the reports that officers gave it, and the engine may only
/// say which further ones it would add; duplicates and reports set aside tell of nothing.
struct ProposalEngine: Sendable {
    private let secret: MissionSecret
    /// What is known of every incident computed so far: the same reports under the same texts are not judged again.
    private var known: [IncidentID: Known] = [:]
    private var history: AgreementHistory?
    private var speakers = Speakers()

    private struct Known: Sendable {
        /// Its reports, each with the entry of its content, and those the engine would add.
        var members: [ReportVersion]
        var added: [ReportID]
        var assessed: AssessedIncident
    }

    init(_ secret: MissionSecret) { self.secret = secret }

    /// What to compute from, as of one position.
    struct Basis: Sendable {
        var position: Int
        var reports: StandingReports
        var placing: OfficersPlacing
        var history: AgreementHistory
        var now: Instant
    }

    /// What changed since the last time, or all of it the first time.
    mutating func compute(_ basis: Basis) -> Proposals {
        let texts = basis.reports.speakers.named(in: basis.history)
        if history != basis.history || speakers != basis.reports.speakers { known = [:] }
        // Of what is not known any more, nobody can tell what is gone: then all of it is given.
        let isWhole = known.isEmpty
        history = basis.history
        speakers = basis.reports.speakers
        let groups = grouped(basis)
        var changed: [Group] = []
        for group in groups {
            let old = known[group.id]
            if old?.members != group.members || old?.added != group.added { changed.append(group) }
        }
        let ids = Set(groups.map(\.id))
        let gone = known.keys.filter { !ids.contains($0) }.sorted()
        for id in gone { known[id] = nil }
        let judged = judge(changed, basis, texts)
        for (group, (_, assessed)) in zip(changed, judged) {
            known[group.id] = Known(members: group.members, added: group.added, assessed: assessed)
        }
        return Proposals(position: basis.position, changed: judged.map(\.0), gone: gone, isWhole: isWhole)
    }

    /// Forgets what it computed: the next time all of it is given.
    mutating func forget() { (known, history) = ([:], nil) }

    /// Incidents as assessed, in no order: for gates.
    var assessed: some Sequence<AssessedIncident> { known.values.lazy.map(\.assessed) }

    // MARK: Which reports

    private struct Group {
        var id: IncidentID
        var rows: [Int32]
        var members: [ReportVersion]
        var added: [ReportID]
    }

    private func grouped(_ basis: Basis) -> [Group] {
        let reports = basis.reports
        var groups: [Group] = []
        var rowsOf: [IncidentID: [Int32]] = [:]
        var openedAt = [IncidentID?](repeating: nil, count: reports.table.count)
        var isLeftOut = [Bool](repeating: false, count: reports.table.count)
        for (row, version) in reports.versions.enumerated() {
            if let incident = basis.placing.incidents[version.report] {
                rowsOf[incident, default: []].append(Int32(row))
                openedAt[row] = incident
            } else if basis.placing.leftOut.contains(version.report) {
                isLeftOut[row] = true
            }
        }
        var added: [IncidentID: [ReportID]] = [:]
        let context = MatchingContext(SideTables(), basis.history.latest)
        let order = reports.table.canonicalOrder().filter { !isLeftOut[Int($0)] }
        let table = reports.table.reordered(by: order)
        let matching = incidents(in: table, context: context)
        let (starts, rows) = matching.members()
        let taken = order.map { basis.placing.takenFrom[reports.versions[Int($0)].report] }
        let strongest = Self.strongestLinks(matching, opened: order.map { openedAt[Int($0)] }, taken: taken)
        for number in 0..<matching.incidentCount {
            let members = rows[Int(starts[number])..<Int(starts[number + 1])]
            let opened = Set(members.compactMap { openedAt[Int(order[Int($0)])] })
            let free = members.filter { openedAt[Int(order[Int($0)])] == nil }
            guard !free.isEmpty else { continue }
            if opened.isEmpty {
                let sorted = free.map { order[Int($0)] }.sorted()
                groups.append(group(sorted, reports, basis.placing))
            } else {
                var alone: [Int32] = []
                for row in free {
                    guard let incident = strongest[row] ?? opened.filter({ $0 != taken[Int(row)] }).min() else {
                        alone.append(order[Int(row)])
                        continue
                    }
                    added[incident, default: []].append(reports.versions[Int(order[Int(row)])].report)
                }
                // Taken by an officer out of the only incident that they would belong to.
                if !alone.isEmpty { groups.append(group(alone.sorted(), reports, basis.placing)) }
            }
        }
        for (incident, rows) in rowsOf {
            groups.append(
                Group(
                    id: incident, rows: rows, members: rows.map { reports.versions[Int($0)] },
                    added: (added[incident] ?? []).sorted()))
        }
        return groups.sorted { $0.id < $1.id }
    }

    /// A proposal keeps its name while others join: it is named after the report that came first.
    private func group(_ rows: [Int32], _ reports: StandingReports, _ placing: OfficersPlacing) -> Group {
        let members = rows.map { reports.versions[Int($0)] }
        let anchor = members.min { $0.received < $1.received }!.report
        var attempt = 0
        var id = secret.incident(anchor)
        while placing.known.contains(id) {
            attempt += 1
            id = secret.incident(anchor, attempt: attempt)
        }
        return Group(id: id, rows: rows, members: members, added: [])
    }

    /// For a report that no officer placed, in a group with several opened incidents: the one it is linked to most, but
    /// for the one that an officer took it out of.
    private static func strongestLinks(
        _ matching: Matching, opened: [IncidentID?], taken: [IncidentID?]
    ) -> [Int32: IncidentID] {
        var best: [Int32: (score: Float, incident: IncidentID)] = [:]
        func offer(_ row: Int32, _ other: Int32, _ score: Float) {
            guard opened[Int(row)] == nil, let incident = opened[Int(other)], incident != taken[Int(row)] else {
                return
            }
            if let now = best[row], now.score > score || now.score == score && now.incident <= incident { return }
            best[row] = (score, incident)
        }
        for link in matching.links {
            offer(link.reportA, link.reportB, link.score)
            offer(link.reportB, link.reportA, link.score)
        }
        return best.mapValues(\.incident)
    }

    // MARK: What the rules make of them

    private func judge(
        _ groups: [Group], _ basis: Basis, _ texts: AgreementHistory
    ) -> [(ComputedIncident, AssessedIncident)] {
        guard !groups.isEmpty else { return [] }
        let rows = groups.flatMap(\.rows)
        let some = basis.reports.table.reordered(by: rows)
        let order = some.canonicalOrder()
        let table = some.reordered(by: order)
        /// Where a row of `rows` went.
        var place = [Int32](repeating: 0, count: rows.count)
        for (new, old) in order.enumerated() { place[Int(old)] = Int32(new) }
        var next = 0
        let members = groups.map { group in
            defer { next += group.rows.count }
            return place[next..<next + group.rows.count].sorted()
        }
        let docket = Docket(table, incidents: members, under: texts, asOf: basis.now)
        return groups.enumerated().map { number, group in
            let incident = docket.incident(number)
            let assessment = docket.assessment(of: incident)
            let text = texts.versions[assessment.agreementVersion].text
            let computed = ComputedIncident(
                group.id, incident, assessment, reports: (group.members.map(\.report) + group.added).sorted(),
                day: docket.day(of: incident), text, table)
            return (computed, AssessedIncident(group.id, incident.time, assessment, in: text))
        }
    }
}

/// An incident as the rules see it, for gates.
struct AssessedIncident: Sendable {
    var id: IncidentID
    var time: TimeWindow
    var isInScope: Bool
    /// Provisions.
    var breached: [String] = []
    var undetermined: [String] = []

    fileprivate init(_ id: IncidentID, _ time: TimeWindow, _ assessment: Assessment, in text: Agreement) {
        self.id = id
        self.time = time
        isInScope = if case .outOfScope = assessment.mechanism.outcome { false } else { true }
        for assessed in assessment.mechanism.provisions {
            switch assessed.verdict {
            case .breached: breached.append(text.provisions[assessed.provision].id)
            case .undetermined: undetermined.append(text.provisions[assessed.provision].id)
            case .notBreached: break
            }
        }
    }
}

extension ComputedIncident {
    fileprivate init(
        _ id: IncidentID, _ incident: Incident, _ assessment: Assessment, reports: [ReportID], day: MissionDay,
        _ text: Agreement, _ table: ReportTable
    ) {
        self.init(
            id: id, reports: reports, earliest: incident.time.earliest, latest: incident.time.latest, day: day,
            place: incident.place,
            publicPlace: text.publicPlace(incident.place, named: incident.placeName(in: table)),
            acts: incident.acts.acts, killedLow: incident.killed.low, killedHigh: incident.killed.high,
            injuredLow: incident.injured.low, injuredHigh: incident.injured.high,
            assessment: AssessmentRecord(assessment, in: text))
    }
}

extension AssessmentRecord {
    /// As the mechanism's own evidence has it.
    init(_ assessment: Assessment, in text: Agreement) {
        let reading = assessment.mechanism
        var missing: [MissingFactCode] = []
        for fact in reading.missing {
            if let code = MissingFactCode(fact.code), !missing.contains(code) { missing.append(code) }
        }
        self.init(
            outcome: reading.outcome.code,
            provisions: reading.provisions.compactMap { assessed in
                ProvisionID(text.provisions[assessed.provision].id).map {
                    ProvisionRecord(provision: $0, verdict: assessed.verdict.rawValue)
                }
            },
            harm: assessment.severity.harm, weaponOrZone: assessment.severity.weaponOrZone,
            threat: assessment.severity.threat, attribution: FindingAttribution(assessment.attribution, in: text),
            isContested: assessment.isContested, missing: missing, agreementVersion: text.version,
            rulesVersion: RulesVersion.rules)
    }
}
