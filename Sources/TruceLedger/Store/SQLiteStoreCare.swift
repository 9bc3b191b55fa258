import Foundation
import GRDB

/// Reading through, checking and copying.
extension SQLiteStore {
    /// Entries read in one transaction: few enough that others get their turn and the log can be merged.
    private static let stretch = 8_192

    /// Hands over entries from `index` on, at most `limit`, on the calling thread, without copying them. What is handed
    /// over is valid only during the call; answer false to stop; do not use the store from in there. Entries appended
    /// meanwhile are included.
    package func forEach(
        from index: Int, limit: Int = .max, _ body: (Row) -> Bool
    ) throws(StoreError) {
        var next = index
        var left = limit
        var goesOn = true
        while goesOn, left > 0 {
            let before = next
            try readingNow { db in
                try Self.walk(db, from: next, limit: min(left, Self.stretch)) { row in
                    next += 1
                    goesOn = body(row)
                    return goesOn
                }
            }
            left -= next - before
            if next - before < Self.stretch { return }
        }
    }

    /// How many entries there are, on the calling thread.
    package func size() throws(StoreError) -> Int { try readingNow { try SQLiteStoreSchema.size($0) } }

    /// Reads the whole file: SQLite's own check of its pages and indices, then every entry against its leaf hash.
    /// Throws ``StoreError/damaged(why:)`` for the first thing that is wrong.
    public func check() async throws(StoreError) {
        let queue: DatabaseQueue
        // A connection of its own, so that others can read meanwhile.
        do { queue = try SQLiteFile.connect(path, readOnly: true, immutable: isImmutable) } catch {
            throw StoreError(error, path: path, doing: .reading)
        }
        let path = path
        let failure = await withCheckedContinuation { (answer: CheckedContinuation<StoreError?, Never>) in
            queue.asyncRead { db in
                do {
                    try Self.check(db.get())
                    answer.resume(returning: nil)
                } catch { answer.resume(returning: StoreError(error, path: path, doing: .reading)) }
            }
        }
        if let failure { throw failure }
    }

    private static func check(_ db: Database) throws {
        let pages = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "no answer"
        guard pages == "ok" else { throw StoreError.damaged(why: pages) }
        var count = 0
        try walk(db, from: 0, limit: .max) { row in
            guard TreeHash.leaf(row.bytes) == TreeHash(copying: row.leaf.baseAddress!) else {
                throw StoreError.damaged(why: "entry \(row.index) is not what was recorded: its hash differs")
            }
            count += 1
            return true
        }
        let size = try SQLiteStoreSchema.size(db)
        guard count == size else { throw StoreError.damaged(why: "it holds \(count) entries, not \(size)") }
    }

    /// Copies the record, as it is now, into one new file, while others read and write. The copy appears under its name
    /// once it is whole; it needs no file beside it, also on media that cannot be written.
    public func backup(to destination: String) async throws(StoreError) {
        let file = try UnfinishedFile(destination)
        let queue: DatabaseQueue
        do { queue = try SQLiteFile.connect(path, readOnly: true, immutable: isImmutable) } catch {
            file.abandon()
            throw StoreError(error, path: path, doing: .reading)
        }
        let failure = await withCheckedContinuation { (answer: CheckedContinuation<StoreError?, Never>) in
            queue.asyncWriteWithoutTransaction { db in
                do {
                    try db.execute(sql: "VACUUM INTO ?", arguments: [file.temporary])
                    try file.finish()
                    answer.resume(returning: nil)
                } catch {
                    file.abandon()
                    answer.resume(returning: StoreError(error, path: destination, doing: .writing))
                }
            }
        }
        if let failure { throw failure }
    }
}
