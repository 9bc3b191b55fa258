import Testing
import TruceTesting

@testable import Truce

/// Thousands of random commands by random askers at random times, with and without a clerk.
@Suite("Verification: whatever anybody tries")
struct WorkflowProperties {
    /// A mission after so many attempts. `watch` sees every step that was recorded.
    private static func run(
        seed: UInt64, attempts: Int, _ watch: (inout TestMission) -> Void = { _ in }
    ) -> TestMission {
        var mission = TestMission(seed: seed)
        var commands = RandomCommands(seed: seed)
        let hasClerk = seed % 3 != 0
        for _ in 0..<attempts {
            if Int.random(in: 0..<6, using: &commands.random) == 0 {
                mission.now = mission.now.advanced(bySeconds: .random(in: 1...90_000, using: &commands.random))
            }
            if hasClerk { mission.runClerk() }
            let (command, holder, basis) = commands.next(in: mission)
            let count = mission.entries.count
            do { try mission.submit(command, by: holder, basis: basis) } catch { continue }
            for entry in mission.entries[count...] { commands.learn(entry) }
            watch(&mission)
        }
        return mission
    }

    @Test("every kind of command is carried out some time, so that what follows is said of all of them")
    func everyKind() {
        var kinds: Set<FactKind> = []
        for seed in UInt64(0)..<40 { kinds.formUnion(Self.run(seed: seed, attempts: 400).entries.map(\.fact.kind)) }
        let fromOutside: Set<FactKind> = [
            .ledgerOpened, .agreementAdopted, .agreementAmended, .rulesVersionChanged, .keyRotated, .evidenceAdded,
            .custodyPassed,
            .dailyReportPublished, .secretErased, .witnessSilent, .witnessReturned,
        ]
        #expect(Set(FactKind.allCases).subtracting(kinds).subtracting(fromOutside) == [])
    }

    @Test(
        "no finding is adopted by its author, and no violation is published before the accused was heard or silent",
        arguments: UInt64(0)..<60)
    func findings(seed: UInt64) {
        let mission = Self.run(seed: seed, attempts: 400)
        var (authors, asked): ([FindingID: OfficerID], [AskID: AskContent]) = ([:], [:])
        var (answers, silences): ([AskID: Instant], Set<AskID>) = ([:], [])
        for entry in mission.entries {
            switch entry.fact {
            case .findingDrafted(let fact): authors[fact.finding] = fact.officer
            case .replyAsked(let fact):
                for side in fact.sides(entry.sealed) { asked[side.ask] = side.content }
            case .replyFiled(let fact): if let ask = fact.ask { answers[ask] = fact.filedAt }
            case .replyDeadlinePassed(let fact): silences.formUnion(fact.term(entry.sealed)?.asks ?? [])
            case .findingAdopted(let fact):
                #expect(fact.author == authors[fact.finding] && fact.author != fact.officer)
                #expect(["head", "deputy"].contains(fact.officer.text))
                guard fact.outcome == .violationVerified else {
                    #expect(fact.attribution.status != .attributed)
                    continue
                }
                #expect(!fact.basis.reports.isEmpty)
                guard let party = fact.attribution.party else { continue }
                #expect(fact.attribution.confidence >= .medium)
                for side in [party.text, party.text == "hill" ? "north" : "south"] {
                    let heard = asked.contains { ask, content in
                        content.of.text == side && content.accused == party
                            && (answers[ask] != nil || silences.contains(ask))
                    }
                    #expect(heard, "\(side) was not heard of \(fact.finding)")
                }
            default: break
            }
        }
    }

