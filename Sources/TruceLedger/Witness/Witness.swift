import Synchronization
import Truce

/// Cosigns a log's checkpoints, each only if it extends the one it cosigned before. C2SP tlog-witness.
///
/// What it promises: whatever requests come, in whatever order and at once, whatever fails on the disk and however
/// often it is started again in the same state, the checkpoints that it cosigned for a log are one growing history, and
/// the times of its cosignatures never decrease.
public final class Witness: Sendable {
    private let key: SigningKey
    private let state: any WitnessState
    private let clock: @Sendable () -> Instant
    private let cosigned: @Sendable (Checkpoint, Instant) -> Void
    private let alarm: @Sendable (WitnessAlarm) -> Void
    private let books: [String: Book]
    /// In the order given.
    private let ids: [String]

    /// A clock this many seconds behind the last cosignature is taken for slow; further behind, for wrong.
    public static let clockTolerance: Int64 = 300

    /// What was cosigned last, for one log.
    private final class Book: Sendable {
        let log: WitnessedLog
        let held: Mutex<Held>

        init(_ log: WitnessedLog, _ latest: Latest?) {
            self.log = log
            held = Mutex(Held(latest: latest, isOnDisk: true))
        }
    }

    private struct Held {
        /// Known to be on disk, and so free to be given out.
        var latest: Latest?
        /// False after a write failed: the disk may hold a newer one.
        var isOnDisk: Bool
    }

    private struct Latest {
        var checkpoint: Checkpoint
        var note: SignedNote
        var time: Instant
    }

    /// Reads and checks what is stored for each log. Throws ``WitnessError/badConfiguration(_:)`` for keys of the wrong
    /// kind or a log named twice, ``WitnessError/damaged(path:why:)`` for a state that is not this witness's own.
    ///
    /// - Parameters:
    ///   - key: of the kind ``VerifierKey/Kind/witness``, and used for nothing else.
    ///   - logs: those to watch; at least one.
    ///   - state: what remembers the last cosignature; one that no other witness uses.
    ///   - clock: the present; asked once for each cosignature.
    ///   - cosigned: called with each checkpoint that was cosigned and is on disk, and the time of the cosignature, on the
    ///     thread that took the request.
    ///   - alarm: called, on the thread that took the request, when a log signed what cannot be cosigned.
    public init(
        key: SigningKey, logs: [WitnessedLog], state: any WitnessState, clock: @escaping @Sendable () -> Instant,
        cosigned: @escaping @Sendable (Checkpoint, Instant) -> Void = { _, _ in },
        alarm: @escaping @Sendable (WitnessAlarm) -> Void = { _ in }
    ) throws(WitnessError) {
        guard key.verifier.kind == .witness else {
            throw .badConfiguration("“\(key.verifier.name)” is a key of a log; a witness needs one of its own")
        }
        guard !logs.isEmpty else { throw .badConfiguration("no log is named") }
        var books: [String: Book] = [:]
        for log in logs {
            guard !log.keys.isEmpty, log.keys.allSatisfy({ $0.kind == .log }) else {
                throw .badConfiguration("the log “\(log.origin)” has no key of the kind that logs have")
            }
            guard !log.keys.contains(where: { $0.publicKey == key.verifier.publicKey }) else {
                throw .badConfiguration("the log “\(log.origin)” has the witness's own key")
            }
            guard books[log.id] == nil else { throw .badConfiguration("the log “\(log.origin)” is named twice") }
            books[log.id] = Book(log, try Self.stored(log, key: key.verifier, in: state, after: nil))
        }
        self.key = key
        self.state = state
        self.clock = clock
        self.cosigned = cosigned
        self.alarm = alarm
        self.books = books
        ids = logs.map(\.id)
    }

    /// The key that its cosignatures are checked by.
    public var verifier: VerifierKey { key.verifier }

    /// Each log with the size cosigned last, nil if none.
    public var sizes: [(log: WitnessedLog, size: Int?)] {
        ids.map { id in
            let book = books[id]!
            return (book.log, book.held.withLock { $0.latest?.checkpoint.size })
        }
    }

    /// The checkpoint cosigned last, with the lines of the log and of this witness; nil if there is none.
    ///
    /// - Parameter id: lower-case hexadecimal SHA-256 of the log's origin.
    public func latest(_ id: String) -> [UInt8]? {
        books[id]?.held.withLock { $0.latest?.note.bytes }
    }

    /// Answers `add-checkpoint`. Blocks until what it answers is on disk.
    public func add(_ body: [UInt8]) -> WitnessAnswer {
        let request: WitnessRequest
        do { request = try WitnessRequest(body) } catch { return WitnessAnswer(400, error.description) }
        guard request.oldSize <= request.checkpoint.size else {
            return WitnessAnswer(400, "The old size is larger than the checkpoint's.")
        }
        guard let book = books[WitnessedLog.id(origin: request.checkpoint.origin)] else {
            return WitnessAnswer(404, "This witness does not watch that log.")
        }
        let signed: WitnessRequest
        do {
            signed = try WitnessRequest(
                oldSize: request.oldSize, proof: request.proof, note: try book.log.signed(request.note))
        } catch { return WitnessAnswer(403, error.description) }
        // Comparing, storing and answering are one step: two requests in flight cannot overtake each other.
        let (answer, evidence, latest) = book.held.withLock { held in
            let (answer, evidence) = decide(signed, book.log, &held)
            return (answer, evidence, answer.status == 200 ? held.latest : nil)
        }
        if let evidence { report(evidence) }
        if let latest { cosigned(latest.checkpoint, latest.time) }
        return answer
    }

