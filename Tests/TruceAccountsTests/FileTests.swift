import Foundation
import GRDB
import Testing
import Truce
import TruceTesting

@testable import TruceAccounts

@Suite("The accounts' file")
struct FileTests {
    private let noon = TestAccounts.noon

    private func open(_ path: String, _ key: AccountsKey) throws -> Accounts {
        try Accounts(path: path, key: key, journal: { _ in })
    }

    private func write(_ bytes: Data, to path: String) throws {
        try bytes.write(to: URL(filePath: path))
        chmod(path, 0o600)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("is readable by its owner only, with all that lies beside it")
    func rights() async throws {
        let test = try TestAccounts()
        try await test.add()
        let names = try FileManager.default.contentsOfDirectory(atPath: test.folder).sorted()
        #expect(names == ["accounts.sqlite", "accounts.sqlite-shm", "accounts.sqlite-wal"])
        for name in names { #expect(try mode(test.folder + "/" + name) == 0o600, "\(name)") }
    }

    @Test("alone holds everything after closing, and nothing is done any more")
    func closed() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let session = try await test.session()
        try test.accounts.close()
        await #expect(throws: AccountsError.self) { try await test.accounts.account(id) }
        #expect(throws: AccountsError.self) { try test.accounts.session(session.secret, at: noon) }
        try FileManager.default.copyItem(atPath: test.path, toPath: test.folder + "/copy")
        let copy = try open(test.folder + "/copy", test.key)
        #expect(try await copy.account(id)?.login == "amina")
        #expect(try copy.session(session.secret, at: noon)?.account == id)
    }

    @Test("is copied whole while it is in use, for its owner only, over nothing")
    func backup() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let session = try await test.session()
        let path = test.folder + "/copy"
        try await test.accounts.backup(to: path)
        try await test.accounts.erase(id, at: noon)
        #expect(try mode(path) == 0o600)
        #expect(try open(path, test.key).session(session.secret, at: noon)?.account == id)
        await #expect(throws: AccountsError.self) { try await test.accounts.backup(to: path) }
        await #expect(throws: AccountsError.self) { try await test.accounts.backup(to: test.folder + "/no/copy") }
    }

    @Test("is never written over")
    func exists() throws {
        let test = try TestAccounts()
        #expect(throws: AccountsError.self) { try Accounts.create(at: test.path, key: test.key) }
        _ = try open(test.path, test.key)
    }

    @Test("is not opened when others may read it", arguments: [0o600, 0o640, 0o604, 0o601, 0o660])
    func openToOthers(mode: Int) throws {
        let test = try TestAccounts()
        try test.accounts.close()
        chmod(test.path, mode_t(mode))
        if mode == 0o600 {
            _ = try open(test.path, test.key)
        } else {
            #expect(throws: AccountsError.readableByOthers(path: test.path)) { try open(test.path, test.key) }
        }
    }

    @Test("is not opened with another key, and says which it wants")
    func wrongKey() throws {
        let test = try TestAccounts()
        let other = AccountsKey(.seeded(77))
        #expect(throws: AccountsError.wrongKey(expected: test.key.id, found: other.id)) { try open(test.path, other) }
        #expect(test.key.id.utf8.count == 16 && test.key.id != other.id)
    }

    @Test("that is a link, a folder, empty, missing, or another program's is not opened")
    func notAccounts() throws {
        let test = try TestAccounts()
        let (folder, key) = (test.folder, test.key)
        try test.accounts.close()
        symlink(test.path, folder + "/link")
        mkdir(folder + "/folder", 0o700)
        for (name, bytes) in [("empty", Data()), ("text", Data("not a database at all".utf8))] {
            try write(bytes, to: folder + "/" + name)
        }
        let foreign = try DatabaseQueue(path: folder + "/foreign")
        try foreign.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try foreign.close()
        chmod(folder + "/foreign", 0o600)
        for name in ["link", "folder", "empty", "text", "foreign", "missing"] {
            #expect(throws: AccountsError.self, "\(name)") { try open(folder + "/" + name, key) }
        }
    }

    @Test("of a later version, or of none, is left alone", arguments: [0, 3, 99])
    func version(_ version: Int) throws {
        let test = try TestAccounts()
        try test.change("PRAGMA user_version = \(version)")
        #expect(throws: AccountsError.self) { try open(test.path, test.key) }
        #expect(try test.stored("PRAGMA user_version") as Int? == version)
    }

