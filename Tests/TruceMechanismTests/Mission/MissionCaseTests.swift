import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("A whole case")
struct MissionCaseTests {
    @Test(
        "from three reports to an adopted finding: each step is on record, and the public sees the finding only at the end"
    )
    func adopted() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        var key = 0
        func submit(_ command: Command, as holder: HolderID) async throws -> Submitted {
            key += 1
            return try await mission.submit(command, as: holder, key: "case/\(key)")
        }
        var reports: [ReportID] = []
        for (minutes, observer) in [(0, "observer-1"), (3, "observer-2"), (5, "observer-3")] {
            let answer = try await submit(
                .report(minutes: Int64(minutes), text: "Mortar rounds near the ferry house, as seen by \(observer)."),
                as: HolderID(observer)!)
            reports.append(ReportID(answer.name("report")!)!)
        }
        try await mission.settle()

        let officer = mission.asker(.analyst)
        let proposed = try await mission.ask(IncidentList(), as: officer).records
        let incident = try #require(proposed.first { $0.reports.contains(reports[0]) })
        #expect(incident.stage == .proposed)
        #expect(incident.reports == reports.sorted())
        #expect(incident.assessment?.outcome == "breached")
        #expect(try await mission.shown(IncidentList(), to: nil).isEmpty)

        _ = try await submit(
            .openIncident(OpenIncident(incident: incident.id, reports: incident.reports, note: "taken up")),
            as: .analyst)
        let asked = try await submit(
            .askReply(
                AskReply(
                    incident: incident.id, accused: PartyID("north")!, allegation: "Mortar fire at the ferry house.",
                    provisions: [ProvisionID("1")!], severity: nil)), as: .analyst)
        let asks = asked.names.filter { $0.kind == "ask" }.map { AskID($0.id)! }
        #expect(asks.count >= 2)
        let content = FindingContent(
            outcome: .violationVerified,
            provisions: [ProvisionOutcome(provision: ProvisionID("1")!, outcome: .violationVerified)],
            attribution: FindingAttribution(status: .attributed, party: PartyID("north")!, confidence: .high),
            basis: FindingBasis(
                reports: reports, evidence: [], agreementVersion: 1, rulesVersion: RulesVersion.rules),
            statement: "Fire came from the north bank.")
        let drafted = try await submit(
            .draftFinding(DraftFinding(incident: incident.id, content: content)), as: .analyst)
        let finding = FindingID(drafted.name("finding")!)!

        // Nobody was heard yet.
        await #expect(throws: MissionError.self) {
            try await submit(.adoptFinding(AdoptFinding(finding: finding)), as: .head)
        }
        try await mission.settle()
        let own = try await mission.ask(AskList(), as: mission.asker(.north)).records
        let ask = try #require(own.first { $0.content?.of == PartyID("north") })
        _ = try await submit(
            .fileReply(
                FileReply(
                    ask: ask.id, position: .denies, statement: "We did not fire.", confidence: "Ask the ferrymen.",
                    evidence: [])), as: .north)

        // The others let their time pass.
        test.clock.move(hours: 200)
        try await Clerk(
            recorder: mission.parts.recorder, attachments: mission.parts.attachments, settings: mission.parts.settings,
            clock: mission.parts.clock
        ).step()
        #expect(try await mission.shown(FindingList(), to: nil).isEmpty)
        let adopted = try await submit(.adoptFinding(AdoptFinding(finding: finding)), as: .head)
        try await mission.settle()

        let findings = try await mission.shown(FindingList(), to: nil)
        #expect(findings.count == 1)
        let shown = try #require(findings.first)
        #expect(shown.contains("We did not fire.") && shown.contains("Fire came from the north bank."))
        #expect(!shown.contains("ferrymen") && !shown.contains("observer-"))
        #expect(try await mission.shown(IncidentList(), to: nil).count == 1)

        try await mission.publish()
        let receipt = try await mission.receipt(for: adopted.entries[0])
        let file = test.path + "/receipt"
        try Data(receipt).write(to: URL(filePath: file))
        try Data(mission.policy.utf8).write(to: URL(filePath: test.path + "/public-policy"))
        let verdict = try await Mechanism.verifyReceipt(
            .init(
                receipt: file, policy: test.path + "/public-policy", against: nil, log: nil, entry: nil,
                acceptsLogged: false))
        #expect(verdict.isIntact, "\(verdict.sentence)")
        try await mission.close()
    }

    @Test("an opened incident keeps exactly its reports; a later one that fits is only proposed for it")
    func hardPlacing() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        func file(_ key: String, _ minutes: Int64, _ holder: String) async throws -> ReportID {
            let answer = try await mission.submit(
                .report(minutes: minutes, text: "Mortar rounds near the ferry house, says \(holder)."),
                as: HolderID(holder)!, key: key)
            return ReportID(answer.name("report")!)!
        }
        let first = [try await file("1", 0, "observer-1"), try await file("2", 2, "observer-2")]
        try await mission.settle()
        let officer = mission.asker(.analyst)
        let incident = try #require(try await mission.ask(IncidentList(), as: officer).records.first)
        #expect(incident.reports == first.sorted())
        _ = try await mission.submit(
            .openIncident(OpenIncident(incident: incident.id, reports: incident.reports, note: nil)), as: .analyst,
            key: "open")
        let later = try await file("3", 1, "observer-3")
        try await mission.settle()
        let all = try await mission.ask(IncidentList(), as: officer).records
        #expect(all.map(\.id) == [incident.id])
        let record = try #require(try await mission.ask(ReportByID(id: later), as: officer).record)
        #expect(record.incident == nil)
        #expect(record.proposedIncident == incident.id)

        // Set aside by an officer, it is proposed for nothing.
        _ = try await mission.submit(
            .triageReport(
                TriageReport(report: later, disposition: .setAside, incident: nil, duplicateOf: nil, note: "hearsay")),
            as: .analyst, key: "aside")
        try await mission.settle()
        #expect(try await mission.ask(ReportByID(id: later), as: officer).record?.proposedIncident == nil)
        try await mission.close()
    }
}
