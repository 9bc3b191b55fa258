import Truce

/// The kinds of things that entries are about. Numbers stand in the file, so they are never given to another.
enum Topic: Int {
    case report = 1, incident, draft, finding, ask, patrol, denial, presence
    case session, demand, communique, amendment, holder, obligation, gate, rung
}

/// One thing that an entry is about.
struct About: Hashable {
    var topic: Topic
    var id: String
    /// Whether the thing begins with this entry.
    var isBirth = false
    /// What it is part of: the incident of an ask; the holder and role of a grant.
    var parent: String?
    /// Whose own it is, as ``Owners`` names them. More than the record's relation says does no harm: it is asked again.
    var owners: [String] = []
    /// Whether it is public from this entry on.
    var isPublished = false

    init(
        _ topic: Topic, _ id: some CustomStringConvertible, isBirth: Bool = false, parent: String? = nil,
        owners: [String] = [], isPublished: Bool = false
    ) {
        self.topic = topic
        self.id = id.description
        self.isBirth = isBirth
        self.parent = parent
        self.owners = owners
        self.isPublished = isPublished
    }
}

extension OpenedEntry {
    /// What the entry itself says it is about. A fact that names only a part (the review of a draft) is about the whole
    /// too: ``StepView`` looks up of what.
    var about: [About] {
        switch fact {
        case .reportCorrected(let payload): [About(.report, payload.report)]
        case .reportWithdrawn(let payload): [About(.report, payload.report)]
        case .reportTriaged(let payload):
            [About(.report, payload.report)] + (payload.incident.map { [About(.incident, $0)] } ?? [])
        case .evidenceAdded(let payload): payload.report.map { [About(.report, $0)] } ?? []
        case .incidentOpened(let payload): [About(.incident, payload.incident, isBirth: true)]
        case .incidentsJoined(let payload):
            [About(.incident, payload.into, isBirth: true)]
                + payload.incidents.filter { $0 != payload.into }.map { About(.incident, $0) }
        case .incidentSplit(let payload):
            [About(.incident, payload.incident)]
                + payload.parts.map { About(.incident, $0.incident, isBirth: true) }
        case .patrolTasked(let payload): part(.patrol, payload.patrol, of: payload.incident)
        case .patrolReported(let payload): [About(.patrol, payload.patrol)]
        case .findingDrafted(let payload): part(.draft, payload.finding, of: payload.incident)
        case .findingReviewed(let payload): [About(.draft, payload.finding)]
        case .findingAdopted(let payload):
            [
                About(
                    .finding, payload.finding, isBirth: true, parent: payload.incident.description, isPublished: true),
                About(.incident, payload.incident, isPublished: true),
            ]
        case .findingReopened(let payload): [About(.finding, payload.finding)]
        case .replyAsked(let payload): asked(payload)
        case .replyExtended(let payload): payload.term(sealed).abouts
        case .reminderSent(let payload): payload.term(sealed).abouts
        case .replyFiled(let payload):
            (payload.incident.map { [About(.incident, $0)] } ?? []) + (payload.ask.map { [About(.ask, $0)] } ?? [])
        case .replyDeadlinePassed(let payload):
            (payload.incident.map { [About(.incident, $0)] } ?? []) + payload.term(sealed).abouts
        case .escalated(let payload): [About(.incident, payload.incident)]
        case .escalationAnswered(let payload): [About(.incident, payload.incident)]
        default: aboutOtherThings
        }
    }

    private func asked(_ payload: ReplyAsked) -> [About] {
        let asks = payload.sides(sealed).map { side in
            About(
                .ask, side.ask, isBirth: true, parent: payload.incident.description,
                owners: side.content.map { [Owners.side($0.of)] } ?? [])
        }
        return asks + [About(.incident, payload.incident, owners: asks.flatMap(\.owners))]
    }

    private func part(_ topic: Topic, _ id: some CustomStringConvertible, of incident: IncidentID) -> [About] {
        [About(topic, id, isBirth: true, parent: incident.description), About(.incident, incident)]
    }

