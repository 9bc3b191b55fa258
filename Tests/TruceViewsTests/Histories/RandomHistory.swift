import Truce
import TruceTesting

@testable import TruceViews

/// A history in which anything may follow anything: names that nobody gave, things that happened twice, parts that were
/// erased. Views fold it all the same.
struct RandomHistory {
    private var random: SeededRandom
    private(set) var history = History()
    private let isHostile: Bool

    init(seed: UInt64, count: Int, isHostile: Bool) {
        random = SeededRandom(seed)
        self.isHostile = isHostile
        for _ in 0..<count { step() }
    }

    private mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { number(100) < percent }
    private mutating func pick<Value>(_ values: [Value]) -> Value { values[number(values.count)] }

    /// One of the last few, or now and then one that was never there.
    private mutating func name(_ letter: String) -> String { "\(letter)-\(number(isHostile ? 30 : 20))" }
    private mutating func incident() -> IncidentID { .numbered(UInt64(number(12))) }
    private mutating func side() -> PartyID { pick([Cast.hill, Cast.lake, Cast.north, Cast.south]) }

    private mutating func place() -> Place {
        let spot = Coordinate(
            latitude: Double.random(in: 0..<1, using: &random), longitude: Double.random(in: 0..<1, using: &random))
        return switch number(5) {
        case 0: .unknown
        case 1: .disc(spot, radiusMetres: 500)
        case 2:
            .sector(
                Sector(observer: spot, bearingDegrees: 90, halfWidthDegrees: 5, nearMetres: 1000, farMetres: 3000))
        default: .point(spot, sigmaMetres: 20)
        }
    }

    private mutating func step() {
        let before = history.entries.count
        switch number(26) {
        case 0...6: report()
        case 7: history.correct(name("R"), text: "words corrected", day: Int64(number(5)))
        case 8:
            history.add(
                .reportWithdrawn(ReportWithdrawn(report: ReportID(name("R"))!, by: .source, reason: "taken back")))
        case 9:
            let report = name("R")
            history.triage(report, pick(Disposition.allCases), chance(70) ? incident() : nil)
        case 10, 11:
            let reports = (0..<number(4)).map { _ in name("R") }
            history.open(incident(), reports, note: "note of opening")
        case 12: ask()
        case 13:
            let ask = name("A")
            history.reply(name("Y"), to: ask, of: side(), confidence: "words in confidence")
        case 14: history.draft(name("F"), incident(), statement: "words of a draft")
        case 15:
            history.adopt(
                name("F"), incident(), pick(Outcome.allCases), of: chance(50) ? side() : nil,
                statement: "It was so, in words.")
        case 16: history.reopen(name("F"))
        case 17: joinOrSplit()
        case 18: patrol()
        case 19: escalate()
        case 20: cover()
        case 21, 22: talk()
        case 23: grant()
        case 24: progress()
        default: other()
        }
        // As if some of it had been erased before it could be folded.
        if isHostile, chance(10), history.entries.count > before {
            history.entries[before].sealed = SealedParts()
        }
    }

    private mutating func report() {
        let (id, holder) = (name("R"), chance(50) ? pick(["observer-1", "observer-2", "hill-liaison"]) : nil)
        history.report(
            id, holder: holder, side: chance(20) ? side() : nil, text: "words of \(id)", day: Int64(number(8)),
            at: place(), acts: pick([[.mortar], [.sniper], [.mortar, .tank], []]))
    }

    private mutating func ask() {
        let (id, incident, side) = (name("A"), incident(), side())
        if chance(70) {
            history.ask(id, incident, of: side, allegation: "It is alleged in words.", hours: Int64(number(100)))
        } else {
            // As the first version of the fact had it.
            var sealed = SealedParts()
            sealed.ask = AskContent(
                of: side, accused: side, allegation: "It is alleged in words.", provisions: [], severity: 1)
            history.add(
                .replyAsked(
                    ReplyAsked(
                        ask: AskID(id)!, incident: incident, deadline: Instant(seconds: history.clock + 9_000),
                        officer: History.officer, sealed: [])), sealed)
        }
    }

