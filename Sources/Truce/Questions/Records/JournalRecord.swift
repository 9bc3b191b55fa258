/// One step that was taken with an incident.
public struct JournalRecord: Hashable, Sendable, ShownRecord {
    /// The entry.
    public var index: Int
    public var recorded: Instant
    /// Its kind.
    public var fact: String
    public var officer: OfficerID?
    public var note: String?

    public init(index: Int, recorded: Instant, fact: String, officer: OfficerID?, note: String?) {
        self.index = index
        self.recorded = recorded
        self.fact = fact
        self.officer = officer
        self.note = note
    }

    public static let recordName = "Journal"
    public static let existence = Field.journal
    public static let shown: ShownFields<Self> = [
        .init("index", .journal, \.index, "The entry."),
        .init("recorded", .journal, \.recorded, "When it was recorded."),
        .init("fact", .journal, \.fact, "What happened."),
        .init("officer", .journal, \.officer, "Who decided it."),
        .init("note", .journal, \.note, "In the officer's own words."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}

/// Something that waits for somebody.
public struct QueueRecord: Hashable, Sendable, ShownRecord {
    /// As `triage-report`, `file-reply`, `adopt-finding`: what is to be done.
    public var kind: String
    public var incident: IncidentID?
    public var report: ReportID?
    /// Of another kind: an ask, a patrol, a finding.
    public var subject: String?
    public var due: Instant?
    public var since: Instant
    /// 0 to 3; 3 = first.
    public var priority: Int

    public init(
        kind: String, incident: IncidentID?, report: ReportID?, subject: String?, due: Instant?, since: Instant,
        priority: Int
    ) {
        self.kind = kind
        self.incident = incident
        self.report = report
        self.subject = subject
        self.due = due
        self.since = since
        self.priority = priority
    }

    public static let recordName = "Queue"
    public static let existence = Field.queue
    public static let shown: ShownFields<Self> = [
        .init("kind", .queue, \.kind, "What is to be done, as triage-report or adopt-finding."),
        .init("incident", .queue, \.incident, "The incident that it is about."),
        .init("report", .queue, \.report, "The report that it is about."),
        .init("subject", .queue, \.subject, "The ask, patrol or finding that it is about."),
        .init("due", .queue, \.due, "By when."),
        .init("since", .queue, \.since, "Since when it waits."),
        .init("priority", .queue, \.priority, "0 to 3; 3 = first."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: true)
    }
}

/// Something that a search found.
public struct SearchHit: Hashable, Sendable, ShownRecord {
    /// `report`, `incident`, `finding`, `obligation`, `demand` …
    public var kind: String
    public var id: String
    /// What the asker may see of it, around the words found.
    public var excerpt: String

    public init(kind: String, id: String, excerpt: String) {
        self.kind = kind
        self.id = id
        self.excerpt = excerpt
    }

    public static let recordName = "SearchHit"
    public static let existence = Field.search
    public static let shown: ShownFields<Self> = [
        .init("kind", .search, \.kind, "What it is: report, incident, finding, obligation, demand."),
        .init("id", .search, \.id, "Its name."),
        .init("excerpt", .search, \.excerpt, "What the reader may see of it, around the words found."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}
