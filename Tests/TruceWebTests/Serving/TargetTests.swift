import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("Paths and queries")
struct TargetTests {
    @Test(
        "are decoded once",
        arguments: [
            ("/", [""]), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]), ("//a", ["", "a"]),
            ("/%61", ["a"]), ("/%2561", ["%61"]), ("/a%20b", ["a b"]), ("/a+b", ["a+b"]),
            ("/%D8%AD%D9%84%D8%A8", ["حلب"]), ("/a;b=c", ["a;b=c"]), ("/...", ["..."]),
        ])
    func path(text: String, segments: [String]) throws {
        #expect(try Target(text).segments == segments)
    }

    @Test(
        "what could step out of a folder or mean two things is refused",
        arguments: [
            "", "a", "*", "http://x/", "/..", "/.", "/a/../b", "/%2e%2e", "/%2E%2e/etc/passwd", "/.%2e", "/a%2fb",
            "/a%2Fb",
            "/a%5cb", "/a\\b", "/%00", "/a%0d%0aSet-Cookie:x", "/%7f", "/%", "/%4", "/%zz", "/%c0%ae", "/%c0%af",
            "/%e0%80%af",
            "/%ff", "/%ed%a0%80", "/%f5%80%80%80", "/a b", "/a\tb", "/a#b", "/حلب", "/\u{7F}", "/a\"b", "/<a>",
            "/?a=%00",
            "/?a=%ff", "/?a=%", "/?a=b#c", "/?" + String(repeating: "a=1&", count: 101),
        ])
    func refused(text: String) {
        #expect(throws: Problem.self) { try Target(text) }
    }

    @Test(
        "a query is a list of names and values",
        arguments: [
            ("/?", []), ("/?a", [("a", "")]), ("/?a=", [("a", "")]), ("/?a=1&b=2", [("a", "1"), ("b", "2")]),
            ("/?a=1+2%2B3", [("a", "1 2+3")]), ("/?a=1&a=2", [("a", "1"), ("a", "2")]), ("/?a=b=c", [("a", "b=c")]),
            ("/?&&a=1&", [("a", "1")]), ("/?a=../..%2F", [("a", "../../")]), ("/?q=?", [("q", "?")]),
        ])
    func query(text: String, pairs: [(String, String)]) throws {
        #expect(try Target(text).query == pairs.map { Target.Parameter(name: $0.0, value: $0.1) })
    }

    @Test("whatever bytes come, a target is read or refused", arguments: UInt64(0)..<20)
    func anything(seed: UInt64) {
        var random = SeededRandom(seed)
        let bytes = Array("/%.2eEfF5cC0aA?&=+\u{7F}\0 \\".utf8)
        for _ in 0..<500 {
            let text = String(
                decoding: [UInt8(ascii: "/")]
                    + (0..<Int.random(in: 0..<12, using: &random)).map { _ in bytes.randomElement(using: &random)! },
                as: UTF8.self)
            // Refused is fine; what is not is looked at.
            guard let target = try? Target(text) else { continue }
            for segment in target.segments {
                #expect(
                    segment != "." && segment != ".." && !segment.contains("/") && !segment.contains("\\"), "\(text)")
                #expect(!segment.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "\(text)")
            }
        }
    }

    @Test(
        "over the wire a bad target is a problem",
        arguments: [
            "/../etc/passwd", "/static/..%2f..%2fetc%2fpasswd", "/static/%2e%2e/x", "/things/%ff", "/things/%00",
            "/search?q=%ff",
        ])
    func wire(path: String) async throws {
        #expect(try await TestServer.run { try await $0.get(path) }.problem == "bad-target")
    }

    @Test("a parameter that may stand once and stands twice is refused")
    func twice() async throws {
        try await TestServer.run { (server) async throws in
            #expect(try await server.get("/search?q=a").text == "\"a\"")
            #expect(try await server.get("/search?q=a&q=b").problem == "bad-target")
        }
    }
}
