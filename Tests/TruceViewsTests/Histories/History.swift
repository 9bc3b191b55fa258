import Synchronization
import Truce
import TruceTesting

@testable import TruceViews

/// Entries as a ledger and a vault give them, made up entry by entry; a marker in every private text says whose it is.
struct History {
    var entries: [OpenedEntry] = []
    var clock = Fictional.moment("2030-03-11T06:00:00Z").seconds
    private var commitments: UInt64 = 0

    static let officer = OfficerID("head")!

    /// - Parameter later: Seconds since the entry before.
    @discardableResult
    mutating func add(_ fact: Fact, _ sealed: SealedParts = SealedParts(), later: Int64 = 60) -> Int {
        clock += later
        entries.append(
            OpenedEntry(index: entries.count, recorded: Instant(seconds: clock), fact: fact, sealed: sealed))
        return entries.count - 1
    }

    /// A commitment that no other entry has.
    mutating func seals() -> [Commitment] {
        commitments += 1
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[6] = UInt8(truncatingIfNeeded: commitments >> 8)
        bytes[7] = UInt8(truncatingIfNeeded: commitments)
        guard let commitment = Commitment(bytes) else { preconditionFailure("32 bytes are no commitment") }
        return [commitment]
    }

    /// The sealed part of who told it.
    static func source(_ holder: String) -> SourceIdentity {
        SourceIdentity(name: "name of \(holder)", holder: HolderID(holder)!, side: nil)
    }

    @discardableResult
    mutating func report(
        _ id: String, holder: String? = nil, side: PartyID? = nil, text: String? = nil, day: Int64 = 0,
        at place: Place = .point(Coordinate(latitude: 0.5, longitude: 0.5), sigmaMetres: 10), acts: [Act] = [.mortar],
        placeName: String? = nil, source: String? = nil
    ) -> Int {
        var sealed = SealedParts()
        sealed.arrival = Arrival(channel: .form, sourceClass: .patrol, receivedAt: Instant(seconds: clock))
        sealed.source = SourceIdentity(
            name: source ?? "source-of-\(id)", holder: holder.map { HolderID($0)! }, side: side)
        sealed.report = Self.content(
            text: text ?? "words of \(id)", day: day, at: place, acts: acts, placeName: placeName)
        return add(
            .reportReceived(
                ReportReceived(report: ReportID(id)!, sealed: seals(), evidence: [])), sealed)
    }

    static func content(
        text: String?, day: Int64 = 0, at place: Place, acts: [Act] = [.mortar], placeName: String? = nil
    ) -> ReportContent {
        let noon = Fictional.moment("2030-03-10T12:00:00Z").advanced(bySeconds: day * 86_400)
        return ReportContent(
            earliest: noon, latest: noon.advanced(bySeconds: 600), precision: .minute, place: place,
            placeName: placeName, country: nil, type: nil, acts: acts, sideA: "Hill", sideB: "Lake",
            namesInitiator: true, killedLow: nil, killedHigh: nil, injuredLow: 1, injuredHigh: 2, text: text,
            means: .heard, direction: nil, count: 3, weapon: nil, calibre: nil, confidential: false)
    }

    static func note(_ text: String) -> SealedParts {
        var sealed = SealedParts()
        sealed.note = NoteContent(text: text)
        return sealed
    }

    @discardableResult
    mutating func open(_ incident: IncidentID, _ reports: [String], note: String = "opened") -> Int {
        add(
            .incidentOpened(
                IncidentOpened(
                    incident: incident, reports: reports.map { ReportID($0)! }, officer: Self.officer, sealed: seals())),
            Self.note(note))
    }

    @discardableResult
    mutating func ask(
        _ id: String, _ incident: IncidentID, of side: PartyID, allegation: String = "It is alleged.", hours: Int64 = 72
    ) -> Int {
        var sealed = SealedParts()
        sealed.question = QuestionContent(
            accused: side, allegation: allegation, provisions: [], severity: 2,
            deadline: Instant(seconds: clock + 60 + hours * 3600), asks: [SideAsk(ask: AskID(id)!, of: side)])
        return add(
            .replyAsked(
                ReplyAsked(
                    ask: nil, incident: incident, deadline: nil, officer: Self.officer, sealed: seals())), sealed)
    }

