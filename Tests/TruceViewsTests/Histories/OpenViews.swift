import Foundation
import GRDB
import Truce
import TruceTesting

@testable import TruceViews

/// Views over a history, in a folder of their own that goes with them.
final class OpenViews {
    let folder: URL
    let source: TestSource
    private(set) var views: Views

    /// The public square has sides of a tenth of a degree.
    static let rules = ViewRules(zone: .utc) { place, name in
        place.centre.map { at in
            PublicPlace(
                centre: Coordinate(
                    latitude: (at.latitude * 10).rounded(.down) / 10 + 0.05,
                    longitude: (at.longitude * 10).rounded(.down) / 10 + 0.05), sideMetres: 11_000, name: nil)
        }
    }

    init(_ entries: [OpenedEntry], proposals: Proposals? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("truce-views-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        source = TestSource(entries)
        views = try Views.open(folder.appendingPathComponent("views.sqlite").path, rules: Self.rules, source: source)
        try views.fold(entries)
        while try views.indexWords(atMost: 1000) {}
        if let proposals { try views.fold(proposals) }
    }

    var path: String { folder.appendingPathComponent("views.sqlite").path }

    func reopen() throws {
        try views.close()
        views = try Views.open(path, rules: Self.rules, source: source)
    }

    /// Every byte of the file and of those beside it.
    func bytes() throws -> Data {
        try ["", "-wal", "-shm"].reduce(into: Data()) { all, end in
            if FileManager.default.fileExists(atPath: path + end) {
                all += try Data(contentsOf: URL(fileURLWithPath: path + end))
            }
        }
    }

    deinit {
        try? views.close()  // A test that closed it has nothing to close.
        try? FileManager.default.removeItem(at: folder)  // What is left lies in the system's temporary folder.
    }
}

extension Views {
    /// How a question is answered, as SQLite plans it.
    func plan(_ sql: String, _ values: [any DatabaseValueConvertible]) throws -> [String] {
        try pool.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: StatementArguments(values))
                .map { $0["detail"] }
        }
    }

    /// Every page of a list, as `limit` at a time gives them.
    func pages<Record>(
        _ limit: Int, _ part: (Page) throws -> Listing<Record>
    ) throws -> [Record] {
        var (records, after): ([Record], String?) = ([], nil)
        // More pages than any history of these tests has records.
        for _ in 0..<2000 {
            let listing = try part(Page(limit: limit, after: after))
            records += listing.records
            guard let next = listing.next else { return records }
            after = next
        }
        throw ViewsError.outOfRange("The list does not end.")
    }

    /// Everything that the asker can be told, as text: two views that tell the same tell this.
    func everything(for asker: Asker, at moment: Moment = .now) throws -> String {
        var lines: [String] = []
        func tell<Record: ShownRecord>(_ name: String, _ records: [Record]) throws {
            for record in records {
                let bytes = try record.json(for: asker).map { try JSONValue.object($0).canonicalBytes() } ?? []
                lines.append(name + " " + String(decoding: bytes, as: UTF8.self))
            }
        }
        let incidents = try pages(20) { try answer(IncidentList(page: $0), for: asker, at: moment) }
        try tell("report", pages(20) { try answer(ReportList(page: $0), for: asker, at: moment) })
        try tell("incident", incidents)
        for incident in incidents {
            try tell(
                "journal", pages(20) { try answer(IncidentJournal(id: incident.id, page: $0), for: asker, at: moment) })
        }
        try tell("finding", pages(20) { try answer(FindingList(page: $0), for: asker, at: moment) })
        try tell("ask", pages(20) { try answer(AskList(page: $0), for: asker, at: moment) })
        try tell("denial", pages(20) { try answer(DenialList(page: $0), for: asker, at: moment) })
        try tell("presence", pages(20) { try answer(PresenceList(page: $0), for: asker, at: moment) })
        try tell("session", pages(20) { try answer(SessionList(page: $0), for: asker, at: moment) })
        try tell("demand", pages(20) { try answer(DemandList(page: $0), for: asker, at: moment) })
        try tell("communique", pages(20) { try answer(CommuniqueList(page: $0), for: asker, at: moment) })
        try tell("amendment", pages(20) { try answer(AmendmentList(page: $0), for: asker, at: moment) })
        try tell("holder", pages(20) { try answer(HolderList(page: $0), for: asker, at: moment) })
        try tell("obligation", pages(20) { try answer(ObligationList(page: $0), for: asker, at: moment) })
        try tell("gate", pages(20) { try answer(GateList(page: $0), for: asker, at: moment) })
        try tell("entry", pages(500) { try answer(EntryList(page: $0), for: asker, at: moment) })
        for word in ["words", "note"] {
            try tell("hit \(word)", pages(20) { try answer(Search(text: word, page: $0), for: asker, at: moment) })
        }
        let days = DayCounts(
            from: MissionDay(year: 2030, month: 2, day: 1), through: MissionDay(year: 2030, month: 6, day: 30))
        try tell("day", answer(days, for: asker, at: moment).records)
        for limit in [3, 5000] {
            let map = try answer(
                IncidentMap(box: MapBox(west: -180, south: -90, east: 180, north: 90), limit: limit), for: asker,
                at: moment)
            try tell("map", map.incidents)
            lines += map.cells.map { "cell \($0.box) \($0.count)" }
        }
        if moment == .now { try tell("queue", pages(20) { try answer(QueueList(page: $0), for: asker) }) }
        return lines.joined(separator: "\n")
    }
}

/// The lines that one has and the other has not, or that stand elsewhere.
func difference(_ a: String, _ b: String) -> [String] {
    let (left, right) = (a.split(separator: "\n"), b.split(separator: "\n"))
    return right.difference(from: left).map { change in
        switch change {
        case .insert(_, let line, _): "+ " + line
        case .remove(_, let line, _): "- " + line
        }
    }
}
