import Foundation
import Synchronization
import Truce
import TruceMechanism

/// What happens in a demonstration. Whatever the example's reports come to, there are cases at every stage.
struct Story: Sendable {
    let mission: Mission
    let clock: StoryClock
    let text: Agreement
    let say: @Sendable (String) -> Void

    /// The day on which the example's reports are imported: 25 January 2017, in the evening.
    static let start = Instant(seconds: 1_485_370_800)

    private let keys = Keys()

    init(mission: Mission, clock: StoryClock, text: Agreement, say: @escaping @Sendable (String) -> Void) {
        self.mission = mission
        self.clock = clock
        self.text = text
        self.say = say
    }

    // MARK: Reports

    func importReports(_ file: String, _ folder: ServedFolder) async throws {
        say("importing \(file)")
        let (mission, zone) = (mission, text.zone)
        let imports = try Imports(folder: folder.imports, zone: { zone }) {
            (command, holder, key) async throws(MissionError) in try await mission.submit(command, as: holder, key: key)
        }
        let place = imports.arriving()
        try FileManager.default.copyItem(atPath: file, toPath: place)
        let analyst = HolderID("analyst")!
        let job = try await imports.begin(
            ImportRequest(), file: place, digest: Array(repeating: 0, count: 32), by: analyst, key: "demonstration")
        let running = Task { await imports.run() }
        defer { running.cancel() }
        try await wait("the import") {
            try imports.job(job.id, of: analyst).map { $0.state == .done || $0.state == .failed } ?? false
        }
        guard let done = try imports.job(job.id, of: analyst), done.state == .done else {
            throw WebError.notMade(folder.path, why: "the reports could not be imported")
        }
        say("\(done.accepted) reports accepted, \(done.refused) rows refused")
    }

    // MARK: The story

    func tell(until now: Instant) async throws {
        let cases = try await proposed()
        say("\(cases.count) incidents proposed")
        guard cases.count >= 6 else { throw WebError.notMade(mission.path, why: "the reports make too few incidents") }
        try await standing()
        try await talks()
        try await silent(cases[0])
        try await reopened(cases[1])
        try await outOfScope(cases[2])
        // What still waits is of these days, so that its deadlines lie ahead.
        clock.move(to: now.advanced(bySeconds: -30 * 3600))
        try await returned(cases[3])
        try await answered(cases[4])
        clock.move(to: now.advanced(bySeconds: -4 * 3600))
        try await asked(cases[5])
        if cases.count > 6 { try await watched(cases[6]) }
        clock.move(to: now)
        say("cases at every stage")
    }

    /// Those that breach first, in the order of their days.
    private func proposed() async throws -> [IncidentRecord] {
        try await settle()
        let all = try await mission.ask(
            IncidentList(stages: [.proposed], page: Page(limit: 200)), as: mission.asker(HolderID("analyst")!)
        ).records.filter { !$0.reports.isEmpty }
        func rank(_ record: IncidentRecord) -> Int { record.assessment?.outcome == "breached" ? 0 : 1 }
        return all.sorted {
            (rank($0), $0.earliest.seconds, $0.id.description) < (rank($1), $1.earliest.seconds, $1.id.description)
        }
    }

    /// Adopted: the accused answers late, its guarantor not at all.
    private func silent(_ incident: IncidentRecord) async throws {
        try await open(incident, "Seen by several sources; taken up.")
        try await ask(incident)
        clock.move(hours: 24)
        let finding = try await draft(
            incident, .violationVerified, "The sources agree on what happened and on whose side it came from.")
        try await review(finding, .cleared)
        clock.move(hours: 24 * 8)
        try await settle()
        try await reply(
            incident, .denies, "Our forces were not active there on that day.", "Speak with the brigade's duty officer."
        )
        try await adopt(finding)
        clock.move(hours: 24)
    }

    private func reopened(_ incident: IncidentRecord) async throws {
        try await open(incident, nil)
        let finding = try await draft(incident, .unableToRule, "What is known does not settle who took part.")
        clock.move(hours: 24)
        try await adopt(finding)
        clock.move(hours: 48)
        try await submit(
            "head", .reopenFinding(ReopenFinding(finding: finding, reason: "A further witness has come forward.")))
    }

