import HTTPTypes
import Hummingbird
import Truce

/// Records as files, whole: part after part of the same list, through the same sieve, as the client takes them.
struct ExportOperations: Sendable {
    let mission: any MissionDoor

    var operations: [Operation] {
        [
            table("incidents.csv", id: "exportIncidents", "Every incident as a table.", .incidents) {
                IncidentList(page: $0)
            },
            features,
            table("findings.csv", id: "exportFindings", "Every adopted finding as a table.", .findings) {
                FindingList(page: $0)
            },
            table("reports.csv", id: "exportReports", "Every report as a table.", .reports) { ReportList(page: $0) },
        ]
    }

    private func table<Record: ShownRecord, Question: Inquiry>(
        _ name: String, id: String, _ summary: String, _ table: ExportTable,
        _ question: @escaping @Sendable (Page) -> Question
    ) -> Operation where Question.Answer == Listing<Record> {
        operation(
            name, id: id, summary, Record.self, type: "text/csv; charset=utf-8",
            Framing(before: table.head, between: "", after: "", record: table.row), question)
    }

    private var features: Operation {
        operation(
            "incidents.geojson", id: "exportIncidentFeatures", "Every incident as a feature for a map.",
            IncidentRecord.self, type: "application/geo+json",
            Framing(
                before: #"{"type":"FeatureCollection","features":["#, between: ",", after: "]}",
                record: { record in
                    String(decoding: try IncidentFeature.feature(record).canonicalBytes(), as: UTF8.self)
                })
        ) { IncidentList(page: $0) }
    }

    /// What stands around the records of a file.
    private struct Framing: Sendable {
        var before: String
        var between: String
        var after: String
        var record: @Sendable (JSONObject) throws -> String
    }

    private func operation<Record: ShownRecord, Question: Inquiry>(
        _ name: String, id: String, _ summary: String, _: Record.Type, type: String, _ framing: Framing,
        _ question: @escaping @Sendable (Page) -> Question
    ) -> Operation where Question.Answer == Listing<Record> {
        Operation(
            method: .get, path: "/api/v1/export/" + name, id: id, group: .exports, summary: summary,
            access: Records.access(to: Record.self), scope: .read,
            answers: [
                .init(
                    status: 200, meaning: "The file, whole when its transfer ends as it should.", type: type,
                    schema: nil,
                    headers: [
                        .init(name: "Content-Disposition", meaning: "The file's name.", schema: ["type": "string"])
                    ])
            ], time: .seconds(600)
        ) { [mission] (call, asker) in
            @Sendable func part(after: String?) async throws -> Question.Answer {
                try await mission.ask(
                    question(Page(limit: Page.limits.upperBound, after: after)), as: asker, at: .now, after: nil)
            }
            // Asked before the answer begins, so that what fails is said with its own status.
            let first = try await part(after: nil)
            let body = ResponseBody { writer in
                var listing = first
                var isFirst = true
                var text = framing.before
                while true {
                    for record in listing.records {
                        guard let seen = record.json(for: asker) else { continue }
                        text += (isFirst ? "" : framing.between) + (try framing.record(seen))
                        isFirst = false
                    }
                    if listing.next == nil { text += framing.after }
                    try await writer.write(ByteBuffer(string: text))
                    guard let next = listing.next else { break }
                    text = ""
                    listing = try await part(after: next)
                }
                try await writer.finish(nil)
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"",
                    .cacheControl: call.signedIn == nil ? "no-cache" : "private, no-cache",
                    .vary: "Accept, Authorization, Cookie",
                ], body: body)
        }
    }
}
