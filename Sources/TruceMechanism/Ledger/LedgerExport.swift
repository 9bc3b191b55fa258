import Foundation
import Truce
import TruceLedger

extension Mechanism {
    /// What was exported.
    public struct ExportSummary: Sendable {
        public var files: Int
        public var bytes: Int
        public var size: Int
    }

    /// Copies the published log into a BagIt bag (RFC 8493) that checks with `sha256sum -c manifest-sha256.txt`, for a
    /// party, an archive, a memory stick. Nothing sealed goes along.
    public static func exportLedger(
        _ path: String, to out: String, withEvidence: Bool = false
    ) async throws(MechanismError) -> ExportSummary {
        let ledger = try LedgerFolder(path)
        let policy = try ledger.policy()
        guard Files.list(out).isEmpty else {
            throw .badRequest("“\(out)” is not empty. Name a folder that does not exist yet.")
        }
        let source = FolderFiles(ledger.published)
        var check = LogCheck(policy: policy)
        check.acceptsLogged = true
        // What leaves the house is checked first, all of it.
        let result = try asMechanism { try check.run(on: source) }
        var bag = try Bag(out)
        let checkpoint = result.checkpoint.checkpoint
        try bag.add(result.checkpoint.note.bytes, as: "data/log/checkpoint")
        for tile in Tile.all(size: checkpoint.size) {
            try bag.add(try asMechanism { try tile.read(from: source) }, as: "data/log/" + tile.path)
        }
        try bag.add(Array(policy.text.utf8), as: "data/policy")
        try bag.add(Array(readme(checkpoint, policy).utf8), as: "data/README.txt")
        if withEvidence, Files.exists(ledger.evidence) {
            for name in Files.tree(ledger.evidence + "/sha256") {
                let content = try Files.read(ledger.evidence + "/sha256/" + name, limit: 1 << 31)
                guard Files.sha256(content).hasSuffix(name.replacing("/", with: "")) else {
                    throw .refused(
                        "The evidence file “\(name)” was altered: its bytes are not those that its name says.")
                }
                try bag.add(content, as: "data/evidence/sha256/" + name)
            }
        }
        try bag.finish(about: checkpoint, at: WallClock.now())
        return ExportSummary(files: bag.files, bytes: bag.bytes, size: checkpoint.size)
    }

    private static func readme(_ checkpoint: Checkpoint, _ policy: LogPolicy) -> String {
        """
        The log “\(checkpoint.origin)”, \(checkpoint.size) entries.

        log/checkpoint   what the log signed, and who witnessed it
        log/tile/…       the entries and their hash tree (C2SP tlog-tiles)
        policy           the keys (C2SP tlog-policy). Compare them with those that the mission publishes.

        No byte was lost on the way:   sha256sum -c manifest-sha256.txt
        No entry was changed:          truce ledger verify . --policy POLICY-FROM-THE-MISSION
        """ + "\n"
    }
}

/// A bag being filled: files under `data/`, a manifest of their SHA-256, a few lines about it.
private struct Bag {
    let path: String
    private(set) var files = 0
    private(set) var bytes = 0
    private var manifest = ""

    init(_ path: String) throws(MechanismError) {
        self.path = path
        try Files.makeFolder(path)
    }

    mutating func add(_ content: [UInt8], as name: String) throws(MechanismError) {
        try Files.makeFolder(Files.folder(of: path + "/" + name))
        try NewFile.write(content, to: path + "/" + name)
        manifest += "\(Files.sha256(content))  \(name)\n"
        files += 1
        bytes += content.count
    }

    mutating func finish(about checkpoint: Checkpoint, at now: Instant) throws(MechanismError) {
        let tags = [
            ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
            (
                "bag-info.txt",
                "Bagging-Date: \(now.description.prefix(10))\nExternal-Identifier: \(checkpoint.origin) \(checkpoint.size) "
                    + "\(checkpoint.root.base64)\nPayload-Oxum: \(bytes).\(files)\n"
            ),
            ("manifest-sha256.txt", manifest),
        ]
        var tagManifest = ""
        for (name, text) in tags {
            try NewFile.write(Array(text.utf8), to: path + "/" + name)
            tagManifest += "\(Files.sha256(Array(text.utf8)))  \(name)\n"
        }
        try NewFile.write(Array(tagManifest.utf8), to: path + "/tagmanifest-sha256.txt")
    }
}
