import HTTPTypes
import Hummingbird
import Truce

/// What anybody needs to check the record without trusting this server: the log's own files (C2SP tlog-tiles) and proofs.
struct LogOperations: Sendable {
    let mission: any MissionDoor

    var operations: [Operation] { [receipt, checkpoint, tile, policy, agreement] }

    private var receipt: Operation {
        let index = Parameter<Int>.path(
            "index", "The entry's place in the ledger, from 0.", schema: ["type": "integer", "minimum": 0], example: 0,
            ParameterText.count)
        return Operation(
            method: .get, path: "/api/v1/receipts/{index}", id: "readReceipt", group: .log,
            summary: "A proof that an entry is in the log (C2SP tlog-proof), to be checked offline.", scope: .read,
            parameters: index.described,
            answers: [Self.text("The proof.", type: "text/plain; charset=utf-8"), .notModified], problems: [.notSigned]
        ) { [mission] (call, _) in
            let bytes = try await mission.receipt(for: try index.read(call))
            return try TaggedAnswer.bytes(bytes, type: "text/plain; charset=utf-8", to: call)
        }
    }

    private var checkpoint: Operation {
        Operation(
            method: .get, path: "/log/checkpoint", id: "readCheckpoint", group: .log,
            summary: "The newest signed checkpoint of the log.",
            answers: [Self.text("The checkpoint, a signed note.", type: "text/plain; charset=utf-8"), .notModified],
            problems: [.notFound]
        ) { [mission] (call, _) in
            guard let bytes = try mission.published("checkpoint") else { throw Problem(.notFound) }
            return try TaggedAnswer.bytes(
                bytes, type: "text/plain; charset=utf-8", to: call, caching: "public, no-cache")
        }
    }

    private var tile: Operation {
        let path = Parameter<String>.path(
            "path", "As C2SP tlog-tiles writes it: `0/000`, `entries/000.p/17`.",
            schema: ["type": "string", "pattern": "^[0-9a-z./]{1,180}$"], example: "0/000"
        ) { $0 }
        return Operation(
            method: .get, path: "/log/tile/{path*}", id: "readTile", group: .log,
            summary: "A tile of the log's Merkle tree, or a bundle of its entries.", parameters: path.described,
            answers: [Self.text("The tile.", type: "application/octet-stream"), .notModified]
        ) { [mission] (call, _) in
            let path = try path.read(call)
            guard let bytes = try mission.published("tile/" + path) else { throw Problem(.notFound) }
            // A tile never changes; a partial one is replaced by a fuller one under another name.
            return try TaggedAnswer.bytes(
                bytes, type: "application/octet-stream", to: call, caching: "public, max-age=31536000, immutable")
        }
    }

    private var policy: Operation {
        Operation(
            method: .get, path: "/log/policy", id: "readPolicy", group: .log,
            summary:
                "Whose signatures readers of the log should ask for. Compare it with the one from the mission's own hand.",
            answers: [Self.text("The policy.", type: "text/plain; charset=utf-8"), .notModified]
        ) { [mission] (call, _) in
            try TaggedAnswer.bytes(
                Array(mission.policy.utf8), type: "text/plain; charset=utf-8", to: call, caching: "public, no-cache")
        }
    }

    private var agreement: Operation {
        Operation(
            method: .get, path: "/api/v1/agreement", id: "readAgreement", group: .about,
            summary: "The agreement's versions, parties, guarantors and provisions.", scope: .read,
            answers: [
                .init(
                    status: 200, meaning: "The agreement as it is applied.", type: "application/json",
                    schema: AgreementAnswers.schema, headers: [.tag]), .notModified,
            ]
        ) { [mission] (call, _) in try TaggedAnswer.json(AgreementAnswers.json(mission.agreement), to: call) }
    }

    private static func text(_ meaning: String, type: String) -> Operation.Answer {
        .init(status: 200, meaning: meaning, type: type, schema: nil, headers: [.tag])
    }
}
