import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Disclosures (RFC 9901)")
struct DisclosureTests {
    private struct Vectors: Decodable {
        struct Vector: Decodable { let json: String, disclosure: String, digest: String }
        let sdDisclosure: Vector

        enum CodingKeys: String, CodingKey { case sdDisclosure = "sd_disclosure" }
    }

    @Test("the example of the standard", .enabled(if: SharedData.spec != nil, "needs the shared vectors"))
    func vector() throws {
        let folder = try #require(SharedData.spec)
        let data = try Data(contentsOf: folder.appending(path: "tlog-vectors.json"))
        let vector = try JSONDecoder().decode(Vectors.self, from: data).sdDisclosure
        let read = try Disclosure(json: Array(vector.json.utf8))
        #expect(read.text == vector.disclosure)
        #expect(Base64URL.text(read.commitment.bytes) == vector.digest)
        let written = try Disclosure(salt: read.salt, name: read.name, value: read.value)
        #expect(written == read)
        #expect(try Disclosure(text: vector.disclosure) == read)
    }

    @Test(
        "base64url is taken only in its one canonical form",
        arguments: [
            ("", true), ("AA", true), ("AB", false), ("AAA", true), ("AAB", false), ("AAAA", true), ("A", false),
            ("AA==", false), ("A+AA", false), ("A_-A", true), ("AA\n", false),
        ])
    func canonical(text: String, isTaken: Bool) {
        #expect((Base64URL.bytes(text) != nil) == isTaken)
        if isTaken { #expect(Base64URL.bytes(text).map(Base64URL.text) == text) }
    }

    @Test(
        "a value is one JSON value",
        arguments: [
            ("1", true), ("-0.5e+3", true), ("01", false), ("1.", false), ("\"a\\u00e4\\n\"", true), ("\"\\x\"", false),
            ("\"a\nb\"", false), ("{\"a\":[1,{}],\"b\":null}", true), ("{\"a\"}", false), ("[1,]", false),
            ("1 2", false), ("", false),
            ("truee", false), ("\"open", false), ("\", \"x\"", false), ("-", false), ("[[]]", true),
            ("\u{FEFF}1", false),
        ])
    func json(text: String, isTaken: Bool) {
        // Why it is refused is one error, tested elsewhere.
        let disclosure = try? Disclosure(salt: "s", name: "n", value: Array(text.utf8))
        #expect((disclosure != nil) == isTaken)
    }

    @Test(
        "nesting is limited, so that a hostile value cannot exhaust the stack",
        arguments: [(128, true), (129, false), (100_000, false)])
    func depth(levels: Int, isTaken: Bool) {
        let text = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        #expect(JSONText.isValue(Array(text.utf8)) == isTaken)
    }

    @Test("names that the standard keeps for itself are refused", arguments: ["_sd", "...", ""])
    func reserved(name: String) {
        #expect(throws: VaultError.self) { try Disclosure(salt: "s", name: name, value: Array("1".utf8)) }
    }

    @Test("what is written is read back", arguments: UInt64(0)..<50)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let scalars = (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0..<0x3000, using: &random)) }
        let name = "n" + String(String.UnicodeScalarView(scalars))
        let salt = Disclosure.salt(using: &random)
        let disclosure = try Disclosure(salt: salt, name: name, value: JSONText.string(name))
        let read = try Disclosure(text: disclosure.text)
        #expect(read == disclosure)
        #expect(Array(read.name.unicodeScalars) == Array(name.unicodeScalars))
        #expect(salt.utf8.count == 22)
    }
}

@Suite("The master key's file")
struct MasterKeyTests {
    @Test("is made once, for its owner only, and read back")
    func roundTrip() throws {
        let folder = TestFolder()
        let path = folder.path("key")
        let key = try MasterKey.create(at: path)
        #expect(try MasterKey.read(from: path).id == key.id)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(throws: VaultError.keyFileExists(path: path)) { try MasterKey.create(at: path) }
        #expect(MasterKey().id != key.id)
    }

    @Test(
        "is refused when others can read it, and the message says what to do", arguments: [0o640, 0o604, 0o620, 0o644])
    func rights(mode: Int) throws {
        let folder = TestFolder()
        let path = folder.path("key")
        _ = try MasterKey.create(at: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(throws: VaultError.readableByOthers(path: path)) { try MasterKey.read(from: path) }
        #expect(VaultError.readableByOthers(path: path).description.contains("chmod 600 \(path)"))
    }

    @Test(
        "is one exact line",
        arguments: [
            "", "truce-vault-key-1", "truce-vault-key-2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "truce-vault-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", "truce-vault-key-1 AAAA\n",
            "truce-vault-key-1  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "truce-vault-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "truce-vault-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
        ])
    func form(text: String) throws {
        let folder = TestFolder()
        let path = folder.path("key")
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
        #expect(throws: VaultError.self) { try MasterKey.read(from: path) }
    }
}
