import GRDB
import Truce

extension Views {
    /// Folds entries in, in order. Those that are folded already are passed over, so that whoever is not sure may give
    /// them again. After a failure everything up to the last whole batch is folded.
    package func fold(_ entries: [OpenedEntry]) throws(ViewsError) {
        var rest = entries.drop { $0.index < position }
        while let first = rest.first {
            guard first.index == position else { throw .outOfOrder(expected: position, found: first.index) }
            try write { writing in
                for entry in rest.prefix(Self.batch) {
                    guard entry.index == writing.position else {
                        throw ViewsError.outOfOrder(expected: writing.position, found: entry.index)
                    }
                    writing.position += 1
                    for view in allViews { try view.fold(entry, in: writing) }
                    if case .secretErased(let payload) = entry.fact {
                        writing.erased.formUnion(payload.commitments.map(Seals.beginning))
                    }
                }
                if rest.count <= Self.wordsAtOnce { _ = try SearchView.catchUp(writing, limit: Self.wordsAtOnce) }
            }
            rest = rest.dropFirst(Self.batch)
        }
    }

    /// Indexes the words of up to `limit` entries that were folded before. Returns whether more are left.
    package func indexWords(atMost limit: Int) throws(ViewsError) -> Bool {
        var isDone = true
        try write { isDone = try SearchView.catchUp($0, limit: limit) }
        return !isDone
    }

    /// Takes what was computed in. What is the same as before changes nothing.
    package func fold(_ proposals: Proposals) throws(ViewsError) {
        var rest = proposals.changed[...]
        var gone = proposals.gone
        if proposals.isWhole {
            let kept = Set(proposals.changed.map { Int64($0.id.raw) })
            let before: [Int64]
            do {
                before = try pool.read { try Int64.fetchAll($0, sql: "SELECT id FROM incident WHERE computed != x''") }
            } catch { throw ViewsError(error, path) }
            gone += before.filter { !kept.contains($0) }.map { IncidentID(raw: UInt64($0)) }
        }
        var isFirst = true
        repeat {
            try write { writing in
                if isFirst {
                    try writing.db.execute(
                        sql: "UPDATE state SET computed = ?, mark = mark + 1", arguments: [proposals.position])
                }
                let mark = try Int.fetchOne(writing.db, sql: "SELECT mark FROM state") ?? 0
                for incident in rest.prefix(Self.batch) { try ProposalView.fold(incident, mark: mark, writing) }
                if isFirst { for id in gone { try ProposalView.remove(id, mark: mark, writing) } }
            }
            isFirst = false
            rest = rest.dropFirst(Self.batch)
        } while !rest.isEmpty
    }

    /// Entries that proposals were computed from.
    package func computedAt() throws(ViewsError) -> Int {
        do { return try pool.read { try Int.fetchOne($0, sql: "SELECT computed FROM state") ?? 0 } } catch {
            throw ViewsError(error, path)
        }
    }

    /// From here on commits do not wait for the disk, and a loss of power leaves a file that the next start makes anew:
    /// for a rebuild. Ends with ``endRebuild()``.
    package func beginRebuild() throws(ViewsError) {
        do {
            try pool.write { try $0.execute(sql: "UPDATE state SET building = 1") }
            try pool.writeWithoutTransaction { db in
                try db.checkpoint(.truncate)
                try db.execute(sql: "PRAGMA synchronous = OFF")
            }
        } catch { throw ViewsError(error, path) }
    }

    package func endRebuild() throws(ViewsError) {
        do {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                // Flushes what was written without care before the mark says that it is whole.
                try db.checkpoint(.truncate)
            }
            try pool.write { try $0.execute(sql: "UPDATE state SET building = 0") }
        } catch { throw ViewsError(error, path) }
    }

    private func write(_ body: (Writing) throws -> Void) throws(ViewsError) {
        var after = 0
        var needsScrub = false
        do {
            try pool.write { db in
                guard let row = try Row.fetchOne(db, sql: "SELECT position, clock FROM state") else {
                    throw ViewsError.damaged(path: path, why: "it does not say where it stands")
                }
                let writing = try Writing(db, rules: rules, source: source, clock: row[1], path: path)
                writing.position = row[0]
                try body(writing)
                needsScrub = try Erasing.erase(writing)
                for id in writing.touched.sorted() { try IncidentView.refresh(id, writing) }
                try MapView.settle(writing)
                try db.cachedStatement(sql: "UPDATE state SET position = ?, clock = ?, scrub = max(scrub, ?)")
                    .execute(arguments: [writing.position, writing.clock, needsScrub])
                after = writing.position
            }
            if needsScrub { try Erasing.scrub(pool) }
        } catch { throw ViewsError(error, path) }
        advanced(to: after)
    }
}