    private func outOfScope(_ incident: IncidentRecord) async throws {
        try await open(incident, nil)
        let finding = try await draft(incident, .outOfScope, "It lies outside what the agreement covers.")
        clock.move(hours: 24)
        try await adopt(finding)
    }

    private func returned(_ incident: IncidentRecord) async throws {
        try await open(incident, nil)
        let finding = try await draft(incident, .unableToRule, nil)
        try await review(finding, .returned)
    }

    /// A draft that waits for the head of mission.
    private func answered(_ incident: IncidentRecord) async throws {
        try await open(incident, nil)
        try await ask(incident)
        clock.move(hours: 6)
        try await reply(incident, .explains, "Fire was returned after an attack on our post.", nil)
        let finding = try await draft(incident, .unableToRule, "Self-defence is claimed and cannot be ruled out.")
        try await review(finding, .cleared)
    }

    /// Asked, and within its time.
    private func asked(_ incident: IncidentRecord) async throws {
        try await open(incident, nil)
        try await ask(incident)
    }

    private func watched(_ incident: IncidentRecord) async throws {
        try await open(incident, nil)
        let missing = incident.assessment?.missing ?? []
        try await submit(
            "analyst",
            .taskPatrol(
                TaskPatrol(
                    incident: incident.id,
                    content: PatrolContent(
                        missing: missing, place: incident.place, due: clock.now.advanced(bySeconds: 2 * 86_400),
                        priority: 3, instructions: "Look at the impact site; speak with the council."))))
    }

    // MARK: Beside the cases

    private func standing() async throws {
        for (at, obligation) in text.obligations.prefix(2).enumerated() {
            try await submit(
                "analyst",
                .reportProgress(
                    ReportProgress(
                        obligation: ObligationID(obligation.id)!, at: clock.now, score: at + 1,
                        percent: at == 0 ? 20 : 45, count: nil, evidence: [])))
        }
        let here = Place.point(Coordinate(latitude: 33.7, longitude: 36.11), sigmaMetres: 500)
        try await submit(
            "observer",
            .reportDenial(
                ReportDenial(
                    content: DenialContent(
                        kind: .checkpoint, earliest: clock.now.advanced(bySeconds: -7200), latest: clock.now,
                        place: here,
                        by: text.parties.first.flatMap { PartyID($0.id) },
                        text: "Turned back at the checkpoint without a reason."))))
        try await submit(
            "observer",
            .reportPresence(
                ReportPresence(
                    content: PresenceContent(
                        earliest: clock.now.advanced(bySeconds: -8 * 3600), latest: clock.now, place: here, means: .saw)
                )))
    }

    private func talks() async throws {
        let parties = text.parties.compactMap { PartyID($0.id) }
        guard parties.count >= 2 else { return }
        let opened = try await submit(
            "mediator",
            .openSession(
                OpenSession(
                    title: "Technical talks on monitoring", at: clock.now,
                    delegations: parties.map { Delegation(party: $0, head: "Head of delegation (fictional)") },
                    note: nil)))
        let session = opened.name("session").flatMap { SessionID($0) }
        let demand = try await submit(
            "\(parties[1])-liaison",
            .fileDemand(
                FileDemand(
                    session: session, of: [parties[0]], text: "Convoys pass without inspection of their papers.",
                    isPublic: true)))
        if let name = demand.name("demand").flatMap({ DemandID($0) }) {
            try await submit(
                "\(parties[0])-liaison",
                .answerDemand(
                    AnswerDemand(
                        demand: name, answer: .deferred, obligation: nil, text: "To be taken up in the next session.",
                        isPublic: true)))
        }
        try await submit(
            "mediator",
            .draftCommunique(
                DraftCommunique(
                    communique: nil, session: session,
                    parts: [
                        CommuniquePart(text: "The sides met and spoke about monitoring.", bracketedBy: []),
                        CommuniquePart(text: "They will meet again within two weeks.", bracketedBy: [parties[0]]),
                    ], parties: parties)))
    }

    // MARK: Steps

    private func open(_ incident: IncidentRecord, _ note: String?) async throws {
        try await submit(
            "analyst", .openIncident(OpenIncident(incident: incident.id, reports: incident.reports, note: note)))
    }

