import Foundation
import Truce
import TruceLedger

extension Mechanism {
    /// How a new ledger is to be kept.
    public struct NewLedger: Sendable {
        public var path: String
        public var origin: String
        public var mission: String
        public var key: String
        public var vaultKey: String?
        public var policy: String?
        public var silenceAfterSeconds: Int64
        public var silencePublishesLogged: Bool
        /// Demonstrations: the wall clock otherwise.
        package var clock: @Sendable () -> Instant = WallClock.now

        public init(
            path: String, origin: String, mission: String, key: String, vaultKey: String?, policy: String?,
            silenceAfterSeconds: Int64, silencePublishesLogged: Bool
        ) {
            self.path = path
            self.origin = origin
            self.mission = mission
            self.key = key
            self.vaultKey = vaultKey
            self.policy = policy
            self.silenceAfterSeconds = silenceAfterSeconds
            self.silencePublishesLogged = silencePublishesLogged
        }
    }

    /// Makes an empty ledger, records that it was opened, and publishes its first checkpoint.
    public static func initLedger(_ new: NewLedger) async throws(MechanismError) -> PublicationSummary {
        let key = try KeyFile.read(new.key, kind: .log)
        guard key.verifier.name.utf8.elementsEqual(new.origin.utf8) else {
            throw .badRequest(
                "The key in “\(new.key)” is named “\(key.verifier.name)” and the origin is “\(new.origin)”: they must be the same. "
                    + "Say --origin \(key.verifier.name), or make a key with “truce key new \(new.origin)”.")
        }
        if Files.exists(new.key + ".signed") {
            throw .refused(
                "The key in “\(new.key)” has signed another log already. A key signs one log: make a new one with “truce key new”."
            )
        }
        guard (Files.list(new.path)).isEmpty else {
            throw .badRequest("“\(new.path)” is not empty. Name a folder that does not exist yet.")
        }
        var policy = LogPolicy(log: key.verifier)
        if let file = new.policy {
            policy = try LedgerFolder.policy(file)
            guard policy.logs.contains(where: { $0.key == key.verifier }) else {
                throw .badInput("“\(file)” does not name this log's key. Add the line “log \(key.verifier)”.")
            }
        }
        for witness in policy.witnesses {
            guard let url = witness.url else { continue }
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw .badInput(
                    "The witness “\(witness.name)” has the address “\(url)”. Write it with http:// or https:// before it."
                )
            }
        }
        let opened = LedgerOpened(origin: new.origin, mission: new.mission, rules: RulesVersion.rules)
        _ = try asMechanism { try PreparedEntry(.ledgerOpened(opened)) }
        func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
        let folder = LedgerFolder(
            path: new.path,
            settings: .init(
                origin: new.origin, key: absolute(new.key), vaultKey: new.vaultKey.map(absolute),
                silenceAfterSeconds: new.silenceAfterSeconds, silencePublishesLogged: new.silencePublishesLogged))
        let master = new.vaultKey == nil ? nil : try folder.masterKey()
        try Files.makeFolder(new.path)
        try asMechanism {
            try SQLiteStore.create(path: folder.record, origin: new.origin).close()
            if let master { _ = try Vault.create(at: folder.vault, key: master) }
        }
        try NewFile.write(Array(policy.text.utf8), to: folder.policyFile)
        // Last, because it makes the folder a ledger.
        try folder.save()
        let session = try await LedgerSession(folder, clock: new.clock)
        _ = try await asMechanism {
            try await session.ledger.append(.ledgerOpened(opened), as: SubmissionID("ledger-opened"))
        }
        let published = try await session.publish()
        try await session.close()
        return published
    }

    /// Makes every published file anew from the record. Signs nothing. Gives the number of entries covered.
    public static func rebuildLedger(_ path: String) async throws(MechanismError) -> Int {
        let folder = try LedgerFolder(path)
        return try await asMechanism {
            let memory = try SigningFile(besideKey: folder.settings.key)
            let store = try SQLiteStore(path: folder.record)
            return try await LogWriter.rebuild(
                from: store, into: FolderFiles(folder.published), memory: memory, policy: folder.policy())
        }
    }

    /// Signs from now on with another key. The checkpoint that covers the change is signed by both.
    public static func rotateKey(
        of path: String, to keyFile: String, reason: String
    ) async throws(MechanismError) -> PublicationSummary {
        var folder = try LedgerFolder(path)
        let new = try KeyFile.read(keyFile, kind: .log)
        let old = try folder.key()
        guard new.verifier.name.utf8.elementsEqual(folder.settings.origin.utf8) else {
            throw .badRequest(
                "The new key is named “\(new.verifier.name)”; a log keeps its name: “truce key new \(folder.settings.origin)”."
            )
        }
        guard new.verifier != old.verifier else { throw .badRequest("The log signs with this key already.") }
        var policy = try folder.policy()
        if !policy.logs.contains(where: { $0.key == new.verifier }) {
            policy.logs.append(.init(key: new.verifier, url: policy.logs.first?.url))
            try NewFile.write(Array(policy.text.utf8), to: folder.policyFile)
        }
        let absolute = URL(filePath: keyFile).standardizedFileURL.path
        // What was signed last goes along to the new key, which must not have signed anything else.
        let memory = try asMechanism { try SigningFile(besideKey: absolute) }
        guard try asMechanism({ try memory.last() }) == nil else {
            throw .refused("The key in “\(keyFile)” has signed a log already. Make a new one with “truce key new”.")
        }
        let session = try await LedgerSession(folder, keys: [old, new])
        let fact = KeyRotated(
            oldKey: old.verifier.description, newKey: new.verifier.description, reason: reason)
        _ = try await asMechanism {
            try await session.ledger.append(
                .keyRotated(fact), as: SubmissionID("key-rotated \(old.verifier) \(new.verifier)"))
        }
        let published = try await session.publish()
        try await session.close()
        try asMechanism {
            guard let signed = try SigningFile.remembered(besideKey: folder.settings.key) else {
                throw LedgerRefusal.memoryBehind(remembers: nil, published: published.size)
            }
            try memory.record(signed, replacing: nil)
        }
        folder.settings.key = absolute
        try folder.save()
        return published
    }
}

