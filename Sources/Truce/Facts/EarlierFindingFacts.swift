/// Adopted findings as the version before the present one wrote them; see ``FactVersion1``.
extension FactVersion2 {
    struct PublishedReply: Hashable, Sendable, FactRecord {
        var party: PartyID
        var deadline: Instant
        var reply: ReplyID?
        var position: ReplyPosition?
        var filedAt: Instant?
        var statement: String?

        static let shape = FactShape(
            Self.init, .init("party", \.party), .init("deadline", \.deadline), .init("reply", \.reply),
            .init("position", \.position), .init("filed_at", \.filedAt), .init("statement", \.statement))
    }

    struct FindingAdopted: Hashable, Sendable, FactPayload {
        var finding: FindingID
        var incident: IncidentID
        var outcome: Outcome
        var provisions: [ProvisionOutcome]
        var attribution: FindingAttribution
        var basis: FindingBasis
        var statement: String?
        var summary: IncidentSummary?
        var replies: [PublishedReply]
        var author: OfficerID?
        var officer: OfficerID

        static let kind = FactKind.findingAdopted
        static let version = 2
        static let shape = FactShape(
            Self.init, .init("finding", \.finding), .init("incident", \.incident), .init("outcome", \.outcome),
            .init("provisions", \.provisions), .init("attribution", \.attribution), .init("basis", \.basis),
            .init("statement", \.statement), .init("summary", \.summary), .init("replies", \.replies),
            .init("author", \.author), .init("officer", \.officer))
    }

    static func adopted(_ old: FindingAdopted) -> Fact {
        let replies = old.replies.map { reply in
            Truce.PublishedReply(
                party: reply.party, deadline: reply.deadline, reply: reply.reply, position: reply.position,
                filedAt: reply.filedAt, isLate: reply.filedAt.map { $0 > reply.deadline }, statement: reply.statement)
        }
        return .findingAdopted(
            .init(
                finding: old.finding, incident: old.incident, outcome: old.outcome, provisions: old.provisions,
                attribution: old.attribution, basis: old.basis, statement: old.statement, summary: old.summary,
                replies: replies, author: old.author, officer: old.officer))
    }
}
