import Foundation
import Testing
import Truce
import TruceIntake
import TruceMechanism
import TruceTesting

@Suite("Real data", .enabled(if: SharedData.folder != nil, "../shared/data is not there"))
struct RealDataTests {
    static func docket(_ agreement: String, _ files: String...) throws -> Docket {
        try Mechanism.judge(
            JudgeRequest(
                agreement: SharedData.repository.appending(path: "Examples/\(agreement)/agreement.yaml").path,
                reports: ReportRequest(paths: files.map { SharedData.folder!.appending(path: $0).path }))
        ).docket
    }

    @Test("Syria: no row is lost, and each is judged for the reason that a reader of the agreement would give")
    func syria() throws {
        let docket = try Self.docket("syria-2016", "ucdp-ged-syria/ged_syria_ceasefire_2016-12_2017-03.csv")
        #expect(docket.reports.count == 1973 && docket.incidentCount == 1973)
        let entry = docket.history.first.inForce.from
        var seen: [String: Int] = [:]
        for i in 0..<docket.incidentCount {
            let incident = docket.incident(i)
            let assessment = docket.assessment(of: incident)
            let report = docket.reports[Int(incident.rows[0])]
            let names = report.sideA + ", " + report.sideB
            let outcome = assessment.mechanism.outcome
            if incident.time.latest <= entry {
                #expect(outcome == .outOfScope(.beforeEntryIntoForce))
                seen["before", default: 0] += 1
            } else if report.sideA == "IS" || report.sideB == "IS" {
                #expect(outcome == .outOfScope(.excludedGroup), "\(names)")
                seen["is", default: 0] += 1
            } else if names.contains("SDF") || names.contains("YPG") {
                #expect(outcome == .outOfScope(.notBound), "\(names)")
                seen["sdf", default: 0] += 1
            } else if names.contains("HTS") || names.contains("Fateh al-Sham") {
                #expect(assessment.readings[1].outcome != assessment.readings[2].outcome, "\(names)")
                seen["hts", default: 0] += 1
            }
            if incident.time.latest > entry, names.contains("HTS") || names.contains("Fateh al-Sham") {
                #expect(assessment.isContested, "\(names)")
            }
        }
        #expect(seen == ["before": 408, "is": 718, "sdf": 28, "hts": 17])
    }

    @Test("Ukraine: three releases of one data set are versions of the same reports")
    func ukraine() throws {
        let files = [2019, 2020, 2022].map { "ucdp-ged-ukraine-donetsk/ged_ukraine_excl_luhansk_vintage_\($0).csv.gz" }
        let docket = try Self.docket("donbas-2015", files[0], files[1], files[2])
        #expect(docket.inputs.map(\.rows) == [808, 954, 2294])
        #expect(docket.inputs.map(\.refused) == [0, 0, 0])
        #expect(docket.inputs.allSatisfy { $0.accepted + $0.refused == $0.rows })
        let again = docket.inputs.reduce(0) { $0 + $1.repeats + $1.corrections }
        #expect(docket.reports.count == 808 + 954 + 2294 - again)
        #expect(docket.incidentCount == docket.reports.count, "a data set tells of each event once")
    }
}
