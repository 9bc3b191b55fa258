import Foundation
import GRDB
import Synchronization
import Truce
import TruceTesting

@testable import TruceAccounts

/// Accounts in a folder of their own, with cheap passwords, seeded chance and a journal that is kept.
final class TestAccounts: Sendable {
    static let noon = Instant(seconds: 1_900_000_000)
    static let password = "seven herons over the weir"
    static let cheap = ScryptCost(log2N: 2, blockSize: 1, parallelism: 1)!

    let folder: String
    let key: AccountsKey
    let accounts: Accounts
    private let told: Journal

    var path: String { folder + "/accounts.sqlite" }

    /// What was told since last asked.
    var events: [AccountEvent] { told.take() }
    var kinds: [AccountEvent.Kind] { events.map(\.kind) }

    init(
        seed: UInt64 = 1, settings change: (inout AccountsSettings) -> Void = { _ in },
        needsSecondFactor: @escaping @Sendable (HolderID) -> Bool = { _ in false }
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "truce-accounts-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        key = AccountsKey(.seeded(seed))
        var settings = AccountsSettings()
        settings.cost = Self.cheap
        change(&settings)
        told = Journal()
        try Accounts.create(at: folder + "/accounts.sqlite", key: key)
        accounts = try Accounts(
            path: folder + "/accounts.sqlite", key: key, settings: settings, chance: .seeded(seed &+ 1),
            needsSecondFactor: needsSecondFactor, journal: { [told] in told.add($0) })
    }

    deinit {
        // What is left in a folder for temporary files does no harm.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The same file, as another process has it: with a memory of its own.
    func beside(_ change: (inout AccountsSettings) -> Void = { _ in }) throws -> Accounts {
        var settings = AccountsSettings()
        settings.cost = Self.cheap
        change(&settings)
        return try Accounts(path: path, key: key, settings: settings, chance: .seeded(99), journal: { _ in })
    }

    @discardableResult
    func add(_ login: String = "amina", holders: [HolderID] = [.monitor], password: String? = password) async throws
        -> AccountID
    {
        try await accounts.createAccount(
            login: login, displayName: "Amina Example", holders: holders, password: password, at: Self.noon)
    }

    func signIn(
        _ login: String = "amina", _ password: String = password, from address: NetworkAddress = .office,
        at now: Instant = noon
    ) async throws -> SignInAnswer {
        try await accounts.signIn(login: login, password: password, from: address, client: "a test", at: now)
    }

    func session(
        _ login: String = "amina", _ password: String = password, from address: NetworkAddress = .office,
        at now: Instant = noon
    ) async throws -> NewSession {
        try await signIn(login, password, from: address, at: now).admitted()
    }

    /// Enrols a second factor. Ends the sessions before it.
    func enrol(
        _ session: Session, at now: Instant = noon
    ) async throws -> (app: App, session: NewSession, recoveryCodes: [String]) {
        let app = App(try await accounts.beginSecondFactor(by: session, at: now))
        let done = try await accounts.confirmSecondFactor(code: app.code(at: now), by: session, at: now)
        return (app, done.session, done.recoveryCodes)
    }

    /// Waits until what nobody waits for is written, then asks the file.
    func stored<Value: DatabaseValueConvertible & Sendable>(_ sql: String) throws -> Value? {
        try accounts.file.pool.writeWithoutTransaction { try Value.fetchOne($0, sql: sql) }
    }

    func change(_ sql: String) throws { try accounts.file.pool.writeWithoutTransaction { try $0.execute(sql: sql) } }

    /// Everything that lies in the folder.
    func allBytes() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Data()) {
            $0 += try Data(contentsOf: URL(filePath: folder + "/" + $1))
        }
    }
}

/// An authenticator app.
struct App {
    let secret: [UInt8]

    init(_ enrolment: Enrolment) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = enrolment.secret.flatMap { symbol in
            (0..<5).reversed().map { alphabet.firstIndex(of: symbol)! >> $0 & 1 }
        }
        secret = stride(from: 0, to: bits.count - 7, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | UInt8($1) }
        }
    }

    func code(at now: Instant) -> String { TOTP.code(secret, step: TOTP.step(at: now)) }
}

private final class Journal: Sendable {
    private let events = Mutex<[AccountEvent]>([])
    func add(_ event: AccountEvent) { events.withLock { $0.append(event) } }
    func take() -> [AccountEvent] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }
}

extension Chance {
    static func seeded(_ seed: UInt64) -> Chance {
        let random = Mutex(SeededRandom(seed))
        return Chance { count in
            random.withLock { random in (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) } }
        }
    }
}

extension SignInAnswer {
    struct NotAdmitted: Error {}

    func admitted() throws -> NewSession {
        guard case .admitted(let session) = self else { throw NotAdmitted() }
        return session
    }

    var isRefused: Bool {
        if case .refused = self { true } else { false }
    }

    var retryAfter: Int64? {
        if case .refused(let seconds) = self { seconds } else { nil }
    }
}

extension HolderID {
    static let monitor = HolderID("monitor-7")!
    static let head = HolderID("head-of-mission")!
    static let liaison = HolderID("liaison-hill")!
}

extension NetworkAddress {
    static let office = NetworkAddress("192.0.2.1")!
    static let elsewhere = NetworkAddress("198.51.100.9")!
    static func number(_ number: Int) -> NetworkAddress { NetworkAddress("203.0.\(number / 250).\(number % 250 + 1)")! }
}

extension Instant {
    static func + (a: Instant, seconds: Int64) -> Instant { a.advanced(bySeconds: seconds) }
}
