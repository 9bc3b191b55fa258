import Foundation
import TruceTesting

@testable import TruceLedger

/// The transparency log vectors beside the repository, made and checked by other programs.
struct Vectors: Decodable {
    struct Key: Decodable {
        var role, name, vkey: String
        var type: UInt8
        var seedHex: String
    }
    struct SpecNote: Decodable { var vkey, note: String }
    struct Proof: Decodable {
        var index, old, new, size: Int?
        var proofHex, proofB64: [String]?

        var hashes: [TreeHash] {
            (proofHex ?? []).compactMap { Hex.bytes($0).flatMap { TreeHash($0) } }
                + (proofB64 ?? []).compactMap { CanonicalBase64.hash($0) }
        }
        var count: Int { (proofHex ?? proofB64 ?? []).count }
    }
    struct Merkle: Decodable {
        var leavesHex, leafHashesHex, rootsHex: [String]
        var inclusion, consistency: [Proof]
    }
    struct Big: Decodable {
        var rootsB64: [String: String]
        var tileCounts: [String: [String: Int]]
        var lastTiles: [String: [String]]
        var tileSha256Hex, bundleSha256Hex: [String: String]
        var inclusion, consistency: [Proof]
    }
    struct Bundle: Decodable {
        var entriesHex: [String]
        var bytesHex: String
    }
    struct Note: Decodable {
        var size: Int
        var timestamp: Int64
        var note: String
        var cosignedMessage: String
    }
    struct Exchange: Decodable {
        var request: String
        var responseW1: String
        var firstRequest: String
        var conflictBody, monitorPath: String
    }
    struct ProofFile: Decodable { var leaf, text: String }
    struct PostQuantum: Decodable { var vkey, note: String }
    struct Disclosure: Decodable { var json, disclosure, digest: String }
    /// A path: level (or −1 for entries), index, width, text.
    struct Path: Decodable {
        var level, index, width: Int
        var text: String
        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            if let number = try? list.decode(Int.self) {
                level = number
            } else {
                _ = try list.decode(String.self)
                level = -1
            }
            index = try list.decode(Int.self)
            width = try list.decode(Int.self)
            text = try list.decode(String.self)
        }
    }

    var keys: [Key]
    var specNote: SpecNote
    var merkle: Merkle
    var big: Big
    var paths: [Path]
    var bundle: Bundle
    var checkpoints: [Note]
    var addCheckpoint: Exchange
    var tlogProof: ProofFile
    var mldsa44: PostQuantum
    var sdDisclosure: Disclosure
    var reject: [[String]]

    static let file = SharedData.spec?.appending(path: "tlog-vectors.json")
    static var isMissing: Bool { file.map { !FileManager.default.fileExists(atPath: $0.path) } ?? true }

    static func read() throws -> Vectors {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Vectors.self, from: Data(contentsOf: file!))
    }

    /// The log's key and both witnesses, all of them needed.
    var policy: LogPolicy {
        get throws {
            try LogPolicy(
                """
                log \(keys[0].vkey)
                witness a \(keys[1].vkey)
                witness g \(keys[2].vkey)
                group all all a g
                quorum all
                """)
        }
    }

    func signingKey(_ role: String) throws -> SigningKey {
        let key = keys.first { $0.role == role }!
        return try SigningKey(name: key.name, kind: .init(rawValue: key.type)!, seed: Hex.bytes(key.seedHex)!)
    }
}
