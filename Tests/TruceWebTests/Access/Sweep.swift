import Foundation
import Hummingbird
import Truce
import TruceMechanism
import TruceTesting

@testable import TruceWeb

/// Everything that can be read of a mission: each route of the server with each name that it can be given, the filters of
/// the lists, every word that is hidden somewhere, and whatever the pages link to.
struct Sweep: Sendable {
    let marked: MarkedMission
    let document: JSONValue
    /// Addresses, and the description's path where there is one.
    private(set) var targets: [(path: String, template: String?)] = []
    /// Routes that nobody has said how to read.
    private(set) var unknown: [String] = []

    /// Finds what anybody may see.
    static let openSearch = "/api/v1/search?q=hotline"
    /// Never ends; read apart.
    static let stream = "/api/v1/events"
    /// Of one kind of page, beside those that are asked for by name.
    private static let mostLinks = 3

    /// What stands behind the question mark where something must.
    private static let required = [
        "/api/v1/days": "from=2031-03-17&through=2031-03-20", "/api/v1/map": "box=-36,40,-34,42",
        "/api/v1/search": "q=hotline",
    ]

    /// Filters, each with the fields of which a record must show one to be found by it.
    private static let filters: [(path: String, query: String, fields: [String])] = [
        ("/api/v1/incidents", "outcome=breached", ["assessment"]),
        ("/api/v1/incidents", "outcome=undetermined", ["assessment"]),
        ("/api/v1/incidents", "outcome=not_breached", ["assessment"]),
        ("/api/v1/incidents", "found=unable_to_rule", ["finding"]),
        ("/api/v1/incidents", "act=fire.mortar", ["acts"]),
        ("/api/v1/incidents", "from=2031-03-18", ["day"]), ("/api/v1/incidents", "through=2031-03-18", ["day"]),
        ("/api/v1/incidents", "box=-36,40,-34,42", ["place", "public_place"]),
        ("/api/v1/incidents", "side=north", ["asked_sides", "asks", "finding"]),
        ("/api/v1/incidents", "stage=under_verification,finding_drafted,adopted", ["stage"]),
        ("/api/v1/reports", "triaged=true", ["disposition"]),
        ("/api/v1/reports", "triaged=false", ["disposition", "id"]),
        ("/api/v1/map", "box=-36,40,-34,42&act=fire.mortar", ["acts"]),
        ("/api/v1/map", "box=-36,40,-34,42&from=2031-03-18", ["day"]),
        ("/api/v1/findings", "side=north", ["attribution"]), ("/api/v1/asks", "open=false", ["id"]),
    ]

    init(_ marked: MarkedMission) async throws {
        self.marked = marked
        let described = try await marked.server.get("/api/v1/openapi.json")
        document = try JSONValue(parsing: described.body, limit: 16 << 20)
        for route in marked.routes where route.method == .get && route.path != Self.stream && !route.path.contains("{")
        {
            let isDescribed = document["paths"]?[route.path] != nil
            var query = Self.required[route.path]
            if isDescribed, isPaged(route.path) { query = (query.map { $0 + "&" } ?? "") + "limit=500" }
            targets.append((route.path + (query.map { "?" + $0 } ?? ""), isDescribed ? route.path : nil))
        }
        targets += Self.filters.map { ("\($0.path)?\($0.query)", $0.path) }
        targets.append(("/api/v1/map?box=-36,40,-34,42&limit=1", "/api/v1/map"))
        let middle = await marked.mission.health().recorded / 2
        for list in ["/api/v1/incidents", "/api/v1/reports", "/api/v1/asks", "/api/v1/findings"] {
            targets.append(("\(list)?as_of=\(middle)", list))
        }
        // All of them are found by how they begin; some are asked for one by one.
        for (at, (word, _)) in marked.marks.all.enumerated() where at % 8 == 0 {
            targets.append(("/api/v1/search?q=\(word)", "/api/v1/search"))
        }
        targets += [
            ("/api/v1/search?q=zmark", "/api/v1/search"), (Self.openSearch, "/api/v1/search"), ("/search?q=zmark", nil),
        ]
    }

    private func isPaged(_ path: String) -> Bool {
        guard case .array(let parameters)? = document["paths"]?[path]?["get"]?["parameters"] else { return false }
        return parameters.contains { $0["name"] == "limit" } && path != "/api/v1/map"
    }

    /// Adds what is asked for by a name, of everything that was seen.
    mutating func name(everythingOf whole: Sighting, imported: String) async {
        func keys(_ record: String) -> [String] {
            whole.things.keys.filter { $0.record == record }.map(\.key).sorted()
        }
        let files = whole.things.keys.filter { $0.record == "Evidence" }.compactMap { thing -> String? in
            let parts = thing.key.split(separator: " ")
            return parts.count == 3 ? "\(parts[1])/attachments/\(parts[2])" : nil
        }
        let signed = await marked.mission.health().signed
        let values: [String: [String]] = [
            "report": keys("Report"), "incident": keys("Incident"), "finding": keys("Finding"),
            "index": ["0", "\(signed / 2)", "\(signed - 1)"],
            "path*": ["0/000.p/\(signed)", "entries/000.p/\(signed)"], "import": [imported], "number": ["1", "2"],
            "code": ["nothing"], "command": CommandKind.allCases.map(\.rawValue),
        ]
        let byRoute = ["/static/{name}": ["truce.css"], "/problems/{name}": ["not-found", "not-there"]]
        for route in marked.routes where route.method == .get && route.path.contains("{") {
            let template = OpenAPI.templated(route.path)
            let described = document["paths"]?[template] != nil ? template : nil
            if route.path == "/api/v1/reports/{report}/attachments/{digest}" {
                targets += files.map { ("/api/v1/reports/" + $0, described) }
                continue
            }
            let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
            guard names.count == 1, let all = byRoute[route.path] ?? values[String(names[0])], !all.isEmpty else {
                unknown.append(route.path)
                continue
            }
            targets += all.map { (route.path.replacing("{\(names[0])}", with: $0), described) }
        }
    }

