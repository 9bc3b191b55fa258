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
        let after = try page.place(of: 1)?.values[0]
        var before = min(Int64(position), after ?? .max)
        var found: [(born: Int64, record: Record)] = []
        while found.count <= page.limit {
            let candidates = try candidates(topic, reach, before: before, limit: page.limit + 1)
            for candidate in candidates {
                before = candidate.born
                guard let record = try record(candidate.id) else { continue }
                found.append((candidate.born, record))
                if found.count > page.limit { break }
            }
            if candidates.count <= page.limit { break }
        }
        let shown = found.prefix(page.limit)
        let next = found.count > page.limit ? shown.last.map { ListPlace([$0.born]).text } : nil
        return Listing(records: shown.map(\.record), next: next, position: position)
    }

    /// Whoever sees only what is published, or its own, costs only that.
    private func candidates(
        _ topic: Topic, _ reach: Reach, before: Int64, limit: Int
    ) throws -> [(born: Int64, id: String)] {
        func rows(_ sql: String, _ arguments: StatementArguments) throws -> [(born: Int64, id: String)] {
            try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { ($0[0], $0[1]) }
        }
        if reach.all {
            return try rows(
                "SELECT born, id FROM subject WHERE topic = ? AND born < ? ORDER BY born DESC LIMIT ?",
                [topic.rawValue, before, limit])
        }
        var found: [(born: Int64, id: String)] = []
        if reach.published {
            found += try rows(
                """
                SELECT born, id FROM subject WHERE topic = ? AND born < ? AND published IS NOT NULL
                ORDER BY born DESC LIMIT ?
                """, [topic.rawValue, before, limit])
        }
        if reach.own {
            for owner in Owners.of(asker) {
                found += try rows(
                    """
                    SELECT born, id FROM subject_owner WHERE topic = ? AND owner = ? AND born < ?
                    ORDER BY born DESC LIMIT ?
                    """, [topic.rawValue, owner, before, limit])
            }
        }
        var seen: Set<String> = []
        let merged = found.sorted { ($0.born, $0.id) > ($1.born, $1.id) }.filter { seen.insert($0.id).inserted }
        return Array(merged.prefix(limit))
    }
}
