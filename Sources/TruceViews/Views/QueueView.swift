import GRDB
import Truce

/// What waits to be done with incidents that are open: drafts to write, review and adopt, asks to answer, patrols to
/// report from, rungs of the ladder to answer. What waits in great numbers (reports to triage, proposed incidents) is
/// looked up where it stands.
enum QueueView: View {
    static let schema = """
        CREATE TABLE waiting (
            rank INTEGER NOT NULL, due INTEGER NOT NULL, since INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
            incident INTEGER NOT NULL, side TEXT, author TEXT,
            PRIMARY KEY (rank, due, since, kind, key, incident)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX waiting_incident ON waiting (incident);
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {}

    static func refresh(_ id: IncidentID, _ record: IncidentRecord?, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM waiting WHERE incident = ?").execute(arguments: [Int64(id.raw)])
        guard let record, record.stage == .underVerification || record.stage == .findingDrafted else { return }
        let severity = record.assessment.map { max($0.harm, $0.weaponOrZone, $0.threat) } ?? 0
        func wait(
            _ kind: CommandKind, _ key: String, due: Instant? = nil, since: Instant, priority: Int,
            side: PartyID? = nil,
            author: OfficerID? = nil
        ) throws {
            let place = QueuePlace(priority: priority, due: due, since: since, kind: kind.rawValue, key: key)
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .execute(arguments: [
                    place.rank, place.due, place.since, place.kind, key, Int64(id.raw), side?.text, author?.text,
                ])
        }
        if let draft = record.draft, draft.verdict != .returned {
            if draft.verdict == nil {
                try wait(
                    .reviewFinding, draft.id.text, since: draft.draftedAt, priority: severity, author: draft.author)
            }
            try wait(.adoptFinding, draft.id.text, since: draft.draftedAt, priority: severity, author: draft.author)
        } else {
            try wait(
                .draftFinding, id.description, since: record.openedAt ?? record.earliest, priority: severity)
        }
        for ask in record.asks where ask.isOpen {
            guard let content = ask.content else { continue }
            try wait(
                .fileReply, ask.id.text, due: ask.deadline, since: ask.askedAt, priority: content.severity,
                side: content.of)
        }
        for patrol in record.patrols where patrol.reportedAt == nil {
            try wait(
                .reportPatrol, patrol.id.text, due: patrol.content?.due, since: patrol.taskedAt,
                priority: patrol.content?.priority ?? 0)
        }
        for escalation in record.escalations where escalation.answers.isEmpty {
            // Rungs of many incidents are taken at one moment, and bear the same few numbers.
            try wait(
                .answerEscalation, "\(id)\(QueuePlace.part)\(escalation.rung)", since: escalation.at, priority: 3)
        }
    }
}

/// Where in the queue: the highest priority first, then what is due first, then what has waited longest. No two things that
/// wait have the same: a page would end between them, and the next one begin after both.
struct QueuePlace: Comparable {
    /// 3 − priority.
    var rank: Int
    var due: Int64
    var since: Int64
    var kind: String
    /// Of its kind unique: its name, or the name of the whole, ``part`` and its own within it.
    var key: String

    static let part = "/"
    /// What waits, within its whole.
    var name: String { key.split(separator: Self.part).last.map(String.init) ?? key }

    /// Of what has no date.
    static let never = Int64.max

    init(priority: Int, due: Instant?, since: Instant, kind: String, key: String) {
        rank = 3 - priority
        self.due = due?.seconds ?? Self.never
        self.since = since.seconds
        self.kind = kind
        self.key = key
    }

    init(reading text: String) throws(ViewsError) {
        let parts = text.split(separator: ".", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let rank = Int(parts[0]), let due = Int64(parts[1]), let since = Int64(parts[2]) else {
            throw .unknownPlace(text)
        }
        (self.rank, self.due, self.since, kind, key) = (rank, due, since, parts[3], parts[4])
    }

    var text: String { "\(rank).\(due).\(since).\(kind).\(key)" }

    static func < (a: Self, b: Self) -> Bool {
        (a.rank, a.due, a.since, a.kind, a.key) < (b.rank, b.due, b.since, b.kind, b.key)
    }
}
