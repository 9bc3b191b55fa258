import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("What an officer decided, the engine does not propose against")
struct OfficersPlacingTests {
    @Test("a report taken out of an incident is not proposed for it again, whatever it looks like")
    func takenOut() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        var reports: [ReportID] = []
        for number in 0..<2 {
            let answer = try await mission.submit(
                .report(minutes: Int64(number)), as: HolderID("observer-\(number + 1)")!, key: "r")
            reports.append(ReportID(answer.name("report")!)!)
        }
        try await mission.settle()
        let proposal = try #require(try await mission.ask(IncidentList(), as: mission.asker(.analyst)).records.first)
        #expect(proposal.reports == reports.sorted())
        _ = try await mission.submit(
            .openIncident(OpenIncident(incident: proposal.id, reports: reports.sorted(), note: nil)), as: .analyst,
            key: "open")
        let out = TriageReport(
            report: reports[1], disposition: .incident, incident: nil, duplicateOf: nil, note: "Another day.")
        _ = try await mission.submit(.triageReport(out), as: .analyst, key: "out")
        try await mission.settle()
        let after = try await mission.ask(IncidentList(), as: mission.asker(.analyst)).records
        #expect(after.first { $0.id == proposal.id }?.reports == [reports[0]])
        #expect(after.contains { $0.id != proposal.id && $0.reports == [reports[1]] && $0.stage == .proposed })
        try await mission.close()
    }
}
