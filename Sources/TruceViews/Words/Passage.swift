import GRDB
import Truce

/// A text that can be searched: what one entry says, guarded by one row of the access table.
struct Passage {
    /// The kinds, each with its own audience. Numbers stand in the file.
    enum Kind: Int, CaseIterable {
        case report = 1, finding, ask, reply, confidence, draft, demand, communiqueDraft, communique, session
        case sessionNote, escalation, denial, patrol, journal, amendment, demandAnswer, escalationAnswer

        /// Whoever sees all of these sees the text.
        var guards: [Field] {
            switch self {
            case .report: [.report, .reportContent]
            case .finding: [.finding]
            case .ask: [.ask]
            case .reply: [.ask, .reply]
            case .confidence: [.ask, .reply, .replyInConfidence]
            case .draft: [.draft]
            case .demand, .demandAnswer: [.demand, .demandText]
            case .communiqueDraft: [.communique, .communiqueDraft]
            case .communique: [.communique]
            case .session: [.session]
            case .sessionNote: [.session, .sessionNote]
            case .escalation: [.incident, .escalation]
            case .escalationAnswer: [.incident, .escalation, .escalationAnswer]
            case .denial: [.denial, .denialContent]
            case .patrol: [.patrol, .patrolOrders]
            case .journal: [.incident, .journal]
            case .amendment: [.amendment]
            }
        }

        /// What the hit is called.
        var name: String {
            switch self {
            case .confidence: "reply"
            case .communiqueDraft: "communique"
            case .sessionNote: "session"
            case .demandAnswer: "demand"
            case .escalation, .escalationAnswer, .journal: "incident"
            default: "\(self)"
            }
        }
    }

    var kind: Kind
    /// Of the record that the text is in.
    var id: String
    var text: String
    var owners: [String] = []
    var isPublished = false

    /// As the index holds who may see it: words of its audience, beside the words of the text and never mixed with them.
    var audience: String {
        var words = ["k\(kind.rawValue)"]
        if isPublished { words.append("k\(kind.rawValue)p") }
        words += owners.map { Self.word(kind, $0) }
        return words.joined(separator: " ")
    }

    static func word(_ kind: Kind, _ owner: String) -> String {
        "k\(kind.rawValue)o" + owner.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The audiences that an asker belongs to.
    static func audiences(of asker: Asker) -> [String] {
        Kind.allCases.flatMap { kind -> [String] in
            func sees(_ relation: Relation) -> Bool {
                ([.search] + kind.guards).allSatisfy { AccessTable.may(asker, see: $0, relation) }
            }
            if sees(Relation()) { return ["k\(kind.rawValue)"] }
            return (sees(Relation(isPublished: true)) ? ["k\(kind.rawValue)p"] : [])
                + (sees(Relation(isOwn: true)) ? Owners.of(asker).map { word(kind, $0) } : [])
        }
    }
}

/// What passages take from earlier entries: only what was there before and never changes, because an entry's words are
/// taken out of the index by saying again what was put in.
struct PassageContext {
    let db: Database
    let entry: Int

    func parent(_ topic: Topic, _ id: String) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT parent FROM subject WHERE topic = ? AND id = ? AND born < ?"),
            arguments: [topic.rawValue, id, entry])
    }

    func owners(_ topic: Topic, _ id: String) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT owner FROM subject_owner WHERE topic = ? AND id = ? AND born < ? ORDER BY owner"),
            arguments: [topic.rawValue, id, entry])
    }
}

