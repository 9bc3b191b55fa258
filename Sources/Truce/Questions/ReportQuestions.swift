/// Reports, the newest first.
public struct ReportList: Inquiry {
    public typealias Answer = Listing<ReportRecord>
    /// True: placed by an officer; false: not yet.
    public var triaged: Bool?
    /// Placed with or proposed for it.
    public var incident: IncidentID?
    /// Received at or after.
    public var from: Instant?
    /// Received before.
    public var until: Instant?
    public var page: Page

    public init(
        triaged: Bool? = nil, incident: IncidentID? = nil, from: Instant? = nil, until: Instant? = nil,
        page: Page = Page()
    ) {
        self.triaged = triaged
        self.incident = incident
        self.from = from
        self.until = until
        self.page = page
    }
}

/// One report.
public struct ReportByID: Inquiry {
    public typealias Answer = Single<ReportRecord>
    public var id: ReportID

    public init(id: ReportID) {
        self.id = id
    }
}
