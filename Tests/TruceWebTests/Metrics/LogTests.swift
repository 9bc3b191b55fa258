import Foundation
import Logging
import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("The log")
struct LogTests {
    /// Runs `use` with a logger on a file, and gives the lines.
    static func lines(
        _ format: ServerConfiguration.LogFormat, level: ServerConfiguration.LogLevel = .info,
        _ use: (Logger, LogFile, String) async throws -> Void
    ) async throws -> [String] {
        let path = FileManager.default.temporaryDirectory.appending(path: "log\(UInt32.random(in: 0...(.max)))").path
        defer { try? FileManager.default.removeItem(atPath: path) }  // a file left over in the temporary folder
        var configuration = ServerConfiguration()
        configuration.logFormat = format
        configuration.logLevel = level
        let settings = configuration
        let file = try LogFile(path: path)
        let logger = Logger(label: "truce") {
            LogLines(label: $0, file: file, configuration: settings, now: { Date(timeIntervalSince1970: 0) })
        }
        try await use(logger, file, path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }

    static let nasty = ["a\nb", "a\r\nb", "\u{1B}[31m", "\u{2028}x", "\u{0}", "a \"b\"", "\\", "حلب"]

    @Test(
        "keeps each message on a line of its own, whatever it holds",
        arguments: [
            ServerConfiguration.LogFormat.text, .json,
        ])
    func oneLine(format: ServerConfiguration.LogFormat) async throws {
        let lines = try await Self.lines(format) { logger, _, _ in
            for text in Self.nasty { logger.info("\(text)", metadata: ["k\(text)": "\(text)"]) }
        }
        #expect(lines.count == Self.nasty.count)
        #expect(
            lines.allSatisfy { line in
                !line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x2028 } || format == .json
            })
    }

    @Test("as JSON can be read back")
    func json() async throws {
        let lines = try await Self.lines(.json) { logger, _, _ in
            for text in Self.nasty { logger.info("\(text)", metadata: ["k": "\(text)", "message": "forged"]) }
        }
        for (line, text) in zip(lines, Self.nasty) {
            guard case .object(let object) = try JSONValue(parsing: Array(line.utf8), limit: 10_000) else {
                Issue.record("not an object")
                continue
            }
            #expect(object["message"] == .string(text))
            #expect(object["k"] == .string(text))
            #expect(object["time"] == .string("1970-01-01T00:00:00.000Z"))
        }
    }

    @Test("leaves out what is less grave than asked for")
    func level() async throws {
        let lines = try await Self.lines(.text, level: .warning) { logger, _, _ in
            logger.notice("no")
            logger.warning("yes")
        }
        #expect(lines == ["1970-01-01T00:00:00.000Z warning truce: yes"])
    }

    @Test("goes on in a new file after the old one was moved away")
    func reopen() async throws {
        let lines = try await Self.lines(.text) { logger, file, path in
            logger.info("before")
            try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
            logger.info("between")
            try file.reopen()
            logger.info("after")
            let old = try String(contentsOfFile: path + ".1", encoding: .utf8)
            #expect(old.contains("before") && old.contains("between"))
            try FileManager.default.removeItem(atPath: path + ".1")
        }
        #expect(lines.count == 1)
    }

    @Test("cannot be written where nobody may write: said at the start, in full")
    func unwritable() {
        #expect(throws: WebError.self) { try LogFile(path: "/nonexistent/truce.log") }
    }

    @Test("tells of each request its route, never its path, query, token or whole address")
    func requests() async throws {
        let lines = try await Self.lines(.text) { logger, _, _ in
            try await TestServer.run(parts: .withSessions, logger: logger) { server in
                _ = try await server.get(
                    "/things/swordfish?q=swordfish", "Authorization: Bearer swordfish", "Cookie: a=swordfish")
                _ = try await server.get("/swordfish", method: "PUT")
            }
        }
        let requests = lines.filter { $0.contains(": request ") }
        #expect(requests.count == 2)
        #expect(requests[0].contains("route=/things/{id}") && requests[0].contains("client=127.0.0.0/24"))
        #expect(!lines.contains { $0.lowercased().contains("swordfish") || $0.contains("127.0.0.1 ") })
    }

    @Test("holds what an internal error was, under the identifier that the client got")
    func internalError() async throws {
        var answer: RawHTTP.Answer?
        let lines = try await Self.lines(.text) { logger, _, _ in
            answer = try await TestServer.run(logger: logger) { try await $0.get("/fails") }
        }
        let id = try #require(answer?["x-request-id"])
        #expect(answer?.problem == "internal-error")
        #expect(answer?.text.contains("\"instance\":\"\(id)\"") == true)
        #expect(answer?.text.contains("swordfish") == false)
        #expect(lines.contains { $0.contains(id) && $0.contains("swordfish") })
    }

    @Test("holds why a stream of events failed, which the client is not told")
    func failedStream() async throws {
        let routes = [
            Route(.get, "/events", id: "events", access: .anyone, produces: ["text/event-stream"]) { call in
                try call.eventStream { _ in throw ToyRoutes.Secret() }
            }
        ]
        var answer: RawHTTP.Answer?
        let lines = try await Self.lines(.text) { logger, _, _ in
            answer = try await TestServer.run(parts: WebParts(routes: routes), logger: logger) {
                try await $0.get("/events")
            }
        }
        #expect(answer?.status == 200 && answer?.text.contains("swordfish") == false)
        #expect(lines.contains { $0.contains("swordfish") })
    }
}
