import Foundation
import Testing
import Truce

@testable import TruceIntake

@Suite("The format is described once")
struct AgreementSchemaTests {
    @Test("the checked-in JSON Schema is the one that the format gives")
    func schema() throws {
        let file = AgreementFixture.repository.appending(path: "docs/json/agreement.schema.json")
        if ProcessInfo.processInfo.environment["TRUCE_SNAPSHOTS"] == "write" {
            try Data(AgreementSchema.json.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == AgreementSchema.json)
    }

    @Test("the schema is JSON, and every name that it refers to is defined in it")
    func references() throws {
        let object = try JSONSerialization.jsonObject(with: Data(AgreementSchema.json.utf8))
        let root = try #require(object as? [String: Any])
        let definitions = try #require(root["$defs"] as? [String: Any])
        let named = AgreementSchema.json.components(separatedBy: "#/$defs/").dropFirst().map {
            String($0.prefix { $0.isLetter || $0 == "_" })
        }
        #expect(!named.isEmpty)
        #expect(Set(named).subtracting(definitions.keys) == [])
    }

    @Test("the tables for users are those of the format")
    func tables() throws {
        let file = AgreementFixture.repository.appending(path: "docs/agreement-format.md")
        var text = try String(contentsOf: file, encoding: .utf8)
        let marker = "<!-- tables: made from AgreementFormat -->\n\n"
        let start = try #require(text.range(of: marker)).upperBound
        if ProcessInfo.processInfo.environment["TRUCE_SNAPSHOTS"] == "write" {
            text.replaceSubrange(start..., with: AgreementReference.markdown)
            try Data(text.utf8).write(to: file)
        }
        #expect(text[start...] == AgreementReference.markdown)
    }

    @Test("every example in the description has the shape that the description states")
    func examples() throws {
        for object in AgreementFormat.objects {
            for key in object.keys where !key.example.hasPrefix("see ") {
                let findings = Findings()
                let file = NamedBytes(name: object.name, text: "\(key.name): \(key.example)\n")
                let tree = try #require(YAMLTree(file, findings: findings).read(), "\(object.name).\(key.name)")
                var only = ObjectShape(name: object.name, meaning: "", keys: [key])
                only.keys[0].isRequired = true
                var check = ShapeCheck(findings: findings, moments: .init(mission: .utc))
                check.check(tree, as: only)
                let wrong = findings.all.filter { !$0.message.contains("there is no ") }
                #expect(wrong.map(\.description) == [], "\(object.name).\(key.name)")
            }
        }
    }

    @Test("every key of the format is used in the full example")
    func everyKey() throws {
        let files = try ["full-agreement.yaml", "full-amendment-1.yaml"].map { try AgreementFixture.text($0) }.joined()
        for object in AgreementFormat.objects {
            for key in object.keys {
                #expect(files.contains("\(key.name):"), "\(object.name).\(key.name) is in no example")
            }
        }
    }

    @Test(
        "the nearest word is meant",
        arguments: [
            ("provison", "provisions"), ("zone", "zones"), ("prvoisions", "provisions"), ("in-force", "in_force"),
            ("colour", nil), ("x", nil),
        ] as [(String, String?)])
    func nearest(word: String, meant: String?) {
        #expect(
            Nearest.word(to: word, among: AgreementFormat.agreement.keys.map(\.name).filter { $0 != "zone" }) == meant)
    }
}
