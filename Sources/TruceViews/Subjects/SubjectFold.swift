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
        // What was born with one entry is told apart by how many of it were shown.
        let after = try page.place(of: 2).map { (born: $0.values[0], shown: $0.values[1]) }
        var before = min(Int64(position), after.map { $0.born == .max ? .max : $0.born + 1 } ?? .max)
        var passed: Int64 = 0
        var found: [(born: Int64, record: Record)] = []
        while found.count <= page.limit {
            let (candidates, hasMore) = try candidates(topic, reach, before: before, limit: page.limit + 1)
            for candidate in candidates {
                before = candidate.born
                guard let record = try record(candidate.id) else { continue }
                if candidate.born == after?.born, passed < after?.shown ?? 0 {
                    passed += 1
                    continue
                }
                found.append((candidate.born, record))
                if found.count > page.limit { break }
            }
            if !hasMore { break }
        }
        let shown = found.prefix(page.limit)
        let next =
            found.count > page.limit
            ? shown.last.map { last in
                let alike = shown.count { $0.born == last.born } + (last.born == after?.born ? Int(passed) : 0)
                return ListPlace([last.born, Int64(alike)]).text
            } : nil
        return Listing(records: shown.map(\.record), next: next, position: position)
    }

    /// At least `limit` of those that there are, the newest first, and all that were born with the last of them. Whoever
    /// sees only what is published, or its own, costs only that.
    private func candidates(
        _ topic: Topic, _ reach: Reach, before: Int64, limit: Int
    ) throws -> (found: [(born: Int64, id: String)], hasMore: Bool) {
        var found: [(born: Int64, id: String)] = []
        // Above it every part of the list is whole.
        var floor = Int64.min
        func add(_ table: String, _ condition: String, _ arguments: [any DatabaseValueConvertible]) throws {
            let of = "FROM \(table) WHERE topic = ? AND born < ? \(condition)"
            let values: [any DatabaseValueConvertible] = [topic.rawValue, before] + arguments
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT born, id \(of) AND born >= coalesce(
                            (SELECT born \(of) ORDER BY born DESC LIMIT 1 OFFSET ?), -1)
                        """), arguments: StatementArguments(values + values + [limit - 1])
            ).map { (born: $0[0] as Int64, id: $0[1] as String) }
            if rows.count >= limit, let last = rows.map(\.born).min() { floor = max(floor, last) }
            found += rows
        }
        if reach.all {
            try add("subject", "", [])
        } else {
            if reach.published { try add("subject", "AND published IS NOT NULL", []) }
            if reach.own { for owner in Owners.of(asker) { try add("subject_owner", "AND owner = ?", [owner]) } }
        }
        var seen: Set<String> = []
        let whole = found.filter { $0.born >= floor }.sorted { ($1.born, $0.id) < ($0.born, $1.id) }
            .filter { seen.insert($0.id).inserted }
        return (whole, floor > .min)
    }
}
