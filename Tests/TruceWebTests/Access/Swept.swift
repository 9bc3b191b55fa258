import Foundation
import Truce
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

/// What came of reading a marked mission as everybody: made once, and looked at by many tests.
struct Swept: Sendable {
    let table: PublishedTable
    let document: JSONValue
    let routes: [Route]
    /// Routes to read that nobody has said how to read.
    let unknown: [String]
    let marks: [(word: String, subject: String)]
    let sightings: [Sighting]
    let judgement: Judgement
    /// Pairs of requests, for what is hidden and for what is not there, that were answered in different ways.
    let unlike: [String]
    /// By role and command: the problem of the answer, or its status.
    let commands: [Reader: [CommandKind: String]]

    static let once = Task<Swept, any Error> {
        let gathered = Gathered()
        try await MarkedMission.run { marked in gathered.value = try await gather(marked) }
        return gathered.value!
    }

    private final class Gathered: @unchecked Sendable {
        // Set once, before `run` returns; read after it has.
        var value: Swept?
    }

    private static func gather(_ marked: MarkedMission) async throws -> Swept {
        try await marked.tell()
        let imported = try await marked.importRefused()
        var sweep = try await Sweep(marked)
        let lists = try await sweep.read(as: .head)
        await sweep.name(everythingOf: lists, imported: imported)
        let whole = try await sweep.read(as: .head)
        var sightings = [whole]
        let prepared = sweep
        sightings += try await inFours(Reader.all.filter { $0 != .head }) { try await prepared.read(as: $0) }
        let table = try PublishedTable()
        let marks = marked.marks.all
        let judgement = Judgement(table: table, whole: whole, document: sweep.document, marks: marks)
        let probing = Probing(marked: marked, judgement: judgement)
        var unlike: [String] = []
        var commands: [Reader: [CommandKind: String]] = [:]
        for found in try await inFours(Reader.all, probing.hiddenAndMissing) { unlike += found }
        for reader in Reader.all where !reader.isOwner { commands[reader] = try await probing.commands(as: reader) }
        return Swept(
            table: table, document: sweep.document, routes: marked.routes, unknown: sweep.unknown, marks: marks,
            sightings: sightings, judgement: judgement, unlike: unlike, commands: commands)
    }
}