    @Test("of the first version is brought up to date, and its tokens count as made without a second factor")
    func older() async throws {
        let test = try TestAccounts()
        let id = try await test.add(holders: [.monitor, .head])
        let session = try await test.session().session
        let made = try await [HolderID.monitor, .head].asyncMap { holder in
            try await test.accounts.makeToken(
                name: "old", holder: holder, scopes: .read, lifetimeSeconds: 10, by: session, at: noon
            ).text
        }
        try test.change(
            """
            ALTER TABLE token DROP COLUMN second_factor; ALTER TABLE attempt DROP COLUMN address_tried_at;
            PRAGMA user_version = 1
            """)
        let accounts = try Accounts(
            path: test.path, key: test.key, needsSecondFactor: { $0 == .head }, journal: { _ in })
        #expect(try accounts.token(made[0], at: noon) != .refused)
        #expect(try accounts.token(made[1], at: noon) == .refused)
        #expect(try await accounts.tokens(of: id, at: noon).map { accounts.counts($0) } == [false, true])
    }

    @Test(
        "with a stranger's trigger, view, table or missing table is refused",
        arguments: [
            "CREATE TRIGGER t AFTER INSERT ON session BEGIN UPDATE account SET disabled_at = NULL; END",
            "CREATE VIEW v AS SELECT 1", "CREATE TABLE t (a)", "DROP TABLE identity", "DROP INDEX token_account",
        ])
    func schema(change: String) throws {
        let test = try TestAccounts()
        try test.change(change)
        #expect(throws: AccountsError.self) { try open(test.path, test.key) }
    }

    @Test(
        "refuses rows that cannot be, whatever program writes them",
        arguments: [
            "INSERT INTO session VALUES (9, zeroblob(32), 1, 'head-of-mission', 0, '', 0, 0)",
            "INSERT INTO session VALUES (9, zeroblob(31), 1, 'monitor-7', 0, '', 0, 0)",
            "INSERT INTO session VALUES (9, zeroblob(32), 1, 'monitor-7', 3, '', 0, 0)",
            "INSERT INTO token VALUES (9, zeroblob(32), 1, 'monitor-7', 'x', 0, 0, 1, NULL, 0)",
            "INSERT INTO token VALUES (9, zeroblob(32), 1, 'monitor-7', 'x', 32, 0, 1, NULL, 0)",
            "INSERT INTO token VALUES (9, zeroblob(32), 1, 'monitor-7', 'x', 1, 1, 1, NULL, 0)",
            "INSERT INTO token VALUES (9, zeroblob(32), 1, 'monitor-7', 'x', 1, 0, 1, NULL, 2)",
            "UPDATE password SET log2_n = 30", "UPDATE password SET verifier = zeroblob(31)",
            "UPDATE account SET login = ''", "INSERT INTO account VALUES (9, 'x', 'amina', '', 0, NULL)",
            "INSERT INTO holding VALUES (9, 'monitor-7', 0)", "UPDATE attempt SET from_address = -1",
        ])
    func constraints(change: String) async throws {
        let test = try TestAccounts()
        try await test.add()
        #expect(try await test.signIn("amina", "wrong").isRefused)
        #expect(throws: DatabaseError.self) { try test.change(change) }
    }

