import Foundation
import Truce
import TruceIntake
import TruceMatching

/// What a matching came to.
public struct MatchSummary: Sendable {
    public var inputs: [InputSummary]
    public var reports: Int
    public var incidents: Int
    public var links: Int
    public var refused: Int
}

extension Mechanism {
    /// Groups reports into proposed incidents and writes `report_id,incident_id` for every accepted row, in the
    /// order of the input; `reasons`, if named, gets a line for each term of each link.
    public static func match(
        _ request: ReportRequest, agreement: String? = nil, zone: String = "UTC", to path: String,
        reasons: String? = nil, progress: ProgressReport = { _, _ in }
    ) throws(MechanismError) -> MatchSummary {
        var history: AgreementHistory?
        if let agreement { history = try self.agreement(agreement).history }
        guard let missionZone = history?.first.zone ?? MissionZone(zone) else {
            throw .badRequest("“\(zone)” is not a time zone. Write a name such as Europe/Kyiv or UTC.")
        }
        let read = try read(request, zone: missionZone, progress: progress)
        progress("sorting", nil)
        let table = read.table
        let merged = MergedReports(table)
        let order = merged.reports.canonicalOrder()
        let reports = merged.reports.reordered(by: order)
        progress("matching", nil)
        let matching = incidents(in: reports, context: MatchingContext(read.tables, history?.latest))
        let names = Self.incidentNames(matching, reports)
        progress("writing", nil)
        var incidentOf: [String: Int32] = [:]
        incidentOf.reserveCapacity(reports.count)
        func key(_ table: ReportTable, _ row: Int) -> String {
            table.strings[table.sources[row]] + "\u{1F}" + table.ids[row]
        }
        // Each row's report: the version that stands for its source and identifier, or else for what it was replaced by.
        var place = [Int](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { place[Int(old)] = new }
        for row in 0..<merged.superseded.count {
            incidentOf[key(merged.superseded, row)] = matching.incidentOfReport[place[Int(merged.supersededBy[row])]]
        }
        for row in 0..<reports.count { incidentOf[key(reports, row)] = matching.incidentOfReport[row] }
        let out = try NewFile(path)
        try out.write(Array("report_id,incident_id\n".utf8))
        for row in 0..<table.count {
            // Every accepted report stands, is replaced by one that does, or repeats one: anything else is our fault.
            guard let incident = incidentOf[key(table, row)] else {
                preconditionFailure("report \(table.ids[row]) was accepted and stands nowhere")
            }
            try out.write(Array((Self.field(table.ids[row]) + "," + names[Int(incident)] + "\n").utf8))
        }
        try out.finish()
        if let reasons { try write(matching.links, of: reports, names, matching, to: reasons) }
        return MatchSummary(
            inputs: read.inputs, reports: reports.count, incidents: matching.incidentCount,
            links: matching.links.count, refused: read.refused.count)
    }

    static func incidentNames(_ matching: Matching, _ reports: ReportTable) -> [String] {
        let (starts, rows) = matching.members()
        return (0..<matching.incidentCount).map { i in
            Incident(rows: rows[Int(starts[i])..<Int(starts[i + 1])], of: reports).id.description
        }
    }

    private static func write(
        _ links: [MatchLink], of reports: ReportTable, _ names: [String], _ matching: Matching, to path: String
    ) throws(MechanismError) {
        let out = try NewFile(path)
        try out.write(Array("incident_id,report_a,report_b,score,term,value,allowed,weight\n".utf8))
        func number(_ value: Float) -> String { String(format: "%.3f", value) }
        for link in links {
            let (a, b) = (Int(link.reportA), Int(link.reportB))
            for term in link.terms {
                let cells = [
                    names[Int(matching.incidentOfReport[a])], field(reports.ids[a]), field(reports.ids[b]),
                    number(link.score), "\(term.kind)", number(term.value), number(term.allowed), number(term.weight),
                ]
                try out.write(Array((cells.joined(separator: ",") + "\n").utf8))
            }
        }
        try out.finish()
    }

    /// RFC 4180.
    private static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
