/// An incident: what is said to have happened, how it is assessed, how far the mechanism has come.
public struct IncidentRecord: Hashable, Sendable, ShownRecord {
    public var id: IncidentID
    public var stage: IncidentStage
    /// Where it was joined into another.
    public var into: IncidentID?
    public var earliest: Instant
    public var latest: Instant
    public var day: MissionDay
    public var place: Place
    public var publicPlace: PublicPlace?
    public var acts: [Act]
    public var killedLow: Int?
    public var killedHigh: Int?
    public var injuredLow: Int?
    public var injuredHigh: Int?
    /// Ascending.
    public var reports: [ReportID]
    /// Of those, ascending, the ones that the finding adopted last does not rest on: that came, were corrected or were
    /// withdrawn since. Empty where none was adopted.
    public var reportsSince: [ReportID]
    public var assessment: AssessmentRecord?
    public var openedAt: Instant?
    public var openedBy: OfficerID?
    /// The last entry that is about it.
    public var updatedAt: Int
    public var draft: DraftRecord?
    public var asks: [AskRecord]
    public var patrols: [PatrolRecord]
    public var escalations: [EscalationRecord]
    /// The one adopted last, also where it was reopened since.
    public var finding: FindingRecord?
    /// Whom it was put to.
    public var askedSides: [PartyID]
    /// Whether a finding was adopted.
    public var isPublished: Bool
    /// Whether one of the reports is the asker's own.
    public var isReportedByAsker: Bool

    public init(
        id: IncidentID, stage: IncidentStage, into: IncidentID?, earliest: Instant, latest: Instant, day: MissionDay,
        place: Place, publicPlace: PublicPlace?, acts: [Act], killedLow: Int?, killedHigh: Int?, injuredLow: Int?,
        injuredHigh: Int?, reports: [ReportID], reportsSince: [ReportID] = [], assessment: AssessmentRecord?,
        openedAt: Instant?, openedBy: OfficerID?, updatedAt: Int, draft: DraftRecord?, asks: [AskRecord],
        patrols: [PatrolRecord],
        escalations: [EscalationRecord], finding: FindingRecord?, askedSides: [PartyID], isPublished: Bool,
        isReportedByAsker: Bool
    ) {
        self.id = id
        self.stage = stage
        self.into = into
        self.earliest = earliest
        self.latest = latest
        self.day = day
        self.place = place
        self.publicPlace = publicPlace
        self.acts = acts
        self.killedLow = killedLow
        self.killedHigh = killedHigh
        self.injuredLow = injuredLow
        self.injuredHigh = injuredHigh
        self.reports = reports
        self.reportsSince = reportsSince
        self.assessment = assessment
        self.openedAt = openedAt
        self.openedBy = openedBy
        self.updatedAt = updatedAt
        self.draft = draft
        self.asks = asks
        self.patrols = patrols
        self.escalations = escalations
        self.finding = finding
        self.askedSides = askedSides
        self.isPublished = isPublished
        self.isReportedByAsker = isReportedByAsker
    }

    /// Whether a finding stands. What the public is told of the incident then is what was found, also where reports came
    /// or were corrected since; while it is reopened, nothing.
    public var isSettled: Bool { isPublished && stage == .adopted && finding != nil && finding?.reopenedAt == nil }

    private var found: IncidentSummary? { isSettled ? finding?.summary : nil }
    private var isFound: Bool { found != nil }
    private var isPlaceFound: Bool { found?.square != nil }

    private var escalationsOfSides: [EscalationRecord] {
        escalations.map {
            var rung = $0
            rung.sides = askedSides
            return rung
        }
    }

    public static let recordName = "Incident"
    public static let existence = Field.incident
    public static let shown: ShownFields<Self> = [
        .init("id", .incident, \.id, "The incident's name."),
        .init("stage", .incident, \.stage, "How far the mechanism has come with it."),
        .init("into", .incidentWork, \.into, "The incident that it was joined into."),
        .init("day", .incidentDay, \.day, "The mission day of its earliest moment.").published(while: \.isFound),
        .init("earliest", .incidentTime, \.earliest, "Not before."),
        .init("latest", .incidentTime, \.latest, "Before."),
        .init("place", .incidentExactPlace, \.place, "Where, as exactly as the sources say."),
        .init(
            "public_place", .incidentPublicPlace, \.publicPlace,
            "Where, as coarse as the information-sharing protocol has it."
        ).published(while: \.isPlaceFound),
        .init("acts", .incidentWhat, \.acts, "What happened, in the taxonomy's codes; several: one of them.").published(
            while: \.isFound),
        .init("killed_low", .incidentHarm, \.killedLow, "Killed, at least.").published(while: \.isFound),
        .init("killed_high", .incidentHarm, \.killedHigh, "Killed, at most.").published(while: \.isFound),
        .init("injured_low", .incidentHarm, \.injuredLow, "Injured, at least.").published(while: \.isFound),
        .init("injured_high", .incidentHarm, \.injuredHigh, "Injured, at most.").published(while: \.isFound),
        .init("reports", .incidentReports, \.reports, "The reports that tell of it.").published(while: \.isSettled),
        .init(
            "reports_since", .incidentAssessment, \.reportsSince,
            "Of those, the ones that came, were corrected or were withdrawn since the finding: it does not rest on them."
        ),
        .init("assessment", \.assessment, "What the rules make of it; binds nobody."),
        .init("opened_at", .incidentWork, \.openedAt, "When an officer took it up; absent: only proposed."),
        .init("opened_by", .incidentWork, \.openedBy, "Who took it up."),
        .init("updated_at", .incidentWork, \.updatedAt, "The last entry that is about it."),
        .init("draft", \.draft, "The draft that stands."),
        .init("asks", \.asks, "What sides were asked, of those that the reader may see."),
        .init("patrols", \.patrols, "Patrols sent."),
        .init("escalations", \.escalationsOfSides, "Rungs of the ladder that it was taken to."),
        .init("finding", \.finding, "The finding adopted last, also where it was reopened since."),
        .init("asked_sides", .incidentAsked, \.askedSides, "The sides that were asked to reply."),
        .init("published", .incident, \.isPublished, "Whether a finding was ever adopted."),
        .init("reported", .incident, \.isReportedByAsker, "Whether one of the reports is the reader's own."),
    ]

    /// A side's own only once an officer has opened it: what is proposed tells whoever reported it whether others did.
    public func relation(to asker: Asker) -> Relation {
        Relation(
            isOwn: stage != .proposed && (askedSides.contains(where: asker.isOf) || isReportedByAsker),
            isPublished: isPublished)
    }
}

extension IncidentRecord {
    /// With what was found in place of what is computed, where the asker sees it only because it was published.
    public func told(to asker: Asker, _ relation: Relation) -> IncidentRecord {
        guard isSettled, let finding else { return self }
        let own = AccessTable.visible(to: asker, Relation(isOwn: relation.isOwn))
        func isPublished(_ row: Field) -> Bool { !own.contains(FieldSet(row)) }
        var told = self
        if isPublished(.incidentReports) { told.reports = finding.basis.reports.sorted() }
        guard let summary = finding.summary else { return told }
        if isPublished(.incidentDay) { told.day = summary.day }
        if isPublished(.incidentPublicPlace) { told.publicPlace = summary.square }
        if isPublished(.incidentWhat) {
            told.acts = summary.actSet.acts
        }
        if isPublished(.incidentHarm) {
            (told.killedLow, told.killedHigh) = (summary.killedLow, summary.killedHigh)
            (told.injuredLow, told.injuredHigh) = (summary.injuredLow, summary.injuredHigh)
        }
        return told
    }
}
