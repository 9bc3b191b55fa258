import GRDB
import Truce

/// Incidents, proposed and opened, as they stand now; and of those on record, under which day each was listed when.
enum IncidentView: View {
    static let schema = """
        CREATE TABLE incident (
            id INTEGER PRIMARY KEY, day INTEGER NOT NULL, stage INTEGER NOT NULL, published INTEGER NOT NULL,
            on_record INTEGER NOT NULL, acts INTEGER NOT NULL, outcome TEXT, found INTEGER,
            severity INTEGER NOT NULL, earliest INTEGER NOT NULL,
            shown_day INTEGER,         -- of the finding adopted last: where it is listed for those who see no others
            shown_acts INTEGER NOT NULL, shown_cell INTEGER, -- of the finding that stands
            exact_cell INTEGER, public_cell INTEGER, -- ``MapCellKey``s, at the finest level
            newest INTEGER NOT NULL,                 -- the entry of its newest report
            computed BLOB NOT NULL, mark INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX incident_day ON incident (day, id);
        CREATE INDEX incident_stage ON incident (stage, day, id);
        CREATE INDEX incident_outcome ON incident (outcome, day, id) WHERE outcome IS NOT NULL;
        CREATE INDEX incident_found ON incident (found, day, id) WHERE found IS NOT NULL;
        CREATE INDEX incident_published ON incident (shown_day, id) WHERE published = 1;
        CREATE INDEX incident_exact ON incident (exact_cell) WHERE exact_cell IS NOT NULL;
        CREATE INDEX incident_public ON incident (public_cell) WHERE public_cell IS NOT NULL;
        CREATE INDEX incident_shown ON incident (shown_cell) WHERE shown_cell IS NOT NULL;
        CREATE INDEX incident_proposed ON incident (severity, earliest, id) WHERE stage = 0;
        CREATE INDEX incident_mark ON incident (mark);
        CREATE TABLE incident_owner (
            owner TEXT NOT NULL, day INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (owner, day, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX incident_owner_id ON incident_owner (id);
        CREATE TABLE incident_side ( -- whom it was put to, or attributed to
            side TEXT NOT NULL, day INTEGER NOT NULL, id INTEGER NOT NULL, shown_day INTEGER,
            PRIMARY KEY (side, day, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX incident_side_shown ON incident_side (side, shown_day, id);
        CREATE INDEX incident_side_id ON incident_side (id);
        CREATE TABLE incident_known (
            id INTEGER NOT NULL, from_position INTEGER NOT NULL, until_position INTEGER, day INTEGER NOT NULL,
            PRIMARY KEY (id, from_position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX incident_known_day ON incident_known (day, id);
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        var ids = Set(writing.about.filter { $0.topic == .incident }.compactMap { IncidentID($0.id) })
        // One that holds no report any more is still told by those that it held.
        switch entry.fact {
        case .reportCorrected(let payload): try ids.formUnion(MemberView.everHolding(payload.report, in: writing.db))
        case .reportWithdrawn(let payload): try ids.formUnion(MemberView.everHolding(payload.report, in: writing.db))
        default: break
        }
        for id in ids.sorted() {
            writing.touched.insert(id)
            try note(id, at: entry.index, writing)
        }
    }

    /// The day that it is listed under from this entry on.
    static func note(_ id: IncidentID, at position: Int, _ writing: Writing) throws {
        let look = writing.look(before: position + 1)
        let members = try MemberView.reports(of: id, before: position + 1, in: writing.db)
        let day = Int64(try look.account(of: id, members).day.daysSince1970)
        let now = try Int64.fetchOne(
            writing.db.cachedStatement(
                sql: "SELECT day FROM incident_known WHERE id = ? AND until_position IS NULL"),
            arguments: [Int64(id.raw)])
        if now == day { return }
        try writing.db.cachedStatement(
            sql: "UPDATE incident_known SET until_position = ? WHERE id = ? AND until_position IS NULL"
        ).execute(arguments: [position, Int64(id.raw)])
        try writing.db.cachedStatement(sql: "INSERT OR REPLACE INTO incident_known VALUES (?, ?, NULL, ?)")
            .execute(arguments: [Int64(id.raw), position, day])
    }

    /// After an erasure: what a rebuild would have noted.
    static func noteAgain(_ id: IncidentID, _ writing: Writing) throws {
        try writing.db.execute(sql: "DELETE FROM incident_known WHERE id = ?", arguments: [Int64(id.raw)])
        let name = id.description
        let steps = try Int.fetchAll(
            writing.db,
            sql: """
                SELECT position FROM about WHERE topic = ? AND subject = ?
                UNION SELECT position FROM member JOIN about ON topic = ? AND subject = report WHERE incident = ?
                UNION SELECT position FROM member JOIN report ON id = report WHERE incident = ?
                ORDER BY position
                """,
            arguments: [
                Topic.incident.rawValue, name, Topic.report.rawValue, Int64(id.raw), Int64(id.raw),
            ])
        let born = try Int.fetchOne(
            writing.db, sql: "SELECT born FROM subject WHERE topic = ? AND id = ?",
            arguments: [Topic.incident.rawValue, name])
        guard let born else { return }
        for step in steps where step >= born && step < writing.position { try note(id, at: step, writing) }
    }

    /// Makes the row anew from what is on record and what was computed.
    static func refresh(_ id: IncidentID, _ writing: Writing) throws {
        let row = try Row.fetchOne(
            writing.db.cachedStatement(sql: "SELECT computed, mark FROM incident WHERE id = ?"),
            arguments: [Int64(id.raw)])
        try write(id, computed: row?.bytes(0) ?? [], mark: row?[1] ?? 0, writing)
    }

    static func write(_ id: IncidentID, computed: [UInt8], mark: Int, _ writing: Writing) throws {
        let db = writing.db
        let key = Int64(id.raw)
        try remove(id, writing)
        let onRecord = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM subject WHERE topic = ? AND id = ?"),
            arguments: [Topic.incident.rawValue, id.description])
        let look = writing.look(before: writing.position)
        let record = try look.incident(id, computed: computed, newest: 0, hasCase: onRecord == true)
        try QueueView.refresh(id, record, in: db)
        guard let record else { return }
        let (newest, owners) = try owners(of: record, in: db)
        let exact = record.place.centre.map { MapCellKey.finest($0) }
        let coarse = record.publicPlace.map { MapCellKey.finest($0.centre) }
        let summary = record.isSettled ? record.finding?.summary : nil
        let square = summary?.square.map { MapCellKey.finest($0.centre) }
        let acts = summary?.actSet ?? []
        let day = Int64(record.day.daysSince1970)
        let shown = record.finding.map { ($0.summary?.day ?? writing.rules.zone.day(of: $0.adoptedAt)).daysSince1970 }
        let severity = record.assessment.map { max($0.harm, $0.weaponOrZone, $0.threat) } ?? 0
        try db.cachedStatement(
            sql: "INSERT INTO incident VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            key, day, IncidentStage.allCases.firstIndex(of: record.stage), record.isPublished, onRecord ?? false,
            Int64(bitPattern: ActSet(record.acts).rawValue), record.assessment?.outcome,
            record.finding.flatMap { Outcome.allCases.firstIndex(of: $0.outcome) }, severity, record.earliest.seconds,
            shown, Int64(bitPattern: acts.rawValue), square, exact, coarse, newest, Row.data(computed), mark,
        ])
        // Where an owner finds it: the day of the finding, or on which an officer took it up, or its own report came.
        let opened = try onRecord == true ? look.firstStep(of: id).map(writing.rules.zone.day) : nil
        // What is only proposed is nobody's own: that there is such a thing tells that others reported too.
        for (owner, received) in owners where record.stage != .proposed {
            guard let day = shown ?? (opened ?? received)?.daysSince1970 else { continue }
            try db.cachedStatement(sql: "INSERT INTO incident_owner VALUES (?, ?, ?)")
                .execute(arguments: [owner, day, key])
        }
        for side in Set(record.askedSides + [record.finding?.attribution.party].compactMap(\.self)) {
            try db.cachedStatement(sql: "INSERT INTO incident_side VALUES (?, ?, ?, ?)")
                .execute(arguments: [side.text, day, key, shown])
        }
        writing.count(1, exact: exact, coarse: coarse, shown: square)
    }

    static func remove(_ id: IncidentID, _ writing: Writing) throws {
        let old = try Row.fetchOne(
            writing.db.cachedStatement(
                sql: "DELETE FROM incident WHERE id = ? RETURNING exact_cell, public_cell, shown_cell"),
            arguments: [Int64(id.raw)])
        guard let old else { return }
        writing.count(-1, exact: old[0], coarse: old[1], shown: old[2])
        for table in ["incident_owner", "incident_side"] {
            try writing.db.cachedStatement(sql: "DELETE FROM \(table) WHERE id = ?").execute(arguments: [Int64(id.raw)])
        }
    }

    /// Whose own it is, each with the day of its newest report in it.
    private static func owners(
        of record: IncidentRecord, in db: Database
    ) throws -> (newest: Int, owners: [String: MissionDay?]) {
        var owners: [String: MissionDay?] = [:]
        for side in record.askedSides { owners[Owners.side(side)] = .some(nil) }
        var newest = 0
        for report in record.reports {
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT position, holder, side, day FROM report WHERE id = ?"),
                arguments: [report.text])
            guard let row else { continue }
            newest = max(newest, row[0])
            let day = MissionDay(daysSince1970: row[3])
            for owner in [row[1] as String?, row[2]] {
                if let owner { owners[owner] = max((owners[owner] ?? nil) ?? day, day) }
            }
        }
        return (newest, owners)
    }
}