    private func ask(_ incident: IncidentRecord) async throws {
        let accused = incident.assessment?.attribution.party ?? text.parties.first.flatMap { PartyID($0.id) }
        guard let accused, let provision = text.provisions.first.flatMap({ ProvisionID($0.id) }) else { return }
        try await submit(
            "analyst",
            .askReply(
                AskReply(
                    incident: incident.id, accused: Self.party(accused, text),
                    allegation: "Fire is alleged to have come from positions that your side holds.",
                    provisions: [provision], severity: nil)))
    }

    /// The accused's own reply; whoever answers for it stays silent.
    private func reply(
        _ incident: IncidentRecord, _ position: ReplyPosition, _ statement: String, _ confidence: String?
    ) async throws {
        let asks =
            try await mission.ask(
                IncidentByID(id: incident.id), as: mission.asker(HolderID("head")!), after: mission.health().recorded
            ).record?.asks ?? []
        guard let own = asks.first(where: { $0.content?.of == $0.content?.accused }), let side = own.content?.of else {
            return
        }
        try await submit(
            "\(side)-liaison",
            .fileReply(
                FileReply(ask: own.id, position: position, statement: statement, confidence: confidence, evidence: [])))
    }

    private func draft(_ incident: IncidentRecord, _ outcome: Outcome, _ statement: String?) async throws -> FindingID {
        let assessment = incident.assessment
        let isViolation = outcome == .violationVerified
        let party = (assessment?.attribution.party ?? text.parties.first.flatMap { PartyID($0.id) }).map {
            Self.party($0, text)
        }
        let provisions = text.provisions.prefix(1).compactMap { ProvisionID($0.id) }.map {
            ProvisionOutcome(provision: $0, outcome: outcome)
        }
        let drafted = try await submit(
            "analyst",
            .draftFinding(
                DraftFinding(
                    incident: incident.id,
                    content: FindingContent(
                        outcome: outcome, provisions: outcome == .outOfScope ? [] : provisions,
                        attribution: isViolation
                            ? FindingAttribution(status: .attributed, party: party, confidence: .high)
                            : FindingAttribution(status: .notAttributable, party: nil, confidence: .none),
                        basis: FindingBasis(
                            reports: incident.reports, evidence: [],
                            agreementVersion: assessment?.agreementVersion ?? text.version,
                            rulesVersion: RulesVersion.rules), statement: statement))))
        guard let finding = drafted.name("finding").flatMap({ FindingID($0) }) else {
            throw WebError.notMade(mission.path, why: "a draft has no name")
        }
        return finding
    }

    private static func party(_ side: PartyID, _ text: Agreement) -> PartyID {
        text.parties.contains { $0.id == side.text } ? side : text.parties.first.flatMap { PartyID($0.id) } ?? side
    }

    private func review(_ finding: FindingID, _ verdict: ReviewVerdict) async throws {
        try await submit(
            "legal",
            .reviewFinding(
                ReviewFinding(
                    finding: finding, verdict: verdict,
                    note: verdict == .returned ? "Say which source places it." : nil)))
    }

    private func adopt(_ finding: FindingID) async throws {
        try await submit("head", .adoptFinding(AdoptFinding(finding: finding)))
    }

    // MARK: With the mission

    @discardableResult
    private func submit(_ holder: String, _ command: Command) async throws -> Submitted {
        do {
            return try await mission.submit(command, as: HolderID(holder)!, key: "demonstration/\(keys.next())")
        } catch {
            throw WebError.notMade(mission.path, why: "\(command.kind.rawValue) by \(holder): \(error)")
        }
    }

    /// What is due is recorded, and proposals are of everything recorded.
    private func settle() async throws {
        // The clerk looks once a second.
        try await Task.sleep(for: .seconds(3))
        try await wait("the proposals") {
            let health = await mission.health()
            return health.answered >= health.recorded && health.computedAt >= health.recorded
        }
    }

    private func wait(_ what: String, _ isDone: () async throws -> Bool) async throws {
        for _ in 0..<1200 {
            if try await isDone() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw WebError.notMade(mission.path, why: "\(what) took longer than two minutes")
    }

    private final class Keys: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}
