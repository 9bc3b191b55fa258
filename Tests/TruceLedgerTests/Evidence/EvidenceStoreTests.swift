import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("The evidence store")
struct EvidenceStoreTests {
    let folder: TestFolder
    let store: EvidenceStore

    init() throws {
        folder = TestFolder()
        store = try EvidenceStore(folder: folder.path("evidence"))
    }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = folder.path(name)
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    private func random(_ count: Int) -> [UInt8] {
        var random = SeededRandom(UInt64(count))
        return randomBytes(count, using: &random)
    }

    @Test("gives back the bytes it was given, by hash", arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func roundTrip(count: Int) throws {
        let bytes = random(count)
        let added = try store.add(try file("in", bytes))
        #expect(added.bytes == count)
        #expect(try store.read(added.hash) == bytes)
        #expect(try store.add(folder.path("in")) == added, "the same again is harmless")
        #expect(try store.file(added.hash) == added)
        try store.export(added.hash, to: folder.path("out"))
        #expect(try Data(contentsOf: URL(filePath: folder.path("out"))) == Data(bytes))
        #expect(throws: EvidenceError.self) { try store.export(added.hash, to: folder.path("out")) }
        #expect(
            try store.check()
                == {
                    var check = EvidenceCheck(); check.sound = 1; return check
                }())
        #expect(throws: EvidenceError.tooLarge(added.hash, bytes: count, limit: count - 1)) {
            try store.read(added.hash, limit: count - 1)
        }
    }

    @Test("names a file after its SHA-256, as sha256sum says it")
    func name() throws {
        let added = try store.add(try file("abc", Array("abc".utf8)))
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(added.hash.description == hash && added.mediaType == .plainText)
        #expect(FileManager.default.fileExists(atPath: folder.path("evidence/sha256/ba/78/\(hash)")))
    }

    @Test("finds a changed byte, a cut, a misplaced name; other bytes under a name are a conflict")
    func damage() throws {
        let path = try file("in", random(70_000))
        let hash = try store.add(path).hash
        let stored = store.path(of: hash)
        var bytes = try Data(contentsOf: URL(filePath: stored))
        bytes[69_999] ^= 1
        try bytes.write(to: URL(filePath: stored))
        #expect(throws: EvidenceError.damaged(hash, why: "its bytes hash to something else")) { try store.read(hash) }
        #expect(throws: EvidenceError.self) { try store.export(hash, to: folder.path("out")) }
        #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
        #expect(throws: EvidenceError.conflict(hash)) { try store.add(path) }
        #expect(try store.check().damages.count == 1)
        _ = try file("evidence/sha256/stray", [1])
        #expect(try store.check().damages.count == 2)
        #expect(throws: EvidenceError.missing(.emptyTree)) { try store.read(.emptyTree) }
    }

    @Test("takes plain files only, and follows no link")
    func kinds() throws {
        let path = try file("in", [1])
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: path)
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        for name in ["link", "pipe", "evidence"] {
            #expect(throws: EvidenceError.notAFile(path: folder.path(name))) { try store.add(folder.path(name)) }
        }
    }

    @Test("refuses a file that changes while it is read, and keeps nothing of it")
    func changing() throws {
        let path = try file("in", random(300_000))
        let source = try Descriptor.open(path)
        #expect(throws: EvidenceError.changedWhileRead(path: path)) {
            _ = try EvidenceStore.stream(source, path: path) { _, isLast throws(EvidenceError) in
                guard isLast, let handle = FileHandle(forWritingAtPath: path) else { return }
                handle.seekToEndOfFile()
                handle.write(Data([1]))
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("evidence/incoming")).isEmpty)
    }

    @Test(
        "a sealed file has one of few sizes, on disk as on record",
        arguments: [
            (0, 256), (256, 256), (257, 384), (65_536, 65_536), (65_537, 98_304), (98_305, 131_072), (131_073, 196_608),
        ])
    func sealedSize(count: Int, padded: Int) throws {
        let bytes = random(count)
        let vault = try Vault.create(at: folder.path("vault.sqlite"), key: MasterKey())
        let attachment = try store.seal(try file("in", bytes), in: vault, tags: [], at: noon)
        #expect(attachment.bytes == count)
        #expect(attachment.paddedBytes == padded)
        let stored = try Data(contentsOf: URL(filePath: store.path(of: attachment.content, in: "sealed")))
        let pieces = (padded + 65_535) / 65_536
        #expect(stored.count == 15 + padded + 16 * pieces)
        let key = try #require(attachment.key)
        #expect(try store.open(attachment.content, key: key, in: vault, limit: count) == bytes)
        try store.verify(attachment.content, key: key, in: vault)
        if count > 0 {
            #expect(throws: EvidenceError.tooLarge(attachment.content, bytes: count, limit: count - 1)) {
                try store.open(attachment.content, key: key, in: vault, limit: count - 1)
            }
        }
    }

    @Test(
        "a sealed file is opened by the vault's key only, and damage is found piece by piece",
        arguments: [0, 65_536, 140_000])
    func sealed(count: Int) throws {
        let bytes = random(count)
        let vault = try Vault.create(at: folder.path("vault.sqlite"), key: MasterKey())
        let attachment = try store.seal(try file("in", bytes), in: vault, tags: ["source:a"], at: noon)
        let key = try #require(attachment.key)
        #expect(try store.open(attachment.content, key: key, in: vault) == bytes)
        let stored = URL(filePath: store.path(of: attachment.content, in: "sealed"))
        let sound = try Data(contentsOf: stored)
        if count > 0 { #expect(!sound.holds(Data(bytes.prefix(32)))) }
        let piece = 65_536 + 16
        var spoiled = [sound.dropLast(1), sound + [0], Data(sound.prefix(15))]
        for place in [0, 15, sound.count - 1] {
            var flipped = sound
            flipped[place] ^= 4
            spoiled.append(flipped)
        }
        if count > 2 * 65_536 {
            spoiled.append(sound.prefix(15 + piece))
            spoiled.append(sound.prefix(15 + 2 * piece))
            spoiled.append(
                sound.prefix(15) + sound.dropFirst(15 + piece).prefix(piece) + sound.dropFirst(15).prefix(piece)
                    + sound.dropFirst(15 + 2 * piece))
        }
        for content in spoiled {
            try content.write(to: stored)
            #expect(throws: EvidenceError.self) { try store.open(attachment.content, key: key, in: vault) }
        }
        try sound.write(to: stored)
        #expect(try store.check().sealed == [attachment.content])
        let erasure = try store.erase(
            attachment.content, key: key, in: vault, authority: "registrar", reason: "order", at: noon)
        #expect(
            try store.erase(attachment.content, key: key, in: vault, authority: "registrar", reason: "order", at: noon)
                == erasure)
        #expect(try store.check().sealed == [])
        #expect(throws: EvidenceError.vault(.erased(at: noon, authority: "registrar"))) {
            try store.export(attachment.content, key: key, in: vault, to: folder.path("out"))
        }
    }

    @Test(
        "types are told by the first bytes",
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xE0], MediaType.jpeg), (Array("%PDF-1.7".utf8), .pdf),
            (Array("\0\0\0 ftypheic".utf8), .heic),
            (Array("\0\0\0 ftypisom".utf8), .mp4), (Array("\u{E9}t\u{E9}\n".utf8), .plainText), ([], .unknown),
            ([0xFF, 0xFE], .unknown),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png), (Array("a\0".utf8), .unknown),
        ])
    func sniffing(bytes: [UInt8], type: MediaType) { #expect(MediaType(sniffing: bytes) == type) }
}