    /// The silence of those that were asked together.
    @discardableResult
    mutating func silence(_ asks: [String], later: Int64 = 60) -> Int {
        var sealed = SealedParts()
        sealed.term = ReplyTerm(asks: asks.map { AskID($0)! }, deadline: Instant(seconds: clock))
        return add(.replyDeadlinePassed(ReplyDeadlinePassed(sealed: seals())), sealed, later: later)
    }

    /// More time, to `hours` from now.
    @discardableResult
    mutating func extend(_ asks: [String], hours: Int64, note: String? = nil) -> Int {
        var sealed = SealedParts()
        sealed.term = ReplyTerm(
            asks: asks.map { AskID($0)! }, deadline: Instant(seconds: clock + hours * 3_600))
        sealed.note = note.map(NoteContent.init)
        return add(
            .replyExtended(ReplyExtended(ask: nil, deadline: nil, officer: Self.officer, sealed: seals())), sealed)
    }

    @discardableResult
    mutating func reply(
        _ id: String, to ask: String, of side: PartyID, statement: String = "We deny it.",
        confidence: String? = nil, position: ReplyPosition = .denies, later: Int64 = 60
    ) -> Int {
        var sealed = SealedParts()
        sealed.reply = ReplyContent(party: side, position: position, statement: statement, confidence: confidence)
        return add(
            .replyFiled(
                ReplyFiled(
                    reply: ReplyID(id)!, ask: AskID(ask), incident: nil, filedAt: Instant(seconds: clock),
                    party: nil, position: nil, statement: nil, sealed: seals(), evidence: [])), sealed, later: later)
    }

    static func finding(
        _ outcome: Outcome = .violationVerified, of side: PartyID? = Cast.hill, _ statement: String = "It was so."
    ) -> FindingContent {
        FindingContent(
            outcome: outcome, provisions: [ProvisionOutcome(provision: ProvisionID("1")!, outcome: outcome)],
            attribution: FindingAttribution(
                status: side == nil ? .notAttributable : .attributed, party: side, confidence: .medium),
            basis: FindingBasis(reports: [], evidence: [], agreementVersion: 1, rulesVersion: 1), statement: statement)
    }

    @discardableResult
    mutating func draft(_ id: String, _ incident: IncidentID, statement: String = "drafted") -> Int {
        var sealed = SealedParts()
        sealed.finding = Self.finding(statement)
        return add(
            .findingDrafted(
                FindingDrafted(
                    finding: FindingID(id)!, incident: incident, content: nil, officer: OfficerID("analyst")!,
                    sealed: seals())), sealed)
    }

    /// What ``OpenViews/rules`` make of where most reports are from.
    static let square = PublicPlace(
        centre: Coordinate(latitude: 0.55, longitude: 0.55), sideMetres: 11_000, name: nil)

    @discardableResult
    mutating func join(_ incidents: [IncidentID], into kept: IncidentID) -> Int {
        add(
            .incidentsJoined(
                IncidentsJoined(incidents: incidents, into: kept, reason: nil, officer: Self.officer, sealed: [])))
    }

    @discardableResult
    mutating func split(_ incident: IncidentID, _ parts: [(IncidentID, [String])]) -> Int {
        let parts = parts.map { IncidentPart(incident: $0, reports: $1.map { ReportID($0)! }) }
        return add(
            .incidentSplit(
                IncidentSplit(incident: incident, parts: parts, reason: nil, officer: Self.officer, sealed: [])))
    }

    private static func finding(_ statement: String) -> FindingContent {
        finding(.violationVerified, of: Cast.hill, statement)
    }