extension OpenedEntry {
    /// What can be searched of the entry, in a fixed order; at most 16.
    func passages(in context: PassageContext) throws -> [Passage] {
        switch fact {
        case .reportReceived(let payload): return report(payload.report)
        case .reportCorrected(let payload): return report(payload.report)
        case .findingAdopted(let payload):
            return passage(.finding, payload.finding, payload.statement, isPublished: true)
        case .findingReopened(let payload):
            return passage(.finding, payload.finding, payload.reason, isPublished: true)
        case .findingDrafted(let payload):
            return passage(.draft, payload.finding, (payload.content ?? sealed.finding)?.statement)
        case .replyAsked(let payload):
            // An entry has room for so many.
            return payload.sides(sealed).prefix(16).flatMap { side in
                passage(
                    .ask, side.ask, side.content?.allegation,
                    owners: side.content.map { [Owners.side($0.of)] } ?? [])
            }
        case .replyFiled(let payload):
            let owners = (payload.party ?? sealed.reply?.party).map { [Owners.side($0)] } ?? []
            return passage(.reply, payload.reply, payload.statement ?? sealed.reply?.statement, owners: owners)
                + passage(.confidence, payload.reply, sealed.reply?.confidence, owners: owners)
        case .escalated(let payload):
            return passage(
                .escalation, payload.incident, payload.reason ?? sealed.escalation.map { $0.to + " " + $0.asked })
        case .escalationAnswered(let payload):
            return passage(.escalationAnswer, payload.incident, sealed.note?.text)
        case .patrolTasked(let payload): return passage(.patrol, payload.patrol, sealed.patrol?.instructions)
        case .patrolReported(let payload): return passage(.patrol, payload.patrol, sealed.result?.note)
        case .movementDenied(let payload):
            return passage(.denial, payload.denial, sealed.denial?.text, owners: sealed.source.owners)
        case .sessionOpened(let payload):
            let owners = payload.delegations.map { Owners.side($0.party) }
            let title = ([payload.title] + payload.delegations.compactMap(\.head)).joined(separator: " · ")
            return passage(.session, payload.session, title, owners: owners, isPublished: true)
                + passage(.sessionNote, payload.session, sealed.note?.text, owners: owners)
        case .demandFiled(let payload):
            let owners =
                [Owners.side(payload.by)] + (payload.of.isEmpty ? [Owners.everySide] : payload.of.map(Owners.side))
            return passage(
                .demand, payload.demand, payload.text ?? sealed.note?.text, owners: owners,
                isPublished: payload.text != nil)
        case .demandAnswered(let payload):
            return passage(
                .demandAnswer, payload.demand, payload.reason ?? sealed.note?.text,
                owners: try context.owners(.demand, payload.demand.text), isPublished: payload.reason != nil)
        case .communiqueDrafted(let payload):
            let text = sealed.communique?.parts.map(\.text).joined(separator: " ")
            return passage(.communiqueDraft, payload.communique, text, owners: [Owners.everySide])
        case .communiqueAgreed(let payload):
            return passage(.communique, payload.communique, payload.text, isPublished: true)
        case .amendmentProposed(let payload):
            return passage(
                .amendment, payload.amendment, payload.reason, owners: payload.signatories.map(Owners.side),
                isPublished: true)
        default: return try notes(context)
        }
    }

    /// An officer's own words about a step with an incident.
    private func notes(_ context: PassageContext) throws -> [Passage] {
        guard let note = sealed.note?.text else { return [] }
        let incident: String? =
            switch fact {
            case .reportTriaged(let payload): payload.incident?.description
            case .incidentOpened(let payload): payload.incident.description
            case .incidentsJoined(let payload): payload.into.description
            case .incidentSplit(let payload): payload.incident.description
            case .findingReviewed(let payload): try context.parent(.draft, payload.finding.text)
            case .replyExtended(let payload):
                try payload.term(sealed)?.asks.first.flatMap { try context.parent(.ask, $0.text) }
            default: nil
            }
        return incident.map { passage(.journal, $0, note) } ?? []
    }

    private func report(_ id: ReportID) -> [Passage] {
        guard let content = sealed.report else { return [] }
        let texts = [content.placeName, content.type, content.sideA, content.sideB, content.weapon, content.text]
        return passage(.report, id, texts.compactMap(\.self).joined(separator: " · "), owners: sealed.source.owners)
    }

    private func passage(
        _ kind: Passage.Kind, _ id: some CustomStringConvertible, _ text: String?, owners: [String] = [],
        isPublished: Bool = false
    ) -> [Passage] {
        guard let text, !text.isEmpty else { return [] }
        return [Passage(kind: kind, id: id.description, text: text, owners: owners, isPublished: isPublished)]
    }
}
