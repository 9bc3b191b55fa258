import GRDB
import Truce

/// What the vault can no longer open must not stand in the views either: not in a row, not among the words, not in the
/// file's free space, and not in what was computed from it.
enum Erasing {
    /// Returns whether anything was taken out.
    static func erase(_ writing: Writing) throws -> Bool {
        guard !writing.erased.isEmpty else { return false }
        let db = writing.db
        let indexed = try SearchView.entries(db)
        let positions = try holding(writing.erased, db)
        guard !positions.isEmpty else { return false }
        var abouts: Set<About> = []
        for position in positions {
            guard let old = try SearchView.entry(position, db) else { continue }
            if position < indexed { try SearchView.index(old, add: false, db) }
            try incidents(about: old, writing)
            abouts.formUnion(old.about.map { About($0.topic, $0.id) })
        }
        abouts.formUnion(writing.touched.map { About(.incident, $0) })
        // An entry that cannot be looked up any more keeps nothing.
        let opened = try Dictionary(writing.source.opened(positions).map { ($0.index, $0) }) { first, _ in first }
        for position in positions {
            guard let old = try SearchView.entry(position, db) else { continue }
            var entry = old
            entry.sealed = opened[position]?.sealed ?? SealedParts()
            if let whole = opened[position]?.fact {
                entry.fact = whole
            } else if case .reportReceived(var payload) = entry.fact {
                // Files may have been among the sealed parts.
                payload.evidence = []
                entry.fact = .reportReceived(payload)
            }
            if case .reportReceived(let payload) = entry.fact {
                try ReportView.replace(entry, payload, in: writing)
            } else {
                try forgetAsks(of: entry, db)
                try StepView.replace(entry, in: db)
                try CoverageView.replace(old, by: entry, writing)
            }
            if position < indexed { try SearchView.index(entry, add: true, db) }
        }
        for about in abouts { try StepView.ownAgain(about.topic, about.id, in: db) }
        for id in writing.touched.sorted() { try IncidentView.noteAgain(id, writing) }
        return true
    }

    /// Asks whose names only the erased part told are not there any more; nor is what was said of them, unless its entry
    /// says by itself what it is about.
    private static func forgetAsks(of entry: OpenedEntry, _ db: Database) throws {
        guard let old = try StepView.step(at: entry.index, in: db) else { return }
        let told = Set(entry.about.map { About($0.topic, $0.id) })
        for ask in old.about where ask.topic == .ask && !told.contains(About(.ask, ask.id)) {
            let positions =
                ask.isBirth
                ? try Int.fetchAll(
                    db, sql: "SELECT position FROM about WHERE topic = ? AND subject = ?",
                    arguments: [Topic.ask.rawValue, ask.id]) : [entry.index]
            for position in positions {
                guard let step = position == entry.index ? entry : try StepView.step(at: position, in: db) else {
                    continue
                }
                // Where it says so itself, the incident keeps it.
                if !step.about.contains(where: { $0.topic == .incident }) {
                    try db.execute(
                        sql: "DELETE FROM about WHERE topic = ? AND position = ?",
                        arguments: [Topic.incident.rawValue, position])
                }
                try db.execute(
                    sql: "DELETE FROM about WHERE topic = ? AND subject = ? AND position = ?",
                    arguments: [Topic.ask.rawValue, ask.id, position])
            }
            guard ask.isBirth else { continue }
            for table in ["subject", "subject_owner", "part"] {
                try db.execute(
                    sql: "DELETE FROM \(table) WHERE topic = ? AND id = ?",
                    arguments: [Topic.ask.rawValue, ask.id])
            }
        }
    }

    /// The entries that commit to one of these.
    private static func holding(_ wanted: Set<UInt64>, _ db: Database) throws -> [Int] {
        var found: [Int] = []
        for table in ["report", "step"] {
            let rows = try Row.fetchCursor(db, sql: "SELECT position, seals FROM \(table)")
            while let row = try rows.next() {
                if Seals.overlap(row.bytes(1), wanted) { found.append(row[0]) }
            }
        }
        return found.sorted()
    }

    /// What was computed from it goes, until it is computed anew.
    private static func incidents(about entry: OpenedEntry, _ writing: Writing) throws {
        let db = writing.db
        var ids = try Set(
            String.fetchAll(
                db, sql: "SELECT subject FROM about WHERE position = ? AND topic = ?",
                arguments: [entry.index, Topic.incident.rawValue]
            ).compactMap { IncidentID($0) })
        for about in entry.about where [.ask, .patrol, .rung].contains(about.topic) {
            try ids.formUnion(PartView.everHolding(about.topic, about.id, in: db))
        }
        if case .escalated = entry.fact { try ids.formUnion(PartView.everHolding(.rung, String(entry.index), in: db)) }
        var report: ReportID?
        switch entry.fact {
        case .reportReceived(let payload): report = payload.report
        case .reportCorrected(let payload): report = payload.report
        default: break
        }
        if let report {
            let rows = try Int64?.fetchAll(
                db, sql: "SELECT incident FROM member WHERE report = ? UNION SELECT proposed FROM report WHERE id = ?",
                arguments: [report.text, report.text])
            for case let row? in rows {
                let id = IncidentID(raw: UInt64(row))
                ids.insert(id)
                let mark = try Int.fetchOne(db, sql: "SELECT mark FROM state") ?? 0
                try ProposalView.remove(id, mark: mark, writing)
            }
        }
        writing.touched.formUnion(ids)
    }

    /// Merges the words' index, so that no taken-out word is left in an older part of it, and empties the log. Free pages
    /// are zeroed as they come free.
    static func scrub(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "INSERT INTO words (words) VALUES ('optimize')")
            try db.checkpoint(.truncate)
            try db.execute(sql: "UPDATE state SET scrub = 0")
            try db.checkpoint(.truncate)
        }
    }
}
