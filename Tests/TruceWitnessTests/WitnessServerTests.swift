import Foundation
import Synchronization
import Testing
import Truce
import TruceLedger

@testable import TruceWitness

/// A witness that serves on a free port of this machine for as long as `work` takes.
func withServer<Result: Sendable>(
    _ witness: Witness, _ work: @Sendable (_ port: Int) async throws -> Result
) async throws -> Result {
    let (ports, found) = AsyncStream<Int>.makeStream()
    let server = Task {
        // A server that does not come to listen says no port.
        defer { found.finish() }
        try await WitnessServer(witness: witness, host: "127.0.0.1", port: 0).run { found.yield($0) }
    }
    defer { server.cancel() }
    var iterator = ports.makeAsyncIterator()
    let port = await iterator.next()
    if port == nil { try await server.value }
    let result = try await work(#require(port, "the witness ended before it listened"))
    server.cancel()
    try await server.value
    return result
}

/// A log of one to four entries and a witness of it.
struct Parts {
    // Names and seeds that are right: making these keys cannot fail.
    static let log = try! SigningKey(name: "truce.example/log", kind: .log, seed: [UInt8](repeating: 1, count: 32))
    static let key = try! SigningKey(name: "w.example/w", kind: .witness, seed: [UInt8](repeating: 2, count: 32))
    static let now = Instant(seconds: 1_900_000_000)
    static let leaves = (0..<4).map { TreeHash.leaf([UInt8($0)]) }

    static func note(_ size: Int) -> SignedNote {
        var range = CompactRange()
        for leaf in leaves[..<size] { range.append(leaf) }
        var note = SignedNote(text: Checkpoint(origin: "truce.example/log", size: size, root: range.root).text)
        note.add(log.sign(note.text, at: now))
        return note
    }

    static func proof(_ old: Int, _ size: Int) -> [TreeHash] {
        TreeProof.consistency(from: old, to: size) { level, index in
            var range = CompactRange()
            for leaf in leaves[(index << level)..<((index + 1) << level)] { range.append(leaf) }
            return range.root
        }
    }

    static func witness(_ folder: String) throws -> Witness {
        try Witness(
            key: key, logs: [WitnessedLog(log.verifier)], state: WitnessFolder(folder), clock: { now })
    }

    static func policy(port: Int) throws -> LogPolicy {
        try LogPolicy(
            "log \(log.verifier)\nwitness w \(key.verifier) http://127.0.0.1:\(port)\nquorum w")
    }
}

/// A folder that is gone afterwards.
func withFolder<Result>(_ work: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "truce-witness-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // What is left of a test's folder harms nobody.
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await work(folder.path)
}

/// Sends raw bytes and reads until the other side closes, or nothing came for a minute.
func raw(_ text: [UInt8], port: Int) async -> String {
    // On a thread of its own: what waits for the witness must not hold a thread that the witness answers on.
    await withCheckedContinuation { done in
        Thread.detachNewThread { done.resume(returning: exchange(text, port: port)) }
    }
}

private func exchange(_ text: [UInt8], port: Int) -> String {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(connection) }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
    guard isConnected else { return "" }
    var sent = 0
    while sent < text.count {
        let count = text.withUnsafeBytes {
            send(connection, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { break }
        sent += count
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { break }
        answer += chunk[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
}

@Suite("Witness over HTTP")
struct WitnessServerTests {
    let transport = HTTPTransport()

    func get(_ port: Int, _ path: String) async throws -> WitnessReply {
        try await transport.get("http://127.0.0.1:\(port)\(path)", timeout: .seconds(30), limit: 1 << 16)
    }

    func post(_ port: Int, _ body: [UInt8], _ path: String = "/add-checkpoint") async throws -> WitnessReply {
        try await transport.post(
            "http://127.0.0.1:\(port)\(path)", body: body, timeout: .seconds(30), limit: 1 << 16)
    }

    @Test("rounds, what it shows, and a survey, then again after a restart")
    func rounds() async throws {
        try await withFolder { folder in
            for size in [2, 4] {
                try await withServer(try Parts.witness(folder)) { port in
                    let policy = try Parts.policy(port: port)
                    let round = WitnessRound(
                        policy: policy, transport: transport, clock: { Parts.now }, timeout: .seconds(60))
                    let result = try await round.ask(Parts.note(size)) { Parts.proof($0, size) }
                    #expect(result.isWitnessed, "\(result.reports)")
                    let reply = try await get(port, "/\(WitnessedLog.id(origin: "truce.example/log"))/checkpoint")
                    #expect(
                        reply == WitnessReply(status: 200, contentType: WitnessAnswer.text, body: result.note.bytes))
                    let survey = WitnessSurvey(
                        policy: policy, transport: transport, clock: { Parts.now }, timeout: .seconds(60))
                    let current = try await survey.look(ours: Parts.note(size)) { _ in nil }
                    #expect(current.map(\.witness) == ["w"] && current[0].outcome == .consistent(size: size))
                    let older = try await survey.look(ours: Parts.note(1)) { _ in nil }
                    #expect(older[0].outcome.isProofAgainstUs)
                }
            }
        }
    }

    @Test("statuses of addresses and methods")
    func addresses() async throws {
        try await withFolder { folder in
            try await withServer(try Parts.witness(folder)) { port in
                let id = WitnessedLog.id(origin: "truce.example/log")
                for (path, status) in [
                    ("/", 200), ("/\(id)/checkpoint", 404), ("/\(id.uppercased())/checkpoint", 404),
                    ("/\(id)/checkpoint/", 404), ("/../lock", 404), ("/lock", 404), ("/add-checkpoint", 405),
                ] {
                    #expect(try await get(port, path).status == status, "GET \(path)")
                }
                for (path, status) in [
                    ("/", 405), ("/\(id)/checkpoint", 405), ("/other", 404), ("/add-checkpoint", 400),
                ] {
                    #expect(try await post(port, [], path).status == status, "POST \(path)")
                }
                let page = try await get(port, "/")
                #expect(String(decoding: page.body, as: UTF8.self).contains("\(Parts.key.verifier)"))
                let conflict = try await post(
                    port, WitnessRequest(oldSize: 1, proof: Parts.proof(1, 2), note: Parts.note(2)).bytes)
                #expect(conflict == WitnessReply(status: 409, contentType: "text/x.tlog.size", body: Array("0\n".utf8)))
            }
        }
    }

    @Test("what is no HTTP, or too large, is refused, and the witness goes on")
    func malformed() async throws {
        try await withFolder { folder in
            try await withServer(try Parts.witness(folder)) { port in
                let nonsense = await raw(Array("what is this\r\n\r\n".utf8), port: port)
                #expect(nonsense.contains("400"))
                _ = await raw([0x16, 0x03, 0x01, 0x00, 0xFF, 0x0D, 0x0A], port: port)
                let head = "POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                let large = [UInt8](repeating: 0x41, count: WitnessRequest.byteLimit + 1)
                let announced = await raw(
                    Array((head + "Content-Length: \(large.count)\r\n\r\n").utf8) + large, port: port)
                #expect(announced.contains("413"))
                let chunk = Array((String(large.count, radix: 16) + "\r\n").utf8) + large + Array("\r\n0\r\n\r\n".utf8)
                let chunked = await raw(
                    Array((head + "Transfer-Encoding: chunked\r\n\r\n").utf8) + chunk, port: port)
                #expect(chunked.contains("413"))
                let request = try WitnessRequest(oldSize: 0, proof: [], note: Parts.note(2)).bytes
                #expect(try await post(port, request).status == 200)
            }
        }
    }

    @Test("a port that is taken is named")
    func takenPort() async throws {
        try await withFolder { folder in
            let witness = try Parts.witness(folder)
            try await withServer(witness) { port in
                _ = await #expect(throws: WitnessServerError.self) {
                    try await WitnessServer(witness: witness, host: "127.0.0.1", port: port).run()
                }
            }
        }
    }
}
