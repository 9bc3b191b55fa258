import Hummingbird
import NIOCore
import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("A form with files")
struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=\"--edge\""

    /// Broken into pieces of that size, as a network breaks it.
    private static func form(_ text: String, pieces size: Int = 1000, textBytes: Int = 1000) throws -> MultipartForm {
        let bytes = Array(text.utf8)
        let (stream, sending) = AsyncStream<ByteBuffer>.makeStream()
        for start in stride(from: 0, to: bytes.count, by: size) {
            sending.yield(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
        }
        sending.finish()
        let body = IncomingBody(RequestBody(asyncSequence: stream), declared: nil, limit: 1 << 20)
        return try MultipartForm(body, type: type, textBytes: textBytes)
    }

    private static func read(_ form: MultipartForm) async throws -> [String] {
        var found: [String] = []
        while let part = try await form.next() {
            guard let file = part.fileName else {
                found.append("\(part.name)=\(try await form.text())")
                continue
            }
            var bytes: [UInt8] = []
            for try await piece in form.content { bytes += piece }
            found.append("\(part.name)<\(file)>\(String(decoding: bytes, as: UTF8.self))")
        }
        return found
    }

    private static let whole = """
        before\r
        ----edge\r
        Content-Disposition: form-data; name="csrf"\r
        \r
        key\r
        ----edge\r
        content-disposition: form-data; filename="a;b name=.jpg"; name=evidence\r
        Content-Type: image/jpeg\r
        \r
        one\r\n----edg\r\n--two\r
        ----edge\r
        Content-Disposition: form-data; name="none"; filename=""\r
        \r
        \r
        ----edge--\r
        after
        """

    @Test("reads alike however it is broken into pieces", arguments: [1, 2, 3, 5, 7, 11, 64, 4096])
    func pieces(size: Int) async throws {
        #expect(
            try await Self.read(try Self.form(Self.whole, pieces: size)) == [
                "csrf=key", "evidence<a;b name=.jpg>one\r\n----edg\r\n--two", "none<>",
            ])
    }

    @Test("a part that nobody reads is passed over")
    func passedOver() async throws {
        let form = try Self.form(Self.whole, pieces: 4)
        #expect(try await form.next()?.name == "csrf")
        #expect(try await form.next()?.name == "evidence")
        #expect(try await form.next()?.name == "none")
        #expect(try await form.next() == nil)
        #expect(try await form.next() == nil)
    }

    @Test(
        "what is no such form is refused",
        arguments: [
            "", "nothing", "----edge", "----edge\r\n", "----edge\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
            "----edge\r\n\r\nno name\r\n----edge--", "----edgeX\r\n",
            "----edge\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n----edge--",
            "----edge\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n----edge--",
            "----edge\r\nContent-Disposition: form-data; name=a\r\n\r\n\u{0}\r\n----edge--",
            "----edge\r\nX: \(String(repeating: "x", count: 9000))\r\n\r\nx\r\n----edge--",
        ])
    func refused(text: String) async throws {
        let form = try Self.form(text)
        await #expect(throws: Problem.self) { try await Self.read(form) }
        #expect(form.problem?.kind == .malformed)
    }

    @Test("fields are as long as allowed together, and no longer", arguments: [(10, true), (9, false)])
    func length(limit: Int, fits: Bool) async throws {
        let field = { (name: String) in "----edge\r\nContent-Disposition: form-data; name=\(name)\r\n\r\n12345\r\n" }
        let form = try Self.form(field("a") + field("b") + "----edge--", textBytes: limit)
        if fits {
            #expect(try await Self.read(form) == ["a=12345", "b=12345"])
        } else {
            await #expect(throws: Problem.self) { try await Self.read(form) }
            #expect(form.problem?.kind == .tooLarge)
        }
    }

    @Test(
        "a Content-Type without a boundary that serves is refused",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"open",
            "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
        ])
    func boundary(type: String) {
        #expect(throws: Problem.self) { _ = try MultipartForm(IncomingBody([], limit: 0), type: type, textBytes: 1) }
    }

    @Test("no change of single bytes makes it read past its end or stop the server", arguments: UInt64(1)...20)
    func mutated(seed: UInt64) async throws {
        var random = SeededRandom(seed)
        for _ in 0..<50 {
            var bytes = Array(Self.whole.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let body = IncomingBody(bytes, limit: 1 << 20)
            let form = try MultipartForm(body, type: Self.type, textBytes: 1000)
            do {
                let read = try await Self.read(form)
                #expect(read.reduce(0) { $0 + $1.utf8.count } <= bytes.count)
            } catch { #expect(error is Problem) }
        }
    }
}
