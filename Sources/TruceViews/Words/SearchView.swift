import GRDB
import Truce

/// Which words stand in which passage, and who may see it. SQLite splits at spaces and knows no letters (its `ascii`
/// tokenizer leaves all others alone): what a word is, ``WordFolding`` says. The index holds words only; a passage is read again from its
/// entry when it is shown.
///
/// Reports by the hundred thousand are indexed after they are folded (``catchUp(_:limit:)``), so that a rebuild answers
/// everything else first.
enum SearchView: View {
    static let schema = """
        CREATE VIRTUAL TABLE words USING fts5 (
            body, audience, content = '', detail = column, tokenize = "ascii"
        );
        CREATE TABLE words_position (entries INTEGER NOT NULL) STRICT;
        INSERT INTO words_position VALUES (0);
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {}

    static func entries(_ db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT entries FROM words_position")) ?? 0
    }

    /// Indexes up to `limit` entries more. Returns whether all that is folded is indexed.
    static func catchUp(_ writing: Writing, limit: Int) throws -> Bool {
        let db = writing.db
        let from = try entries(db)
        let until = min(writing.position, from + limit)
        guard from < until else { return true }
        for entry in try self.entries(from..<until, db) { try index(entry, add: true, db) }
        try db.cachedStatement(sql: "UPDATE words_position SET entries = ?").execute(arguments: [until])
        return until == writing.position
    }

    /// Takes an entry's words out or puts them in. To take them out it must say what it said when they were put in.
    static func index(_ entry: OpenedEntry, add: Bool, _ db: Database) throws {
        let passages = try entry.passages(in: PassageContext(db: db, entry: entry.index))
        for (at, passage) in passages.enumerated() {
            let sql =
                add
                ? "INSERT INTO words (rowid, body, audience) VALUES (?, ?, ?)"
                : "INSERT INTO words (words, rowid, body, audience) VALUES ('delete', ?, ?, ?)"
            try db.cachedStatement(sql: sql)
                .execute(arguments: [entry.index << 4 | at, WordFolding.folded(passage.text), passage.audience])
        }
    }

    /// Those entries that have words, in order.
    static func entries(_ range: Range<Int>, _ db: Database) throws -> [OpenedEntry] {
        let bounds: StatementArguments = [range.lowerBound, range.upperBound]
        let steps = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT position, recorded, fact, sealed FROM step WHERE position >= ? AND position < ?"),
            arguments: bounds
        ).map(StepView.entry)
        let reports = try Row.fetchAll(
            db.cachedStatement(sql: "\(ReportView.entryColumns) WHERE position >= ? AND position < ?"),
            arguments: bounds
        ).compactMap(ReportView.entry)
        return (steps + reports).sorted { $0.index < $1.index }
    }

    static func entry(_ index: Int, _ db: Database) throws -> OpenedEntry? {
        if let step = try StepView.step(at: index, in: db) { return step }
        return try Row.fetchOne(
            db.cachedStatement(sql: "\(ReportView.entryColumns) WHERE position = ?"), arguments: [index]
        ).flatMap(ReportView.entry)
    }
}

extension ReportView {
    static let entryColumns = "SELECT position, id, received, recorded, body FROM report"

    /// The entry that a report was received with, its commitments apart.
    static func entry(_ row: Row) -> OpenedEntry? {
        guard let id = ReportID(row[1] as String), let body = ReportBody(packed: row.bytes(4)) else { return nil }
        var sealed = SealedParts()
        sealed.arrival = Arrival(
            channel: body.channel, sourceClass: body.sourceClass, receivedAt: row.instant(2))
        (sealed.source, sealed.report) = (body.source, body.content)
        return OpenedEntry(
            index: row[0], recorded: row.instant(3),
            fact: .reportReceived(ReportReceived(report: id, sealed: [], evidence: body.evidence)), sealed: sealed)
    }
}
