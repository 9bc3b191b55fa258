import Testing
import TruceTesting

@testable import Truce

/// A refusal tells nothing that the asker may not see.
@Suite("Verification: what is hidden and what is not there are told alike")
struct ToldAlikeTests {
    private struct Names {
        var report: ReportID
        var incident: IncidentID
        var finding: FindingID
        var ask: AskID
        var patrol: PatrolID
        var communique: CommuniqueID
    }

    private static func commands(_ names: Names) -> [Command] {
        [
            ReportRulesTests.correction(names.report), ReportRulesTests.withdrawal(names.report),
            .reportPatrol(.init(patrol: names.patrol, result: .init(outcome: .nothing, note: nil), reports: [])),
            .answerEscalation(.init(incident: names.incident, rung: 1, answer: "x")),
            .answerEscalation(.init(incident: names.incident, rung: 9, answer: "x")),
            TestMission.reply(names.ask),
            .fileReply(
                .init(
                    ask: names.ask, position: .denies, statement: String(repeating: "x", count: 5_000), confidence: nil,
                    evidence: [])),
            .reopenFinding(.init(finding: names.finding, reason: "x")),
            .adoptFinding(.init(finding: names.finding)),
            .extendReply(.init(ask: names.ask, deadline: .distantPast, note: nil)),
            .agreeCommunique(.init(communique: names.communique, version: 7)),
        ]
    }

    @Test("by every holder whom the case does not concern", arguments: TestMission.staff.map(\.holder) + ["public"])
    func alike(holder: String) throws {
        var mission = TestMission()
        let report = try mission.report(by: "hill-1")
        let incident = try mission.open(1, [report])
        let ask = try mission.ask("hill", about: incident)[0]
        let finding = try mission.draft(mission.finding(on: [report]), of: incident)
        try mission.submit(.escalate(.init(incident: incident, asked: "x")), by: "head")
        let tasked = try mission.submit(
            .taskPatrol(
                .init(
                    incident: incident,
                    content: .init(missing: [], place: .unknown, due: nil, priority: 0, instructions: nil))), by: "head"
        )
        let drafted = try mission.submit(
            .draftCommunique(
                .init(
                    communique: nil, session: nil, parts: [.init(text: "x", bracketedBy: [])], parties: [id("hill")])),
            by: "mediation")
        guard case .patrolTasked(let patrol) = tasked[0].fact, case .communiqueDrafted(let communique) = drafted[0].fact
        else { return }
        let real = Names(
            report: report, incident: incident, finding: finding, ask: ask, patrol: patrol.patrol,
            communique: communique.communique)
        let invented = Names(
            report: id("R-NONE"), incident: IncidentID(raw: 77), finding: id("F-NONE"), ask: id("A-NONE"),
            patrol: id("P-NONE"), communique: id("C-NONE"))
        var told = 0
        for (command, other) in zip(Self.commands(real), Self.commands(invented)) {
            guard !Self.concerns(command.kind, holder) else { continue }
            let refusals = (mission.refusal(of: command, by: holder), mission.refusal(of: other, by: holder))
            #expect(refusals.0 != nil && refusals.0?.kindOf == refusals.1?.kindOf, "\(command)")
            if case .unknown(let kind, let name) = refusals.0, case .unknown(_, let otherName) = refusals.1 {
                #expect(refusals.0?.description.replacing(name, with: otherName) == refusals.1?.description)
                #expect(!kind.isEmpty)
                told += 1
            }
        }
        if ["lake-1", "south-1", "observer-1"].contains(holder) { #expect(told > 0) }
    }

    /// Written by hand, apart from the table: who may see the thing that the command names.
    private static func concerns(_ kind: CommandKind, _ holder: String) -> Bool {
        let officers = ["analyst-1", "analyst-2", "head", "deputy"]
        return switch kind {
        case .correctReport: ["hill-1", "hill-2"].contains(holder)
        case .withdrawReport: ["hill-1", "hill-2"].contains(holder) || officers.contains(holder)
        case .reportPatrol: officers.contains(holder) || holder == "leader"
        case .answerEscalation:
            officers.contains(holder) || ["leader", "mediation", "hill-1", "hill-2", "north-1"].contains(holder)
        case .fileReply: ["hill-1", "hill-2"].contains(holder)
        case .reopenFinding: false
        case .adoptFinding: ["head", "deputy"].contains(holder)
        case .extendReply: officers.contains(holder)
        case .agreeCommunique: ["hill-1", "hill-2", "lake-1", "north-1", "south-1"].contains(holder)
        default: false
        }
    }
}
