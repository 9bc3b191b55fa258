import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts
import TruceMechanism

/// Files on their way in and out. A file is sent first and cited afterwards, in a report, a correction or a reply.
struct AttachmentOperations: Sendable {
    let mission: any MissionDoor

    var operations: [Operation] { [take, give] }

    private var take: Operation {
        Operation(
            method: .post, path: "/api/v1/attachments", id: "sendAttachment", group: .attachments,
            summary: "Takes a file in, to be cited by a command of the same holder within a day.", access: .signedIn,
            scope: .report,
            parameters: [
                ParameterDescription(
                    name: "Content-Digest", place: .header,
                    meaning:
                        "The file's SHA-256 as in RFC 9530, in its simplest form. Where it differs from what arrives, "
                        + "nothing is kept.", schema: ["type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"],
                    isRequired: false, example: "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
            ], body: .attachment(types: []),
            answers: [
                .init(
                    status: 201, meaning: "It is kept, durably.", type: "application/json",
                    schema: [
                        "type": "object", "required": ["digest", "size", "media_type"], "additionalProperties": false,
                        "properties": [
                            "digest": ParameterSchemas.digest.with("description", "SHA-256; what a command cites."),
                            "size": ["type": "integer", "minimum": 0],
                            "media_type": [
                                "type": "string", "description": "Found from the bytes, whatever was claimed.",
                            ],
                        ],
                    ])
            ], problems: [.digestDiffers, .invalid, .notAllowed], time: .seconds(3600)
        ) { (call, asker) in
            guard let holder = asker.holder, Self.mayAttach(asker) else { throw Problem(.notAllowed) }
            let bytes = try AttachedBytes(call)
            let digest = try await take(bytes, by: holder)
            return .json(
                [
                    "digest": .string(digest.description), "size": .integer(Int64(bytes.seen.count)),
                    "media_type": .string(Mechanism.mediaType(of: bytes.seen.start)),
                ], status: .created)
        }
    }

    private func take(_ bytes: AttachedBytes, by holder: HolderID) async throws(Problem) -> FileDigest {
        do {
            return try await mission.takeIn(bytes, by: holder)
        } catch {
            // The mission knows only that the bytes broke off; why stands here.
            throw bytes.seen.problem ?? error.problem
        }
    }

    /// Who may send nothing that cites a file has no use for one.
    private static func mayAttach(_ asker: Asker) -> Bool {
        [.fileReport, .correctReport, .fileReply, .reportProgress, .proposeAmendment].contains {
            AccessTable.may(asker, do: $0)
        }
    }

    private var give: Operation {
        let report = Parameter<ReportID>.pathIdentifier("report", "The report's name.", example: "R-0123456789AB")
        let digest = Parameter<FileDigest>.path(
            "digest", "The file's SHA-256.", schema: ParameterSchemas.digest,
            example: .string(String(repeating: "0", count: 64))
        ) { FileDigest($0) }
        return Operation(
            method: .get, path: "/api/v1/reports/{report}/attachments/{digest}", id: "readAttachment",
            group: .attachments, summary: "A file that a report brought, for whoever may see what the report brought.",
            access: Records.access(to: EvidenceRecord.self), scope: .read,
            parameters: report.described + digest.described,
            answers: Self.servedTypes.map { type in
                .init(
                    status: 200,
                    meaning:
                        "The bytes as received, never to be shown within a page; for who may not read what the report says "
                        + "and whose it is, a picture's copy without what the camera wrote into it, which the digest does not "
                        + "name.", type: type,
                    schema: nil,
                    headers: [
                        .init(name: "Content-Disposition", meaning: "Always `attachment`.", schema: ["type": "string"])
                    ])
            }, problems: [.notAllowed]
        ) { [mission] (call, asker) in
            let name = try digest.read(call)
            let file = try await mission.attachment(name, of: try report.read(call), for: asker)
            let type = Self.servedTypes.contains(file.mediaType) ? file.mediaType : "application/octet-stream"
            return Response(
                status: .ok,
                headers: [
                    .contentType: type,
                    .contentDisposition: "attachment; filename=\"\(file.isCopy ? "copy-of-" : "")\(name)\"",
                    .contentSecurityPolicy: "sandbox; default-src 'none'", .cacheControl: "private, no-store",
                    .vary: "Accept, Authorization, Cookie",
                ],
                body: ResponseBody(contentLength: file.size) { writer in
                    while let piece = try await file.next() { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                })
        }
    }

    /// What is said of a file's type: nothing that a browser would run.
    private static let servedTypes = [
        "application/octet-stream", "image/jpeg", "image/png", "image/heic", "video/mp4", "application/pdf",
        "text/plain",
    ]
}
