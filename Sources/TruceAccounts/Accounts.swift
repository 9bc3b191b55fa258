import Foundation
import GRDB
import Truce

/// Who may sign in, and as which holder of the mechanism. Knows nothing of HTTP, of roles or of the ledger, and does not
/// ask whether an administrator is one: callers do.
///
/// Safe to use from any thread and by several processes on one file. What this process changes it sees at once; what
/// another revokes it sees ``AccountsSettings/reliedOnSeconds`` later at most. Look-ups of sessions and tokens answer on
/// the calling thread, from memory or by one read of an index; everything else is `async` and waits elsewhere.
package final class Accounts: Sendable {
    package let settings: AccountsSettings
    let file: AccountsFile
    let keys: Keys
    let chance: Chance
    let work: PasswordWork
    let memory = CredentialMemory()
    private let needsSecondFactor: @Sendable (HolderID) -> Bool
    private let journal: @Sendable (AccountEvent) -> Void

    /// Makes an empty file of accounts, which belongs to `key` from then on.
    package static func create(at path: String, key: AccountsKey) throws(AccountsError) {
        try AccountsFile.create(at: path, keyID: key.id)
    }

    /// - Parameters:
    ///   - needsSecondFactor: Asked often, also about sessions that exist: quick, and safe from any thread. An account
    ///     of which any holder needs one signs in without it only to enrol it.
    ///   - journal: Told what has happened, after it is durable; from any thread. Must not call back.
    package init(
        path: String, key: AccountsKey, settings: AccountsSettings = AccountsSettings(), chance: Chance = .system,
        needsSecondFactor: @escaping @Sendable (HolderID) -> Bool = { _ in false },
        journal: @escaping @Sendable (AccountEvent) -> Void
    ) throws(AccountsError) {
        file = try AccountsFile(opening: path, keyID: key.id)
        keys = Keys(key)
        work = PasswordWork(settings)
        self.settings = settings
        self.chance = chance
        self.needsSecondFactor = needsSecondFactor
        self.journal = journal
    }

    /// A copy in one new file, of this moment, readable by its owner only, while the accounts go on. It opens with the
    /// same key, which is to be kept elsewhere.
    package func backup(to path: String) async throws(AccountsError) { try await file.copy(to: path) }

    /// Further calls fail. Merges the log beside the file into it.
    package func close() throws(AccountsError) {
        memory.forgetAll()
        do {
            // Fails while another process reads; then the last one to close merges the log.
            try? file.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try file.pool.close()
        } catch { throw AccountsError(error, path: file.path, doing: .writing) }
    }

    func tell(
        _ kind: AccountEvent.Kind, at: Instant, account: AccountID? = nil, by: AccountID? = nil,
        from address: NetworkAddress? = nil, number: Int64? = nil
    ) {
        journal(AccountEvent(kind: kind, at: at, account: account, by: by, address: address, number: number))
    }

    func needsSecondFactor(anyOf holders: [HolderID]) -> Bool { holders.contains(where: needsSecondFactor) }

    /// A change that takes something away: once it is durable, nothing that was read before counts any more.
    func revoke<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(AccountsError) -> Answer {
        let answer = try await file.write(body)
        memory.forgetAll()
        return answer
    }
}