@Suite("The chain of custody")
struct CustodyChainTests {
    static let object = TreeHash.leaf([1])

    static func step(_ role: String, _ act: CustodyStep.Act, _ minute: Int64, _ object: TreeHash = object)
        -> CustodyStep
    {
        CustodyStep(role: role, act: act, at: noon.advanced(bySeconds: minute * 60), object: object)
    }

    @Test("from hand to hand it is unbroken")
    func unbroken() {
        let chain = CustodyChain([
            Self.step("monitor", .received, 0), Self.step("monitor", .viewed, 0),
            Self.step("monitor", .passedOn(to: "registrar"), 1),
            Self.step("registrar", .received, 2), Self.step("registrar", .redacted(into: .leaf([2])), 3),
            Self.step("registrar", .exported, 3), Self.step("registrar", .deleted(order: "order 4"), 9),
        ])
        #expect(chain.isUnbroken && chain.isDeleted && chain.holder == nil && chain.steps.count == 7)
    }

    @Test(
        "each kind of break is found at its step",
        arguments: [
            ([step("a", .viewed, 0)], CustodyChain.Break.beginsWithoutReceipt(step: 1, role: "a")),
            ([step("a", .received, 0), step("b", .viewed, 1)], .notHeld(step: 2, by: "b", holder: "a")),
            ([step("a", .received, 0), step("b", .received, 1)], .notPassedTo(step: 2, by: "b", addressee: nil)),
            (
                [step("a", .received, 0), step("a", .passedOn(to: "b"), 1), step("c", .received, 2)],
                .notPassedTo(step: 3, by: "c", addressee: "b")
            ),
            (
                [step("a", .received, 0), step("a", .passedOn(to: "b"), 1), step("a", .viewed, 2)],
                .notHeld(step: 3, by: "a", holder: nil)
            ),
            (
                [step("a", .received, 1), step("a", .viewed, 0)],
                .timeGoesBack(step: 2, from: noon.advanced(bySeconds: 60), to: noon)
            ),
            (
                [step("a", .received, 0), step("a", .viewed, 1, .leaf([9]))],
                .otherHash(step: 2, expected: object, found: .leaf([9]))
            ),
            (
                [step("a", .received, 0), step("a", .deleted(order: "o"), 1), step("a", .viewed, 2)],
                .afterDeletion(step: 3, by: "a")
            ),
        ])
    func breaks(steps: [CustodyStep], found: CustodyChain.Break) { #expect(CustodyChain(steps).breaks == [found]) }
}
