import Dispatch
import Glibc
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Streams of events")
struct EventStreamTests {
    @Test(
        "an event is written as the standard has it",
        arguments: [
            (ServerEvent(data: "a"), "data: a\n\n"),
            (ServerEvent(id: "7", name: "n", data: "a"), "id: 7\nevent: n\ndata: a\n\n"),
            (ServerEvent(data: ""), "data: \n\n"),
            (ServerEvent(data: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
            (ServerEvent(data: "a\n\nevent: forged"), "data: a\ndata: \ndata: event: forged\n\n"),
        ])
    func text(event: ServerEvent, text: String) {
        #expect(event.text == text)
    }

    static func routes(_ produce: @escaping @Sendable (Call, EventSink) async throws -> Void) -> WebParts {
        WebParts(
            routes: [
                Route(.get, "/events", id: "events", produces: ["text/event-stream"]) { call in
                    try call.eventStream { try await produce(call, $0) }
                }
            ], sessions: ToySessions())
    }

    static func request(_ holder: String, _ more: String...) -> String {
        TestServer.head("GET", "/events", ["Authorization: Bearer \(holder)"] + more) + "\r\n"
    }

    @Test("events arrive in order and go on from the last that the client had")
    func order() async throws {
        let parts = Self.routes { call, sink in
            let start = call.lastEventID.flatMap { Int($0) } ?? 0
            for number in (start + 1)...(start + 3) { try sink.send(ServerEvent(id: "\(number)", data: "n\(number)")) }
        }
        try await TestServer.run(parts: parts) { server in
            let first = try await server.talk {
                try $0.send(Self.request("ann"))
                return try $0.answer()
            }
            #expect(first["content-type"] == "text/event-stream")
            #expect(first["cache-control"] == "no-store")
            #expect(first.text == "retry: 3000\n\n" + (1...3).map { "id: \($0)\ndata: n\($0)\n\n" }.joined())
            let again = try await server.talk {
                try $0.send(Self.request("ann", "Last-Event-ID: 3"))
                return try $0.answer()
            }
            #expect(again.text.contains("data: n4\n") && !again.text.contains("data: n3\n"))
        }
    }

    @Test("a holder has so many streams and no more; one that ends makes room")
    func perHolder() async throws {
        let gate = Gate()
        let parts = Self.routes { _, _ in await gate.wait() }
        try await TestServer.run(
            {
                $0.streamsPerHolder = 2
                $0.streams = 3
                $0.streamHeartbeat = .milliseconds(100)
            }, parts: parts
        ) { server in
            let port = server.port
            try await offPool {
                func open(_ holder: String) throws -> (RawHTTP, Int) {
                    let connection = try RawHTTP(port: port)
                    try connection.send(Self.request(holder))
                    let head = String(decoding: try connection.take(through: Array("\r\n\r\n".utf8)), as: UTF8.self)
                    return (connection, Int(head.split(separator: " ")[1])!)
                }
                var held = [try open("ann"), try open("ann")]
                #expect(held.map(\.1) == [200, 200])
                #expect(try open("ann").1 == 429)
                held.append(try open("bob"))
                #expect(held[2].1 == 200)
                #expect(try open("cyd").1 == 503)
                held.removeFirst()
                // The heartbeat finds out that the client has gone. Bounded.
                var status = 429
                for _ in 0..<200 where status != 200 {
                    usleep(20_000)
                    let next = try open("ann")
                    status = next.1
                    if status == 200 { held.append(next) }
                }
                #expect(status == 200)
            }
            gate.open()
        }
    }

    @Test("a silent stream says that it is alive")
    func heartbeat() async throws {
        let gate = Gate()
        try await TestServer.run(
            { $0.streamHeartbeat = .milliseconds(100) }, parts: Self.routes { _, _ in await gate.wait() }
        ) { server in
            _ = try await server.talk { connection in
                try connection.send(Self.request("ann"))
                return try connection.take(through: Array(": alive\n\n".utf8))
            }
            gate.open()
        }
    }

    @Test("a reader too slow is let go with a last word, and the producer is told")
    func slowReader() async {
        let sink = EventSink(buffer: 3)
        for number in 0..<3 { #expect(throws: Never.self) { try sink.send(ServerEvent(data: "\(number)")) } }
        #expect(throws: StreamEnded.self) { try sink.send(ServerEvent(data: "3")) }
        #expect(throws: StreamEnded.self) { try sink.send(ServerEvent(data: "4")) }
        var texts: [String] = []
        for await text in sink.texts { texts.append(text) }
        #expect(texts.count == 3)
        #expect(sink.lastWords?.hasPrefix(": fell behind") == true)
    }

    @Test("a client that never reads neither fills the memory nor stops the others")
    func stalled() async throws {
        let ended = Gate()
        let parts = Self.routes { call, sink in
            guard call.signedIn?.holder == "sloth" else { return try sink.send(ServerEvent(data: "quick")) }
            defer { ended.open() }
            let data = String(repeating: "x", count: 100_000)
            for _ in 0..<100_000 {
                try sink.send(ServerEvent(data: data))
                await Task.yield()
            }
        }
        try await TestServer.run(
            {
                $0.streamEvents = 8
                $0.idleTime = .seconds(5)
            }, parts: parts
        ) { server in
            let isOver = DispatchSemaphore(value: 0)
            async let sloth: Void = server.talk { connection in
                try connection.send(Self.request("sloth"))
                // Bounded, should the producer never be told.
                _ = isOver.wait(timeout: .now() + 20)
            }
            await ended.wait()
            let quick = try await server.talk {
                try $0.send(Self.request("ann"))
                return try $0.answer()
            }
            #expect(quick.text.contains("data: quick"))
            isOver.signal()
            try await sloth
        }
    }
}
