import Crypto
import Foundation
import GRDB
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Erasure")
struct ErasureTests {
    let folder: TestFolder
    let key = MasterKey()
    var path: String { folder.path("vault.sqlite") }

    init() throws { folder = TestFolder() }

    /// What must be nowhere in the folder once a source is erased.
    private func secrets(tagged tag: String, in vault: Vault) throws -> [Data] {
        let cipher = VaultCipher(key)
        return try vault.commitments(tagged: tag).flatMap { commitment in
            let disclosure = try #require(try vault.disclosure(of: commitment))
            let (item, row) = try vault.file.queue.read { db in
                let item = try #require(try vault.index(in: db).item(holding: commitment))
                return (item, try SealedRow.rows(of: item, in: db).first { $0.place.commitment == commitment })
            }
            let (key, sealed) = (try #require(row?.wrappedKey), try #require(row?.sealed))
            #expect(cipher.open(tags: item.tags, ofItem: item.name)?.contains(tag) == true)
            // A piece of 20 bytes is enough to know it again, and is not torn by the end of a page.
            return [
                Data(disclosure.value), Data(disclosure.salt.utf8), key, key.suffix(20), sealed.prefix(20),
                sealed.dropFirst(100).prefix(20), sealed.suffix(20), item.tags.prefix(20), item.tags.suffix(20),
            ]
        }
    }

    @Test(
        "of one source among many leaves nothing of it in any file, and all others open",
        arguments: [Vault.Use.occasional, .continuous])
    func remains(use: Vault.Use) throws {
        var random = SeededRandom(1)
        let vault = try Vault.create(at: path, key: key, for: use)
        var others: [TreeHash] = []
        for index in 0..<300 {
            let source = Int.random(in: 0..<20, using: &random)
            let text = String(repeating: "word \(index) ", count: Int.random(in: 1...60, using: &random))
            let item = try vault.seal(
                [SealedField(name: "name", text: "person \(index)"), SealedField(name: "words", text: text)],
                tags: ["source:observer-\(source)", "incident:INC-\(index)"], at: noon)
            if index == 150 { try vault.fileAll() }
            if source != 7 { others += item.real.values }
        }
        let tag = "source:observer-7"
        let secrets = try secrets(tagged: tag, in: vault)
        #expect(secrets.count > 100)
        let before = try folder.allBytes()
        #expect(
            secrets.enumerated().filter { $0.offset % 9 == 2 }.prefix(5).allSatisfy { before.holds($0.element) })

        let wanted = try vault.commitments(tagged: tag)
        let erasure = try vault.erase(
            commitments: wanted, authority: "registrar", reason: "consent withdrawn", at: noon)
        let after = try folder.allBytes()
        #expect(secrets.filter { after.holds($0) }.isEmpty)
        #expect(erasure.commitments.count == wanted.count / 2 * 8, "items that are gone take their decoys with them")
        #expect(try vault.count == others.count)
        #expect(try vault.check() == VaultCheck(sound: others.count))
        #expect(throws: VaultError.erased(at: noon, authority: "registrar")) { try vault.disclosure(of: wanted[0]) }
        #expect(try vault.commitments(tagged: tag) == [])
    }

    private func sealed(_ names: [String], for use: Vault.Use = .occasional) throws -> (Vault, SealedItem) {
        let vault = try Vault.create(at: path, key: key, for: use)
        return (vault, try vault.seal(names.map { SealedField(name: $0, text: "text") }, tags: ["t"], at: noon))
    }

