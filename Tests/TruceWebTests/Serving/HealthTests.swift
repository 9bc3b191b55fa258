import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("Health, readiness, figures")
struct HealthTests {
    @Test("alive is who answers; ready is whose every condition holds")
    func ready() async throws {
        let isReady = Mutex(false)
        var parts = WebParts(routes: ToyRoutes.all)
        parts.readiness = [Readiness("ledger") { true }, Readiness("views") { isReady.withLock { $0 } }]
        try await TestServer.run(parts: parts) { server in
            #expect(try await server.get("/healthz").status == 200)
            let answer = try await server.get("/readyz")
            #expect(answer.problem == "unavailable")
            #expect(answer["retry-after"] == "5")
            #expect(answer.text.contains("\"missing\":[\"views\"]"))
            isReady.withLock { $0 = true }
            #expect(try await server.get("/readyz").status == 200)
        }
    }

    @Test(
        "figures are for this machine, or for who has the token; to others there is nothing",
        arguments: [
            ("", [], 200), ("", ["X-Forwarded-For: 127.0.0.1"], 404),
            ("", ["X-Forwarded-For: 1.2.3.4", "Authorization: Bearer "], 404),
            ("0123456789abcdef", ["X-Forwarded-For: 1.2.3.4", "Authorization: Bearer 0123456789abcdef"], 200),
            ("0123456789abcdef", ["X-Forwarded-For: 1.2.3.4", "Authorization: Bearer 0123456789abcdeg"], 404),
            ("0123456789abcdef", ["X-Forwarded-For: 1.2.3.4", "Authorization: Basic 0123456789abcdef"], 404),
        ] as [(String, [String], Int)])
    func metricsAccess(token: String, headers: [String], status: Int) async throws {
        let answer = try await TestServer.run {
            $0.metricsToken = token
        } _: { server in
            let text = TestServer.head("GET", "/metrics", headers) + "\r\n"
            return try await server.talk {
                try $0.send(text)
                return try $0.answer()
            }
        }
        #expect(answer.status == status)
        if status == 404 { #expect(answer.problem == "not-found") }
    }

    @Test("requests are counted by route, method and class of status, never by path")
    func counted() async throws {
        let page = try await TestServer.run { server in
            for id in 0..<30 { _ = try await server.get("/things/secret-\(id)") }
            for path in ["/a", "/b", "/c"] { _ = try await server.get(path) }
            _ = try await server.get("/things/1", method: "HEAD")
            _ = try await server.get("/secret", method: "PROPFIND")
            _ = try await server.talk {
                try $0.send("x\r\n\r\n"); _ = try $0.answer()
            }
            return try await server.get("/metrics")
        }
        #expect(page["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let figures = PrometheusPage(page.text)
        #expect(figures["truce_http_requests_total{method=\"GET\",route=\"/things/{id}\",status=\"2xx\"}"] == 30)
        #expect(figures["truce_http_requests_total{method=\"HEAD\",route=\"/things/{id}\",status=\"2xx\"}"] == 1)
        #expect(figures["truce_http_requests_total{method=\"other\",route=\"none\",status=\"4xx\"}"] == 4)
        #expect(figures["truce_http_request_seconds_count{method=\"GET\",route=\"/things/{id}\",status=\"2xx\"}"] == 30)
        #expect(figures["truce_http_refusals_total{problem=\"malformed\"}"] == 1)
        #expect(figures["truce_http_connections"] ?? 0 >= 1)
        #expect(figures["truce_http_received_bytes_total"] ?? 0 > 1000)
        #expect(figures["process_resident_memory_bytes"] ?? 0 > 1_000_000)
        #expect(figures["process_open_fds"] ?? 0 > 3)
        #expect(!page.text.contains("secret") && !page.text.contains("SECRET"))
    }
}

/// The text format, read as Prometheus does.
struct PrometheusPage {
    private var values: [String: Double] = [:]
    private(set) var types: [Substring: Substring] = [:]
    private(set) var faults: [String] = []

    init(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !line.isEmpty {
            if line.hasPrefix("# HELP ") { continue }
            if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                if types.updateValue(words[3], forKey: words[2]) != nil { faults.append("two types: \(line)") }
                continue
            }
            guard let space = line.lastIndex(of: " "),
                let value = Double(line[line.index(after: space)...].replacing("+Inf", with: "inf"))
            else {
                faults.append("no value: \(line)")
                continue
            }
            if values.updateValue(value, forKey: String(line[..<space])) != nil { faults.append("twice: \(line)") }
        }
    }

    subscript(_ series: String) -> Double? { values[series] }
    var names: [String] { values.keys.sorted() }
}
