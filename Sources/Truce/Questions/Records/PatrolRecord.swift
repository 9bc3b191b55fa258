/// A patrol: what it is to find, and what came of it.
public struct PatrolRecord: Hashable, Sendable, ShownRecord {
    public var id: PatrolID
    public var incident: IncidentID
    public var content: PatrolContent?
    public var taskedAt: Instant
    public var taskedBy: OfficerID
    public var result: PatrolResult?
    public var reportedAt: Instant?
    public var reports: [ReportID]

    public init(
        id: PatrolID, incident: IncidentID, content: PatrolContent?, taskedAt: Instant, taskedBy: OfficerID,
        result: PatrolResult?, reportedAt: Instant?, reports: [ReportID]
    ) {
        self.id = id
        self.incident = incident
        self.content = content
        self.taskedAt = taskedAt
        self.taskedBy = taskedBy
        self.result = result
        self.reportedAt = reportedAt
        self.reports = reports
    }

    public static let recordName = "Patrol"
    public static let existence = Field.patrol
    public static let shown: ShownFields<Self> = [
        .init("id", .patrol, \.id, "The patrol's name."),
        .init("incident", .patrol, \.incident, "What it is to look into."),
        .init("content", .patrolOrders, \.content, "What it is to find, where, by when; absent where it was erased."),
        .init("tasked_at", .patrol, \.taskedAt, "When it was sent."),
        .init("tasked_by", .patrol, \.taskedBy, "Who sent it."),
        .init("outcome", .patrol, \.result?.outcome, "What came of it."),
        .init("result", .patrolOrders, \.result, "What came of it, in its own words."),
        .init("reported_at", .patrol, \.reportedAt, "When it reported back."),
        .init("reports", .patrolOrders, \.reports, "What it brought."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}