    @Test("of one field leaves the item's other fields and its decoys; of the last one takes the decoys")
    func part() throws {
        let (vault, item) = try sealed(["a", "b"])
        let (a, b) = (try #require(item.real["a"]), try #require(item.real["b"]))
        #expect(try vault.erase(commitments: [a], authority: "r", reason: "x", at: noon).commitments == [a])
        #expect(try vault.disclosure(of: b) != nil)
        let last = try vault.erase(commitments: [b], authority: "r", reason: "x", at: noon)
        #expect(Set(last.commitments + [a]) == Set(item.commitments))
    }

    @Test("twice is harmless, and an unknown commitment erases nothing")
    func twice() throws {
        let (vault, item) = try sealed(["a"])
        let stranger = TreeHash.leaf([1])
        #expect(throws: VaultError.unknown([stranger])) {
            try vault.erase(commitments: item.commitments + [stranger], authority: "r", reason: "x", at: noon)
        }
        #expect(try vault.count == 1)
        let first = try vault.erase(commitments: item.commitments, authority: "r", reason: "x", at: noon)
        let later = noon.advanced(bySeconds: 60)
        #expect(try vault.erase(commitments: item.commitments, authority: "other", reason: "y", at: later) == first)
        #expect(try vault.pendingNotices() == [first])
        #expect(throws: VaultError.unknown([])) {
            try vault.erase(commitments: [], authority: "r", reason: "x", at: noon)
        }
    }

    @Test("its notice waits until it is settled, also over a reopening")
    func notices() throws {
        let (vault, item) = try sealed(["a"])
        let erasure = try vault.erase(commitments: item.commitments, authority: "r", reason: "x", at: noon)
        let again = try Vault.open(at: path, key: key)
        #expect(try again.pendingNotices() == [erasure])
        try again.settle(erasure.id)
        try again.settle(erasure.id)
        #expect(try vault.pendingNotices() == [])
        #expect(throws: VaultError.unknownNotice(2)) { try vault.settle(2) }
    }

    @Test(
        "stopped anywhere it has happened whole or not at all, and opening again cleans up",
        arguments: [
            (Vault.Use.occasional, Vault.Use.occasional), (.occasional, .continuous), (.continuous, .occasional),
            (.continuous, .continuous),
        ])
    func crash(use: Vault.Use, next: Vault.Use) throws {
        let (vault, item) = try sealed(["a", "b"], for: use)
        let secrets = try secrets(tagged: "t", in: vault)
        var copies: [TestFolder] = []
        func copy() throws {
            let copied = TestFolder()
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try FileManager.default.copyItem(atPath: folder.path(name), toPath: copied.path(name))
            }
            copies.append(copied)
        }
        // The files as they lie at every statement of the erasure and of the cleaning.
        let points = CopyPoints(copy)
        vault.file.queue.writeWithoutTransaction { $0.trace(options: .statement) { _ in points.take() } }
        _ = try vault.erase(commitments: item.commitments, authority: "r", reason: "x", at: noon)
        vault.file.queue.writeWithoutTransaction { $0.trace() }
        try copy()
        #expect(copies.count > 20)
        var seen: Set<Int> = []
        for copied in copies {
            let reopened = try Vault.open(at: copied.path("vault.sqlite"), key: key, for: next)
            let (held, notices) = (try reopened.count, try reopened.pendingNotices().count)
            seen.insert(held)
            #expect((held == 2 && notices == 0) || (held == 0 && notices == 1))
            #expect(try reopened.check() == VaultCheck(sound: held))
            if held == 0 {
                let bytes = try copied.allBytes()
                #expect(secrets.filter { bytes.holds($0) }.isEmpty)
            }
        }
        #expect(seen == [0, 2])
    }

    @Test(
        "rewrapping: the new key opens all, the old key nothing, and nothing wrapped under it is left",
        arguments: [Vault.Use.occasional, .continuous])
    func rewrap(use: Vault.Use) throws {
        let (vault, item) = try sealed(["a", "b"], for: use)
        let old = try secrets(tagged: "t", in: vault)
        let second = try Vault.open(at: path, key: key, for: use)
        let wrapped = try vault.file.queue.read { try Data.fetchAll($0, sql: "SELECT wrapped_key FROM sealed") }
        let new = MasterKey()
        try vault.rewrap(to: new)
        #expect(try vault.check() == VaultCheck(sound: 2))
        #expect(try Set(vault.commitments(tagged: "t")) == Set(item.real.values))
        #expect(throws: VaultError.wrongKey(expected: new.id, found: key.id)) { try Vault.open(at: path, key: key) }
        #expect(throws: VaultError.wrongKey(expected: new.id, found: key.id)) {
            try second.seal([], tags: [], at: noon)
        }
        #expect(try Vault.open(at: path, key: new, for: use).check() == VaultCheck(sound: 2))
        let bytes = try folder.allBytes()
        #expect((wrapped + [old[7]]).allSatisfy { !bytes.holds($0) })
    }
}

/// Copies made from within a callback that cannot throw.
final class CopyPoints: @unchecked Sendable {
    // Called on the queue of one database only, one call after the other.
    private let copy: () throws -> Void

    init(_ copy: @escaping () throws -> Void) { self.copy = copy }

    func take() {
        do { try copy() } catch { Issue.record(error) }
    }
}
