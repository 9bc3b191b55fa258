import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Requests altered at random")
struct MutatedRequestTests {
    static let originals = [
        TestServer.head("GET", "/things/1?q=a%20b", ["Accept: */*", "Cookie: s=ann"]) + "\r\n",
        TestServer.head("POST", "/things", ["Content-Type: application/json", "Content-Length: 7"]) + "\r\n{\"a\":1}",
        TestServer.head("POST", "/things", ["Content-Type: application/json", "Transfer-Encoding: chunked"])
            + "\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n",
        TestServer.head("POST", "/forms", ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 7"])
            + "\r\na=1&b=%",
    ]

    @Test("are answered as requests or refused, never with the server's own fault", arguments: UInt64(0)..<4)
    func mutations(seed: UInt64) async throws {
        try await TestServer.run({ $0.anonymousRate = 1_000_000 }, parts: .withSessions) { server in
            var random = SeededRandom(seed)
            for _ in 0..<150 {
                var bytes = Array(Self.originals.randomElement(using: &random)!.utf8)
                for _ in 0..<Int.random(in: 1...4, using: &random) { Self.alter(&bytes, using: &random) }
                let sent = bytes
                let answer = try await server.talk { connection in
                    // The server may refuse before all is sent.
                    try? connection.send(sent)
                    connection.endSending()
                    return String(decoding: try connection.rest(), as: UTF8.self)
                }
                guard !answer.isEmpty else { continue }
                #expect(answer.hasPrefix("HTTP/1."), "\(String(decoding: sent, as: UTF8.self))")
                #expect(
                    !answer.hasPrefix("HTTP/1.1 5") || answer.hasPrefix("HTTP/1.1 501")
                        || answer.hasPrefix("HTTP/1.1 505"),
                    "\(String(decoding: sent, as: UTF8.self))\n\(answer)")
            }
            let after = try await server.get("/hello")
            #expect(after.text == "hello")
        }
    }

    private static func alter(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let nasty = Array("\r\n:; ,%/?\0\u{7F}=0f".utf8) + [0xFF, 0xC0, 0x80]
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(nasty.randomElement(using: &random)!, at: at)
        case 2: bytes[at] = nasty.randomElement(using: &random)!
        case 3:
            let end = min(bytes.count, at + Int.random(in: 1...20, using: &random))
            bytes.insert(contentsOf: bytes[at..<end], at: at)
        default: bytes.removeLast(Int.random(in: 0...min(20, bytes.count - 1), using: &random))
        }
    }
}
