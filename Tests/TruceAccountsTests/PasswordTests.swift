import Foundation
import Testing
import Truce

@testable import TruceAccounts

@Suite("Passwords")
struct PasswordTests {
    @Test(
        "are hashed by scrypt as RFC 7914 has it",
        arguments: [
            (
                "password", "NaCl", 10, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ])
    func scrypt(password: String, salt: String, log2N: Int, blockSize: Int, parallelism: Int, expected: String) throws {
        let cost = try #require(ScryptCost(log2N: log2N, blockSize: blockSize, parallelism: parallelism))
        let derived = try cost.derive(Array(password.utf8), salt: Array(salt.utf8), byteCount: 64)
        #expect(derived.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
    }

    @Test(
        "cannot be asked to cost more than a server has",
        arguments: [
            (1, 1, 1, true), (0, 8, 1, false), (20, 8, 1, true), (21, 8, 1, false), (20, 9, 1, false),
            (17, 0, 1, false),
            (17, 32, 16, true), (17, 33, 1, false), (17, 8, 0, false), (17, 8, 17, false), (18, 32, 1, true),
            (19, 32, 1, false),
        ])
    func bounds(log2N: Int, blockSize: Int, parallelism: Int, isAllowed: Bool) {
        #expect((ScryptCost(log2N: log2N, blockSize: blockSize, parallelism: parallelism) != nil) == isAllowed)
    }

    @Test("cost 128 MiB unless told otherwise")
    func standard() {
        #expect(AccountsSettings().cost == ScryptCost(log2N: 17, blockSize: 8, parallelism: 1))
    }

    @Test(
        "are taken or not",
        arguments: [
            ("elevenchars", PasswordFault.tooShort), ("twelve chars", nil), ("", .tooShort),
            ("żółw żółw 1é", nil), (String(repeating: "x1y2z ", count: 42) + "abcd", nil),
            (String(repeating: "x1y2z ", count: 42) + "abcde", .tooLong),
            (String(repeating: "ж", count: 129), .tooLong),
            // The login name, and little else.
            ("amina.rahman", .holdsLogin), ("AMINA.RAHMAN", .holdsLogin), ("amina.rahman12345", .holdsLogin),
            ("amina.rahman123456", nil), ("amina.rahmanamina.rahman", .holdsLogin),
            // What is tried first.
            ("password1234", .common), ("P@ssw0rd2024", .common), ("passwordpassword", .common),
            ("letmein!!!!!!", .common),
            ("123456789012", .common), ("210987654321", .common), ("qwertyuiopas", .common), ("aaaabbbbcccc", .common),
            ("ceasefire2025", .common), ("C34s3f1r3!!!", .common), ("iloveyou1234", .common), ("парольпароль", .common),
            ("correct horse battery staple", .common), ("correct horse battery weir", nil), ("abcdefghijklm", .common),
            ("1q2w3e4r5t6y7u", .common), ("password over the weir", nil),
        ] as [(String, PasswordFault?)])
    func rules(password: String, fault: PasswordFault?) throws {
        #expect(PasswordRules.fault(of: password, login: try LoginName("amina.rahman")) == fault)
    }

    @Test("are the same however a keyboard composes them")
    func composed() async throws {
        let test = try TestAccounts()
        try await test.add(password: "caf\u{E9} at the river bend")
        _ = try await test.session("amina", "cafe\u{301} at the river bend")
        #expect(try await test.signIn("amina", "cafe at the river bend").isRefused)
    }

    @Test("are hashed anew at the next sign-in once the cost is raised, and not when it is lowered")
    func raised() async throws {
        let test = try TestAccounts()
        try await test.add()
        func cost() throws -> Int? { try test.stored("SELECT log2_n FROM password") }
        let dearer = try test.beside { $0.cost = ScryptCost(log2N: 4, blockSize: 1, parallelism: 1)! }
        #expect(try cost() == 2)
        #expect(
            try await dearer.signIn(login: "amina", password: "a wrong one", from: .office, at: TestAccounts.noon)
                .isRefused)
        #expect(try cost() == 2)
        for _ in 0..<2 {
            _ = try await dearer.signIn(
                login: "amina", password: TestAccounts.password, from: .office, at: TestAccounts.noon
            ).admitted()
            #expect(try cost() == 4)
        }
        _ = try await test.session()
        #expect(try cost() == 4)
    }

