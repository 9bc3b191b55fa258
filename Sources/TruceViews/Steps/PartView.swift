import GRDB
import Truce

/// Which incident an ask, a patrol or a rung of the ladder belongs to, from which entry on: they go along where incidents
/// are joined, and back with their reports where a split takes these out again. As ``Register`` decides by.
enum PartView: View {
    static let schema = """
        CREATE TABLE part (
            topic INTEGER NOT NULL, id TEXT NOT NULL, from_position INTEGER NOT NULL,
            incident TEXT NOT NULL, -- empty: of none, because what it was joined with has such a rung
            PRIMARY KEY (topic, id, from_position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX part_incident ON part (incident, topic, id);
        CREATE TABLE joined ( -- as it is now
            incident TEXT PRIMARY KEY, kept TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE belongings ( -- what an incident had before an entry joined it with others, and who holds it now
            origin TEXT NOT NULL, before_position INTEGER NOT NULL, holder TEXT NOT NULL,
            PRIMARY KEY (origin, before_position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX belongings_holder ON belongings (holder);
        """

    /// After ``MemberView``: who holds which report is known as it is once the entry is in.
    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        let db = writing.db
        switch entry.fact {
        case .replyAsked(let payload):
            for side in payload.sides(entry.sealed) {
                try begin(.ask, side.ask.text, payload.incident, entry.index, db)
            }
        case .patrolTasked(let payload): try begin(.patrol, payload.patrol.text, payload.incident, entry.index, db)
        case .escalated(let payload):
            let incident = try standing(payload.incident, in: db)
            guard try rung(payload.rung, of: incident, in: db) == nil else { return }
            try begin(.rung, String(entry.index), incident, entry.index, db)
        case .incidentsJoined(let payload): try join(payload, entry.index, db)
        case .incidentSplit(let payload): try split(payload, entry.index, db)
        default: break
        }
    }

    private static func begin(_ topic: Topic, _ id: String, _ incident: IncidentID, _ at: Int, _ db: Database) throws {
        guard try self.incident(of: topic, id, before: .max, in: db) == nil else { return }
        try move(topic, id, to: standing(incident, in: db).description, at, db)
    }

    /// The sides that an ask was put to find the incident among their own.
    private static func move(_ topic: Topic, _ id: String, to incident: String, _ at: Int, _ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?)")
            .execute(arguments: [topic.rawValue, id, at, incident])
        guard topic == .ask, !incident.isEmpty else { return }
        let owners = try String.fetchAll(
            db.cachedStatement(sql: "SELECT owner FROM subject_owner WHERE topic = ? AND id = ?"),
            arguments: [topic.rawValue, id])
        for owner in owners { try StepView.own(.incident, incident, owner, in: db) }
    }

    private static func join(_ payload: IncidentsJoined, _ at: Int, _ db: Database) throws {
        let kept = payload.into
        try db.execute(sql: "DELETE FROM joined WHERE incident = ?", arguments: [kept.description])
        var isFirst = true
        for name in payload.incidents {
            let other = try standing(name, in: db)
            guard other != kept else { continue }
            if isFirst { try remember(kept, at, holder: kept, db) }
            isFirst = false
            try db.execute(
                sql: "UPDATE belongings SET holder = ? WHERE holder = ?",
                arguments: [kept.description, other.description])
            try remember(other, at, holder: kept, db)
            for part in try parts(of: other, before: at + 1, in: db) {
                let isTaken = try part.topic == .rung && hasRung(like: part.id, kept, db)
                try move(part.topic, part.id, to: isTaken ? "" : kept.description, at, db)
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO joined VALUES (?, ?)", arguments: [other.description, kept.description])
        }
    }

    private static func remember(_ origin: IncidentID, _ at: Int, holder: IncidentID, _ db: Database) throws {
        if try MemberView.reports(of: origin, before: at, in: db).isEmpty { return }
        try db.execute(
            sql: "INSERT OR REPLACE INTO belongings VALUES (?, ?, ?)",
            arguments: [origin.description, at, holder.description])
    }

    private static func split(_ payload: IncidentSplit, _ at: Int, _ db: Database) throws {
        let whole = payload.incident
        let reports = try Set(MemberView.reports(of: whole, before: at, in: db))
        let rows = try Row.fetchAll(
            db, sql: "SELECT origin, before_position FROM belongings WHERE holder = ?", arguments: [whole.description])
        var rungs: [(id: String, holder: IncidentID)] = []
        for row in rows {
            guard let origin = IncidentID(row[0] as String) else { continue }
            let before: Int = row[1]
            let left = try MemberView.reports(of: origin, before: before, in: db).filter(reports.contains)
            let holders = try Set(left.map { try MemberView.incident(holding: $0, in: db) })
            guard holders.count == 1, let holder = holders.first ?? nil else { continue }
            let had = try parts(of: origin, before: before, in: db)
            rungs += had.filter { $0.topic == .rung }.map { ($0.id, holder) }
            if holder == whole { continue }
            for part in had where try incident(of: part.topic, part.id, before: .max, in: db) == whole {
                try move(part.topic, part.id, to: part.topic == .rung ? "" : holder.description, at, db)
            }
            try db.execute(
                sql: "UPDATE belongings SET holder = ? WHERE origin = ? AND before_position = ?",
                arguments: [holder.description, row[0] as String, before])
        }
        for (id, holder) in rungs.sorted(by: { (Int($0.id) ?? 0) < (Int($1.id) ?? 0) }) {
            if try !hasRung(like: id, holder, db) { try move(.rung, id, to: holder.description, at, db) }
        }
    }

    // MARK: Questions

    /// The incident itself, or what it was joined into.
    /// - Parameter kept: Counts as joined into none.
    static func standing(_ incident: IncidentID, unless kept: IncidentID? = nil, in db: Database) throws -> IncidentID {
        var at = incident
        // Joining gives the kept one no way on, so that this ends.
        while at != kept,
            let next = try String.fetchOne(
                db.cachedStatement(sql: "SELECT kept FROM joined WHERE incident = ?"), arguments: [at.description]
            ).flatMap({ IncidentID($0) })
        { at = next }
        return at
    }

    /// Nil where nothing says it, or it is of none.
    static func incident(of topic: Topic, _ id: String, before position: Int, in db: Database) throws -> IncidentID? {
        try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT incident FROM part WHERE topic = ? AND id = ? AND from_position < ?
                    ORDER BY from_position DESC LIMIT 1
                    """), arguments: [topic.rawValue, id, position]
        ).flatMap { IncidentID($0) }
    }

    /// In the order in which they came to be.
    static func parts(
        of incident: IncidentID, before position: Int, in db: Database
    ) throws -> [(topic: Topic, id: String)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT part.topic, part.id FROM part JOIN subject ON subject.topic = part.topic AND subject.id = part.id
                    WHERE incident = ? AND from_position < ? AND NOT EXISTS (
                        SELECT 1 FROM part AS later WHERE later.topic = part.topic AND later.id = part.id
                        AND later.from_position > part.from_position AND later.from_position < ?)
                    ORDER BY born, part.topic, part.id
                    """), arguments: [incident.description, position, position]
        ).compactMap { row in Topic(rawValue: row[0]).map { ($0, row[1]) } }
    }

    /// Whoever it belongs or belonged to.
    static func everHolding(_ topic: Topic, _ id: String, in db: Database) throws -> [IncidentID] {
        try String.fetchAll(
            db.cachedStatement(sql: "SELECT DISTINCT incident FROM part WHERE topic = ? AND id = ?"),
            arguments: [topic.rawValue, id]
        ).compactMap { IncidentID($0) }
    }

    /// The rung of that number which the incident has taken.
    static func rung(_ number: Int, of incident: IncidentID, in db: Database) throws -> String? {
        try parts(of: incident, before: .max, in: db).first {
            try $0.topic == .rung && self.number(ofRung: $0.id, db) == number
        }?.id
    }

    private static func hasRung(like id: String, _ incident: IncidentID, _ db: Database) throws -> Bool {
        guard let number = try number(ofRung: id, db) else { return false }
        return try rung(number, of: incident, in: db) != nil
    }

    private static func number(ofRung id: String, _ db: Database) throws -> Int? {
        guard let step = try Int(id).flatMap({ try StepView.step(at: $0, in: db) }),
            case .escalated(let payload) = step.fact
        else { return nil }
        return payload.rung
    }
}
