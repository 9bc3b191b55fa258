import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

@Suite("The stream of changes")
struct ChangeTests {
    /// One event as it came: its lines.
    private struct Event: Sendable {
        var id: String?
        var name: String
        var data: JSONValue
    }

    /// Reads until an event of one of these names came, or the connection ends.
    private static func read(_ connection: RawHTTP, until names: Set<String>) throws -> [Event] {
        var events: [Event] = []
        while true {
            let bytes = try connection.take(through: Array("\n\n".utf8))
            let text = String(decoding: bytes, as: UTF8.self)
            let lines = text.split(whereSeparator: \.isNewline).map(String.init)
            func field(_ name: String) -> String? {
                lines.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
            }
            guard let name = field("event") else { continue }
            let data = try JSONValue(parsing: Array((field("data") ?? "{}").utf8), limit: 4096)
            events.append(Event(id: field("id"), name: name, data: data))
            if names.contains(name) { return events }
        }
    }

    private static func open(_ connection: RawHTTP, as token: String?, from id: String? = nil) throws {
        var headers = token.map { ["Authorization: Bearer \($0)"] } ?? []
        if let id { headers.append("Last-Event-ID: \(id)") }
        try connection.send(TestServer.head("GET", "/api/v1/events", headers) + "\r\n")
        let head = String(decoding: try connection.take(through: Array("\r\n\r\n".utf8)), as: UTF8.self)
        #expect(head.hasPrefix("HTTP/1.1 200") && head.contains("text/event-stream"))
    }

    @Test("tells who may know of a record that it changed, and goes on where it broke off")
    func changes() async throws {
        try await APIServer.run { api in
            let mark = try await api.server.talk { connection in
                try Self.open(connection, as: "analyst")
                return try Self.read(connection, until: ["begin"]).last?.id
            }
            let from = try #require(mark)
            let (report, _) = try await api.report()
            let events = try await api.server.talk { connection in
                try Self.open(connection, as: "analyst", from: from)
                return try Self.read(connection, until: ["change"])
            }
            let change = try #require(events.last)
            #expect(change.data["kind"] == "report" || change.data["kind"] == "incident")
            _ = report
            // Somebody who may not know of the report hears of the next public thing first: nothing here, so only the end.
            let (_, position) = try await api.report("Another.")
            #expect(position > 0)
        }
    }

    @Test("ends when a role was taken back")
    func revoked() async throws {
        try await APIServer.run(recheck: .milliseconds(50)) { api in
            async let events = api.server.talk { connection in
                try Self.open(connection, as: "other-observer")
                return try Self.read(connection, until: ["end", "stop"])
            }
            let revoked = try await api.command(
                .revokeAccess, ["holder": "other-observer", "role": "observer", "reason": "Leaves the mission."],
                as: "administrator")
            #expect(revoked.status == 201, "\(revoked.text)")
            // Where it is not revoked the stream goes on for ever: stopping the server ends it with another word.
            if revoked.status != 201 { await api.server.group.triggerGracefulShutdown() }
            #expect(try await events.last?.name == "end")
        }
    }

    @Test("ends when who asked has been away for so long that the sign-in ended: an open stream is nobody who is there")
    func away() async throws {
        try await APIServer.run(recheck: .milliseconds(50)) { api in
            async let events = api.server.talk { connection in
                try Self.open(connection, as: "leader~read~away")
                return try Self.read(connection, until: ["end"])
            }
            let why = try await events.last?.data["why"]
            #expect(why == "access-changed")
        }
    }

    @Test("rests between two looks: what came meanwhile is told together")
    func pace() async throws {
        let (rests, rested) = AsyncStream<Void>.makeStream()
        let gate = Gate()
        try await APIServer.run(
            rest: {
                rested.yield()
                await gate.wait()
            }
        ) { api in
            async let told = api.server.talk { connection in
                try Self.open(connection, as: "observer")
                var events = try Self.read(connection, until: ["begin"])
                repeat { events += try Self.read(connection, until: ["change", "reset"]) } while events.last?.id == nil
                return events.dropFirst()
            }
            for await _ in rests { break }
            var filed: Set<JSONValue> = []
            for number in 0..<3 {
                let (report, position) = try await api.report("Number \(number).", minutes: Int64(number))
                filed.insert(.string(report))
                _ = try await api.ask("GET", "/api/v1/reports?after_position=\(position)", as: "observer")
            }
            gate.open()
            let changes = try await told
            #expect(Set(changes.compactMap { $0.data["id"] }).isSuperset(of: filed))
            #expect(changes.dropLast().allSatisfy { $0.id == nil })
        }
    }

    @Test("refuses a place that it never gave out", arguments: ["x", "-1", "999999999999", "../..", "' OR 1"])
    func madeUp(id: String) async throws {
        try await APIServer.run { api in
            let answer = try await api.ask("GET", "/api/v1/events", as: "analyst", ["Last-Event-ID: \(id)"])
            #expect(answer.status == 422 && answer.json?.at("errors/0/pointer") == "Last-Event-ID", "\(answer.text)")
        }
    }
}
