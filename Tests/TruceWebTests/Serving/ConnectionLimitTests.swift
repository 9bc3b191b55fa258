import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Connections of one address")
struct ConnectionLimitTests {
    @Test("an address has its share and no more; another address has its own")
    func share() async throws {
        try await TestServer.run {
            $0.connectionsPerAddress = 3
        } _: { server in
            let port = server.port
            try await offPool {
                let held = try (0..<3).map { _ in try RawHTTP(port: port) }
                for connection in held {
                    try connection.send(TestServer.head("GET", "/hello") + "\r\n")
                    #expect(try connection.answer().status == 200)
                }
                // The fourth is closed without a word.
                let fourth = try RawHTTP(port: port)
                try? fourth.send(TestServer.head("GET", "/hello") + "\r\n")
                #expect(try fourth.rest().isEmpty)
                let other = try RawHTTP(port: port, from: "127.0.0.2")
                try other.send(TestServer.head("GET", "/hello") + "\r\n")
                #expect(try other.answer().status == 200)
                for connection in held { try connection.send(TestServer.head("GET", "/hello") + "\r\n") }
            }
        }
    }

    @Test("places are counted and given back; proxies have as many as they like")
    func counts() {
        let proxy = NetworkAddress("10.0.0.1")!
        let counts = ConnectionCounts(perAddress: 2) { $0 == proxy }
        let one = NetworkAddress("2001:db8::1")!
        let neighbour = NetworkAddress("2001:db8::2")!
        let first = counts.enter(one)
        #expect(first != nil)
        #expect(counts.enter(neighbour) != nil, "one /64 is one subscriber")
        #expect(counts.enter(one) == nil)
        #expect(counts.enter(NetworkAddress("2001:db8:0:1::1")!) != nil)
        counts.leave(first!)
        #expect(counts.enter(one) != nil)
        for _ in 0..<10 { #expect(counts.enter(proxy) != nil) }
        #expect(counts.open == 13)
    }
}