    @discardableResult
    mutating func adopt(
        _ id: String, _ incident: IncidentID, _ outcome: Outcome = .violationVerified, of side: PartyID? = Cast.hill,
        statement: String = "It was so.", reports: [String] = [], day: Int32? = nil
    ) -> Int {
        var content = Self.finding(outcome, of: side, statement)
        content.basis.reports = reports.map { ReportID($0)! }
        let summary = IncidentSummary(
            day: MissionDay(daysSince1970: day ?? Int32(clock / 86_400)), place: "Square 7", square: Self.square,
            placeMetres: 11_000,
            acts: ["fire.mortar"], killedLow: nil, killedHigh: nil, injuredLow: nil, injuredHigh: nil)
        return add(
            .findingAdopted(
                FindingAdopted(
                    finding: FindingID(id)!, incident: incident, outcome: outcome, provisions: content.provisions,
                    attribution: content.attribution, basis: content.basis, statement: statement, summary: summary,
                    replies: [], author: OfficerID("analyst")!, officer: Self.officer)))
    }

    @discardableResult
    mutating func reopen(_ id: String, because reason: String = "New reports.") -> Int {
        add(.findingReopened(FindingReopened(finding: FindingID(id)!, reason: reason, officer: Self.officer)))
    }

    /// - Parameter at: When it was, as RFC 3339 has it.
    @discardableResult
    mutating func deny(_ id: String, at: String, later: Int64 = 60) -> Int {
        var sealed = SealedParts()
        sealed.denial = DenialContent(
            kind: .checkpoint, earliest: Fictional.moment(at), latest: Fictional.moment(at), place: .unknown, by: nil,
            text: nil)
        return add(.movementDenied(MovementDenied(denial: DenialID(id)!, sealed: seals())), sealed, later: later)
    }

    @discardableResult
    mutating func watch(_ id: String, _ from: String, _ until: String, later: Int64 = 60) -> Int {
        var sealed = SealedParts()
        sealed.presence = PresenceContent(
            earliest: Fictional.moment(from), latest: Fictional.moment(until), place: .unknown, means: .saw)
        return add(
            .presenceReported(PresenceReported(presence: PresenceID(id)!, sealed: seals())), sealed, later: later)
    }

    @discardableResult
    mutating func triage(_ report: String, _ disposition: Disposition, _ incident: IncidentID? = nil) -> Int {
        add(
            .reportTriaged(
                ReportTriaged(
                    report: ReportID(report)!, disposition: disposition, incident: incident, duplicateOf: nil,
                    officer: Self.officer, sealed: seals())), Self.note("triaged"))
    }

    @discardableResult
    mutating func correct(_ report: String, text: String, day: Int64 = 0) -> Int {
        var sealed = SealedParts()
        sealed.arrival = Arrival(channel: nil, sourceClass: nil, receivedAt: Instant(seconds: clock))
        sealed.report = Self.content(
            text: text, day: day, at: .point(Coordinate(latitude: 0.6, longitude: 0.6), sigmaMetres: 10))
        return add(
            .reportCorrected(
                ReportCorrected(
                    report: ReportID(report)!, sealed: seals(), evidence: [], reason: "corrected")), sealed)
    }
}

extension IncidentID {
    static func numbered(_ number: UInt64) -> IncidentID { IncidentID(raw: number &* 0x9E37_79B9_7F4A_7C15) }
}

/// What a record looks up in its ledger and vault.
final class TestSource: RecordSource {
    private let all: Mutex<[OpenedEntry]>

    init(_ entries: [OpenedEntry]) { all = Mutex(entries) }

    func set(_ entries: [OpenedEntry]) { all.withLock { $0 = entries } }

    func entries(_ range: Range<Int>) throws -> [EntryRecord] {
        all.withLock { all in
            all[range.clamped(to: 0..<all.count)].map {
                EntryRecord(
                    index: $0.index, recorded: $0.recorded, fact: $0.fact.name, version: $0.fact.version, data: .null,
                    leaf: FileDigest([UInt8](repeating: UInt8(truncatingIfNeeded: $0.index), count: 32))!)
            }
        }
    }

    func file(_ digest: FileDigest) -> (size: Int, mediaType: String)? { nil }

    func opened(_ indices: [Int]) throws -> [OpenedEntry] { all.withLock { all in indices.map { all[$0] } } }
}
