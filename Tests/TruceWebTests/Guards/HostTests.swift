import HTTPTypes
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Where a request came from, and for whom it is")
struct HostTests {
    @Test(
        "only names of this server are answered to",
        arguments: [
            ("localhost", 200), ("LOCALHOST", 200), ("localhost:8080", 200), ("127.0.0.1", 200), ("[::1]:1", 200),
            ("truce.example.org", 200), ("truce.example.org.", 200), ("second.example.org", 200),
            ("evil.example", 421), ("truce.example.org.evil.example", 421), ("localhost.evil.example", 421),
            ("10.0.0.1", 421),
            ("localhost:0", 400), ("localhost:99999", 400), ("local host", 400), ("", 400), ("a..b", 400),
            ("[::1", 400),
        ])
    func hosts(host: String, status: Int) async throws {
        let answer = try await TestServer.run {
            $0.publicURL = "https://truce.example.org"
            $0.hosts = ["second.example.org"]
        } _: {
            try await $0.talk { connection in
                try connection.send("GET /hello HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                return try connection.answer()
            }
        }
        #expect(answer.status == status)
        #expect(!answer.text.contains("evil"), "what was sent is not repeated")
    }

    static let trusting: ServerConfiguration = {
        var configuration = ServerConfiguration()
        configuration.trustedProxies = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"].map { AddressRange($0)! }
        return configuration
    }()

    @Test(
        "only a trusted proxy is believed, and it for one step",
        arguments: [
            ("192.0.2.9", "", "192.0.2.9", false), ("192.0.2.9", "198.51.100.1", "192.0.2.9", false),
            ("127.0.0.1", "198.51.100.1", "198.51.100.1", true), ("127.0.0.1", "", "127.0.0.1", true),
            ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1", true),
            ("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.1.1", "198.51.100.1", true),
            ("127.0.0.1", "10.2.2.2, 10.1.1.1", "10.2.2.2", true), ("10.9.9.9", " 2001:db8::5 ", "2001:db8::5", true),
            ("fd00::1", "198.51.100.1", "198.51.100.1", true),
            ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1", true),
        ])
    func forwarded(peer: String, field: String, client: String, isTrusted: Bool) throws {
        var headers: HTTPFields = [.xForwardedProto: "https"]
        if !field.isEmpty { headers[.xForwardedFor] = field }
        let found = try Forwarding(Self.trusting).client(
            of: headers, authority: "localhost", peer: NetworkAddress(peer), isSecure: false)
        #expect(found.address == NetworkAddress(client))
        #expect(found.isSecure == isTrusted)
        #expect(!found.isLocal)
    }

    @Test(
        "an address that is none, from a trusted proxy, is a malformed request",
        arguments: ["unknown", "1.2.3.4:80", "_x", "1.2.3.4, ,"])
    func notAnAddress(field: String) {
        #expect(throws: Problem.self) {
            try Forwarding(Self.trusting).client(
                of: [.xForwardedFor: field], authority: "localhost", peer: NetworkAddress("127.0.0.1"), isSecure: false)
        }
    }

    @Test(
        "this machine is this machine only without a proxy between",
        arguments: [
            ("127.0.0.1", HTTPFields(), true), ("::1", [:], true), ("192.0.2.1", [:], false),
            ("127.0.0.1", [.xForwardedFor: "127.0.0.1"], false), ("127.0.0.1", [.via: "1.1 proxy"], false),
            ("127.0.0.1", [.forwarded: "for=127.0.0.1"], false),
        ] as [(String, HTTPFields, Bool)])
    func local(peer: String, headers: HTTPFields, isLocal: Bool) throws {
        let client = try Forwarding(ServerConfiguration()).client(
            of: headers, authority: "localhost", peer: NetworkAddress(peer), isSecure: false)
        #expect(client.isLocal == isLocal)
    }
}
