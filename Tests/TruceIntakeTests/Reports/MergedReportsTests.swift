import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceIntake

private let header = "report_id,source,event_start,received_at,text,corrects\n"

private func file(_ rows: String...) -> String { header + rows.joined(separator: "\n") + "\n" }

@Suite("Reports met more than once")
struct MergedReportsTests {
    @Test("the same again is a repeat and adds nothing, whenever it was received")
    func repeats() throws {
        let row = "R1,S,2031-05-02,2031-05-02T10:00:00Z,shells,"
        let later = "R1,S,2031-05-02,2031-05-02T12:00:00Z,shells,"
        let merged = MergedReports(try Reading(files: [file(row, row), file(later)]).table)
        #expect(merged.reports.count == 1)
        #expect(merged.repeats == 2 && merged.corrections == 0)
        #expect(merged.repeatsByFile == [1, 1])
        #expect(merged.superseded.isEmpty)
        #expect(merged.reports[0].receivedAt == instant("2031-05-02T10:00:00Z"))
    }

    @Test("the same identifier of another source is another report")
    func otherSource() throws {
        let merged = MergedReports(
            try Reading(files: [file("R1,S,2031-05-02,,shells,", "R1,T,2031-05-02,,shells,")]).table)
        #expect(merged.reports.count == 2)
        #expect(merged.repeats == 0)
    }

    @Test(
        "of two versions, the one received later stands; else that of the later file",
        arguments: [
            ("2031-05-02T10:00:00Z", "2031-05-02T11:00:00Z", "second"),
            ("2031-05-02T11:00:00Z", "2031-05-02T10:00:00Z", "first"),
            ("2031-05-02T10:00:00Z", "2031-05-02T10:00:00Z", "second"), ("", "", "second"),
            ("2031-05-02T10:00:00Z", "", "first"),
        ])
    func corrections(first: String, second: String, stands: String) throws {
        let merged = MergedReports(
            try Reading(files: [file("R1,S,2031-05-02,\(first),first,"), file("R1,S,2031-05-02,\(second),second,")])
                .table
        )
        #expect(merged.reports.count == 1)
        #expect(merged.reports[0].text == stands)
        #expect(merged.superseded.count == 1)
        #expect(merged.supersededBy == [0])
        #expect(merged.corrections == 1 && merged.repeats == 0)
    }

    @Test("a report that names the one it corrects supersedes it, and its corrections too")
    func corrects() throws {
        let merged = MergedReports(
            try Reading(files: [
                file(
                    "R1,S,2031-05-02,,one,", "R2,S,2031-05-02,,two,R1", "R3,S,2031-05-02,,three,R2",
                    "R4,S,2031-05-02,,x,R9")
            ]).table)
        #expect(merged.reports.count == 2)
        #expect((0..<2).map { merged.reports[$0].id } == ["R3", "R4"])
        #expect(merged.supersededBy == [0, 0])
        #expect(merged.corrections == 2)
    }

    @Test("two reports that name each other do not make both vanish")
    func circle() throws {
        let rows = ["R1,S,2031-05-02,2031-05-02T10:00:00Z,one,R2", "R2,S,2031-05-02,2031-05-02T11:00:00Z,two,R1"]
        for order in [rows, rows.reversed()] {
            let merged = MergedReports(try Reading(files: [header + order.joined(separator: "\n")]).table)
            #expect(merged.reports.count == 1)
            #expect(merged.superseded.count == 1)
        }
    }

    @Test("the order of rows does not matter", arguments: UInt64(0)..<30)
    func order(seed: UInt64) throws {
        var random = SeededRandom(seed)
        var rows = (0..<60).map { _ in
            let id = "R\(random.next() % 12)"
            let received = random.next() % 3 == 0 ? "" : "2031-05-02T1\(random.next() % 3):00:00Z"
            let corrects = random.next() % 6 == 0 ? "R\(random.next() % 12)" : ""
            return
                "\(id),S\(random.next() % 2),2031-05-0\(1 + random.next() % 3),\(received),text \(random.next() % 3),\(corrects)"
        }
        let first = try canonical(rows)
        rows.shuffle(using: &random)
        #expect(try canonical(rows) == first)
    }

    private func canonical(_ rows: [String]) throws -> [Report] {
        let read = try Reading(files: [header + rows.joined(separator: "\n")])
        let merged = MergedReports(read.table)
        #expect(merged.reports.count + merged.superseded.count + merged.repeats == read.summary.accepted)
        let sorted = merged.reports.reordered(by: merged.reports.canonicalOrder())
        return (0..<sorted.count).map {
            var report = sorted[$0]
            report.row = 0
            return report
        }
    }
}

@Suite("The canonical order")
struct ReportOrderTests {
    @Test("is by earliest, latest, source and identifier, whatever the order of the rows", arguments: UInt64(0)..<20)
    func shuffled(seed: UInt64) throws {
        var random = SeededRandom(seed)
        var rows = (0..<80).map { n in
            let day = 1 + random.next() % 3
            return
                "\(random.next() % 2 == 0 ? "long-identifier-" : "")\(n),S\(random.next() % 3),2031-05-0\(day),2031-05-0\(day + random.next() % 2)"
        }
        let head = "report_id,source,event_start,event_end\n"
        func sorted(_ rows: [String]) throws -> ReportTable {
            let table = try Reading(files: [head + rows.joined(separator: "\n")]).table
            return table.reordered(by: table.canonicalOrder())
        }
        let first = try sorted(rows)
        rows.shuffle(using: &random)
        let second = try sorted(rows)
        #expect(first.sources == second.sources)
        for row in 0..<first.count {
            #expect(first[row].id == second[row].id)
            if row > 0 {
                let (a, b) = (first[row - 1], first[row])
                let times = ((a.time.earliest, a.time.latest), (b.time.earliest, b.time.latest))
                if times.0 == times.1 {
                    #expect(a.source < b.source || (a.source == b.source && a.id < b.id))
                } else {
                    #expect(times.0 < times.1)
                }
            }
        }
    }

    @Test("taking rows keeps what they say: places with shapes and details too")
    func reordered() throws {
        let table = try Reading(fixture: "features.geojson").table
        let turned = table.reordered(by: [2, 1, 0, 1])
        #expect((0..<4).map { turned[$0] } == [table[2], table[1], table[0], table[1]])
    }

    @Test("twenty thousand versions of one report are told apart in a moment", .timeLimit(.minutes(1)))
    func manyVersions() throws {
        let rows = (0..<20_000).map { "R1,S,2031-05-02,2031-05-02T10:00:00Z,\($0 / 2)," }
        let merged = MergedReports(try Reading(files: [header + rows.joined(separator: "\n")]).table)
        #expect(merged.reports.count == 1)
        #expect(merged.repeats == 10_000 && merged.corrections == 9_999)
    }

    @Test("a chain of a hundred thousand corrections is followed in a moment", .timeLimit(.minutes(1)))
    func longChain() throws {
        let rows = (1...100_000).map { "R\($0),S,2031-05-02,,\($0),R\($0 - 1)" }
        let merged = MergedReports(try Reading(files: [header + rows.joined(separator: "\n")]).table)
        #expect(merged.reports.count == 1 && merged.superseded.count == 99_999)
        #expect(merged.supersededBy.allSatisfy { $0 == 0 })
    }
}
