import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Allowances")
struct RateLimitTests {
    @Test("as many at once as in a minute, then one each interval", arguments: [1, 2, 10, 60, 1000])
    func boundary(perMinute: Int) {
        let clock = TestClock()
        let limit = RateLimit<String>(perMinute: perMinute, now: clock.stopwatch)
        let interval = Duration.seconds(60) / perMinute
        for _ in 0..<perMinute { #expect(limit.take("a") == nil) }
        let wait = limit.take("a")
        #expect(wait == interval)
        clock.advance(interval - .nanoseconds(1))
        #expect(limit.take("a") == .nanoseconds(1))
        clock.advance(.nanoseconds(1))
        #expect(limit.take("a") == nil)
        #expect(limit.take("a") != nil)
        #expect(limit.take("b") == nil, "another key has its own")
    }

    @Test("a refused attempt costs nothing, and a long pause saves up no more than the whole")
    func refill() {
        let clock = TestClock()
        let limit = RateLimit<String>(perMinute: 3, now: clock.stopwatch)
        for _ in 0..<3 { _ = limit.take("a") }
        for _ in 0..<100 { #expect(limit.take("a") != nil) }
        clock.advance(.seconds(86_400))
        #expect((0..<10).filter { _ in limit.take("a") == nil }.count == 3)
    }

    @Test(
        "several are taken together or not at all, and more than the allowance take the whole of it",
        arguments: [(1, 9), (4, 6), (9, 1), (10, 0), (11, 0), (1_000, 0)])
    func several(count: Int, left: Int) {
        let clock = TestClock()
        let limit = RateLimit<String>(perMinute: 10, now: clock.stopwatch)
        #expect(limit.take("a", count) == nil)
        #expect(limit.take("a", left + 1) != nil)
        #expect((0..<20).filter { _ in limit.take("a") == nil }.count == left)
    }

    @Test("memory is bounded however many keys come, and a key in use is not forgotten")
    func memory() {
        let clock = TestClock()
        let limit = RateLimit<Int>(perMinute: 2, keys: 100, now: clock.stopwatch)
        for key in 0..<10_000 {
            _ = limit.take(key)
            #expect(limit.keyCount <= 100)
        }
        _ = limit.take(-1)
        _ = limit.take(-1)
        for key in 0..<40 { _ = limit.take(key) }
        #expect(limit.take(-1) != nil)
    }

    @Test("over the wire: 429 with the seconds to wait, each address on its own")
    func wire() async throws {
        let clock = TestClock()
        try await TestServer.run({ $0.anonymousRate = 3 }, now: clock.stopwatch) { server in
            for _ in 0..<3 { #expect(try await server.get("/hello").status == 200) }
            let refused = try await server.get("/hello")
            #expect(refused.problem == "too-many-requests")
            #expect(refused["retry-after"] == "20")
            #expect(try await server.get("/nowhere").status == 429, "what is not there is no way round")
            let other = try await server.talk(from: "127.0.0.9") {
                try $0.send(TestServer.head("GET", "/hello") + "\r\n")
                return try $0.answer()
            }
            #expect(other.status == 200)
            clock.advance(.seconds(20))
            #expect(try await server.get("/hello").status == 200)
            #expect(try await server.get("/hello").status == 429)
            #expect(try await server.get("/healthz").status == 200, "whoever watches over the server is not counted")
        }
    }

    @Test("a holder has an allowance of their own, and attempts to sign in have another")
    func kinds() async throws {
        let clock = TestClock()
        try await TestServer.run(
            {
                $0.anonymousRate = 100
                $0.signedInRate = 2
                $0.signInRate = 1
            }, parts: .withSessions, now: clock.stopwatch
        ) { (server) async throws in
            for _ in 0..<2 { #expect(try await server.get("/mine", "Authorization: Bearer ann").status == 200) }
            #expect(try await server.get("/mine", "Authorization: Bearer ann").status == 429)
            #expect(try await server.get("/mine", "Authorization: Bearer bob").status == 200)
            let form = "application/x-www-form-urlencoded"
            #expect(try await server.post("/sign-in", "a=1", type: form).status == 200)
            #expect(try await server.post("/sign-in", "a=1", type: form).status == 429)
            #expect(try await server.get("/hello").status == 200)
        }
    }
}