    private mutating func joinOrSplit() {
        let (a, b) = (incident(), incident())
        if chance(50) {
            history.add(
                .incidentsJoined(
                    IncidentsJoined(incidents: [a, b], into: a, reason: nil, officer: History.officer, sealed: [])),
                History.note("note of joining"))
        } else {
            let parts = [
                IncidentPart(incident: b, reports: [ReportID(name("R"))!]),
                IncidentPart(incident: a, reports: [ReportID(name("R"))!]),
            ]
            history.add(
                .incidentSplit(
                    IncidentSplit(incident: a, parts: parts, reason: nil, officer: History.officer, sealed: [])),
                History.note("note of splitting"))
        }
    }

    private mutating func patrol() {
        if chance(60) {
            var sealed = SealedParts()
            sealed.patrol = PatrolContent(
                missing: [], place: place(), due: Instant(seconds: history.clock + 3600), priority: number(4),
                instructions: "words for a patrol")
            history.add(
                .patrolTasked(
                    PatrolTasked(
                        patrol: PatrolID(name("P"))!, incident: incident(), missing: nil, due: nil,
                        officer: History.officer, sealed: [])), sealed)
        } else {
            var sealed = SealedParts()
            sealed.result = PatrolResult(outcome: .found, note: "words of a patrol")
            sealed.source = History.source("team")
            history.add(.patrolReported(PatrolReported(patrol: PatrolID(name("P"))!, sealed: [])), sealed)
        }
    }

    private mutating func escalate() {
        let (incident, rung) = (incident(), 1 + number(3))
        if chance(60) {
            var sealed = SealedParts()
            sealed.escalation = EscalationContent(to: "Joint commission", asked: "words for a rung")
            history.add(
                .escalated(
                    Escalated(incident: incident, rung: rung, to: nil, reason: nil, officer: nil, sealed: [])), sealed)
        } else {
            var sealed = History.note("words from a rung")
            sealed.speaker =
                chance(50)
                ? Speaker(holder: HolderID("mediator")!, side: nil)
                : Speaker(holder: HolderID("north-office")!, side: Cast.north)
            history.add(
                .escalationAnswered(EscalationAnswered(incident: incident, rung: rung, sealed: [])), sealed)
        }
    }

    private mutating func cover() {
        let from = Instant(seconds: history.clock)
        var sealed = SealedParts()
        if chance(50) {
            sealed.denial = DenialContent(
                kind: .checkpoint, earliest: from, latest: from.advanced(bySeconds: 3600), place: place(),
                by: chance(50) ? side() : nil, text: "words of a denial")
            sealed.source = History.source("team")
            history.add(.movementDenied(MovementDenied(denial: DenialID(name("D"))!, sealed: [])), sealed)
        } else {
            sealed.presence = PresenceContent(
                earliest: from, latest: from.advanced(bySeconds: pick([0, 5000, 40 * 3600, 40 * 86_400])),
                place: place(), means: .saw)
            sealed.source = History.source("observer-1")
            history.add(.presenceReported(PresenceReported(presence: PresenceID(name("W"))!, sealed: [])), sealed)
        }
    }

    private mutating func talk() {
        switch number(7) {
        case 0:
            history.add(
                .sessionOpened(
                    SessionOpened(
                        session: SessionID(name("S"))!, title: "Round of words", at: Instant(seconds: history.clock),
                        delegations: [Delegation(party: side(), head: nil)], officer: OfficerID("mediator")!,
                        sealed: [])), History.note("note of a session"))
        case 1:
            history.add(
                .sessionClosed(
                    SessionClosed(
                        session: SessionID(name("S"))!, at: Instant(seconds: history.clock), reason: nil,
                        officer: OfficerID("mediator")!)))
        case 2:
            history.add(
                .demandFiled(
                    DemandFiled(
                        demand: DemandID(name("M"))!, session: nil, by: side(), of: chance(50) ? [side()] : [],
                        text: chance(50) ? "words demanded" : nil, sealed: [])), History.note("note of a demand"))
        case 3:
            history.add(
                .demandAnswered(
                    DemandAnswered(
                        demand: DemandID(name("M"))!, by: HolderID("hill-liaison")!, answer: .refused, obligation: nil,
                        reason: chance(50) ? "words refused" : nil, sealed: [])), History.note("note of a refusal"))
        case 4:
            var sealed = SealedParts()
            sealed.communique = CommuniqueContent(parts: [
                CommuniquePart(text: "words in brackets", bracketedBy: [side()])
            ])
            history.add(
                .communiqueDrafted(
                    CommuniqueDrafted(
                        communique: CommuniqueID(name("C"))!, session: nil, version: 1 + number(4),
                        officer: History.officer, sealed: [])), sealed)
        case 5:
            history.add(
                .communiqueAgreed(
                    CommuniqueAgreed(
                        communique: CommuniqueID(name("C"))!, version: 1 + number(4), text: "words agreed",
                        parties: [Cast.hill, Cast.lake], officer: History.officer)))
        default:
            history.add(
                .amendmentProposed(
                    AmendmentProposed(
                        amendment: AmendmentID(name("X"))!, agreement: AgreementID("fictional")!, version: 2,
                        inForceFrom: Instant(seconds: history.clock), files: [], signatories: [Cast.hill, Cast.lake],
                        reason: "words amended", officer: History.officer)))
        }
    }

