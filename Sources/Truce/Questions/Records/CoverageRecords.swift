/// Observers were kept from going somewhere.
public struct DenialRecord: Hashable, Sendable, ShownRecord {
    public var id: DenialID
    public var reportedAt: Instant
    /// Nil where the sealed part was erased.
    public var reportedBy: HolderID?
    public var content: DenialContent?
    public var publicPlace: PublicPlace?

    public init(
        id: DenialID, reportedAt: Instant, reportedBy: HolderID?, content: DenialContent?, publicPlace: PublicPlace?
    ) {
        self.id = id
        self.reportedAt = reportedAt
        self.reportedBy = reportedBy
        self.content = content
        self.publicPlace = publicPlace
    }

    public static let recordName = "Denial"
    public static let existence = Field.denial
    public static let shown: ShownFields<Self> = [
        .init("id", .denial, \.id, "The denial's name."),
        .init("reported_at", .denial, \.reportedAt, "When it was reported."),
        .init("reported_by", .denialSource, \.reportedBy, "Who was kept from going; absent where it was erased."),
        .init("kind", .denial, \.content?.kind, "How."),
        .init("by", .denial, \.content?.by, "The side that denied; absent where nobody can say."),
        .init("public_place", .denial, \.publicPlace, "Where, as coarse as the information-sharing protocol has it."),
        .init("content", .denialContent, \.content, "All that was said of it; absent where it was erased."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: asker.isHolder(reportedBy))
    }
}

/// Somebody or something watched somewhere.
public struct PresenceRecord: Hashable, Sendable, ShownRecord {
    public var id: PresenceID
    public var reportedAt: Instant
    /// Nil where the sealed part was erased.
    public var reportedBy: HolderID?
    public var content: PresenceContent?

    public init(id: PresenceID, reportedAt: Instant, reportedBy: HolderID?, content: PresenceContent?) {
        self.id = id
        self.reportedAt = reportedAt
        self.reportedBy = reportedBy
        self.content = content
    }

    public static let recordName = "Presence"
    public static let existence = Field.presence
    public static let shown: ShownFields<Self> = [
        .init("id", .presence, \.id, "The presence's name."),
        .init("reported_at", .presence, \.reportedAt, "When it was reported."),
        .init(
            "reported_by", .presenceContent, \.reportedBy, "Who watched, or whose camera; absent where it was erased."),
        .init("content", .presenceContent, \.content, "When, where and how; absent where it was erased."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: asker.isHolder(reportedBy))
    }
}

/// Counts of one mission day, as far as the asker may see.
public struct DayCountRecord: Hashable, Sendable, ShownRecord {
    public var day: MissionDay
    public var reports: Int?
    public var incidents: Int?
    /// As assessed.
    public var breached: Int?
    public var undetermined: Int?
    public var findings: Int
    public var violations: Int
    public var unable: Int
    public var denials: Int?
    public var watchedHours: Double?

    public init(
        day: MissionDay, reports: Int?, incidents: Int?, breached: Int?, undetermined: Int?, findings: Int,
        violations: Int, unable: Int, denials: Int?, watchedHours: Double?
    ) {
        self.day = day
        self.reports = reports
        self.incidents = incidents
        self.breached = breached
        self.undetermined = undetermined
        self.findings = findings
        self.violations = violations
        self.unable = unable
        self.denials = denials
        self.watchedHours = watchedHours
    }

    public static let recordName = "DayCount"
    public static let existence = Field.statistics
    public static let shown: ShownFields<Self> = [
        .init("day", .statistics, \.day, "The mission day."),
        .init("reports", .statisticsWork, \.reports, "Reports of it."),
        .init("incidents", .statisticsWork, \.incidents, "Incidents, proposed ones included."),
        .init("breached", .statisticsWork, \.breached, "Incidents that breach a provision, as assessed."),
        .init("undetermined", .statisticsWork, \.undetermined, "Incidents of which that cannot be said."),
        .init("findings", .statistics, \.findings, "Findings that stand."),
        .init("violations", .statistics, \.violations, "Violations verified."),
        .init("unable", .statistics, \.unable, "Findings that could not rule."),
        .init(
            "denials", .statistics, \.denials,
            "Times that observers were kept from going somewhere; for who may not read of them, as told by the end of the "
                + "last mission day that was over."),
        .init(
            "watched_hours", .statistics, \.watchedHours,
            "Hours that somebody or something watched, in all places together; for who may not read of them, whole hours, as "
                + "told by the end of the last mission day that was over."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}
