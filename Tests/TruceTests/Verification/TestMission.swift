import Synchronization
import TruceTesting

@testable import Truce

/// A mission under an invented agreement: its register, its clock, its chance. Nothing is written anywhere.
struct TestMission {
    var register = Register()
    var history: AgreementHistory
    var now = Fictional.moment("2030-03-12T12:00:00Z")
    /// All that was recorded, in order.
    private(set) var entries: [OpenedEntry] = []
    let names: NameSource
    /// Keys of the sides sign what is given to them and nothing else: the signature is the key's name.
    var verify: @Sendable (String, [UInt8], String) -> Bool = { key, _, signature in key.hasPrefix(signature + "+") }

    init(seed: UInt64 = 1, agreement: Agreement = Self.agreement()) {
        history = AgreementHistory(agreement)
        let chance = Chance(seed)
        names = NameSource { chance.next() }
        for (holder, role, side) in Self.staff {
            record(
                NewFact(
                    .accessGranted(
                        .init(
                            holder: id(holder), role: role.identifier, party: side.map { id($0) }, until: nil,
                            officer: id("mechanism")))))
        }
    }

    static let staff: [(holder: String, role: Role, side: String?)] = [
        ("observer-1", .observer, nil), ("observer-2", .observer, nil), ("leader", .teamLeader, nil),
        ("analyst-1", .analyst, nil), ("analyst-2", .analyst, nil), ("legal", .legalReviewer, nil),
        ("head", .headOfMission, nil), ("deputy", .headOfMission, nil), ("hill-1", .partyLiaison, "hill"),
        ("hill-2", .partyLiaison, "hill"), ("lake-1", .partyLiaison, "lake"), ("north-1", .guarantor, "north"),
        ("south-1", .guarantor, "south"), ("mediation", .mediator, nil), ("audit", .auditor, nil),
        ("keeper", .witness, nil), ("admin", .administrator, nil),
    ]

    /// The Hill and the Lake with a ladder, periods, an obligation and a gate.
    static func agreement() -> Agreement {
        var agreement = Fictional.agreement()
        agreement.provisions.append(
            Provision(
                id: "2", title: LocalizedText("No mines"), text: LocalizedText("No mines are laid."),
                rule: .forbids(Prohibition(acts: ActSet(.mines)))))
        agreement.procedure.replyHours = [72, 48, 24, 12]
        agreement.procedure.attributionNeeds = .medium
        agreement.procedure.escalation = [
            .init(to: LocalizedText("Local team"), afterHours: 6),
            .init(to: LocalizedText("Commission"), afterHours: 24),
            .init(to: LocalizedText("Guarantors"), afterHours: 72),
        ]
        agreement.obligations = [Obligation(id: "aid", title: LocalizedText("Aid"), of: ["hill"])]
        agreement.gates = [Gate(id: "step-2", title: LocalizedText("Second step"), requires: .all([]))]
        return agreement
    }

    // MARK: Commands

    /// Decides and records.
    @discardableResult
    mutating func submit(_ command: Command, by holder: String, basis: CaseBasis? = nil) throws(Refusal) -> [NewFact] {
        let facts = try register.decide(command, by: asker(holder), in: context(basis ?? self.basis(for: command)))
        for fact in facts { record(fact) }
        return facts
    }

    func refusal(of command: Command, by holder: String, basis: CaseBasis? = nil) -> Refusal? {
        do {
            _ = try register.decide(command, by: asker(holder), in: context(basis ?? self.basis(for: command)))
            return nil
        } catch { return error }
    }

    /// What the writer computes for an adoption, always.
    private func basis(for command: Command) -> CaseBasis? {
        guard case .adoptFinding(let command) = command, let incident = register.incident(of: command.finding) else {
            return nil
        }
        return basis(of: incident)
    }

    func asker(_ holder: String) -> Asker {
        holder == "public" ? .anyone : register.asker(id(holder), at: now, under: history)
    }

    func context(_ basis: CaseBasis? = nil) -> DecisionContext {
        DecisionContext(now: now, history: history, basis: basis, names: names, verify: verify)
    }

    mutating func record(_ fact: NewFact) {
        let entry = OpenedEntry(index: entries.count, recorded: now, fact: fact.fact, sealed: fact.sealed)
        entries.append(entry)
        register.apply(entry)
    }

    /// What a register is that folds the ledger after these were erased.
    func register(without isErased: (OpenedEntry) -> Bool) -> Register {
        var fresh = Register()
        for var entry in entries {
            if isErased(entry) { entry.sealed = SealedParts() }
            fresh.apply(entry)
        }
        return fresh
    }

    /// What is due, as a clerk records it.
    @discardableResult
    mutating func runClerk() -> [NewFact] {
        let facts = register.due(at: now, under: history, limit: 1_000)
        for fact in facts { record(fact) }
        return facts
    }

    mutating func wait(hours: Int64) { now = now.advanced(bySeconds: hours * 3_600) }

    // MARK: What most cases begin with

    mutating func report(by holder: String = "observer-1", _ content: ReportContent = Self.content()) throws -> ReportID
    {
        let facts = try submit(.fileReport(Self.filing(content, of: asker(holder))), by: holder)
        guard case .reportReceived(let fact) = facts[0].fact else { preconditionFailure() }
        return fact.report
    }

