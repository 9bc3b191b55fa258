import Foundation
import Synchronization
import Testing
import Truce
import TruceIntake
import TruceTesting

@testable import TruceAccounts
@testable import TruceMechanism
@testable import TruceWeb

/// The Two Rivers with something in every field that is not public from the start. Each word in it is a mark of its own,
/// so that a word found where it should not be says where it came from.
struct MarkedMission: Sendable {
    let server: TestServer
    let mission: Mission
    let accounts: Accounts
    let routes: [Route]
    let marks: Marks
    /// A place in the stream of changes, before anything was reported.
    let beginning: String
    private let clock: StoryClock

    private static let password = "two ferries at low water"

    static func run(_ use: @escaping @Sendable (MarkedMission) async throws -> Void) async throws {
        let folder = ServedFolder(
            FileManager.default.temporaryDirectory.appending(path: "truce-marked-\(UUID().uuidString)").path)
        // What is left in a folder for temporary files does no harm.
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let people = Reader.all.compactMap { reader -> MissionFile.Person? in
            guard let holder = reader.holder.flatMap({ HolderID($0) }) else { return nil }
            let role = reader.isOwner ? Role.observer : reader.role
            return .init(
                holder: holder, role: role, side: role.isForASide ? reader.side.flatMap { PartyID($0) } : nil,
                until: nil)
        }
        let scout = MissionFile.Person(holder: HolderID("scout")!, role: .observer, side: nil, until: nil)
        try await Mission.make(
            NewMission(
                title: LocalizedText("Two Rivers"),
                agreement: SharedData.repository.appending(path: "Examples/two-rivers/agreement.yaml").path,
                origin: "two-rivers.example/log", people: people + [scout]), at: folder.path)
        let clock = StoryClock(Fictional.moment("2031-03-18T12:00:00Z"))
        var settings = MissionSettings(
            publishEvery: .milliseconds(200), quietBeforeMatching: .milliseconds(20), answerWithin: .seconds(20),
            attachmentLimit: 1 << 20)
        settings.clock = { clock.now }
        let mission = try await Mission.open(at: folder.path, settings: settings)
        var care = AccountsSettings()
        care.cost = ScryptCost(log2N: 4, blockSize: 8, parallelism: 1)!
        let accounts = try folder.openAccounts(care, needsSecondFactor: { _ in false }, journal: { _ in })
        for reader in Reader.all {
            guard let holder = reader.holder else { continue }
            _ = try await accounts.createAccount(
                login: holder.replacing("_", with: "-"), displayName: "", holders: [HolderID(holder)!],
                password: password, at: clock.now)
        }
        @Sendable func configure(_ configuration: inout ServerConfiguration) {
            configuration.anonymousRate = 1_000_000
            configuration.signedInRate = 1_000_000
            configuration.signInRate = 10_000
            configuration.streamHeartbeat = .milliseconds(100)
        }
        var configuration = ServerConfiguration()
        configure(&configuration)
        let parts = try missionParts(mission, accounts, folder, configuration, now: { clock.now })
        let beginning = try await mission.changes(since: nil, for: .anyone, limit: 1).mark
        do {
            try await TestServer.run(configure, parts: parts) { server in
                try await use(
                    MarkedMission(
                        server: server, mission: mission, accounts: accounts, routes: parts.routes, marks: Marks(),
                        beginning: beginning, clock: clock))
            }
        } catch {
            // The test's own failure is what counts.
            try? await mission.close()
            throw error
        }
        try await mission.close()
    }

    private init(
        server: TestServer, mission: Mission, accounts: Accounts, routes: [Route], marks: Marks, beginning: String,
        clock: StoryClock
    ) {
        self.server = server
        self.mission = mission
        self.accounts = accounts
        self.routes = routes
        self.marks = marks
        self.beginning = beginning
        self.clock = clock
    }

    /// The header fields by which somebody is known, and by which what it sends is its own.
    func signIn(_ reader: Reader) async throws -> (cookie: [String], key: [String]) {
        guard let holder = reader.holder else { return ([], []) }
        let answer = try await accounts.signIn(
            login: holder.replacing("_", with: "-"), password: Self.password,
            from: TruceAccounts.NetworkAddress("127.0.0.1")!, at: clock.now)
        guard case .admitted(let new) = answer else { throw RawHTTP.Failure.notHTTP("\(holder) is not admitted") }
        return (
            ["Cookie: truce=\(new.secret)"],
            ["X-CSRF-Key: \(accounts.formToken(of: new.session))", "Origin: http://localhost"]
        )
    }

    // MARK: For the story

    func move(hours: Int64) { clock.move(hours: hours) }
    var now: Instant { clock.now }

    @discardableResult
    func submit(_ holder: String, _ command: Command) async throws -> Submitted {
        do {
            return try await mission.submit(command, as: HolderID(holder)!, key: UUID().uuidString)
        } catch {
            throw StoryFault(what: "\(command.kind) by \(holder): \(error)")
        }
    }

    /// Proposals are of everything recorded.
    func settle() async throws {
        for _ in 0..<2000 {
            let health = await mission.health()
            if health.answered >= health.recorded {
                try mission.parts.follower.propose()
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        let health = await mission.health()
        throw StoryFault(what: "answers stand still at \(health.answered) of \(health.recorded): \(health.troubles)")
    }

    func attach(_ text: String, by holder: String) async throws -> FileDigest {
        let pieces = AsyncStream<[UInt8]> {
            $0.yield(Array(text.utf8)); $0.finish()
        }
        return try await mission.takeIn(pieces, by: HolderID(holder)!)
    }
}

/// Words that stand nowhere else, each with what it was written as.
final class Marks: Sendable {
    private let given = Mutex<[(word: String, subject: String)]>([])

    /// Letters only and all of one length: none begins another, and a search finds it whole.
    func word(_ subject: String) -> String {
        given.withLock { given in
            var (number, letters) = (given.count, "")
            for _ in 0..<3 {
                letters.unicodeScalars.append(Unicode.Scalar(UInt8(97 + number % 26)))
                number /= 26
            }
            given.append(("zmark" + letters, subject))
            return "zmark" + letters
        }
    }

    /// Something else that stands nowhere by chance, such as many digits.
    func take(_ word: String, _ subject: String) -> String {
        given.withLock { $0.append((word, subject)) }
        return word
    }

    /// Says better what a word stands for.
    func rename(_ word: String, _ subject: String) {
        given.withLock { given in
            for at in given.indices where given[at].word == word { given[at].subject = subject }
        }
    }

    var all: [(word: String, subject: String)] { given.withLock { $0 } }
}