    // MARK: Reading

    func read(as reader: Reader) async throws -> Sighting {
        let (known, _) = try await marked.signIn(reader)
        let (targets, document, words) = (targets, document, marked.marks.all)
        let stream = Self.stream
        let beginning = marked.beginning
        return try await marked.server.talk { connection in
            var sighting = Sighting(reader: reader)
            func ask(_ path: String, _ headers: [String]) throws -> RawHTTP.Answer {
                try connection.send(TestServer.head("GET", path, known + headers) + "\r\n")
                let answer = try connection.answer()
                let fields = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                // What somebody asked for may stand in a page of theirs, in its form: no news to them.
                if !path.contains("?q=zmark") || !path.hasPrefix("/search") {
                    sighting.look(for: words, in: answer.body + Array(fields.utf8), at: path)
                }
                sighting.answers[path] = (answer.status, answer["etag"], answer.body.hashValue)
                return answer
            }
            var links: [String] = []
            for (path, template) in targets {
                let answer = try ask(path, template == nil ? ["Accept: text/html"] : [])
                if let template, answer.status == 200, let type = answer["content-type"]?.prefix(while: { $0 != ";" }),
                    let content = document["paths"]?[template]?["get"]?["responses"]?["200"]?["content"]?[String(type)],
                    let schema = content["schema"], let json = answer.json(limit: 16 << 20)
                {
                    sighting.read(json, schema, in: document)
                    sighting.check(path, json)
                } else if template == nil {
                    links += Self.links(in: answer.text)
                    if path == "/", answer.text.contains("href=\"/work\"") { sighting.note("Queue of /") }
                }
            }
            var seen = Set(targets.map(\.path))
            var kinds: [String: Int] = [:]
            while let next = links.popLast() {
                guard seen.insert(next).inserted else { continue }
                let kind = Self.kind(of: next)
                guard kinds[kind, default: 0] < Self.mostLinks else { continue }
                kinds[kind, default: 0] += 1
                let answer = try ask(next, ["Accept: text/html, */*;q=0.1"])
                if answer["content-type"]?.hasPrefix("text/html") == true { links += Self.links(in: answer.text) }
            }
            // The stream's connection is its own.
            try connection.send(TestServer.head("GET", stream, known + ["Last-Event-ID: \(beginning)"]) + "\r\n")
            let head = try connection.take(through: Array("\r\n\r\n".utf8))
            var (pieces, silences) = (head, 0)
            while silences < 3 {
                let piece = try connection.take(through: Array("\n\n".utf8))
                pieces += piece
                // Between two signs of life, all that there was has come.
                if String(decoding: piece, as: UTF8.self).contains("\n:") || piece.first == UInt8(ascii: ":") {
                    silences += 1
                }
            }
            sighting.look(for: words, in: pieces, at: stream)
            sighting.readEvents(String(decoding: pieces, as: UTF8.self))
            return sighting
        }
    }

    /// Its first part, and what it is asked for by.
    private static func kind(of link: String) -> String {
        let sides = link.split(separator: "?", maxSplits: 1)
        let names = sides.dropFirst().first?.split(separator: "&").map { $0.prefix { $0 != "=" } } ?? []
        return "\(sides.first?.split(separator: "/").first ?? "") \(names.joined(separator: " "))"
    }

    private static func links(in page: String) -> [String] {
        page.split(separator: "href=\"").dropFirst().compactMap { part in
            let link = String(part.prefix { $0 != "\"" && $0 != "#" }).replacing("&amp;", with: "&")
            return link.hasPrefix("/") && !link.hasPrefix("/static") && !link.hasPrefix("/api/v1/events") ? link : nil
        }
    }
}

extension Sighting {
    mutating func note(_ record: String) { things[Thing(record: record, key: "")] = ([:], nil) }

    /// A list that was asked for by something holds only what shows it.
    mutating func check(_ path: String, _ json: JSONValue) {
        if path == Sweep.openSearch, json.at("records/0") != nil { note("SearchHit of " + path) }
        guard let fields = Sweep.fields(filteredBy: path) else { return }
        var records: [JSONValue] = []
        if case .array(let found)? = json["records"] ?? json["incidents"] { records = found }
        for record in records where fields.allSatisfy({ record[$0] == nil }) {
            beyond.append(
                "\(path) found \(record["id"] ?? .null), and does not show \(fields.joined(separator: " or "))")
        }
    }

    /// What the stream of changes named.
    mutating func readEvents(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("data: {") {
            let bytes = Array(line.dropFirst("data: ".count).utf8)
            // What is no JSON has no kind.
            guard let data = try? JSONValue(parsing: bytes, limit: 4096), case .string(let kind)? = data["kind"],
                case .string(let id)? = data["id"]
            else { continue }
            changes.insert(Thing(record: kind.prefix(1).uppercased() + kind.dropFirst(), key: id))
        }
    }
}

extension Sweep {
    fileprivate static func fields(filteredBy path: String) -> [String]? {
        filters.first { "\($0.path)?\($0.query)" == path }?.fields
    }
}

extension RawHTTP.Answer {
    func json(limit: Int) -> JSONValue? { try? JSONValue(parsing: body, limit: limit) }
}