/// What publishing came to, in words.
public struct PublicationSummary: Sendable {
    public var size: Int
    public var root: String
    public var isWitnessed: Bool
    public var isPublished: Bool
    /// One sentence for each witness that did not cosign.
    public var complaints: [String]
    public var sentence: String

    init(_ publication: Publication, _ policy: LogPolicy) {
        let checkpoint = publication.logged.checkpoint
        size = checkpoint.size
        root = checkpoint.root.base64
        isWitnessed = publication.logged.isWitnessed
        isPublished = publication.isPublished
        complaints = publication.answers.compactMap { answer in
            switch answer.outcome {
            case .silent(let why): "The witness “\(answer.witness)” is silent: \(why)."
            case .faulty(let why): "The witness “\(answer.witness)” gave an answer that counts for nothing: \(why)."
            case .notAsked(let why): "The witness “\(answer.witness)” was not asked: \(why)."
            default: nil
            }
        }
        var text = "\(LogWords.entries(size)) logged"
        text += LogWords.witnessed(publication.logged, policy)
        if !isPublished { text += " Readers still get the checkpoint before, until the witnesses have answered." }
        sentence = text
    }
}

/// Words that several answers share.
enum LogWords {
    /// “1 entry”, “17 entries”.
    static func entries(_ count: Int) -> String { "\(count) \(count == 1 ? "entry" : "entries")" }

    /// “, and witnessed by north and south.”
    static func witnessed(_ verified: VerifiedCheckpoint, _ policy: LogPolicy) -> String {
        let names = verified.cosignatures.map { "\($0.witness) (\($0.time))" }.joined(separator: ", ")
        if verified.isWitnessed { return ", and witnessed by \(names)." }
        guard let quorum = policy.quorum else { return "; its policy asks for no witness." }
        return names.isEmpty
            ? ", and not witnessed yet: no witness of the quorum “\(quorum)” has confirmed it."
            : ", and not witnessed yet: the quorum “\(quorum)” needs more than \(names)."
    }
}
