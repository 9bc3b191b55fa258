/// Facts as earlier versions of the program wrote them. What is here never changes: bytes that were written once are read
/// for ever. Each says what it means in terms of the current version.
enum FactVersion1 {
    struct ReportWithdrawn: Hashable, Sendable, FactPayload {
        var report: ReportID
        var by: WithdrawnBy
        var reason: String

        init(report: ReportID, by: WithdrawnBy, reason: String) {
            self.report = report
            self.by = by
            self.reason = reason
        }

        static let kind = FactKind.reportWithdrawn
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("report", \.report), .init("by", \.by), .init("reason", \.reason))
    }

    struct IncidentsJoined: Hashable, Sendable, FactPayload {
        var incidents: [IncidentID]
        var into: IncidentID
        var reason: String
        var officer: OfficerID

        init(incidents: [IncidentID], into: IncidentID, reason: String, officer: OfficerID) {
            self.incidents = incidents
            self.into = into
            self.reason = reason
            self.officer = officer
        }

        static let kind = FactKind.incidentsJoined
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("incidents", \.incidents), .init("into", \.into), .init("reason", \.reason),
            .init("officer", \.officer))
    }

    struct IncidentSplit: Hashable, Sendable, FactPayload {
        var incident: IncidentID
        var parts: [IncidentPart]
        var reason: String
        var officer: OfficerID

        init(incident: IncidentID, parts: [IncidentPart], reason: String, officer: OfficerID) {
            self.incident = incident
            self.parts = parts
            self.reason = reason
            self.officer = officer
        }

        static let kind = FactKind.incidentSplit
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("incident", \.incident), .init("parts", \.parts), .init("reason", \.reason),
            .init("officer", \.officer))
    }

    struct PatrolTasked: Hashable, Sendable, FactPayload {
        var patrol: PatrolID
        var incident: IncidentID
        var missing: [MissingFactCode]
        var due: Instant?
        var officer: OfficerID

        init(patrol: PatrolID, incident: IncidentID, missing: [MissingFactCode], due: Instant?, officer: OfficerID) {
            self.patrol = patrol
            self.incident = incident
            self.missing = missing
            self.due = due
            self.officer = officer
        }

        static let kind = FactKind.patrolTasked
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("patrol", \.patrol), .init("incident", \.incident), .init("missing", \.missing),
            .init("due", \.due), .init("officer", \.officer))
    }

    struct FindingDrafted: Hashable, Sendable, FactPayload {
        var finding: FindingID
        var incident: IncidentID
        var outcome: Outcome
        var provisions: [ProvisionOutcome]
        var attribution: FindingAttribution
        var basis: FindingBasis
        var officer: OfficerID

        init(
            finding: FindingID, incident: IncidentID, outcome: Outcome, provisions: [ProvisionOutcome],
            attribution: FindingAttribution, basis: FindingBasis, officer: OfficerID
        ) {
            self.finding = finding
            self.incident = incident
            self.outcome = outcome
            self.provisions = provisions
            self.attribution = attribution
            self.basis = basis
            self.officer = officer
        }

        static let kind = FactKind.findingDrafted
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("finding", \.finding), .init("incident", \.incident), .init("outcome", \.outcome),
            .init("provisions", \.provisions), .init("attribution", \.attribution), .init("basis", \.basis),
            .init("officer", \.officer))
    }

    struct FindingAdopted: Hashable, Sendable, FactPayload {
        var finding: FindingID
        var incident: IncidentID
        var outcome: Outcome
        var provisions: [ProvisionOutcome]
        var attribution: FindingAttribution
        var basis: FindingBasis
        var officer: OfficerID

        init(
            finding: FindingID, incident: IncidentID, outcome: Outcome, provisions: [ProvisionOutcome],
            attribution: FindingAttribution, basis: FindingBasis, officer: OfficerID
        ) {
            self.finding = finding
            self.incident = incident
            self.outcome = outcome
            self.provisions = provisions
            self.attribution = attribution
            self.basis = basis
            self.officer = officer
        }

        static let kind = FactKind.findingAdopted
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("finding", \.finding), .init("incident", \.incident), .init("outcome", \.outcome),
            .init("provisions", \.provisions), .init("attribution", \.attribution), .init("basis", \.basis),
            .init("officer", \.officer))
    }

    struct ReplyFiled: Hashable, Sendable, FactPayload {
        var reply: ReplyID
        var incident: IncidentID
        var party: PartyID
        var position: ReplyPosition
        var filedAt: Instant
        var statement: String?
        var sealed: [Commitment]
        var evidence: [FileDigest]

        init(
            reply: ReplyID, incident: IncidentID, party: PartyID, position: ReplyPosition, filedAt: Instant,
            statement: String?, sealed: [Commitment], evidence: [FileDigest]
        ) {
            self.reply = reply
            self.incident = incident
            self.party = party
            self.position = position
            self.filedAt = filedAt
            self.statement = statement
            self.sealed = sealed
            self.evidence = evidence
        }

        static let kind = FactKind.replyFiled
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("reply", \.reply), .init("incident", \.incident), .init("party", \.party),
            .init("position", \.position), .init("filed_at", \.filedAt), .init("statement", \.statement),
            .init("sealed", \.sealed), .init("evidence", \.evidence))
    }

    struct ReplyDeadlinePassed: Hashable, Sendable, FactPayload {
        var incident: IncidentID
        var party: PartyID
        var deadline: Instant

        init(incident: IncidentID, party: PartyID, deadline: Instant) {
            self.incident = incident
            self.party = party
            self.deadline = deadline
        }

        static let kind = FactKind.replyDeadlinePassed
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("incident", \.incident), .init("party", \.party), .init("deadline", \.deadline))
    }

    struct Escalated: Hashable, Sendable, FactPayload {
        var incident: IncidentID
        var rung: Int
        var to: String
        var reason: String

        init(incident: IncidentID, rung: Int, to: String, reason: String) {
            self.incident = incident
            self.rung = rung
            self.to = to
            self.reason = reason
        }

        static let kind = FactKind.escalated
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("incident", \.incident), .init("rung", \.rung, in: 1...Int.max), .init("to", \.to),
            .init("reason", \.reason))
    }
}

