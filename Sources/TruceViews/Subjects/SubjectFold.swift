import GRDB
import Truce

/// One thing that steps are about, folded from them. Folding cannot fail, whatever stands in the ledger.
protocol SubjectFold {
    associatedtype Record: ShownRecord
    static var topic: Topic { get }
    init(id: String)
    mutating func apply(_ step: OpenedEntry)
    /// Nil where the steps do not come to one.
    func record(_ look: Look) throws -> Record?
}

extension Look {
    /// The thing as of this look; nil where it is not there yet.
    func subject<Fold: SubjectFold>(_: Fold.Type, _ id: String) throws -> Fold.Record? {
        try interruption.check()
        var fold = Fold(id: id)
        for step in try StepView.steps(of: Fold.topic, id, before: position, in: db) { fold.apply(step) }
        return try fold.record(self)
    }

    /// Things of a kind, the newest first, of those that the asker may know of.
    /// - Parameter keep: A filter; it must look only at what the asker sees.
    func list<Fold: SubjectFold>(
        _: Fold.Type, _ page: Page, keep: (Fold.Record) -> Bool = { _ in true }
    ) throws -> Listing<Fold.Record> {
        try list(Fold.topic, Reach(asker, Fold.Record.existence), page) { id in
            try subject(Fold.self, id).flatMap { mayKnow($0) && keep($0) ? $0 : nil }
        }
    }

    /// - Parameter record: Nil for those that are not to be shown.
    func list<Record>(
        _ topic: Topic, _ reach: Reach, _ page: Page, record: (String) throws -> Record?
    ) throws -> Listing<Record> {
        var before = SubjectPlace(born: Int64(position), id: "")
        if let after = try SubjectPlace(after: page, topic) { before = min(before, after) }
        var found: [(place: SubjectPlace, record: Record)] = []
        while found.count <= page.limit {
            let candidates = try candidates(topic, reach, before: before, limit: page.limit + 1)
            for candidate in candidates {
                before = candidate
                guard let record = try record(candidate.id) else { continue }
                found.append((candidate, record))
                if found.count > page.limit { break }
            }
            if candidates.count <= page.limit { break }
        }
        let shown = found.prefix(page.limit)
        let next = found.count > page.limit ? shown.last?.place.text(of: topic) : nil
        return Listing(records: shown.map(\.record), next: next, position: position)
    }

    /// Whoever sees only what is published, or its own, costs only that.
    private func candidates(
        _ topic: Topic, _ reach: Reach, before: SubjectPlace, limit: Int
    ) throws -> [SubjectPlace] {
        func rows(_ sql: String, _ arguments: StatementArguments) throws -> [SubjectPlace] {
            try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
                .map { SubjectPlace(born: $0[0], id: $0[1]) }
        }
        if reach.all {
            return try rows(
                """
                SELECT born, id FROM subject WHERE topic = ? AND (born, id) < (?, ?) ORDER BY born DESC, id DESC LIMIT ?
                """, [topic.rawValue, before.born, before.id, limit])
        }
        var found: [SubjectPlace] = []
        if reach.published {
            found += try rows(
                """
                SELECT born, id FROM subject WHERE topic = ? AND (born, id) < (?, ?) AND published IS NOT NULL
                ORDER BY born DESC, id DESC LIMIT ?
                """, [topic.rawValue, before.born, before.id, limit])
        }
        if reach.own {
            for owner in Owners.of(asker) {
                found += try rows(
                    """
                    SELECT born, id FROM subject_owner WHERE topic = ? AND owner = ? AND (born, id) < (?, ?)
                    ORDER BY born DESC, id DESC LIMIT ?
                    """, [topic.rawValue, owner, before.born, before.id, limit])
            }
        }
        var seen: Set<String> = []
        let merged = found.sorted(by: >).filter { seen.insert($0.id).inserted }
        return Array(merged.prefix(limit))
    }
}

/// Where in a list of things of a kind, the newest first. An entry brings one thing of a kind to be; only a split brings many
/// incidents, which are told apart by their names.
private struct SubjectPlace: Comparable {
    var born: Int64
    var id: String

    init(born: Int64, id: String) { (self.born, self.id) = (born, id) }

    init?(after page: Page, _ topic: Topic) throws(ViewsError) {
        guard let place = try page.place(of: topic == .incident ? 2 : 1) else { return nil }
        born = place.values[0]
        id = place.values.count < 2 ? "" : IncidentID(raw: UInt64(bitPattern: place.values[1])).description
    }

    func text(of topic: Topic) -> String {
        guard topic == .incident, let incident = IncidentID(id) else { return ListPlace([born]).text }
        return ListPlace([born, Int64(bitPattern: incident.raw)]).text
    }

    static func < (a: Self, b: Self) -> Bool { (a.born, a.id) < (b.born, b.id) }
}
