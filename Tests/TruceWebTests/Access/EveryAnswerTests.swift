import Testing
import Truce
import TruceTesting

@testable import TruceWeb

/// One mission with something in every field, read by each role as an owner and as somebody else, through every route. What
/// each may see stands in `docs/access.md`.
@Suite("Every route, every field, every role")
struct EveryAnswerTests {
    @Test("there is no route that nobody reads here")
    func routes() async throws {
        let swept = try await Swept.once.value
        #expect(swept.unknown == [], "say in Sweep what these are to be asked for")
        for route in swept.routes where route.method != .get {
            #expect(
                route.path.hasPrefix("/api/v1/commands/")
                    || Self.writes[route.method.rawValue + " " + route.path] != nil,
                "\(route.method) \(route.path): say in EveryAnswerTests who may")
        }
    }

    @Test("nobody is answered with an error of the server", arguments: Reader.all)
    func wholeAnswers(reader: Reader) async throws {
        let sighting = try #require(try await Swept.once.value.sightings.first { $0.reader == reader })
        for (path, answer) in sighting.answers {
            #expect([200, 303, 400, 401, 403, 404, 503].contains(answer.status), "\(path): \(answer.status)")
        }
    }

    @Test("each reader gets every field that the table grants and meets nothing else, anywhere", arguments: Reader.all)
    func sights(reader: Reader) async throws {
        let swept = try await Swept.once.value
        let sighting = try #require(swept.sightings.first { $0.reader == reader })
        let faults = swept.judgement.faults(of: sighting)
        #expect(faults.isEmpty, "\(faults.count): \(faults.prefix(12).joined(separator: "\n"))")
    }

    @Test("every hidden word stands where the head of mission reads it")
    func planted() async throws {
        let swept = try await Swept.once.value
        let lost = swept.marks.filter { word, subject in
            swept.judgement.guards[word] == nil && !Self.unread.contains { subject.hasPrefix($0) }
        }.map(\.subject)
        #expect(lost == [])
        #expect(swept.marks.count > 80)
        let records = Set(swept.judgement.whole.things.keys.map(\.record))
        #expect(Set(swept.table.rows.keys).subtracting(records).isSubset(of: ["Signature", "MapCell"]))
    }

    @Test("the served description says of each field who sees it, as the page does, and knows no other")
    func description() async throws {
        let swept = try await Swept.once.value
        var described: Set<String> = []
        for schema in DescriptionCheck.members(swept.document["components"]?["schemas"])
        where schema.value["x-seen-by"] != nil {
            let rows = try #require(swept.table.rows[schema.key], "\(schema.key)")
            described.insert(schema.key)
            let fields = DescriptionCheck.members(schema.value["properties"])
            #expect(Set(fields.map(\.key)) == Set(rows.keys), "\(schema.key)")
            for field in fields {
                let sights = try #require(rows[field.key].flatMap { swept.table.sights[$0] })
                for role in Role.allCases {
                    let said = field.value["x-seen-by"]?[role.rawValue] ?? "never"
                    #expect(said == .string(sights[role]!.rawValue), "\(schema.key).\(field.key), \(role)")
                }
            }
        }
        #expect(described == Set(swept.table.rows.keys))
    }

    // MARK: That these tests can fail

    @Test("whichever cell of the table said something else, an answer would show it", arguments: Role.allCases)
    func mutations(role: Role) async throws {
        let swept = try await Swept.once.value
        let readers = role == .public ? Reader.all : Reader.all.filter { $0.role == role }
        let probes = swept.sightings.filter { readers.contains($0.reader) }.flatMap {
            swept.judgement.probes(of: $0).keys
        }
        #expect(probes.allSatisfy { $0.isRight(by: swept.table) })
        let reachable = Reachable(table: swept.table)
        var changed = 0
        for (row, sights) in swept.table.sights {
            for sight in Sight.allCases where sight != sights[role] && reachable.makesADifference(row, role, sight) {
                let other = swept.table.changing(row, role, to: sight)
                #expect(probes.contains { !$0.isRight(by: other) }, "\(row) for \(role): \(sights[role]!) to \(sight)")
                changed += 1
            }
        }
        #expect(changed > 30, "\(changed)")
    }

    @Test("had a reader been answered as another one, it would show")
    func mistaken() async throws {
        let swept = try await Swept.once.value
        for reader in Reader.all where !reader.isOwner {
            for other in swept.sightings
            where other.reader.role != reader.role && other.reader.role != .public && !other.reader.isOwner {
                var mistaken = Sighting(reader: reader)
                mistaken.things = other.things
                mistaken.marks = other.marks
                #expect(!swept.judgement.faults(of: mistaken).isEmpty, "\(reader) as \(other.reader)")
            }
        }
    }

    // MARK: What leaks without a word

    @Test("readers of equal sight get the same bytes and the same tags")
    func equalSight() async throws {
        let swept = try await Swept.once.value
        var pairs = 0
        for path in swept.sightings[0].answers.keys.filter({ $0.hasPrefix("/api/v1/") }) {
            guard let records = Self.records(shownAt: path, swept) else { continue }
            var byView: [[String]: (Reader, status: Int, tag: String?, bodyHash: Int)] = [:]
            for sighting in swept.sightings {
                guard let answer = sighting.answers[path] else { continue }
                let view = swept.judgement.view(of: records, sighting.reader)
                if let same = byView[view] {
                    pairs += 1
                    #expect(
                        answer.status == same.status && answer.tag == same.tag && answer.bodyHash == same.bodyHash,
                        "\(path): \(sighting.reader) and \(same.0)")
                } else {
                    byView[view] = (sighting.reader, answer.status, answer.tag, answer.bodyHash)
                }
            }
        }
        #expect(pairs > 100, "\(pairs)")
    }

    @Test("what is hidden and what is not there are answered alike, by every route and every command")
    func alike() async throws {
        let unlike = try await Swept.once.value.unlike
        #expect(unlike.isEmpty, "\(unlike.count): \(unlike.prefix(5).joined(separator: "\n"))")
    }

    @Test("each role is refused the commands that the table does not give it, and no others")
    func commands() async throws {
        let swept = try await Swept.once.value
        #expect(swept.table.commands.count == CommandKind.allCases.count)
        for (reader, answers) in swept.commands {
            for kind in CommandKind.allCases {
                let isAllowed = try #require(swept.table.commands[kind.rawValue]).contains(reader.role)
                let refusal = reader.holder == nil ? "sign-in-required" : "not-allowed"
                #expect((answers[kind] == refusal) == !isAllowed, "\(kind) as \(reader): \(answers[kind] ?? "nothing")")
            }
        }
    }

    // MARK: Lists

    /// What is written by none of the commands, and who may.
    private static let writes: [String: String] = [
        "POST /api/v1/commands": "each as the command", "POST /api/v1/attachments": "whoever may cite a file",
        "POST /api/v1/imports": "whoever may file a report",
        "DELETE /api/v1/account/sessions": "whoever signed in, of itself",
        "DELETE /api/v1/account/sessions/{number}": "whoever signed in, of itself",
        "DELETE /api/v1/account/tokens/{number}": "whoever signed in, of itself",
        "DELETE /api/v1/invitations/{number}": "administrators",
        "DELETE /api/v1/session": "whoever signed in, of itself",
        "POST /api/v1/account/second-factor": "whoever signed in, of itself",
        "POST /api/v1/account/second-factor/confirmation": "whoever signed in, of itself",
        "POST /api/v1/account/second-factor/recovery-codes": "whoever signed in, of itself",
        "POST /api/v1/account/second-factor/removal": "whoever signed in, of itself",
        "POST /api/v1/account/tokens": "whoever signed in, of itself",
        "POST /api/v1/accounts/{number}/password-link": "administrators",
        "POST /api/v1/accounts/{number}/{step}": "administrators",
        "POST /api/v1/invitations": "administrators",
        "POST /api/v1/invitations/acceptance": "anybody",
        "POST /api/v1/session": "anybody",
        "POST /api/v1/session/code": "anybody",
        "PUT /api/v1/account/password": "whoever signed in, of itself",
        "PUT /api/v1/accounts/{number}/holders": "administrators",
        "PUT /api/v1/session/holder": "whoever signed in, of itself",
        "POST /do/{command}": "as the command",
        "POST /sign-in": "anybody",
        "POST /sign-in/code": "anybody",
        "POST /sign-in/second-factor": "whoever signed in, of itself",
        "POST /sign-in/second-factor/key": "whoever signed in, of itself",
        "POST /sign-out": "whoever signed in, of itself",
        "POST /invitation/{code}": "anybody",
        "POST /account/holder": "whoever signed in, of itself",
        "POST /account/identities/removal": "whoever signed in, of itself",
        "POST /account/password": "whoever signed in, of itself",
        "POST /account/recovery-codes": "whoever signed in, of itself",
        "POST /account/second-factor/removal": "whoever signed in, of itself",
        "POST /account/tokens": "whoever signed in, of itself",
        "POST /account/tokens/{number}/revocation": "whoever signed in, of itself",
        "POST /account/sessions/{number}/end": "whoever signed in, of itself",
        "POST /account/sessions/end": "whoever signed in, of itself",
        "POST /people/invitations": "administrators",
        "POST /people/invitations/{number}/revocation": "administrators",
        "POST /people/{number}/holders": "administrators",
        "POST /people/{number}/identities": "administrators",
        "POST /people/{number}/identities/removal": "administrators",
        "POST /people/{number}/password-link": "administrators",
        "POST /people/{number}/{step}": "administrators",
    ]

    /// By how they begin: what was put right by a correction, and what nobody is shown.
    private static let unread = ["own-observer: report", "correction: note", "closed case: review note", "import by "]

    /// Whose records an address shows; nil where that is not all that it shows.
    private static func records(shownAt path: String, _ swept: Swept) -> Set<String>? {
        let plain = String(path.prefix { $0 != "?" })
        guard
            let schema = swept.document["paths"]?[plain]?["get"]?["responses"]?["200"]?["content"]?[
                "application/json"]?["schema"]
        else { return nil }
        var found: Set<String> = []
        func follow(_ value: JSONValue) {
            switch value {
            case .array(let values): values.forEach(follow)
            case .object(let object):
                for member in object.members {
                    if member.key == "$ref", case .string(let reference) = member.value {
                        let name = String(reference.split(separator: "/").last!)
                        guard found.insert(name).inserted, let schema = swept.document["components"]?["schemas"]?[name]
                        else { continue }
                        follow(schema)
                    } else if member.key == "properties" || member.key == "items" || value["properties"] == nil {
                        follow(member.value)
                    } else {
                        follow(member.value)
                    }
                }
            default: break
            }
        }
        follow(schema)
        // Who may read what was told of coverage has it counted entry by entry.
        if found.contains("DayCount") { found.formUnion(["Denial", "Presence"]) }
        let records = found.intersection(swept.table.rows.keys)
        return records.isEmpty || !records.isDisjoint(with: ["Queue", "SearchHit"]) ? nil : records
    }
}
