import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("An amendment signed offline, on the command line")
struct AmendmentCommandTests {
    private static let text = """
        amends: two-rivers
        version: 3
        from: 2031-04-01 00:00 Atlantic/Azores
        title: {en: Second amendment, ar: التعديل الثاني}
        set:
          in_force:
            until: 2031-07-01 06:00 Atlantic/Azores

        """

    /// A mission with an amendment before the sides, and the files that a side gets.
    private struct Talks {
        let test: TestMission
        let mission: Mission
        let folder: TemporaryFolder
        let amendment: AmendmentID

        init() async throws {
            test = try TestMission()
            mission = try await test.start()
            folder = try TemporaryFolder()
            let digest = try await mission.takeIn(
                AsyncStream<[UInt8]> {
                    $0.yield(Array(AmendmentCommandTests.text.utf8)); $0.finish()
                }, by: .head)
            let proposed = try await mission.submit(
                .proposeAmendment(
                    ProposeAmendment(
                        version: 3, inForceFrom: Fictional.moment("2031-04-01T00:00:00Z"), files: [digest],
                        signatories: ["north", "south", "marenna", "taluwe"].map { PartyID($0)! }, reason: "Longer.")),
                as: .head, key: "p")
            amendment = AmendmentID(try #require(proposed.name("amendment")))!
            try await give(entry: proposed.entries[0], "amendment.tlog-proof")
            _ = try folder.write("policy", mission.policy)
            _ = try folder.write("text.yaml", AmendmentCommandTests.text)
            #expect(try truce("key", "new", "north.example/signature", "--out", path("north.key")).exitCode == 0)
        }

        func path(_ name: String) -> String { folder.path(name) }
        func truce(_ words: String...) throws -> ChildProgram { try TruceProgram.run(list: words) }

        func give(entry: Int, _ name: String) async throws {
            try await mission.publish()
            _ = try folder.write(name, try await mission.receipt(for: entry))
        }

        func sign(_ key: String = "north.key", text: String = "text.yaml") throws -> ChildProgram {
            try truce(
                "amendment", "sign", path("amendment.tlog-proof"), "--policy", path("policy"), "--text", path(text),
                "--key", path(key))
        }
    }

    @Test("what the command prints is what the mission takes, and anybody can check it by two receipts")
    func signed() async throws {
        let talks = try await Talks()
        let shown = try talks.truce(
            "amendment", "show", talks.path("amendment.tlog-proof"), "--policy", talks.path("policy"), "--text",
            talks.path("text.yaml"))
        #expect(shown.exitCode == 0, "\(shown.errors)")
        for words in [
            "Amendment \(talks.amendment)", "2031-04-01T00:00:00Z", "north, south, marenna, taluwe", "Longer.",
        ] {
            #expect(shown.output.contains(words), "\(shown.output)")
        }
        let result = try talks.sign()
        #expect(result.exitCode == 0, "\(result.errors)")
        struct Body: Decodable { var amendment, signature: String }
        let body = try JSONDecoder().decode(Body.self, from: Data(result.output.utf8))
        #expect(body.amendment == talks.amendment.description)
        let key = try talks.truce("key", "show", talks.path("north.key")).output.trimmingCharacters(in: .newlines)
        #expect(result.errors.contains(key))
        let naming = try talks.truce("amendment", "name-key", "north", "--key", talks.path("north.key"))
        #expect(naming.exitCode == 0 && naming.errors.contains(key), "\(naming.errors)")
        let named = try JSONValue(parsing: Array(naming.output.utf8), limit: 1_000)
        _ = try await talks.mission.submit(Command(.nameSignatoryKey, json: named), as: .north, key: "k")
        let taken = try await talks.mission.submit(
            .signAmendment(SignAmendment(amendment: talks.amendment, signature: body.signature)), as: .north, key: "s")

        try await talks.give(entry: taken.entries[0], "signature.tlog-proof")
        func check(_ more: String...) throws -> ChildProgram {
            try TruceProgram.run(
                list: [
                    "amendment", "check", talks.path("amendment.tlog-proof"), "--policy", talks.path("policy"),
                    "--signature", talks.path("signature.tlog-proof"),
                ] + more)
        }
        let checked = try check("--key", key)
        #expect(checked.exitCode == 0, "\(checked.errors)")
        #expect(checked.output.contains("“north” signed amendment \(talks.amendment)"))
        #expect(try check().output.contains("the record alone vouches"))
        #expect(try talks.truce("key", "new", "other.example/s", "--out", talks.path("other.key")).exitCode == 0)
        let other = try talks.truce("key", "show", talks.path("other.key")).output.trimmingCharacters(in: .newlines)
        let refused = try check("--key", other)
        #expect(refused.exitCode == 1 && refused.output.contains("not by the one given"), "\(refused.output)")
        try await talks.mission.close()
    }

    @Test("nothing is signed but the text on record, by a receipt that proves it, with a key for that")
    func refused() async throws {
        let talks = try await Talks()
        _ = try talks.folder.write("other.yaml", Self.text.replacing("07-01", with: "08-01"))
        let other = try talks.sign(text: "other.yaml")
        #expect(other.exitCode == 1 && other.errors.contains("is not the text of amendment"), "\(other.errors)")
        #expect(other.output.isEmpty)

        #expect(
            try talks.truce("key", "new", "north.example/w", "--kind", "witness", "--out", talks.path("w.key")).exitCode
                == 0)
        let witness = try talks.sign("w.key")
        #expect(witness.exitCode == 65 && witness.output.isEmpty, "\(witness.errors)")
        chmod(talks.path("north.key"), 0o644)
        let open = try talks.sign()
        #expect(open.exitCode == 1 && open.errors.contains("chmod 600"), "\(open.errors)")
        chmod(talks.path("north.key"), 0o600)

        let receipt = try Data(contentsOf: URL(filePath: talks.path("amendment.tlog-proof")))
        // A receipt of another entry.
        try await talks.give(entry: 0, "amendment.tlog-proof")
        let first = try talks.sign()
        #expect(first.exitCode == 65 && first.errors.contains("amendment-proposed"), "\(first.errors)")
        // One letter of the entry that it carries.
        var altered = Array(receipt)
        let at = try #require(altered.firstRange(of: Array("extra ".utf8))).upperBound + 40
        altered[at] = altered[at] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        _ = try talks.folder.write("amendment.tlog-proof", altered)
        let forged = try talks.sign()
        #expect(forged.exitCode == 1 && forged.errors.contains("proves nothing"), "\(forged.errors)")
        #expect(forged.output.isEmpty)
        try await talks.mission.close()
    }
}
