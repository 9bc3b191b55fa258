import Foundation
import Testing
import Truce

@testable import TruceIntake

@Suite("An amendment changes the text from its own moment on")
struct AgreementAmendmentTests {
    static let head = "amends: two-rivers\nversion: 2\nfrom: 2031-05-01\n"

    func read(_ amendments: String...) throws -> AgreementFile {
        try AgreementFixture.read(
            AgreementFixture.full(),
            amendments: amendments.enumerated().map { NamedBytes(name: "amendment-\($0 + 1).yaml", text: $1) })
    }

    @Test("entries are replaced, added and removed; keys merge; the rest stays")
    func merges() throws {
        let file = try read(AgreementFixture.text("full-amendment-1.yaml"))
        #expect(file.diagnostics.map(\.description) == [])
        let history = try #require(file.history)
        let (first, second) = (history.first, history.latest)
        #expect(history.versions.map(\.from.description) == ["2031-02-28T21:00:00Z", "2031-04-30T21:00:00Z"])
        #expect((first.version, second.version) == (1, 2))
        #expect(first.provisions.map(\.id) == ["1", "2", "3", "4", "5"])
        #expect(second.provisions.map(\.id) == ["1", "2", "3", "5", "6"])
        #expect(second.provisions[1].title.text(in: "en") == "No advance, no new works")
        #expect(second.provisions[1].until == nil, "an entry is replaced whole")
        #expect(second.provisions[0] == first.provisions[0])
        #expect(second.inForce.from == first.inForce.from)
        #expect(second.inForce.until?.description == "2033-02-28T21:00:00Z")
        #expect(second.sources.map(\.name) == ["post-3", "ops-north", "Valley Gazette", "post-4"])
        #expect(second.procedure.replyHours == [48])
        #expect(second.procedure.verificationHours == [72, 48, 24, 12])
        #expect(second.title == first.title)
    }

    @Test(
        "the text in force is that of the moment",
        arguments: [
            ("2031-04-30T20:59:59Z", 1), ("2031-04-30T21:00:00Z", 2),
        ])
    func moments(time: String, version: Int) throws {
        let history = try #require(try read(AgreementFixture.text("full-amendment-1.yaml")).history)
        guard case .instant(let moment, _) = TimeText.read(time) else { return #expect(Bool(false)) }
        #expect(history.text(at: moment).version == version)
    }

    @Test("amendments take effect in the order of their time, whatever the order of the files")
    func order() throws {
        let early = "amends: two-rivers\nversion: 2\nfrom: 2031-05-01\nset: {civilians: [early]}\n"
        let late = "amends: two-rivers\nversion: 3\nfrom: 2031-06-01\nremove: {groups: [toll-men]}\n"
        let (a, b) = (try read(early, late), try read(late, early))
        #expect(a.diagnostics == [])
        #expect(a.history == b.history)
        #expect(a.history?.versions.map(\.text.version) == [1, 2, 3])
        #expect(a.history?.latest.civilianAliases == ["early"])
    }

    static let mistakes: [(text: String, line: Int, says: String)] = [
        (
            "amends: three-rivers\nversion: 2\nfrom: 2031-05-01\nset: {civilians: [x]}\n", 1,
            "but the agreement is “two-rivers”"
        ),
        ("amends: two-rivers\nversion: 1\nfrom: 2031-05-01\nset: {civilians: [x]}\n", 2, "from 2 to 9999"),
        ("amends: two-rivers\nversion: 2\nfrom: 2030-05-01\nset: {civilians: [x]}\n", 3, "before the agreement does"),
        ("amends: two-rivers\nversion: 2\nset: {civilians: [x]}\n", 1, "needs “from”"),
        (head, 1, "needs set or remove"),
        (
            head + "remove: {provisions: [\"44\"]}\n", 4,
            "there is no provision “44” to remove — write one of 1, 2, 3, 4, 5"
        ),
        (head + "remove: {provision: [\"4\"]}\n", 4, "did you mean “provisions”?"),
        (head + "remove: {control: [\"4\"]}\n", 4, "no entries with an id"),
        (head + "remove: {provisions: all}\n", 4, "a list of ids is needed"),
        (head + "remove: [\"4\"]\n", 4, "is written as sections"),
        (head + "set:\n  id: other\n", 5, "may not set “id”"),
        (head + "set:\n  version: 4\n", 5, "write the version at the top"),
        (
            head + "set:\n  provisions:\n    - {id: \"9\", title: T, text: T, forbids: {acts: [shooting]}}\n", 6,
            "write one of"
        ),
        (
            head
                + "set:\n  provisions:\n    - {id: \"9\", title: T, text: T, forbids: {acts: [fire], within: [vale]}}\n",
            6, "there is no zone “vale”"
        ),
        (head + "set:\n  in_force: {until: 2031-01-01}\n", 5, "is not after from"),
    ]

    @Test("its mistakes are said with its own lines", arguments: mistakes.indices)
    func mistaken(index: Int) throws {
        let row = Self.mistakes[index]
        let file = try read(row.text)
        let own = file.diagnostics.filter { $0.file == "amendment-1.yaml" && $0.line == row.line }
        let all = file.diagnostics.map(\.description).joined(separator: "\n")
        #expect(own.contains { $0.description.contains(row.says) }, "line \(row.line), “\(row.says)”: \(all)")
        #expect(file.history == nil)
    }

    @Test("a version that does not rise is refused")
    func version() throws {
        let later = "amends: two-rivers\nversion: 2\nfrom: 2031-06-01\nset: {civilians: [x]}\n"
        let file = try read(Self.head + "set: {civilians: [y]}\n", later)
        #expect(file.diagnostics.map(\.file) == ["amendment-2.yaml"])
        #expect(file.diagnostics.first?.message.contains("does not rise: the text before is version 2") == true)
    }

    @Test("what still refers to a removed entry says where it was removed")
    func removed() throws {
        let file = try read(Self.head + "remove: {zones: [depot]}\n")
        let lines = try ["except_within: [depot]", "{zone: depot"].map {
            try AgreementFixture.line(of: $0, in: AgreementFixture.full())
        }
        #expect(file.diagnostics.map(\.line).sorted() == lines.sorted())
        #expect(file.diagnostics.allSatisfy { $0.message.contains("was removed in amendment-1.yaml:4") })
    }

    @Test("a mistake of the base text is said once, however many amendments follow")
    func once() throws {
        let base = try AgreementFixture.full(replacing: "km: 25", with: "km: far")
        let amendment = NamedBytes(name: "a.yaml", bytes: try AgreementFixture.bytes("full-amendment-1.yaml"))
        #expect(try AgreementFixture.read(base, amendments: [amendment]).diagnostics.count == 1)
    }
}
