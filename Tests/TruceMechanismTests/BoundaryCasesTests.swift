import Foundation
import Testing
import Truce
import TruceMechanism
import TruceTesting

@Suite("The boundary cases of Examples/two-rivers")
struct BoundaryCasesTests {
    /// What the column `expected` opens with, as the mechanism sees it.
    enum Expected: Equatable {
        case verdict([String], Verdict)
        case outOfScope(ScopeReason)
        case claimed

        init?(_ words: String) {
            if let found = words.firstMatch(of: /^(\d+)(?: and (\d+))? (breached|not_breached|undetermined)/) {
                let provisions = [String(found.1)] + (found.2.map { [String($0)] } ?? [])
                self = .verdict(provisions, Verdict(rawValue: String(found.3))!)
            } else if words.contains("claimed") {
                self = .claimed
            } else if let reason = ScopeReason.allCases.first(where: {
                words.replacing("the ", with: "").replacing(" ", with: "_") == $0.code
            }) {
                self = .outOfScope(reason)
            } else {
                return nil
            }
        }
    }

    @Test("each comes out as its row says")
    func asExpected() throws {
        let folder = SharedData.repository.appending(path: "Examples/two-rivers")
        let docket = try Mechanism.judge(
            JudgeRequest(
                agreement: folder.appending(path: "agreement.yaml").path,
                reports: ReportRequest(paths: [folder.appending(path: "boundary-cases.csv").path]))
        ).docket
        var seen = 0
        for i in 0..<docket.incidentCount {
            let incident = docket.incident(i)
            let assessment = docket.assessment(of: incident)
            let provisions = docket.history.versions[assessment.agreementVersion].text.provisions
            for row in incident.rows {
                let report = docket.reports[Int(row)]
                let words = try #require(report.detail.extras.first { $0.name == "expected" }?.value)
                let expected = try #require(Expected(words), "\(report.id): “\(words)” cannot be read")
                let reading = assessment.mechanism
                switch expected {
                case .outOfScope(let reason): #expect(reading.outcome == .outOfScope(reason), "\(report.id)")
                case .claimed: #expect(reading.outcome == .undetermined, "\(report.id)")
                case .verdict(let ids, let verdict):
                    for id in ids {
                        let found = reading.provisions.first { provisions[$0.provision].id == id }
                        #expect(found?.verdict == verdict, "\(report.id): provision \(id), “\(words)”")
                    }
                }
                seen += 1
            }
        }
        #expect(seen == 49)
    }

    @Test("a bearing sector across a withdrawal line is open with its probability, the maps agreeing there")
    func sector() throws {
        let folder = SharedData.repository.appending(path: "Examples/two-rivers")
        let docket = try Mechanism.judge(
            JudgeRequest(
                agreement: folder.appending(path: "agreement.yaml").path,
                reports: ReportRequest(paths: [folder.appending(path: "boundary-cases.csv").path]))
        ).docket
        let row = try #require((0..<docket.reports.count).first { docket.reports.ids[$0] == "bc-13" })
        let incident = docket.incident(Int(docket.matching.incidentOfReport[row]))
        let open = docket.assessment(of: incident).mechanism.provisions.filter { $0.verdict == .undetermined }
        #expect(open.count == 1)
        let chance = try #require(open.first?.probability)
        #expect(chance > 0.05 && chance < 0.95)
    }
}
