import Glibc
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Truce
import TruceAccounts
import TruceMechanism

/// Files of many reports: sent at once, filed row by row while the sender may go away and look again.
struct ImportOperations: Sendable {
    let imports: Imports

    var operations: [Operation] { [begin, progress, refusedRows] }

    private static let types = [
        "text/csv", "application/geo+json", "application/json", "application/gzip", "application/octet-stream",
    ]

    private var begin: Operation {
        let format = Parameter<String?>.optional(
            "format", "The layout; told from the columns when not given.", schema: Self.words(ImportRequest.formats)
        ) { ImportRequest.formats.contains($0) ? $0 : nil }
        let pair = #"[^,=\u0000-\u001f\u007f]+=[^,=\u0000-\u001f\u007f]+"#
        let map = Parameter<[String]?>.optional(
            "map", "Columns of another layout: Truce's name, then the file's, as `lat=LATITUDE,lon=LONGITUDE`.",
            schema: ["type": "string", "pattern": .string("^\(pair)(,\(pair))*$(?!\\n)"), "maxLength": 2000],
            example: "lat=LATITUDE,lon=LONGITUDE"
        ) { text in
            let pairs = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let isWhole = pairs.allSatisfy { pair in
                let sides = pair.split(separator: "=", omittingEmptySubsequences: false)
                return sides.count == 2 && sides.allSatisfy { !$0.isEmpty }
            }
            return isWhole && text.unicodeScalars.count <= 2000 ? pairs : nil
        }
        let source = Parameter<String?>.optional(
            "source", "Who reported, for what a file does not say; not for who may file their own account only.",
            schema: ParameterSchemas.words(1...128)
        ) { (1...128).contains($0.unicodeScalars.count) ? $0 : nil }
        let sourceClass = Parameter<SourceClass?>.choice(
            "source_class", "What kind of source the file's reports come from; `organisation` when not given.")
        let year = Parameter<Int?>.optional(
            "year", "Of dates that state none.", schema: ["type": "integer", "minimum": 1900, "maximum": 2200]
        ) { ParameterText.count($0).flatMap { (1900...2200).contains($0) ? $0 : nil } }
        return Operation(
            method: .post, path: "/api/v1/imports", id: "beginImport", group: .imports,
            summary: "Takes a file of reports and files its rows one by one.", access: .signedIn, scope: .import,
            parameters: [CommandOperations.key] + format.described + map.described + source.described
                + sourceClass.described + year.described, body: .bulk(types: Self.types),
            answers: [
                .init(
                    status: 202,
                    meaning: "The file is kept, and its rows will be filed. The same key with the same file "
                        + "names the same import.", type: "application/json", schema: Self.jobSchema,
                    headers: [
                        .init(
                            name: "Location", meaning: "Where its progress is told.",
                            schema: ["type": "string", "format": "uri-reference"], isRequired: true)
                    ])
            ], problems: [.keyMissing, .keyReused, .notAllowed, .invalid], time: .seconds(3600)
        ) { [imports] (call, asker) in
            guard let holder = asker.holder, AccessTable.may(asker, do: .fileReport) else { throw Problem(.notAllowed) }
            let key = try CommandOperations.key(of: call)
            let named = try source.read(call)
            let isOwnAccount = !AccessTable.may(asker, see: .reportSource, Relation())
            guard named == nil || !isOwnAccount else {
                throw Problem(.invalid, errors: [.init("source", "You file your own account: leave “source” out.")])
            }
            let request = ImportRequest(
                format: try format.read(call), columns: try map.read(call) ?? [], source: named ?? "",
                sender: isOwnAccount ? holder : nil, sourceClass: try sourceClass.read(call) ?? .organisation,
                year: try year.read(call))
            let place = imports.arriving()
            // Gone already where the import took it.
            defer { unlink(place) }
            let saved = try await call.body.save(to: place)
            let job = try await imports.begin(request, file: place, digest: saved.sha256, by: holder, key: key)
            return .json(job.json, status: .accepted, headers: [.location: job.link])
        }
    }

