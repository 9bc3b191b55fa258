import Foundation
import Truce
import TruceLedger

/// What checking came to, in one sentence that anybody understands.
public struct LogVerdict: Sendable {
    public var isIntact: Bool
    public var sentence: String
    /// More, one sentence each: what was checked besides, by whose word.
    public var notes: [String] = []
    public var size: Int?
    public var root: String?
    public var isWitnessed = false

    /// `{"format": "truce-verify/1", "intact": …, "sentence": …, "notes": […], "size": …, "root": …, "witnessed": …}`
    public var json: String {
        struct Document: Encodable {
            let format = "truce-verify/1"
            let intact, witnessed: Bool
            let sentence: String
            let notes: [String]
            let size: Int?
            let root: String?
        }
        return document(
            Document(
                intact: isIntact, witnessed: isWitnessed, sentence: sentence, notes: notes, size: size, root: root))
    }

    static func refused(_ sentence: String) -> LogVerdict { LogVerdict(isIntact: false, sentence: sentence) }
}

extension Mechanism {
    /// What to check, and by whose word.
    public struct LogQuestion: Sendable {
        /// A ledger, an export, a folder of a log, or its web address.
        public var place: String
        /// A policy file or a verifier key; nil for the policy that lies beside the log.
        public var policy: String?
        /// Files of checkpoints known from before.
        public var against: [String]
        public var acceptsLogged: Bool

        public init(place: String, policy: String?, against: [String], acceptsLogged: Bool) {
            self.place = place
            self.policy = policy
            self.against = against
            self.acceptsLogged = acceptsLogged
        }
    }

    /// Checks that no entry of a log was changed, removed or reordered. Throws where it cannot be said; a log that is
    /// not intact is an answer.
    public static func verifyLog(
        _ question: LogQuestion, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws(MechanismError) -> LogVerdict {
        let place = try LogPlace(question.place)
        let (policy, isFromPlace) = try place.policy(question.policy)
        var known: [Checkpoint] = []
        for file in question.against { known.append(try checkpoint(in: file, policy)) }
        // An operator who names no policy may look at what no witness has confirmed yet.
        let isOwn = place.ledger != nil && question.policy == nil
        let check = LogVerification(
            place: place, policy: policy, known: known, acceptsLogged: question.acceptsLogged || isOwn)
        do {
            var verdict = try await onThread { try check.run(progress) }
            if isFromPlace, place.ledger == nil {
                verdict.notes.append(
                    "Checked by the policy that lies beside the log (key \(policy.logs[0].key)). Compare it with the one that the "
                        + "mission publishes, or name that one with --policy.")
            }
            return verdict
        } catch let fault as LogFault {
            if case .unreadable(let error) = fault { throw MechanismError(error) }
            // Of an operator's own ledger the published files can be made anew.
            let remedy = " “truce ledger rebuild” makes the published files anew from the record behind them."
            return .refused(fault.description + (place.ledger == nil ? "" : remedy))
        } catch {
            // What is wrong with the record behind the log is an answer too.
            let error = MechanismError(error)
            guard case .refused(let sentence) = error else { throw error }
            return .refused(sentence)
        }
    }

    /// A checkpoint known from before: a file, or the folder of a log.
    static func checkpoint(in path: String, _ policy: LogPolicy) throws(MechanismError) -> Checkpoint {
        let isFolder = Files.exists(path + "/checkpoint")
        let bytes = try Files.read(isFolder ? path + "/checkpoint" : path, limit: SignedNote.byteLimit)
        do { return try policy.check(bytes).checkpoint } catch {
            throw .badInput("“\(path)” is no checkpoint of this log to compare with. \(error)")
        }
    }

    /// Long work that waits on files and network, on a thread of its own.
    static func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try work() }) }
            // Recursion is nowhere deep; tiles lie on the heap.
            thread.stackSize = 4 << 20
            thread.start()
        }
    }
}

/// One verification: the published log, then, for the operator's own ledger, the record behind it.
struct LogVerification: Sendable {
    let place: LogPlace
    let policy: LogPolicy
    let known: [Checkpoint]
    let acceptsLogged: Bool