/// Four at a time, in order.
private func inFours<Value: Sendable>(
    _ readers: [Reader], _ work: @escaping @Sendable (Reader) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var found: [Int: Value] = [:]
        for (at, reader) in readers.enumerated() {
            if at >= 4, let (place, value) = try await group.next() { found[place] = value }
            group.addTask { (at, try await work(reader)) }
        }
        for try await (place, value) in group { found[place] = value }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension MarkedMission {
    /// A file of one row, which cannot be used: only who sent it reads of it. Its name.
    fileprivate func importRefused() async throws -> String {
        let sender = Reader(role: .analyst, holder: "analyst")
        let word = marks.word("import by \(sender)")
        let (known, key) = try await signIn(sender)
        let body = "report_id,event_start,lat,lon,type,text\r\n1,\(word),40.5,-35.0,fire.mortar,\(word)\r\n"
        let headers = known + key + ["Idempotency-Key: import"]
        let answer = try await send("POST", "/api/v1/imports?source=Patrol", headers, body, type: "text/csv")
        guard answer.status == 202, case .string(let id)? = answer.json?["id"] else {
            throw StoryFault(what: "the import was not taken: \(answer.text)")
        }
        for _ in 0..<500 {
            let state = try await send("GET", "/api/v1/imports/\(id)", known).json?["state"]
            if state == "done" || state == "failed" { return id }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw StoryFault(what: "the import does not end")
    }

    func send(
        _ method: String, _ path: String, _ headers: [String], _ body: String? = nil, type: String = "application/json"
    ) async throws -> RawHTTP.Answer {
        var headers = headers
        if let body { headers += ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] }
        let text = TestServer.head(method, path, headers) + "\r\n" + (body ?? "")
        return try await server.talk {
            try $0.send(text)
            return try $0.answer()
        }
    }
}

/// Asks for what a reader may not know of, in every way that names it.
struct Probing: Sendable {
    let marked: MarkedMission
    let judgement: Judgement

    /// By record, a name that nothing has.
    private static let missing = [
        "Report": "R-0123456789AB", "Incident": "INC-0123456789AB", "Ask": "A-0123456789AB", "Draft": "F-0123456789AB",
        "Patrol": "P-0123456789AB", "Communique": "C-0123456789AB",
    ]
    /// By the name of a field or of a part of a path, what it names.
    private static let named = [
        "report": "Report", "duplicate_of": "Report", "incident": "Incident", "into": "Incident", "ask": "Ask",
        "finding": "Draft", "patrol": "Patrol", "communique": "Communique",
    ]

    /// One of each record that the reader may not know of.
    private func hidden(from reader: Reader) -> [String: String] {
        var hidden: [String: String] = [:]
        for thing in judgement.whole.things.keys.sorted(by: { $0.key < $1.key })
        where Self.missing[thing.record] != nil && !judgement.isVisible(thing, reader) {
            hidden[thing.record] = hidden[thing.record] ?? thing.key
        }
        return hidden
    }

    func hiddenAndMissing(as reader: Reader) async throws -> [String] {
        let (known, key) = try await marked.signIn(reader)
        let hidden = hidden(from: reader)
        var unlike: [String] = []
        func compare(_ what: String, _ ask: (String) async throws -> RawHTTP.Answer, _ record: String) async throws {
            guard let hiddenName = hidden[record], let missingName = Self.missing[record] else { return }
            let answers = (try await ask(hiddenName), try await ask(missingName))
            let shapes = [answers.0, answers.1].map { answer in
                "\(answer.status) "
                    + answer.headers.filter { !["date", "x-request-id"].contains($0.name) }.map {
                        "\($0.name): \($0.value)"
                    }.joined(separator: " ")
            }
            // A page may link to itself in the other language.
            let bodies = (
                answers.0.text.replacing(hiddenName, with: ""), answers.1.text.replacing(missingName, with: "")
            )
            if shapes[0] != shapes[1] || bodies.0 != bodies.1 {
                unlike.append(
                    "\(reader): \(what): \(shapes[0]) \(answers.0.text.prefix(200)) | \(shapes[1]) \(answers.1.text.prefix(200))"
                )
            }
        }
        for route in marked.routes where route.method == .get && route.path.contains("{") {
            for (name, record) in Self.named where route.path.contains("{\(name)}") {
                try await compare(
                    route.path,
                    {
                        let digest = String(repeating: "0", count: 64)
                        let path = route.path.replacing("{\(name)}", with: $0).replacing("{digest}", with: digest)
                        return try await marked.send("GET", path, known)
                    }, record)
            }
        }
        for kind in CommandKind.allCases where judgement.table.commands[kind.rawValue]?.contains(reader.role) == true {
            var sample = SchemaSample()
            let body = sample.value(kind.schema)
            for field in DescriptionCheck.members(kind.schema["properties"]) {
                guard let record = Self.named[field.key] else { continue }
                try await compare(
                    kind.rawValue,
                    {
                        try await submit(kind, body.with(field.key, .string($0)), known + key)
                    }, record)
            }
        }
        return unlike
    }

    /// Each command once, with something in every field that must be there.
    func commands(as reader: Reader) async throws -> [CommandKind: String] {
        let (known, key) = try await marked.signIn(reader)
        var answers: [CommandKind: String] = [:]
        for kind in CommandKind.allCases {
            var sample = SchemaSample()
            let answer = try await submit(kind, sample.value(kind.schema), known + key)
            answers[kind] = answer.problem ?? "\(answer.status)"
        }
        return answers
    }

    private func submit(_ kind: CommandKind, _ body: JSONValue, _ headers: [String]) async throws -> RawHTTP.Answer {
        try await marked.send(
            "POST", "/api/v1/commands/\(kind.rawValue)", headers + ["Idempotency-Key: \(UUID().uuidString)"],
            String(decoding: try body.canonicalBytes(), as: UTF8.self))
    }
}