    static func filing(_ content: ReportContent = content(), of asker: Asker = .anyone) -> FileReport {
        let sourceClass: SourceClass =
            switch asker.grants.first?.role {
            case .partyLiaison: .party
            case .guarantor: .guarantor
            default: .patrol
            }
        return FileReport(content: content, channel: .form, sourceClass: sourceClass, source: nil, evidence: [])
    }

    static func content(at time: Instant = Fictional.moment("2030-03-12T10:00:00Z"), _ text: String = "zzsealed shots")
        -> ReportContent
    {
        ReportContent(
            earliest: time, latest: time, precision: .minute,
            place: .point(Coordinate(latitude: 0.5, longitude: 0.5), sigmaMetres: 10), placeName: "zzsealed mill",
            country: nil, type: nil, acts: [.mortar], sideA: "Hill", sideB: "Lake", namesInitiator: true,
            killedLow: nil,
            killedHigh: nil, injuredLow: nil, injuredHigh: nil, text: text, means: .heard, direction: nil, count: nil,
            weapon: nil, calibre: nil, confidential: true)
    }

    /// The incident that the engine proposes for these reports, as the writer would compute it.
    func basis(_ reports: [ReportID], severity: Int = 0) -> CaseBasis {
        CaseBasis(
            reports: reports.sorted(), severity: severity, agreementVersion: 1, rulesVersion: 1,
            attribution: .init(status: .notAttributable, party: nil, confidence: .none),
            summary: IncidentSummary(
                day: MissionDay(year: 2030, month: 3, day: 12), place: "a square", placeMetres: 10_000,
                acts: ["fire.mortar"], killedLow: nil, killedHigh: nil, injuredLow: nil, injuredHigh: nil))
    }

    func basis(of incident: IncidentID) -> CaseBasis { basis(register.incident(incident)?.standingReports ?? []) }

    @discardableResult
    mutating func open(_ number: UInt64 = 1, _ reports: [ReportID], by officer: String = "analyst-1") throws
        -> IncidentID
    {
        let incident = IncidentID(raw: number)
        try submit(
            .openIncident(.init(incident: incident, reports: reports, note: "zzsealed note")), by: officer,
            basis: basis(reports))
        return incident
    }

    func finding(
        _ outcome: Outcome = .violationVerified, on reports: [ReportID], attributedTo party: String? = nil,
        confidence: Confidence = .medium, violating provision: String = "1"
    ) -> FindingContent {
        FindingContent(
            outcome: outcome,
            provisions: outcome == .outOfScope ? [] : [.init(provision: id(provision), outcome: outcome)],
            attribution: party.map { .init(status: .attributed, party: id($0), confidence: confidence) }
                ?? .init(status: .notAttributable, party: nil, confidence: .none),
            basis: .init(reports: reports, evidence: [], agreementVersion: 1, rulesVersion: 1),
            statement: "zzdraft reasons")
    }

    mutating func draft(_ content: FindingContent, of incident: IncidentID, by officer: String = "analyst-1") throws
        -> FindingID
    {
        let facts = try submit(.draftFinding(.init(incident: incident, content: content)), by: officer)
        guard case .findingDrafted(let fact) = facts[0].fact else { preconditionFailure() }
        return fact.finding
    }

    /// - Parameter severity: As assessed.
    @discardableResult
    mutating func ask(
        _ accused: String, about incident: IncidentID, _ provisions: [String] = ["1"], severity: Int = 0
    ) throws -> [AskID] {
        let facts = try submit(
            .askReply(
                .init(
                    incident: incident, accused: id(accused), allegation: "zzsealed allegation",
                    provisions: provisions.map { id($0) }, severity: nil)), by: "analyst-1",
            basis: basis(register.incident(incident)?.standingReports ?? [], severity: severity))
        return facts.flatMap { $0.sealed.question?.asks.map(\.ask) ?? [] }
    }

    static func reply(_ ask: AskID, _ position: ReplyPosition = .denies) -> Command {
        .fileReply(
            .init(ask: ask, position: position, statement: "zzreply no", confidence: "zzsealed why", evidence: []))
    }

    func adoption(of finding: FindingID) -> Command { .adoptFinding(.init(finding: finding)) }
}

private final class Chance: Sendable {
    private let random: Mutex<SeededRandom>
    init(_ seed: UInt64) { random = Mutex(SeededRandom(seed)) }
    func next() -> UInt64 { random.withLock { $0.next() } }
}

func id<Subject>(_ text: String) -> Identifier<Subject> {
    guard let id = Identifier<Subject>(text) else { preconditionFailure("not an identifier: \(text)") }
    return id
}

extension Refusal {
    /// Its case, without what it names.
    var kindOf: String {
        switch self {
        case .notAllowed: "not allowed"
        case .unknown(let kind, _): "unknown \(kind)"
        case .wrongStage(_, let stage, _): "stage \(stage.rawValue)"
        case .ownFinding: "own finding"
        case .conflict: "conflict"
        case .invalid(let path, _): "invalid \(path)"
        }
    }
}