    @Test("are changed with the old one, which ends every other session and renews this one")
    func change() async throws {
        let test = try TestAccounts()
        let (accounts, noon) = (test.accounts, TestAccounts.noon)
        try await test.add()
        let (mine, other) = (try await test.session(), try await test.session())
        await #expect(throws: AccountsError.wrongPassword(retryAfterSeconds: nil)) {
            try await accounts.changePassword(
                from: "not the old one", to: "nine herons over the weir", by: mine.session, from: .office, at: noon)
        }
        await #expect(throws: AccountsError.weakPassword(.tooShort)) {
            try await accounts.changePassword(
                from: TestAccounts.password, to: "short", by: mine.session, from: .office, at: noon)
        }
        #expect(try accounts.session(other.secret, at: noon) != nil)
        let renewed = try await accounts.changePassword(
            from: TestAccounts.password, to: "nine herons over the weir", by: mine.session, from: .office, at: noon)
        #expect(try accounts.session(mine.secret, at: noon) == nil)
        #expect(try accounts.session(other.secret, at: noon) == nil)
        #expect(try accounts.session(renewed.secret, at: noon)?.number == mine.session.number)
        #expect(try await test.signIn().isRefused)
        _ = try await test.session("amina", "nine herons over the weir")
    }

    @Test("changed rightly any number of times lock nobody out")
    func changedOften() async throws {
        let test = try TestAccounts()
        try await test.add()
        var (session, old) = (try await test.session(), TestAccounts.password)
        for number in 0..<7 {
            let new = "herons over weir number \(number)"
            session = try await test.accounts.changePassword(
                from: old, to: new, by: session.session, from: .office, at: TestAccounts.noon)
            old = new
        }
        _ = try await test.session("amina", old)
    }

    @Test("guessed in a stolen session lock the account as guesses at sign-in do")
    func guessedInSession() async throws {
        let test = try TestAccounts()
        try await test.add()
        let stolen = try await test.session(from: .elsewhere)
        for guess in 0..<5 {
            await #expect(throws: AccountsError.self) {
                try await test.accounts.changePassword(
                    from: "guess \(guess)", to: "nine herons over the weir", by: stolen.session, from: .number(guess),
                    at: TestAccounts.noon)
            }
        }
        await #expect(throws: AccountsError.wrongPassword(retryAfterSeconds: nil)) {
            try await test.accounts.changePassword(
                from: TestAccounts.password, to: "nine herons over the weir", by: stolen.session, from: .number(9),
                at: TestAccounts.noon)
        }
    }

    @Test("set by an administrator end the account's sessions")
    func set() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let session = try await test.session()
        try await test.accounts.setPassword("nine herons over the weir", of: id, at: TestAccounts.noon)
        #expect(try test.accounts.session(session.secret, at: TestAccounts.noon) == nil)
        _ = try await test.session("amina", "nine herons over the weir")
    }

    @Test("of another account do not fit, though their rows are exchanged in the file")
    func exchangedRows() async throws {
        let test = try TestAccounts()
        try await test.add("amina")
        try await test.add("boris", password: "nine herons over the weir")
        try test.change(
            "UPDATE password SET (salt, verifier) = (SELECT salt, verifier FROM password WHERE account = 2)")
        _ = try await test.session("boris", "nine herons over the weir")
        #expect(try await test.signIn("amina", "nine herons over the weir").isRefused)
    }
}

@Suite("Where passwords are checked")
struct PasswordWorkTests {
    private static func work(atOnce: Int, waiting: Int, perAddress: Int) -> PasswordWork {
        var settings = AccountsSettings()
        settings.passwordsAtOnce = atOnce
        settings.passwordsWaiting = waiting
        settings.passwordsPerAddress = perAddress
        return PasswordWork(settings)
    }

    /// Holds `count` places until the answer is called; returns once all are taken.
    private static func hold(
        _ count: Int, of work: PasswordWork, from address: @escaping @Sendable (Int) -> NetworkAddress?
    ) async -> (gate: DispatchSemaphore, jobs: Task<Int, Never>) {
        let gate = DispatchSemaphore(value: 0)
        let jobs = Task {
            await withTaskGroup(of: Int.self) { group in
                for number in 0..<count {
                    group.addTask {
                        do {
                            return try await work.run(for: address(number)) {
                                gate.wait()
                                return 1
                            }
                        } catch { return 0 }
                    }
                }
                return await group.reduce(0, +)
            }
        }
        while work.held < count { await Task.yield() }
        return (gate, jobs)
    }

    @Test("a bounded number wait, and the next is turned away; all that waited are answered")
    func bounded() async throws {
        let work = Self.work(atOnce: 2, waiting: 3, perAddress: 9)
        let (gate, jobs) = await Self.hold(5, of: work) { _ in .office }
        #expect(work.running == 2)
        await #expect(throws: AccountsError.busy) { try await work.run(for: .elsewhere) { 1 } }
        for _ in 0..<5 { gate.signal() }
        #expect(await jobs.value == 5)
        #expect(work.held == 0 && work.running == 0)
        #expect(try await work.run(for: .elsewhere) { 7 } == 7)
    }

    @Test("no address takes every place")
    func perAddress() async throws {
        let work = Self.work(atOnce: 2, waiting: 8, perAddress: 3)
        let (gate, jobs) = await Self.hold(3, of: work) { _ in .office }
        await #expect(throws: AccountsError.busy) { try await work.run(for: .office) { 1 } }
        let other = Task { try? await work.run(for: .elsewhere) { 1 } }
        for _ in 0..<3 { gate.signal() }
        #expect(await jobs.value == 3)
        #expect(await other.value == 1)
        #expect(try await work.run(for: .office) { 1 } == 1)
    }

    @Test(
        "every password is looked at there, whoever's it is; who is turned away is told so, and nothing is counted",
        arguments: ["amina", "nobody", "bare", "disabled", "locked", "\u{0}"])
    func notCounted(login: String) async throws {
        let test = try TestAccounts {
            $0.passwordsAtOnce = 1
            $0.passwordsWaiting = 0
        }
        try await test.add()
        try await test.add("locked")
        try await test.add("bare", password: nil)
        try await test.accounts.disable(test.add("disabled"), at: TestAccounts.noon)
        for number in 0..<5 { _ = try await test.signIn("locked", "wrong", from: .number(number)) }
        let (gate, jobs) = await Self.hold(1, of: test.accounts.work) { _ in .elsewhere }
        for _ in 0..<9 { await #expect(throws: AccountsError.busy) { try await test.signIn(login) } }
        gate.signal()
        _ = await jobs.value
        _ = try await test.session()
        #expect(test.kinds.contains(.tooBusy))
    }
}
