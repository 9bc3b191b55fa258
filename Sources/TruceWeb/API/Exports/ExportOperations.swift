import HTTPTypes
import Hummingbird
import Truce
import TruceMechanism

/// Records as files, whole: part after part of the same list, through the same sieve, as the client takes them.
struct ExportOperations: Sendable {
    let mission: any MissionDoor
    let sessions: any SessionReading

    /// How long a file may be under way.
    private static let time = Duration.seconds(600)

    var operations: [Operation] {
        [
            operation(
                "incidents.csv", id: "exportIncidents", "Every incident as a table.", IncidentRecord.self,
                type: ExportTable.type, .table(.incidents), moving: incidents
            ) { IncidentList(page: $0) },
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
        operation(name, id: id, summary, Record.self, type: ExportTable.type, .table(table), question)
    }

    private var features: Operation {
        operation(
            "incidents.geojson", id: "exportIncidentFeatures", "Every incident as a feature for a map.",
            IncidentRecord.self, type: "application/geo+json",
            Framing(
                before: #"{"type":"FeatureCollection","features":["#, between: ",", after: "]}",
                record: { record in
                    String(decoding: try IncidentFeature.feature(record).canonicalBytes(), as: UTF8.self)
                }), moving: incidents
        ) { IncidentList(page: $0) }
    }

    /// Incidents move within their list as they are computed anew.
    private func incidents(for asker: Asker, _ check: @escaping Check) async throws -> ExportWalk<IncidentRecord>.Moving
    {
        let mission = mission
        return .init(
            kind: "incident", name: { $0.id.description },
            changes: { try await mission.changes(since: $0, for: asker, limit: Page.limits.upperBound) },
            record: { name in
                try await check()
                guard let id = IncidentID(name) else { return nil }
                return try await mission.ask(IncidentByID(id: id), as: asker, at: .now, after: nil).record
            }, mark: try await mission.changes(since: nil, for: asker, limit: 1).mark)
    }

    /// Throws where the time is up, or the asker is not who it was.
    private typealias Check = @Sendable () async throws -> Void

    /// What stands around the records of a file.
    private struct Framing: Sendable {
        var before: String
        var between: String
        var after: String
        var record: @Sendable (JSONObject) throws -> String

        static func table(_ table: ExportTable) -> Self {
            Self(before: table.head, between: "", after: "", record: table.row)
        }
    }

    private func operation<Record: ShownRecord, Question: Inquiry>(
        _ name: String, id: String, _ summary: String, _: Record.Type, type: String, _ framing: Framing,
        moving: (@Sendable (Asker, @escaping Check) async throws -> ExportWalk<Record>.Moving)? = nil,
        _ question: @escaping @Sendable (Page) -> Question
    ) -> Operation where Question.Answer == Listing<Record> {
        Operation(
            method: .get, path: "/api/v1/export/" + name, id: id, group: .exports, summary: summary,
            access: Records.access(to: Record.self), scope: .read,
            answers: [
                .init(
                    status: 200,
                    meaning: "The file, "
                        + (moving == nil
                            ? "as of the moment when it was asked for" : "each record once, as it was read")
                        + "; whole when its transfer ends as it should. It breaks off where the asker's roles or sign-in end.",
                    type: type,
                    schema: nil,
                    headers: [
                        .init(name: "Content-Disposition", meaning: "The file's name.", schema: ["type": "string"])
                    ])
            ], time: Self.time
        ) { [mission, sessions] (call, asker) in
            let deadline = ContinuousClock.now + Self.time
            // What is thrown later than in the first part breaks the transfer off, so that nobody takes it for whole.
            let check: Check = {
                guard ContinuousClock.now < deadline else { throw Problem(.tookTooLong) }
                guard mission.asker(asker.holder).grants == asker.grants,
                    try await sessions.stillSignedIn(call.headers) == call.signedIn
                else { throw Problem(.signInRequired) }
            }
            // Read before the answer begins, so that what fails is said with its own status.
            let begun = try await ExportWalk<Record>(moving: try await moving?(asker, check)) { (after, moment) in
                try await check()
                return try await mission.ask(
                    question(Page(limit: Page.limits.upperBound, after: after)), as: asker, at: moment, after: nil)
            }
            let body = ResponseBody { writer in
                var walk = begun
                var isFirst = true
                var text = framing.before
                while let records = try await walk.next() {
                    for record in records {
                        guard let seen = record.json(for: asker) else { continue }
                        text += (isFirst ? "" : framing.between) + (try framing.record(seen))
                        isFirst = false
                    }
                    try await writer.write(ByteBuffer(string: text))
                    text = ""
                }
                try await writer.write(ByteBuffer(string: text + framing.after))
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