    private var aboutOtherThings: [About] {
        switch fact {
        case .movementDenied(let payload):
            [About(.denial, payload.denial, isBirth: true, owners: sealed.source.owners, isPublished: true)]
        case .presenceReported(let payload):
            [About(.presence, payload.presence, isBirth: true, owners: sealed.source.owners, isPublished: true)]
        case .obligationProgressed(let payload): [About(.obligation, payload.obligation)]
        case .baselineStated(let payload): [About(.obligation, payload.obligation)]
        case .stepBegun(let payload): [About(.gate, payload.gate)]
        case .sessionOpened(let payload):
            [
                About(
                    .session, payload.session, isBirth: true, owners: payload.delegations.map { Owners.side($0.party) },
                    isPublished: true)
            ]
        case .sessionClosed(let payload): [About(.session, payload.session)]
        case .demandFiled(let payload):
            [
                About(
                    .demand, payload.demand, isBirth: true,
                    owners: [Owners.side(payload.by)]
                        + (payload.of.isEmpty ? [Owners.everySide] : payload.of.map(Owners.side)),
                    isPublished: payload.text != nil)
            ]
        case .demandAnswered(let payload): [About(.demand, payload.demand)]
        case .communiqueDrafted(let payload):
            [About(.communique, payload.communique, isBirth: true, owners: [Owners.everySide])]
        case .communiqueAgreed(let payload):
            [
                About(
                    .communique, payload.communique, isBirth: payload.text != nil, owners: [Owners.everySide],
                    isPublished: payload.text != nil)
            ]
        case .amendmentProposed(let payload):
            [
                About(
                    .amendment, payload.amendment, isBirth: true, owners: payload.signatories.map(Owners.side),
                    isPublished: true)
            ]
        case .amendmentSigned(let payload): [About(.amendment, payload.amendment)]
        case .accessGranted(let payload):
            [
                About(
                    .holder, index, isBirth: true, parent: HolderFold.group(payload.holder, payload.role),
                    owners: [Owners.holder(payload.holder)] + (payload.party.map { [Owners.side($0)] } ?? []))
            ]
        default: []
        }
    }

    /// Whose fields ``seals`` are erased with.
    var commitments: [Commitment] {
        switch fact {
        case .reportReceived(let payload): payload.sealed
        case .reportCorrected(let payload): payload.sealed
        case .reportWithdrawn(let payload): payload.sealed
        case .reportTriaged(let payload): payload.sealed
        case .incidentOpened(let payload): payload.sealed
        case .incidentsJoined(let payload): payload.sealed
        case .incidentSplit(let payload): payload.sealed
        case .patrolTasked(let payload): payload.sealed
        case .patrolReported(let payload): payload.sealed
        case .findingDrafted(let payload): payload.sealed
        case .findingReviewed(let payload): payload.sealed
        case .replyAsked(let payload): payload.sealed
        case .replyExtended(let payload): payload.sealed
        case .reminderSent(let payload): payload.sealed
        case .replyDeadlinePassed(let payload): payload.sealed
        case .replyFiled(let payload): payload.sealed
        case .escalated(let payload): payload.sealed
        case .escalationAnswered(let payload): payload.sealed
        case .movementDenied(let payload): payload.sealed
        case .presenceReported(let payload): payload.sealed
        case .sessionOpened(let payload): payload.sealed
        case .demandFiled(let payload): payload.sealed
        case .demandAnswered(let payload): payload.sealed
        case .communiqueDrafted(let payload): payload.sealed
        case .communiqueAgreed(let payload): payload.sealed
        default: []
        }
    }
}

/// Names of those who may see what is their own, as indexes hold them.
enum Owners {
    /// Of each side, whichever it is.
    static let everySide = "s"
    static func side(_ id: PartyID) -> String { "s:" + id.text }
    static func holder(_ id: HolderID) -> String { "h:" + id.text }

    static func of(_ asker: Asker) -> [String] {
        let sides = asker.grants.filter(\.role.isForASide).compactMap(\.side)
        return (asker.holder.map { [holder($0)] } ?? []) + Set(sides).sorted().map(side)
            + (sides.isEmpty ? [] : [everySide])
    }
}

extension Optional<ReplyTerm> {
    /// Each ask that the step is about.
    fileprivate var abouts: [About] { (self?.asks ?? []).map { About(.ask, $0) } }
}

extension Optional<SourceIdentity> {
    /// Whose own is what the source told.
    var owners: [String] {
        [self?.holder.map(Owners.holder), self?.side.map(Owners.side)].compactMap(\.self)
    }
}
