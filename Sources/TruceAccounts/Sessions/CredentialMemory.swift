import Foundation
import Synchronization
import Truce

/// What this process has read of sessions and tokens, by the hash of their secret, so that a request seldom asks the
/// file. Requests share it. Nothing unknown is remembered: guesses cannot fill it.
final class CredentialMemory: Sendable {
    private static let limit = 20_000

    private struct Held {
        var credential: Credential
        var readAt: Instant
        var seenAt: Int64
        var writtenAt: Int64
    }

    private struct State {
        var held: [Data: Held] = [:]
        /// Counts the times that all was forgotten: what was read before may be revoked by now.
        var generation = 0
    }

    private let state = Mutex(State())

    /// What is known by this hash and was read within `reliedOn` seconds.
    func find(_ hash: Data, at now: Instant, reliedOn: Int64) -> Credential? {
        state.withLock { state in
            guard let held = state.held[hash], (0..<reliedOn).contains(now.seconds(since: held.readAt)) else {
                return nil
            }
            var credential = held.credential
            credential.seenAt = max(credential.seenAt, held.seenAt)
            return credential
        }
    }

    /// Ask before reading, tell ``remember(_:by:readAt:generation:)`` afterwards.
    var generation: Int { state.withLock(\.generation) }

    /// Answers with what is known now; keeps it unless something was revoked while it was being read.
    func remember(_ credential: Credential, by hash: Data, readAt now: Instant, generation: Int) -> Credential {
        state.withLock { state in
            let before = state.held[hash]
            let seenAt = max(credential.seenAt, before?.seenAt ?? credential.seenAt)
            if state.generation == generation {
                if state.held.count >= Self.limit { state.held = [:] }
                state.held[hash] = Held(
                    credential: credential, readAt: now, seenAt: seenAt,
                    writtenAt: max(credential.seenAt, before?.writtenAt ?? credential.seenAt))
            }
            var known = credential
            known.seenAt = seenAt
            return known
        }
    }

    /// It was used. Answers whether that is to be written: once in `interval` seconds.
    func see(_ hash: Data, at now: Instant, every interval: Int64) -> Bool {
        state.withLock { state in
            guard var held = state.held[hash] else { return true }
            held.seenAt = max(held.seenAt, now.seconds)
            let isDue = now.seconds - held.writtenAt >= interval
            if isDue { held.writtenAt = now.seconds }
            state.held[hash] = held
            return isDue
        }
    }

    func forgetAll() {
        state.withLock { state in
            state.held = [:]
            state.generation += 1
        }
    }
}

/// A session's or a token's row, with what its account adds.
struct Credential: Sendable {
    enum Kind: Sendable {
        case session(factor: Session.Factor, client: String)
        case token(name: String, scopes: Scope, expiresAt: Int64, passedSecondFactor: Bool)
    }

    let number: Int64
    let account: AccountID
    let holder: HolderID
    let holders: [HolderID]
    let kind: Kind
    let createdAt: Int64
    /// Of a token never used: ``Instant/distantPast``.
    var seenAt: Int64
}