    private func decide(
        _ request: WitnessRequest, _ log: WitnessedLog, _ held: inout Held
    ) -> (WitnessAnswer, WitnessEvidence?) {
        if !held.isOnDisk {
            do {
                held.latest = try Self.stored(log, key: verifier, in: state, after: held.latest)
                held.isOnDisk = true
            } catch { return (WitnessAnswer(500, error.description), nil) }
        }
        let new = request.checkpoint
        let latest = held.latest
        func refused(_ kind: WitnessEvidence.Kind, _ answer: WitnessAnswer) -> (WitnessAnswer, WitnessEvidence?) {
            (answer, WitnessEvidence(kind: kind, origin: log.origin, held: latest?.note, request: request))
        }
        let isFork = latest.map { $0.checkpoint.size == new.size && $0.checkpoint.root != new.root } ?? false
        guard request.oldSize == latest?.checkpoint.size ?? 0 else {
            let answer = WitnessAnswer.conflict(size: latest?.checkpoint.size ?? 0)
            return isFork ? refused(.fork, answer) : (answer, nil)
        }
        guard new.size > 0 || new.root == .emptyTree else {
            return refused(.fork, WitnessAnswer(422, "A log without entries has another root than this."))
        }
        guard !isFork else {
            return refused(.fork, WitnessAnswer(422, "This witness has cosigned another root for this size."))
        }
        do {
            try TreeProof.checkConsistency(
                from: request.oldSize, root: latest?.checkpoint.root ?? .emptyTree, to: new.size, root: new.root,
                proof: request.proof)
        } catch { return refused(.unproven, WitnessAnswer(422, error.description)) }
        return (cosign(request.note, new, log, &held), nil)
    }

    private func cosign(
        _ signed: SignedNote, _ checkpoint: Checkpoint, _ log: WitnessedLog, _ held: inout Held
    ) -> WitnessAnswer {
        let now = clock()
        guard now.seconds > 0 else { return WitnessAnswer(500, "The witness's clock is not set.") }
        let last = held.latest?.time ?? now
        guard last.seconds(since: now) <= Self.clockTolerance else {
            return WitnessAnswer(
                500, "The witness's clock says \(now), which is before its last cosignature of \(last). Set the clock.")
        }
        let time = max(now, last)
        let line = key.sign(signed.text, at: time)
        var note = signed
        note.add(line)
        do {
            try state.save(note.bytes, for: log.id)
        } catch {
            held.isOnDisk = false
            return WitnessAnswer(500, error.description)
        }
        held.latest = Latest(checkpoint: checkpoint, note: note, time: time)
        return WitnessAnswer(status: 200, body: Array(line.line.utf8))
    }

    /// What is stored for a log, checked, and on disk once more: what a write that failed left behind may be read
    /// back and yet not survive.
    private static func stored(
        _ log: WitnessedLog, key: VerifierKey, in state: any WitnessState, after last: Latest?
    ) throws(WitnessError) -> Latest? {
        func damaged(_ why: String) -> WitnessError { .damaged(path: "\(log.id)/checkpoint", why: why) }
        guard let bytes = try state.load(log.id) else {
            guard last == nil else { throw damaged("it is gone") }
            return nil
        }
        let latest: Latest
        do {
            let note = try SignedNote(bytes)
            let checkpoint = try Checkpoint(text: note.text)
            guard checkpoint.origin.utf8.elementsEqual(log.origin.utf8) else {
                throw NoteError.otherOrigin(expected: log.origin, found: checkpoint.origin)
            }
            _ = try log.signed(note)
            guard let time = try note.check(key)?.time else {
                throw NoteError.notSigned(by: "this witness's key “\(key.name)”")
            }
            latest = Latest(checkpoint: checkpoint, note: note, time: time)
        } catch { throw damaged("\(error)".hasSuffix(".") ? String("\(error)".dropLast()) : "\(error)") }
        if let last {
            guard latest.checkpoint.size >= last.checkpoint.size, latest.time >= last.time,
                latest.checkpoint.size > last.checkpoint.size || latest.checkpoint.root == last.checkpoint.root
            else { throw damaged("it went back behind what was cosigned since") }
        }
        try state.save(bytes, for: log.id)
        return latest
    }

    private func report(_ evidence: WitnessEvidence) {
        let notKept: String?
        do {
            switch try state.keep(evidence) {
            case .known: return
            // Nothing new can be said of what anybody can send; of a fork it can.
            case .full where evidence.kind == .unproven: return
            case .full: notKept = "As many pieces of evidence as fit were kept before."
            case .kept: notKept = nil
            }
        } catch { notKept = error.description }
        alarm(WitnessAlarm(evidence: evidence, notKept: notKept))
    }
}