    @Test(
        "no deadline both passed and was met, no silence comes early or twice, no reminder comes twice",
        arguments: UInt64(0)..<60)
    func deadlines(seed: UInt64) throws {
        let mission = Self.run(seed: seed, attempts: 400)
        var (deadlines, firsts): ([AskID: Instant], [AskID: Instant]) = ([:], [:])
        var (met, passed, reminded): (Set<AskID>, Set<AskID>, Set<AskID>) = ([], [], [])
        var rungs: Set<String> = []
        for entry in mission.entries {
            switch entry.fact {
            case .replyAsked(let fact):
                for side in fact.sides(entry.sealed) {
                    (deadlines[side.ask], firsts[side.ask]) = (side.deadline, side.deadline)
                }
            case .replyExtended(let fact):
                let term = try #require(fact.term(entry.sealed))
                for ask in term.asks {
                    // Taken back it is no earlier than the agreement had it.
                    #expect(term.deadline >= firsts[ask]! && !passed.contains(ask))
                    deadlines[ask] = term.deadline
                }
            case .replyFiled(let fact):
                if fact.filedAt <= deadlines[fact.ask!]! { met.insert(fact.ask!) }
            case .replyDeadlinePassed(let fact):
                let term = try #require(fact.term(entry.sealed))
                #expect(!term.asks.isEmpty && entry.recorded > term.deadline)
                for ask in term.asks { #expect(passed.insert(ask).inserted && term.deadline == deadlines[ask]) }
            case .reminderSent(let fact):
                for ask in try #require(fact.term(entry.sealed)).asks { #expect(reminded.insert(ask).inserted) }
            // A rung goes along with the reports that a split takes out: who keeps the name may come to it anew.
            case .incidentSplit(let fact): rungs = rungs.filter { !$0.hasPrefix("\(fact.incident) ") }
            case .escalated(let fact): #expect(rungs.insert("\(fact.incident) \(fact.rung)").inserted)
            default: break
            }
        }
        #expect(met.isDisjoint(with: passed))
    }

    @Test(
        "no stage is a dead end: every open case can be settled, and every settled one reopened",
        arguments: UInt64(0)..<30)
    func noDeadEnd(seed: UInt64) throws {
        let mission = Self.run(seed: seed, attempts: 300)
        for (incident, known) in mission.register.incidents.values {
            var mission = mission
            switch known.stage {
            case .proposed: continue
            case .joined:
                let target = mission.register.standing(incident)
                #expect(mission.register.incident(target)?.stage != .joined)
            case .adopted:
                let finding = try #require(known.finding)
                try mission.submit(.reopenFinding(.init(finding: finding, reason: "More.")), by: "head")
            case .underVerification, .findingDrafted:
                let reports = try #require(mission.register.incident(incident)).standingReports
                let finding = try mission.draft(mission.finding(.unableToRule, on: reports), of: incident)
                try mission.submit(mission.adoption(of: finding), by: "head", basis: mission.basis(of: incident))
                try settleAsViolation(incident, mission)
            }
        }
    }

    /// From whatever state, an attributed violation can still be found: reopen, draft, wait, ask, wait, adopt.
    private func settleAsViolation(_ incident: IncidentID, _ before: TestMission) throws {
        var mission = before
        let standing = try #require(mission.register.incident(incident))
        guard let report = standing.standingReports.first, let finding = standing.finding else { return }
        try mission.submit(.reopenFinding(.init(finding: finding, reason: "More.")), by: "head")
        mission.wait(hours: 9_000)
        mission.runClerk()
        try mission.ask("hill", about: incident, ["1"])
        mission.wait(hours: 9_000)
        mission.runClerk()
        let draft = try mission.draft(mission.finding(on: [report], attributedTo: "hill"), of: incident)
        try mission.submit(mission.adoption(of: draft), by: "head")
        #expect(mission.register.incident(incident)?.stage == .adopted)
    }

    @Test("what is decided and applied is what a fresh fold of the ledger gives", arguments: UInt64(0)..<30)
    func freshFold(seed: UInt64) {
        let mission = Self.run(seed: seed, attempts: 400)
        var fresh = Register()
        for entry in mission.entries { fresh.apply(entry) }
        #expect(fresh == mission.register)
        #expect(fresh.constraints() == mission.register.constraints())
        let end = mission.now.advanced(bySeconds: 9_000_000)
        #expect(
            fresh.due(at: end, under: mission.history, limit: .max)
                == mission.register.due(at: end, under: mission.history, limit: .max))
    }

    @Test("what was taken back was never there", arguments: UInt64(0)..<30)
    func rollback(seed: UInt64) {
        var random = SeededRandom(seed)
        var open: (mission: TestMission, version: Int)?
        _ = Self.run(seed: seed, attempts: 300) { mission in
            if let before = open, Bool.random(using: &random) {
                mission.register.rollback()
                #expect(mission.register == before.mission.register)
                #expect(mission.register.constraintsVersion > before.version)
                mission = before.mission
                open = nil
            } else if open != nil, Bool.random(using: &random) {
                mission.register.commit()
                open = nil
            } else if open == nil {
                open = (mission, mission.register.constraintsVersion)
                mission.register.begin()
            }
        }
    }

    @Test(
        "an entry carries no word that was sealed; what a draft and a reply say stands in an adopted finding only",
        arguments: UInt64(0)..<30)
    func publicEntries(seed: UInt64) throws {
        let mission = Self.run(seed: seed, attempts: 400)
        var (markers, adopted) = (0, Set<IncidentID>())
        let reporters = TestMission.staff.filter { [.observer, .teamLeader].contains($0.role) }.map(\.holder)
        for entry in mission.entries {
            let text = String(decoding: try Entry(recorded: entry.recorded, fact: entry.fact).bytes(), as: UTF8.self)
            #expect(!text.contains("zzsealed"), "\(text)")
            // Who reports, watches or comes back from a patrol holds a role in the open and does nothing there.
            if ![.accessGranted, .accessRevoked].contains(entry.fact.kind) {
                for reporter in reporters { #expect(!text.contains("\"\(reporter)\""), "\(text)") }
            }
            if case .replyFiled(let fact) = entry.fact, let incident = fact.incident {
                // In the open only while a finding stands.
                #expect(adopted.contains(incident), "\(text)")
            } else if entry.fact.kind != .findingAdopted {
                #expect(!text.contains("zzreply"))
            }
            if case .findingAdopted(let fact) = entry.fact { adopted.insert(fact.incident) }
            if case .findingReopened(let fact) = entry.fact {
                adopted.subtract(mission.register.incident(of: fact.finding).map { [$0] } ?? [])
            }
            // Nor, of questions and replies, any time but its own and that of the reply.
            if let question = entry.sealed.question?.deadline ?? entry.sealed.term?.deadline {
                #expect(!text.contains("\(question)"), "\(text)")
            }
            if entry.fact.kind != .findingAdopted, entry.fact.kind != .communiqueAgreed {
                #expect(!text.contains("zzdraft"), "\(text)")
            }
            for field in try entry.sealed.fields() where String(decoding: field.value, as: UTF8.self).contains("zz") {
                markers += 1
            }
        }
        #expect(markers > 20)
    }
}
