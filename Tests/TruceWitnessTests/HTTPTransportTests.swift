import Foundation
import Testing
import TruceLedger

@testable import TruceWitness

/// A listener that sends the same bytes to whoever connects, and keeps the connection open.
final class RawServer: Sendable {
    let port: Int
    private let listener: Int32
    private let ended = DispatchSemaphore(value: 0)

    init(_ answer: [UInt8]) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(listener, $0, length) == 0 && listen(listener, 8) == 0)
                getsockname(listener, $0, &length)
            }
        }
        port = Int(in_port_t(bigEndian: address.sin_port))
        self.listener = listener
        Thread.detachNewThread { [ended] in
            var connections: [Int32] = []
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 && (errno == EINTR || errno == ECONNABORTED) { continue }
                guard connection >= 0 else { break }
                connections.append(connection)
                // Who does not read must not keep the thread, which the end of the test waits for.
                var patience = timeval(tv_sec: 60, tv_usec: 0)
                setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
                _ = answer.withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
            }
            for connection in connections { close(connection) }
            ended.signal()
        }
    }

    deinit {
        // Ends the thread's waiting; a closed number could be another's before it is looked at.
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
        close(listener)
    }
}

@Suite("Requests to witnesses")
struct HTTPTransportTests {
    let transport = HTTPTransport()

    func get(_ server: RawServer, timeout: Duration = .seconds(30)) async throws(WitnessTransportError) -> WitnessReply
    {
        try await transport.get("http://127.0.0.1:\(server.port)/x", timeout: timeout, limit: 100)
    }

    @Test("an answer of the limit is read, a longer one is not", arguments: [(100, true), (101, false)])
    func limit(bytes: Int, isRead: Bool) async throws {
        let body = String(repeating: "a", count: bytes)
        let server = RawServer(Array("HTTP/1.1 200 OK\r\nContent-Length: \(bytes)\r\n\r\n\(body)".utf8))
        if isRead {
            #expect(try await get(server).body == Array(body.utf8))
        } else {
            await #expect(throws: WitnessTransportError.tooLong(limit: 100)) { try await get(server) }
        }
    }

    @Test("an answer that comes in many pieces is read whole")
    func large() async throws {
        let body = (0..<16 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let server = RawServer(Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body)
        let reply = try await transport.get(
            "http://127.0.0.1:\(server.port)/x", timeout: .seconds(300), limit: body.count)
        #expect(reply.body == body)
    }

    @Test("no redirection is followed")
    func redirection() async throws {
        let target = RawServer(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno".utf8))
        let server = RawServer(
            Array("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(target.port)/\r\nContent-Length: 0\r\n\r\n".utf8))
        #expect(try await get(server).status == 302)
    }

    @Test(
        "silence, and half an answer, end at the timeout",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"])
    func timeout(answer: String) async throws {
        let server = RawServer(Array(answer.utf8))
        await #expect(throws: WitnessTransportError.timeout) { try await get(server, timeout: .milliseconds(200)) }
    }

    @Test("cancelled, it ends")
    func cancelled() async throws {
        let server = RawServer([])
        let task = Task { try await get(server, timeout: .seconds(3600)) }
        task.cancel()
        await #expect(throws: WitnessTransportError.self) { try await task.value }
    }

    @Test("what is no HTTP, and nobody there, is unreachable")
    func unreachable() async throws {
        let garbage = RawServer(Array("\u{0}\u{1}garbage\r\n\r\n".utf8))
        await #expect(throws: WitnessTransportError.self) { try await get(garbage, timeout: .milliseconds(500)) }
        do {
            _ = try await transport.get("http://127.0.0.1:1/", timeout: .seconds(30), limit: 100)
            Issue.record("somebody answered")
        } catch WitnessTransportError.unreachable {
        } catch { Issue.record("\(error)") }
    }

    @Test(
        "only http and https are addresses",
        arguments: ["file:///etc/hostname", "ftp://x/", "x", "", "http://", "http:///x", "javascript:x"])
    func addresses(url: String) async {
        await #expect(throws: WitnessTransportError.badAddress(url)) {
            try await transport.get(url, timeout: .seconds(1), limit: 100)
        }
    }
}