    private mutating func grant() {
        let (holder, role) = (
            pick(["mediator", "north-office", "hill-liaison"]), pick(["mediator", "guarantor", "nobody"])
        )
        if chance(60) {
            history.add(
                .accessGranted(
                    AccessGranted(
                        holder: HolderID(holder)!, role: RoleID(role)!, party: role == "guarantor" ? Cast.north : nil,
                        until: nil, officer: History.officer)))
        } else {
            history.add(
                .accessRevoked(
                    AccessRevoked(
                        holder: HolderID(holder)!, role: RoleID(role)!, reason: "left", officer: History.officer)))
        }
    }

    private mutating func progress() {
        history.add(
            .obligationProgressed(
                ObligationProgressed(
                    obligation: ObligationID(pick(["aid", "detainees"]))!, at: Instant(seconds: history.clock),
                    by: HolderID("hill-liaison")!, score: number(4), percent: nil, count: nil, evidence: [])))
    }

    private mutating func other() {
        switch number(6) {
        case 4: history.silence([name("A"), name("A")])
        case 5: history.extend([name("A"), name("A")], hours: 3, note: "note of more time")
        case 0:
            history.add(
                .amendmentSigned(
                    AmendmentSigned(
                        amendment: AmendmentID(name("X"))!, signatory: side(), key: "k", signature: "s")))
        case 1:
            history.add(
                .replyDeadlinePassed(
                    ReplyDeadlinePassed(
                        ask: chance(70) ? AskID(name("A")) : nil, incident: incident(), party: side(),
                        deadline: Instant(seconds: history.clock))))
        case 2:
            history.add(
                .replyExtended(
                    ReplyExtended(
                        ask: AskID(name("A"))!, deadline: Instant(seconds: history.clock + 9000),
                        officer: History.officer, sealed: [])), History.note("note of more time"))
        default:
            history.add(
                .findingReviewed(
                    FindingReviewed(
                        finding: FindingID(name("F"))!, verdict: pick(ReviewVerdict.allCases),
                        officer: OfficerID("legal")!, sealed: [])), History.note("note of review"))
        }
    }
}

extension Proposals {
    /// Every report that nobody has placed as an incident of its own, and every incident on record as its first report
    /// has it: as good as any for what the views do with it.
    static func simple(_ entries: [OpenedEntry]) -> Proposals {
        var seen: Set<ReportID> = []
        let incidents = entries.compactMap { entry -> ComputedIncident? in
            guard case .reportReceived(let payload) = entry.fact, let content = entry.sealed.report,
                seen.insert(payload.report).inserted
            else { return nil }
            return .simple(.numbered(1000 + UInt64(entry.index)), [payload.report], content)
        }
        return Proposals(position: entries.count, changed: incidents, isWhole: true)
    }
}

extension ComputedIncident {
    static func simple(
        _ id: IncidentID, _ reports: [ReportID], _ content: ReportContent, outcome: String = "breached", harm: Int = 1
    ) -> ComputedIncident {
        ComputedIncident(
            id: id, reports: reports.sorted(), earliest: content.earliest, latest: content.latest,
            day: MissionZone.utc.day(of: content.earliest), place: content.place,
            publicPlace: OpenViews.rules.publicPlace(content.place, nil), acts: content.acts, killedLow: nil,
            killedHigh: nil, injuredLow: content.injuredLow, injuredHigh: content.injuredHigh,
            assessment: AssessmentRecord(
                outcome: outcome, provisions: [ProvisionRecord(provision: ProvisionID("1")!, verdict: outcome)],
                harm: harm, weaponOrZone: 0, threat: 0,
                attribution: FindingAttribution(status: .notAttributable, party: nil, confidence: .none),
                isContested: false, missing: [], agreementVersion: 1, rulesVersion: 1))
    }
}
