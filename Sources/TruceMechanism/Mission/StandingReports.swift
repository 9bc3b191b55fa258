import Truce
import TruceIntake

/// A report with the entry that its content stands in.
struct ReportVersion: Hashable, Sendable {
    var report: ReportID
    /// The entry that it was received with.
    var received: Int
    /// The entry of its last correction, or the same.
    var content: Int
}

/// What matching looks at: every report as it stands, in the order in which it was received. Rows of what is withdrawn,
/// corrected or erased are dropped when the table is next handed out.
struct StandingReports: Sendable {
    private(set) var table = ReportTable()
    /// One for each row.
    private(set) var versions: [ReportVersion] = []
    private(set) var speakers = Speakers()
    private var rowOf: [ReportID: Int] = [:]
    /// Received, and nothing of it can be opened.
    private var erased: [ReportID: Int] = [:]
    private var isDropped: [Bool] = []
    private var dropped = 0

    mutating func apply(_ entry: OpenedEntry) {
        switch entry.fact {
        case .reportReceived(let fact):
            // A report that is received again stays as it was first.
            guard rowOf[fact.report] == nil, erased[fact.report] == nil else { return }
            append(entry, fact.report, received: entry.index)
        case .reportCorrected(let fact):
            guard let received = rowOf[fact.report].map({ versions[$0].received }) ?? erased[fact.report] else {
                return
            }
            drop(fact.report)
            append(entry, fact.report, received: received)
        case .reportWithdrawn(let fact): drop(fact.report)
        default: break
        }
    }

    private mutating func append(_ entry: OpenedEntry, _ report: ReportID, received: Int) {
        guard let content = entry.sealed.report else {
            erased[report] = received
            return
        }
        rowOf[report] = table.count
        table.append(Report(report, content, from: entry.sealed.source, receivedAt: entry.receivedAt))
        versions.append(ReportVersion(report: report, received: received, content: entry.index))
        isDropped.append(false)
        if let source = entry.sealed.source { speakers.add(source) }
    }

    private mutating func drop(_ report: ReportID) {
        erased[report] = nil
        guard let row = rowOf.removeValue(forKey: report) else { return }
        isDropped[row] = true
        dropped += 1
    }

    /// Without the rows that were dropped.
    mutating func settle() {
        guard dropped > 0 else { return }
        let kept = isDropped.indices.filter { !isDropped[$0] }
        table = table.reordered(by: kept.map(Int32.init))
        versions = kept.map { versions[$0] }
        isDropped = Array(repeating: false, count: kept.count)
        dropped = 0
        rowOf = Dictionary(uniqueKeysWithValues: versions.enumerated().map { ($0.element.report, $0.offset) })
    }
}

/// Where officers put reports, as the matching engine takes it: hard.
struct OfficersPlacing: Hashable, Sendable {
    /// The incident of each report that an officer placed.
    var incidents: [ReportID: IncidentID] = [:]
    /// Duplicates, and what was set aside.
    var leftOut: Set<ReportID> = []
    /// Every incident that was ever opened: a proposal takes no such name.
    var known: Set<IncidentID> = []
    /// Where an officer took a report out of an incident and placed it with no other: the engine does not say that it
    /// belongs there after all.
    var takenFrom: [ReportID: IncidentID] = [:]
    /// The reports of ``incidents``, by incident.
    private var reportsOf: [IncidentID: Set<ReportID>] = [:]

    mutating func apply(_ fact: Fact) {
        switch fact {
        case .reportTriaged(let fact):
            lift(fact.report)
            switch fact.disposition {
            case .incident: if let incident = fact.incident { place(fact.report, incident) }
            case .duplicate, .setAside: leftOut.insert(fact.report)
            }
        case .incidentOpened(let fact):
            known.insert(fact.incident)
            for report in fact.reports { place(report, fact.incident) }
        case .incidentsJoined(let fact):
            known.insert(fact.into)
            for incident in Set(fact.incidents) where incident != fact.into {
                for report in reportsOf.removeValue(forKey: incident) ?? [] {
                    incidents[report] = fact.into
                    reportsOf[fact.into, default: []].insert(report)
                }
                for (report, left) in takenFrom where left == incident { takenFrom[report] = fact.into }
            }
        case .incidentSplit(let fact):
            for part in fact.parts {
                known.insert(part.incident)
                for report in part.reports { place(report, part.incident) }
            }
        default: break
        }
    }

    private mutating func place(_ report: ReportID, _ incident: IncidentID) {
        lift(report)
        takenFrom[report] = nil
        incidents[report] = incident
        reportsOf[incident, default: []].insert(report)
    }

    private mutating func lift(_ report: ReportID) {
        leftOut.remove(report)
        guard let incident = incidents.removeValue(forKey: report) else { return }
        reportsOf[incident]?.remove(report)
        takenFrom[report] = incident
    }
}