    private static let job = Parameter<String>.path(
        "import", "The import's name.", schema: ["type": "string", "pattern": "^I-[0-9a-f]{26}$"],
        example: "I-0123456789abcdef0123456789"
    ) { $0 }

    private var progress: Operation {
        Operation(
            method: .get, path: "/api/v1/imports/{import}", id: "readImport", group: .imports,
            summary: "How far an import is. Only its sender sees it.", access: .signedIn, scope: .import,
            parameters: Self.job.described,
            answers: [
                .init(
                    status: 200, meaning: "Its progress.", type: "application/json", schema: Self.jobSchema,
                    headers: [.tag]),
                .notModified,
            ]
        ) { (call, asker) in try TaggedAnswer.json(find(call, asker).json, to: call) }
    }

    private var refusedRows: Operation {
        Operation(
            method: .get, path: "/api/v1/imports/{import}/refused.csv", id: "readRefusedRows", group: .imports,
            summary: "The rows that were refused so far: where, why, and what would make them right.",
            access: .signedIn,
            scope: .import, parameters: Self.job.described,
            answers: [
                .init(
                    status: 200, meaning: "A table: row, column, value, reason, remedy.",
                    type: "text/csv; charset=utf-8",
                    schema: nil, headers: [.tag]), .notModified,
            ]
        ) { (call, asker) in
            let job = try find(call, asker)
            return try TaggedAnswer.bytes(
                try imports.refusedRows(of: job), type: "text/csv; charset=utf-8", to: call,
                headers: [.contentDisposition: "attachment; filename=\"refused.csv\""])
        }
    }

    private func find(_ call: Call, _ asker: Asker) throws -> ImportJob {
        guard let holder = asker.holder, let job = try imports.job(try Self.job.read(call), of: holder) else {
            throw Problem(.notFound)
        }
        return job
    }

    private static func words(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map { .string($0) })]
    }

    private static let jobSchema: JSONValue = [
        "type": "object", "required": ["id", "state", "dealt_with", "accepted", "refused", "position", "links"],
        "additionalProperties": false,
        "properties": [
            "id": ["type": "string"], "state": words(ImportJob.State.allCases.map(\.rawValue)),
            "rows": ["type": "integer", "minimum": 0, "description": "Of the file; absent until it was read."],
            "dealt_with": ["type": "integer", "minimum": 0, "description": "Readable rows that are filed or refused."],
            "accepted": ["type": "integer", "minimum": 0], "refused": ["type": "integer", "minimum": 0],
            "position": [
                "type": "integer", "minimum": 0, "description": "For `after_position`; 0 before the first row.",
            ],
            "why": ["type": "string", "description": "Why it failed."],
            "links": [
                "type": "object", "required": ["self", "refused"], "additionalProperties": false,
                "properties": ["self": ["type": "string"], "refused": ["type": "string"]],
            ],
        ],
    ]
}

extension ImportJob {
    fileprivate var link: String { "/api/v1/imports/\(id)" }

    fileprivate var json: JSONValue {
        var members: [JSONObject.Member] = [
            .init("id", .string(id)), .init("state", .string(state.rawValue)),
            .init("dealt_with", .integer(Int64(dealtWith))), .init("accepted", .integer(Int64(accepted))),
            .init("refused", .integer(Int64(refused))), .init("position", .integer(Int64(position))),
            .init("links", ["self": .string(link), "refused": .string(link + "/refused.csv")]),
        ]
        if let rows { members.append(.init("rows", .integer(Int64(rows)))) }
        if let why { members.append(.init("why", .string(why))) }
        return .members(members)
    }
}

/// The imports at work, beside the server: for ``WebParts/services``.
package struct ImportService: Service {
    let imports: Imports

    package init(_ imports: Imports) { self.imports = imports }

    package func run() async throws { await cancelWhenGracefulShutdown { await imports.run() } }
}