    @Test("altered anywhere never crashes and never lets a wrong password in", arguments: UInt64(0)..<4)
    func altered(seed: UInt64) async throws {
        let test = try TestAccounts(seed: seed)
        try await test.add()
        _ = try await test.enrol(test.session().session)
        try test.accounts.close()
        let whole = try Data(contentsOf: URL(filePath: test.path))
        var random = SeededRandom(seed)
        var (opened, refused) = (0, 0)
        for number in 0..<40 {
            var bytes = whole
            if number % 10 == 0 {
                bytes = bytes.prefix(Int.random(in: 1..<whole.count, using: &random))
            } else {
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    // Half of them in the first pages, where there is something.
                    let limit = Bool.random(using: &random) ? whole.count : min(whole.count, 8192)
                    bytes[Int.random(in: 0..<limit, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
                }
            }
            let path = test.folder + "/altered"
            for end in ["", "-wal", "-shm", "-journal"] { unlink(path + end) }
            try write(bytes, to: path)
            do {
                var settings = AccountsSettings()
                settings.cost = TestAccounts.cheap
                let accounts = try Accounts(path: path, key: test.key, settings: settings, journal: { _ in })
                opened += 1
                let answer = try await accounts.signIn(login: "amina", password: "wrong", from: .office, at: noon)
                #expect(answer.isRefused)
                _ = try await accounts.signIn(login: "amina", password: TestAccounts.password, from: .office, at: noon)
                _ = try await accounts.accounts()
            } catch { refused += 1 }
        }
        #expect(opened > 0 && refused > 0)
    }

    @Test("on a full disk refuses and changes nothing; with room again it goes on")
    func fullDisk() async throws {
        let test = try TestAccounts()
        try await test.add()
        try test.change("PRAGMA max_page_count = 1")
        var failure: AccountsError?
        for number in 0..<500 where failure == nil {
            do throws(AccountsError) {
                _ = try await test.accounts.createAccount(
                    login: "filler \(number)", displayName: String(repeating: "x", count: 200), holders: [.monitor],
                    at: noon)
            } catch { failure = error }
        }
        #expect(failure == .cannotWrite(why: "the disk is full. Make room on it"))
        let before = try await test.accounts.accounts().count
        let held: Int? = try test.stored("SELECT count(DISTINCT account) FROM holding")
        #expect(held == before)
        try test.change("PRAGMA max_page_count = 1073741823")
        _ = try await test.session()
        try await test.add("after")
    }

    @Test("held by another program is said to be, and nothing is done")
    func locked() async throws {
        let test = try TestAccounts()
        try await test.add()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: test.path, configuration: configuration)
        try test.change("PRAGMA busy_timeout = 1")
        try await other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
        }
        await #expect(throws: AccountsError.locked(path: test.path)) { try await test.signIn() }
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        _ = try await test.session()
    }

    @Test("is shared by two processes: what one does counts for the other")
    func twoProcesses() async throws {
        let test = try TestAccounts()
        let other = try test.beside { $0.reliedOnSeconds = 0 }
        let id = try await test.add()
        let new = try await other.signIn(
            login: "amina", password: TestAccounts.password, from: .office, at: noon
        ).admitted()
        #expect(try test.accounts.session(new.secret, at: noon)?.account == id)
        for number in 0..<5 {
            let accounts = number % 2 == 0 ? test.accounts : other
            let answer = try await accounts.signIn(
                login: "amina", password: "wrong", from: .number(number), at: noon)
            #expect(answer.isRefused)
        }
        for accounts in [test.accounts, other] {
            #expect(
                try await accounts.signIn(
                    login: "amina", password: TestAccounts.password, from: .elsewhere, at: noon
                ).isRefused)
        }
        try await test.accounts.disable(id, at: noon)
        #expect(try other.session(new.secret, at: noon) == nil)
    }

    @Test("survives a process that is killed in the middle of its work")
    func killed() async throws {
        let test = try TestAccounts()
        try await test.add()
        await #expect(processExitsWith: .failure) { [path = test.path as String] in
            let folder = String(path.dropLast("/accounts.sqlite".count))
            var settings = AccountsSettings()
            settings.cost = TestAccounts.cheap
            let accounts = try Accounts(
                path: path, key: AccountsKey(.seeded(1)), settings: settings, journal: { _ in })
            let new = try await accounts.signIn(
                login: "amina", password: TestAccounts.password, from: .office, at: TestAccounts.noon
            ).admitted()
            try Data(new.secret.utf8).write(to: URL(filePath: folder + "/secret"))
            try await accounts.file.pool.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN IMMEDIATE; DELETE FROM session; DELETE FROM account")
                _ = raise(SIGKILL)
            }
        }
        let secret = String(decoding: try Data(contentsOf: URL(filePath: test.folder + "/secret")), as: UTF8.self)
        #expect(try test.accounts.session(secret, at: noon) != nil)
        #expect(try await test.beside().accounts().count == 1)
    }
}

@Suite("The key beside the accounts")
struct KeyTests {
    @Test("is made once, readable by its owner only, and read again")
    func file() throws {
        let test = try TestAccounts()
        let path = test.folder + "/key"
        let key = try AccountsKey.create(at: path)
        #expect(try AccountsKey.read(from: path).id == key.id)
        #expect(throws: AccountsError.keyFileExists(path: path)) { try AccountsKey.create(at: path) }
        chmod(path, 0o644)
        #expect(throws: AccountsError.readableByOthers(path: path)) { try AccountsKey.read(from: path) }
    }

    @Test("that was altered, cut or is something else is not used")
    func altered() throws {
        let test = try TestAccounts()
        let path = test.folder + "/key"
        _ = try AccountsKey.create(at: path, .seeded(3))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for other in [
            "", "\n", String(text.dropLast()), String(text.dropLast(3)) + "\n", text + "\n", " " + text,
            text.replacing("-1 ", with: "-2 "), text.replacing("=", with: "A"), text + text,
            String(repeating: "x", count: 1024), "\u{FEFF}" + text,
        ] {
            try Data(other.utf8).write(to: URL(filePath: path))
            chmod(path, 0o600)
            #expect(throws: AccountsError.self, "\(other.prefix(60))") { try AccountsKey.read(from: path) }
        }
        try Data(text.utf8).write(to: URL(filePath: path))
        chmod(path, 0o600)
        _ = try AccountsKey.read(from: path)
    }

    @Test("has 32 bytes", arguments: [0, 31, 32, 33])
    func length(count: Int) {
        #expect((AccountsKey(bytes: [UInt8](repeating: 7, count: count)) != nil) == (count == 32))
    }
}
