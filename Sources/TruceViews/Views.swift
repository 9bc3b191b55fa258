import GRDB
import Synchronization
import Truce

/// What the mechanism answers from: one SQLite file, made from the ledger and the vault, and from what was computed.
/// Deleting it is harmless; made anew it answers the same.
///
/// One process folds, in order; any number of questions are answered meanwhile, each from one moment.
package final class Views: Sendable {
    /// Entries in one transaction.
    static let batch = 20_000
    /// Words of this many entries are indexed with them; of more, later (``indexWords(atMost:)``).
    static let wordsAtOnce = 4_000

    let path: String
    let pool: DatabasePool
    let rules: ViewRules
    let source: any RecordSource
    private let state: Mutex<State>
    private let waiting = Waiting()

    private struct State {
        var position: Int
        var standings: Standings?
    }

    /// Opens the file, or makes it: also where there is one that was made by another program, or that a loss of power
    /// caught while it was made anew. ``position`` then is 0.
    package static func open(
        _ path: String, rules: ViewRules, source: any RecordSource
    ) throws(ViewsError) -> Views {
        try Views(path: path, pool: ViewsFile.open(path), rules: rules, source: source)
    }

    private init(path: String, pool: DatabasePool, rules: ViewRules, source: any RecordSource) throws(ViewsError) {
        (self.path, self.pool, self.rules, self.source) = (path, pool, rules, source)
        do {
            let position = try pool.read { try Int.fetchOne($0, sql: "SELECT position FROM state") ?? 0 }
            state = Mutex(State(position: position))
        } catch { throw ViewsError(error, path) }
    }

    /// Entries that are folded.
    package var position: Int { state.withLock(\.position) }

    /// Answers of now rest on ``position`` entries, those of an earlier moment on those before it and on nothing that was
    /// computed. Interrupted it throws ``ViewsError/interrupted``.
    package func answer<Q: AnsweredByViews>(
        _ question: Q, for asker: Asker, at moment: Moment = .now, unless interruption: Interruption = Interruption()
    ) throws(ViewsError) -> Q.Answer {
        try reading(asker, moment, unless: interruption) { try question.answer($0) }
    }

    func reading<Answer>(
        _ asker: Asker, _ moment: Moment, unless interruption: Interruption, _ body: (Look) throws -> Answer
    ) throws(ViewsError) -> Answer {
        let standings = state.withLock(\.standings)
        do {
            return try watched(by: interruption) { db in
                let folded = try Int.fetchOne(db.cachedStatement(sql: "SELECT position FROM state")) ?? 0
                let position =
                    switch moment {
                    case .now: folded
                    case .position(let position): min(max(0, position), folded)
                    case .time(let time): try ClockView.entries(recordedBy: time, in: db)
                    }
                let look = Look(
                    db: db, asker: asker, position: position, isNow: moment == .now, rules: rules, source: source,
                    standings: standings, path: path, interruption: interruption)
                return try body(look)
            }
        } catch { throw ViewsError(error, path) }
    }

    private func watched<Answer>(by interruption: Interruption, _ read: (Database) throws -> Answer) throws -> Answer {
        try pool.read { db in try interruption.watching(db) { try read(db) } }
    }

    /// Returns when that many entries are folded, at the latest after `limit`: then it throws
    /// ``ViewsError/behind(wanted:at:)``.
    package func wait(until wanted: Int, atMost limit: Duration) async throws(ViewsError) {
        if position >= wanted { return }
        await waiting.wait(until: wanted, atMost: limit) { self.position }
        guard position >= wanted else { throw .behind(wanted: wanted, at: position) }
    }

    /// Removes nothing. Later calls fail.
    package func close() throws(ViewsError) {
        do { try pool.close() } catch { throw ViewsError(error, path) }
    }

    /// Whoever committed first may come here last: entries once folded stay folded.
    func advanced(to position: Int) {
        let newest = state.withLock { state in
            state.position = max(state.position, position)
            return state.position
        }
        waiting.wake(newest)
    }

    /// How commitments and gates stand; replaces what was given before.
    package func fold(_ standings: Standings) { state.withLock { $0.standings = standings } }
}

/// A question that the views answer.
package protocol AnsweredByViews: Inquiry {
    func answer(_ look: Look) throws -> Answer
}

extension ViewsError {
    init(_ error: any Error, _ path: String) {
        switch error {
        case let error as ViewsError: self = error
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_INTERRUPT: self = .interrupted
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_MISMATCH: self = .damaged(path: path, why: "\(error)")
            default: self = .failed(path: path, why: "\(error)")
            }
        case let error as FactError: self = .damaged(path: path, why: "\(error)")
        case let error as JSONError: self = .damaged(path: path, why: "\(error)")
        default: self = .failed(path: path, why: "\(error)")
        }
    }
}
