import GRDB
import Truce

/// What was done, entry by entry, and what each was about. A record is the fold of its steps; as known then, of those up
/// to then. Reports received are not here: there are a million of them, and ``ReportView`` keeps them.
enum StepView: View {
    static let schema = """
        CREATE TABLE step (
            position INTEGER PRIMARY KEY, recorded INTEGER NOT NULL,
            fact BLOB NOT NULL,   -- the fact's canonical JSON
            sealed BLOB NOT NULL, -- the sealed parts that could be opened
            seals BLOB NOT NULL   -- the first eight bytes of each commitment
        ) STRICT;
        CREATE TABLE about (
            topic INTEGER NOT NULL, subject TEXT NOT NULL, position INTEGER NOT NULL,
            PRIMARY KEY (topic, subject, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX about_position ON about (position);
        CREATE TABLE subject (
            topic INTEGER NOT NULL, id TEXT NOT NULL, born INTEGER NOT NULL, parent TEXT, published INTEGER,
            PRIMARY KEY (topic, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subject_born ON subject (topic, born);
        CREATE INDEX subject_published ON subject (topic, born) WHERE published IS NOT NULL;
        CREATE INDEX subject_parent ON subject (topic, parent) WHERE parent IS NOT NULL;
        CREATE TABLE subject_owner (
            topic INTEGER NOT NULL, owner TEXT NOT NULL, born INTEGER NOT NULL, id TEXT NOT NULL,
            PRIMARY KEY (topic, owner, born, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subject_owner_id ON subject_owner (topic, id);
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        writing.about = []
        if case .reportReceived = entry.fact { return }
        let db = writing.db
        try insert(entry, in: db)
        writing.about = try completed(entry, in: db)
        for about in writing.about { try note(about, at: entry.index, in: db) }
    }

    /// With the wholes that the entry's parts belong to.
    static func completed(_ entry: OpenedEntry, in db: Database) throws -> [About] {
        var all = entry.about
        for (at, about) in all.enumerated() where about.topic != .report {
            if about.isBirth, let parent = about.parent.flatMap({ IncidentID($0) }) {
                all[at].parent = try PartView.standing(parent, in: db).description
            }
            guard let incident = try whole(of: about, in: db), incident.description != about.id else { continue }
            all.append(
                About(.incident, incident, owners: about.owners, isPublished: about.isPublished))
        }
        switch entry.fact {
        case .incidentsJoined(let payload):
            for name in payload.incidents {
                let other = try PartView.standing(name, unless: payload.into, in: db)
                if other != payload.into { all.append(About(.incident, other)) }
            }
        case .escalated(let payload):
            let incident = try PartView.standing(payload.incident, in: db)
            if try PartView.rung(payload.rung, of: incident, in: db) == nil {
                all.append(About(.rung, entry.index, isBirth: true, parent: incident.description))
            }
        case .escalationAnswered(let payload):
            let incident = try PartView.standing(payload.incident, in: db)
            if let rung = try PartView.rung(payload.rung, of: incident, in: db) { all.append(About(.rung, rung)) }
        // Who had not answered owes no answer any more.
        case .findingAdopted(let payload):
            let incident = try PartView.standing(payload.incident, in: db)
            for part in try PartView.parts(of: incident, before: .max, in: db) where part.topic == .ask {
                all.append(About(.ask, part.id))
            }
        // Replied in the open after a finding was adopted, it is about the finding too.
        case .replyFiled(let payload) where payload.party != nil:
            if let finding = try payload.incident.flatMap({ try newestFinding(on: $0, in: db) }) {
                all.append(About(.finding, finding))
            }
        case .reportCorrected(let payload): all += try incident(holding: payload.report, in: db)
        case .reportWithdrawn(let payload): all += try incident(holding: payload.report, in: db)
        // Where the report is taken from. Members move after the step is noted.
        case .reportTriaged(let payload): all += try incident(holding: payload.report, in: db)
        case .incidentOpened(let payload):
            for report in payload.reports { all += try incident(holding: report, in: db) }
        case .incidentSplit(let payload):
            for report in payload.parts.flatMap(\.reports) { all += try incident(holding: report, in: db) }
        case .accessRevoked(let payload):
            let group = HolderFold.group(payload.holder, payload.role)
            let grants = try String.fetchAll(
                db.cachedStatement(sql: "SELECT id FROM subject WHERE topic = ? AND parent = ?"),
                arguments: [Topic.holder.rawValue, group])
            all += grants.map { About(.holder, $0) }
        default: break
        }
        return all
    }

    /// The incident that what the entry names is part of now, or was joined into; nil where there is none.
    private static func whole(of about: About, in db: Database) throws -> IncidentID? {
        switch about.topic {
        // Who is joined, or stands for itself again, is named by the entry.
        case .incident: return about.isBirth ? nil : try IncidentID(about.id).map { try PartView.standing($0, in: db) }
        case .finding where about.isBirth: return nil
        default:
            if about.isBirth { return nil }
            if let incident = try PartView.incident(of: about.topic, about.id, before: .max, in: db) { return incident }
            return try parent(of: about.topic, about.id, in: db).flatMap { IncidentID($0) }
        }
    }

    private static func newestFinding(on incident: IncidentID, in db: Database) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(
                sql: "SELECT id FROM subject WHERE topic = ? AND parent = ? ORDER BY born DESC LIMIT 1"),
            arguments: [Topic.finding.rawValue, PartView.standing(incident, in: db).description])
    }

    private static func incident(holding report: ReportID, in db: Database) throws -> [About] {
        try MemberView.incident(holding: report, in: db).map { [About(.incident, $0)] } ?? []
    }

    static func note(_ about: About, at position: Int, in db: Database) throws {
        let topic = about.topic.rawValue
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO about VALUES (?, ?, ?)")
            .execute(arguments: [topic, about.id, position])
        // Whatever an officer did with it puts an incident on record.
        if about.isBirth || about.topic == .incident {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO subject VALUES (?, ?, ?, ?, NULL)")
                .execute(arguments: [topic, about.id, position, about.parent])
        }
        if about.isPublished {
            try db.cachedStatement(
                sql: "UPDATE subject SET published = ? WHERE topic = ? AND id = ? AND published IS NULL"
            ).execute(arguments: [position, topic, about.id])
        }
        for owner in about.owners { try own(about.topic, about.id, owner, in: db) }
    }

    static func own(_ topic: Topic, _ id: String, _ owner: String, in db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO subject_owner SELECT topic, ?, born, id FROM subject WHERE topic = ? AND id = ?"
        ).execute(arguments: [owner, topic.rawValue, id])
    }

    /// After an erasure: whose own it is by what can still be opened.
    static func ownAgain(_ topic: Topic, _ id: String, in db: Database) throws {
        try db.execute(
            sql: "DELETE FROM subject_owner WHERE topic = ? AND id = ?", arguments: [topic.rawValue, id])
        for step in try steps(of: topic, id, before: .max, in: db) {
            for about in step.about where about.topic == topic && about.id == id {
                for owner in about.owners { try own(topic, id, owner, in: db) }
            }
        }
        guard topic == .incident, let incident = IncidentID(id) else { return }
        let asks = try String.fetchAll(
            db, sql: "SELECT DISTINCT id FROM part WHERE incident = ? AND topic = ?",
            arguments: [id, Topic.ask.rawValue])
        for ask in asks {
            for step in try steps(of: .ask, ask, before: .max, in: db) {
                for about in step.about where about.topic == .ask {
                    for owner in about.owners { try own(topic, id, owner, in: db) }
                }
            }
        }
        for report in try MemberView.everHeld(by: incident, before: .max, in: db) {
            try MemberView.own(report, incident, in: db)
        }
    }

    static func parent(of topic: Topic, _ id: String, in db: Database) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT parent FROM subject WHERE topic = ? AND id = ?"),
            arguments: [topic.rawValue, id])
    }
}

// MARK: Rows

extension StepView {
    private static func insert(_ entry: OpenedEntry, in db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO step VALUES (?, ?, ?, ?, ?)").execute(arguments: [
            entry.index, entry.recorded.seconds, Row.data(try entry.fact.json().canonicalBytes()),
            Row.data(try packed(entry.sealed)), Row.data(Seals(entry.commitments).bytes),
        ])
    }

    /// After an erasure: the entry as it can be opened now.
    static func replace(_ entry: OpenedEntry, in db: Database) throws {
        try db.execute(
            sql: "UPDATE step SET sealed = ? WHERE position = ?",
            arguments: [Row.data(try packed(entry.sealed)), entry.index])
    }

    private static func packed(_ sealed: SealedParts) throws -> [UInt8] {
        if sealed.isEmpty { return [] }
        var packer = Packer()
        packer.add(all: try sealed.fields()) { packer, field in
            packer.add(field.name)
            packer.add(field.value)
        }
        return packer.bytes
    }

    /// The steps of a thing before `position`, in order.
    static func steps(of topic: Topic, _ id: String, before position: Int, in db: Database) throws -> [OpenedEntry] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT step.position, recorded, fact, sealed FROM about JOIN step ON step.position = about.position
                    WHERE topic = ? AND subject = ? AND about.position < ? ORDER BY about.position
                    """), arguments: [topic.rawValue, id, position])
        var steps: [OpenedEntry] = []
        while let row = try rows.next() { steps.append(try entry(row)) }
        return steps
    }

    static func step(at position: Int, in db: Database) throws -> OpenedEntry? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT position, recorded, fact, sealed FROM step WHERE position = ?"),
            arguments: [position]
        ).map(entry)
    }

    static func entry(_ row: Row) throws -> OpenedEntry {
        let fact = row.bytes(2)
        var sealed = SealedParts()
        let fields = Unpacker.read(row.bytes(3)) { unpacker in
            unpacker.all { inner -> (String, [UInt8])? in
                let name = inner.string()
                return (name, inner.blob())
            }
        }
        for (name, value) in fields ?? [] { _ = try sealed.take(name, value) }
        return OpenedEntry(
            index: row[0], recorded: Instant(seconds: row[1]),
            fact: try Fact(json: JSONValue(parsing: fact, limit: fact.count)), sealed: sealed)
    }
}

/// The commitments of an entry, as short as finding them again allows: the first eight bytes of each. Two that begin alike
/// are erased from the views together, and what may still be opened comes back.
struct Seals {
    var bytes: [UInt8]

    init(_ commitments: [Commitment]) {
        bytes = []
        bytes.reserveCapacity(8 * commitments.count)
        for commitment in commitments { bytes.append(contentsOf: commitment.bytes.prefix(8)) }
    }

    static func beginning(of commitment: Commitment) -> UInt64 {
        commitment.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func overlap(_ bytes: [UInt8], _ wanted: Set<UInt64>) -> Bool {
        var (value, count): (UInt64, Int) = (0, 0)
        for byte in bytes {
            value = value << 8 | UInt64(byte)
            count += 1
            if count == 8 {
                if wanted.contains(value) { return true }
                (value, count) = (0, 0)
            }
        }
        return false
    }
}
