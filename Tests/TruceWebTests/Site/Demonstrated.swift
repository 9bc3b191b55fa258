import Foundation
import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceAccounts
@testable import TruceMechanism
@testable import TruceWeb

/// The demonstration of `Examples/syria-2016`, served on a free port: real mission, real accounts, real pages.
enum Demonstrated {
    /// Made once; each test opens it anew.
    private static let folder = Task<ServedFolder, any Error> {
        let path = FileManager.default.temporaryDirectory.appending(path: "truce-pages-\(UUID().uuidString)").path
        let example = SharedData.repository.appending(path: "Examples/syria-2016").path
        try await makeDemonstration(
            at: ServedFolder(path), agreement: example + "/agreement.yaml", reports: example + "/reports.csv",
            now: WallClock.now()
        ) { _ in }
        return ServedFolder(path)
    }

    /// - Parameter needsFactor: Whose holders must have a second factor.
    static func serve(
        needsFactor: Set<String> = [], outside: OutsideSignIns? = nil, attachmentBytes: Int? = nil,
        now: @escaping @Sendable () -> Instant = WallClock.now,
        _ use: @escaping @Sendable (TestServer, Accounts) async throws -> Void
    ) async throws {
        let folder = try await folder.value
        let mission = try await Mission.open(at: folder.path)
        var settings = AccountsSettings()
        settings.cost = ScryptCost(log2N: 4, blockSize: 8, parallelism: 1)!
        settings.lockOut = LockOut()
        let accounts = try folder.openAccounts(
            settings, needsSecondFactor: { needsFactor.contains($0.description) }, journal: { _ in })
        var configuration = ServerConfiguration()
        configuration.signInRate = 10_000
        let parts = try missionParts(mission, accounts, folder, configuration, outside: outside, now: now)
        do {
            try await TestServer.run(
                {
                    $0.signInRate = 10_000
                    $0.attachmentBytes = attachmentBytes ?? $0.attachmentBytes
                }, parts: parts
            ) { try await use($0, accounts) }
        } catch {
            // The test's own failure is what counts.
            try? await mission.close()
            throw error
        }
        try await mission.close()
    }
}

/// A browser with one cookie, which follows nothing by itself.
struct Browser: Sendable {
    let server: TestServer
    var cookie: String?
    /// Where it connects from: each from elsewhere, because failed tries from one address count together.
    var address = Self.nextAddress()

    private static let addresses = Mutex(0)
    private static func nextAddress() -> String {
        addresses.withLock { count in
            count += 1
            return "127.0.\(1 + count / 250).\(1 + count % 250)"
        }
    }

    init(_ server: TestServer) { self.server = server }

    /// Signed in as somebody of the demonstration.
    init(_ server: TestServer, as login: String) async throws {
        self.server = server
        let answer = try await post("/sign-in", ["login": login, "password": DemonstrationPeople.password])
        #expect(answer.status == 303, "\(login): \(answer.text)")
        take(answer)
    }

    mutating func take(_ answer: RawHTTP.Answer) {
        guard let set = answer["set-cookie"], let value = set.split(separator: ";").first else { return }
        cookie = String(value)
    }

    func get(_ path: String, accept: String = "text/html") async throws -> RawHTTP.Answer {
        try await send(TestServer.head("GET", path, headers + ["Accept: \(accept)"]) + "\r\n")
    }

    func post(
        _ path: String, _ form: KeyValuePairs<String, String>, origin: String? = "http://localhost"
    ) async throws -> RawHTTP.Answer {
        let body = form.map { "\(Links.encoded($0.key))=\(Links.encoded($0.value))" }.joined(separator: "&")
        var all = headers + ["Accept: text/html", "Content-Type: application/x-www-form-urlencoded"]
        if let origin { all.append("Origin: \(origin)") }
        all.append("Content-Length: \(body.utf8.count)")
        return try await send(TestServer.head("POST", path, all) + "\r\n" + body)
    }

    /// A form with files: those of `files` carry a name of a file.
    func postFiles(
        _ path: String, _ fields: KeyValuePairs<String, String>, files: KeyValuePairs<String, String>
    ) async throws -> RawHTTP.Answer {
        func part(_ head: String, _ text: String) -> String {
            "--edge\r\nContent-Disposition: form-data; \(head)\r\n\r\n\(text)\r\n"
        }
        let body =
            fields.map { part("name=\"\($0.key)\"", $0.value) }.joined()
            + files.map { part("name=\"\($0.key)\"; filename=\"photo.jpg\"", $0.value) }.joined() + "--edge--\r\n"
        let all =
            headers + [
                "Accept: text/html", "Content-Type: multipart/form-data; boundary=edge", "Origin: http://localhost",
                "Content-Length: \(body.utf8.count)",
            ]
        return try await send(TestServer.head("POST", path, all) + "\r\n" + body)
    }

    /// The key that forms of this page carry.
    func key(on path: String = "/account") async throws -> String {
        try #require(try await get(path).text.firstMatch(of: /name="csrf" value="([^"]+)"/)).1.description
    }

    private var headers: [String] { cookie.map { ["Cookie: \($0)"] } ?? [] }

    private func send(_ text: String) async throws -> RawHTTP.Answer {
        try await server.talk(from: address) {
            try $0.send(text)
            return try $0.answer()
        }
    }
}