extension FactVersion1 {
    static func withdrawn(_ old: ReportWithdrawn) -> Fact {
        .reportWithdrawn(.init(report: old.report, by: old.by, reason: old.reason, sealed: []))
    }

    static func joined(_ old: IncidentsJoined) -> Fact {
        .incidentsJoined(
            .init(
                incidents: old.incidents, into: old.into, reason: old.reason, officer: old.officer, sealed: []))
    }

    static func split(_ old: IncidentSplit) -> Fact {
        .incidentSplit(
            .init(
                incident: old.incident, parts: old.parts, reason: old.reason, officer: old.officer, sealed: []))
    }

    static func tasked(_ old: PatrolTasked) -> Fact {
        .patrolTasked(
            .init(
                patrol: old.patrol, incident: old.incident, missing: old.missing, due: old.due, officer: old.officer,
                sealed: []))
    }

    static func drafted(_ old: FindingDrafted) -> Fact {
        let content = FindingContent(
            outcome: old.outcome, provisions: old.provisions, attribution: old.attribution, basis: old.basis,
            statement: nil)
        return .findingDrafted(
            .init(finding: old.finding, incident: old.incident, content: content, officer: old.officer, sealed: []))
    }

    static func adopted(_ old: FindingAdopted) -> Fact {
        .findingAdopted(
            .init(
                finding: old.finding, incident: old.incident, outcome: old.outcome, provisions: old.provisions,
                attribution: old.attribution, basis: old.basis, statement: nil, summary: nil, replies: [],
                author: nil, officer: old.officer))
    }

    static func filed(_ old: ReplyFiled) -> Fact {
        .replyFiled(
            .init(
                reply: old.reply, ask: nil, incident: old.incident, filedAt: old.filedAt, party: old.party,
                position: old.position, statement: old.statement, sealed: old.sealed, evidence: old.evidence))
    }

    static func silent(_ old: ReplyDeadlinePassed) -> Fact {
        .replyDeadlinePassed(.init(ask: nil, incident: old.incident, party: old.party, deadline: old.deadline))
    }

    static func escalated(_ old: Escalated) -> Fact {
        .escalated(
            .init(
                incident: old.incident, rung: old.rung, to: old.to, reason: old.reason, officer: nil, sealed: []))
    }
}
