/// Incidents, the latest first.
public struct IncidentList: Inquiry {
    public typealias Answer = Listing<IncidentRecord>
    /// Empty = any.
    public var stages: [IncidentStage]
    /// On or after.
    public var from: MissionDay?
    /// On or before.
    public var through: MissionDay?
    public var box: MapBox?
    public var act: Act?
    /// As assessed: `breached`, `not_breached`, `undetermined`, `out_of_scope`.
    public var outcome: String?
    /// As adopted.
    public var found: Outcome?
    /// Put to this side, or attributed to it.
    public var side: PartyID?
    public var page: Page

    public init(
        stages: [IncidentStage] = [], from: MissionDay? = nil, through: MissionDay? = nil, box: MapBox? = nil,
        act: Act? = nil, outcome: String? = nil, found: Outcome? = nil, side: PartyID? = nil, page: Page = Page()
    ) {
        self.stages = stages
        self.from = from
        self.through = through
        self.box = box
        self.act = act
        self.outcome = outcome
        self.found = found
        self.side = side
        self.page = page
    }
}

/// One incident.
public struct IncidentByID: Inquiry {
    public typealias Answer = Single<IncidentRecord>
    public var id: IncidentID

    public init(id: IncidentID) {
        self.id = id
    }
}

/// What was done with an incident, in order.
public struct IncidentJournal: Inquiry {
    public typealias Answer = Listing<JournalRecord>
    public var id: IncidentID
    public var page: Page

    public init(id: IncidentID, page: Page = Page()) {
        self.id = id
        self.page = page
    }
}

/// What lies within a box: incidents, or where there are more than `limit`, cells with their number.
public struct IncidentMap: Inquiry {
    public typealias Answer = MapAnswer
    public var box: MapBox
    /// 1 to 5,000.
    public var limit: Int
    public var from: MissionDay?
    public var through: MissionDay?
    public var act: Act?

    public init(box: MapBox, limit: Int, from: MissionDay? = nil, through: MissionDay? = nil, act: Act? = nil) {
        self.box = box
        self.limit = limit
        self.from = from
        self.through = through
        self.act = act
    }
}

public struct MapAnswer: Sendable {
    public var incidents: [IncidentRecord]
    /// Where there are too many to show one by one.
    public var cells: [MapCell]
    public var position: Int

    public init(incidents: [IncidentRecord], cells: [MapCell], position: Int) {
        self.incidents = incidents
        self.cells = cells
        self.position = position
    }
}

/// Adopted findings, the newest first; those that were reopened too.
public struct FindingList: Inquiry {
    public typealias Answer = Listing<FindingRecord>
    public var outcome: Outcome?
    /// Attributed to it.
    public var side: PartyID?
    /// Of the incident.
    public var from: MissionDay?
    public var through: MissionDay?
    public var page: Page

    public init(
        outcome: Outcome? = nil, side: PartyID? = nil, from: MissionDay? = nil, through: MissionDay? = nil,
        page: Page = Page()
    ) {
        self.outcome = outcome
        self.side = side
        self.from = from
        self.through = through
        self.page = page
    }
}

/// One finding.
public struct FindingByID: Inquiry {
    public typealias Answer = Single<FindingRecord>
    public var id: FindingID

    public init(id: FindingID) {
        self.id = id
    }
}

/// What a side was asked.
public struct AskList: Inquiry {
    public typealias Answer = Listing<AskRecord>
    /// True: neither answered nor overdue.
    public var open: Bool?
    public var page: Page

    public init(open: Bool? = nil, page: Page = Page()) {
        self.open = open
        self.page = page
    }
}

/// What waits for the asker, the most urgent first.
public struct QueueList: Inquiry {
    public typealias Answer = Listing<QueueRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}