    func run(_ progress: @escaping @Sendable (Double) -> Void) throws -> LogVerdict {
        let relied = try relied()
        let newest = try newest(relied)
        var check = LogCheck(policy: policy)
        check.known = known + [relied?.checkpoint].compactMap(\.self)
        check.now = WallClock.now()
        check.checkpoint = newest.note.bytes
        check.acceptsLogged = true
        let share = place.ledger == nil ? 1.0 : 0.6
        var shown = 0.0
        let result = try check.run(
            on: place.source,
            progress: { done, of in
                let now = share * Double(done) / Double(max(1, of))
                if now - shown > 0.001 {
                    progress(now)
                    shown = now
                }
            })
        let shownFirst = relied ?? newest
        if !acceptsLogged {
            do { try policy.requireQuorum(shownFirst) } catch { throw LogFault.badCheckpoint(error) }
        }
        var verdict = LogVerdict(
            isIntact: true, sentence: sentence(shownFirst), size: shownFirst.checkpoint.size,
            root: shownFirst.checkpoint.root.base64, isWitnessed: shownFirst.isWitnessed)
        if newest.checkpoint.size > shownFirst.checkpoint.size {
            verdict.notes.append(
                "\(LogWords.entries(newest.checkpoint.size - shownFirst.checkpoint.size)) more: logged and intact\(LogWords.witnessed(newest, policy))"
            )
        }
        if result.filesAhead > 0 {
            verdict.notes.append(
                "\(result.filesAhead) file(s) lie beyond the checkpoint: entries written and not signed yet. Nothing is said of them."
            )
        }
        if let ledger = place.ledger {
            var record = try RecordCheck(ledger: ledger, source: place.source, size: newest.checkpoint.size)
            verdict.notes += try record.run { progress(share + (1 - share) * $0) }
        }
        for earlier in known {
            verdict.notes.append("It extends the checkpoint for \(LogWords.entries(earlier.size)) that you hold.")
        }
        return verdict
    }

    private func sentence(_ verified: VerifiedCheckpoint) -> String {
        let size = verified.checkpoint.size
        return
            "The log “\(verified.checkpoint.origin)” is intact: \(LogWords.entries(size)), none changed, removed or "
            + "reordered, signed by the log\(LogWords.witnessed(verified, policy))"
    }

    /// The checkpoint that readers rely on; nil where none is published yet but the log has signed one.
    private func relied() throws -> VerifiedCheckpoint? {
        guard let bytes = try place.source.read(PublishedPath.checkpoint) else { return nil }
        do {
            let verified = try policy.check(bytes, now: WallClock.now(), isStrict: true)
            return verified
        } catch { throw LogFault.badCheckpoint(error) }
    }

    /// Throws where the record holds less than its key signed: an old copy, and all that is published with it may fit.
    private func holds(_ signed: SignedState, _ folder: LedgerFolder) throws {
        let held = try SQLiteStore.open(reading: folder.record).size()
        guard held >= signed.checkpoint.size else {
            throw LedgerRefusal.behindSignature(holds: held, signed: signed.checkpoint.size, at: signed.signedAt)
        }
    }

    /// The newest checkpoint that the log signed, as far as this place tells: the one that readers rely on, the one
    /// still waiting for witnesses, and for the operator the one remembered beside the key.
    private func newest(_ relied: VerifiedCheckpoint?) throws -> VerifiedCheckpoint {
        var newest = relied
        func consider(_ bytes: [UInt8]) throws {
            do {
                let verified = try policy.check(bytes, isStrict: true)
                if verified.checkpoint.size > newest?.checkpoint.size ?? -1 { newest = verified }
            } catch { throw LogFault.badLogged(error) }
        }
        if let bytes = try place.source.read(PublishedPath.logged) { try consider(bytes) }
        if let ledger = place.ledger {
            let folder = try LedgerFolder(ledger)
            if let remembered = try SigningFile.remembered(besideKey: folder.settings.key) {
                try holds(remembered, folder)
                // Where nothing is published, that is what to say, rather than which of its files is missing first.
                if newest != nil { try consider(remembered.note.bytes) }
            }
        }
        guard let newest else { throw LogFault.noCheckpoint }
        return newest
    }
}
