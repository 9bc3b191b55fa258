import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("The memory beside the key")
struct SigningFileTests {
    private let folder = TestFolder()
    private var key: String { folder.path("log.key") }
    private var path: String { key + ".signed" }

    /// What a log of so many entries, all alike, signs.
    static func state(_ size: Int, witnesses: [String: WitnessStanding] = [:]) -> SignedState {
        var range = CompactRange()
        for _ in 0..<size { range.append(.leaf([1])) }
        let checkpoint = Checkpoint(origin: InventedLog.origin, size: size, root: range.root)
        var note = SignedNote(text: checkpoint.text)
        note.add(InventedLog.key.sign(note.text, at: InventedLog.start))
        return SignedState(checkpoint: checkpoint, note: note, signedAt: InventedLog.start, witnesses: witnesses)
    }

    static let standings = [
        "north": WitnessStanding(size: 3, since: InventedLog.start),
        "south": WitnessStanding(size: 0, since: InventedLog.start.advanced(bySeconds: -7), isReportedSilent: true),
        "guarantor-3": WitnessStanding(size: 1, since: .distantPast),
        "guarantor-4": WitnessStanding(size: 2, since: .distantFuture, isReportedSilent: true),
    ]

    /// What remains of a file so altered.
    private func remembered(_ bytes: [UInt8]) throws(LedgerRefusal) -> SignedState? {
        do { try write(bytes, to: path) } catch { Issue.record(error) }
        return try SigningFile.remembered(besideKey: key)
    }

    @Test("what was signed is read back, with the standing of each witness, also by who does not sign")
    func roundTrip() throws {
        var file: SigningFile? = try SigningFile(besideKey: key)
        #expect(try file?.last() == nil)
        var last: SignedState?
        for state in [Self.state(0), Self.state(3), Self.state(3, witnesses: Self.standings), Self.state(4)] {
            try file?.record(state, replacing: last)
            #expect(try file?.last() == state)
            #expect(try SigningFile.remembered(besideKey: key) == state)
            last = state
        }
        file = nil
        #expect(try SigningFile(besideKey: key).last() == last)
    }

    @Test("a pipe in its place is refused at once")
    func pipe() throws {
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: LedgerRefusal.memoryDamaged(path: path)) { try SigningFile.remembered(besideKey: key) }
    }

    @Test("separators are bytes, whatever stands behind them")
    func separators() throws {
        let file = try SigningFile(besideKey: key)
        try file.record(Self.state(3, witnesses: ["north": Self.standings["north"]!]), replacing: nil)
        let good = try contents(path)
        let text = String(decoding: good, as: UTF8.self)
        // A mark that joins the space before it to one Character.
        let marked = text.replacing("witness north", with: "witness \u{301}north")
        #expect(
            try remembered(Array(marked.utf8))?.witnesses.keys.map { Array($0.utf8) } == [Array("\u{301}north".utf8)])
        for bad in ["witness  north", "witness\u{A0}north", "witness\r\nnorth"] {
            let bytes = Array(text.replacing("witness north", with: bad).utf8)
            #expect(throws: LedgerRefusal.memoryDamaged(path: path)) { try remembered(bytes) }
        }
    }

    @Test("one log at a time: a second is refused until the first is gone")
    func lock() throws {
        var first: SigningFile? = try SigningFile(besideKey: key)
        #expect(try first?.last() == nil)
        #expect(throws: LedgerRefusal.secondWriter(path: key)) { try SigningFile(besideKey: key) }
        _ = try SigningFile(besideKey: folder.path("other.key"))
        first = nil
        _ = try SigningFile(besideKey: key)
    }

    @Test("replacing something else than what is remembered is refused and changes nothing")
    func compareAndSwap() throws {
        let file = try SigningFile(besideKey: key)
        let refusal = LedgerRefusal.secondWriter(path: path)
        #expect(throws: refusal) { try file.record(Self.state(1), replacing: Self.state(0)) }
        #expect(try file.last() == nil)
        try file.record(Self.state(1), replacing: nil)
        for old in [nil, Self.state(0), Self.state(2), Self.state(1, witnesses: Self.standings)] {
            #expect(throws: refusal) { try file.record(Self.state(2), replacing: old) }
        }
        #expect(try file.last() == Self.state(1))
    }

    @Test("torn anywhere, empty, garbage, or of another version, it is damaged, and nothing is signed over it")
    func damaged() throws {
        let file = try SigningFile(besideKey: key)
        try file.record(Self.state(3, witnesses: Self.standings), replacing: nil)
        let whole = try contents(path)
        let damage = LedgerRefusal.memoryDamaged(path: path)
        for count in 0..<whole.count {
            #expect(throws: damage, "\(count) bytes") { try remembered(Array(whole[..<count])) }
        }
        var random = SeededRandom(1)
        for _ in 0..<100 {
            let garbage = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: damage) { try remembered(garbage) }
        }
        #expect(throws: damage) { try remembered(whole + [0x0A]) }
        #expect(throws: damage) { try remembered([0x78] + whole) }
        #expect(throws: damage) { try remembered([UInt8](repeating: 0x0A, count: SignedNote.byteLimit * 2 + 1)) }
        let text = String(decoding: whole, as: UTF8.self)
        for (old, new) in [
            ("truce-signed-1", "truce-signed-2"), (" silent", " asleep"), ("witness north 3", "witness north 03"),
            ("witness north 3", "witness  north 3"),
        ] {
            #expect(text.contains(old))
            #expect(throws: damage, "\(new)") { try remembered(Array(text.replacing(old, with: new).utf8)) }
        }
        #expect(throws: damage) { try file.record(Self.state(4), replacing: nil) }
        #expect(try remembered(whole) == Self.state(3, witnesses: Self.standings))
    }

    @Test(
        "times within the years 1 to 9999, and no others",
        arguments: [
            ("-62135596800", true), ("-62135596801", false), ("253402300799", true), ("253402300800", false),
            ("9223372036854775807", false), ("-9223372036854775808", false), ("9223372036854775808", false),
            ("+1795000000", false), ("01795000000", false), ("", false),
        ])
    func times(seconds: String, isTime: Bool) throws {
        let signed = InventedLog.start.seconds
        let standing = ["north": WitnessStanding(size: 3, since: Instant(seconds: signed - 1))]
        try SigningFile(besideKey: key).record(Self.state(3, witnesses: standing), replacing: nil)
        let text = String(decoding: try contents(path), as: UTF8.self)
        for line in ["signed \(signed)", "witness north 3 \(signed - 1)"] {
            let altered = text.replacing(line, with: String(line.dropLast(10)) + seconds)
            if isTime {
                let state = try #require(try remembered(Array(altered.utf8)))
                let time = try #require(Int64(seconds).map(Instant.init(seconds:)))
                #expect(state.signedAt == time || state.witnesses["north"]?.since == time)
            } else {
                #expect(throws: LedgerRefusal.memoryDamaged(path: path)) { try remembered(Array(altered.utf8)) }
            }
        }
    }

    @Test("what could not be read back is not recorded")
    func unwritable() throws {
        let file = try SigningFile(besideKey: key)
        try file.record(Self.state(1), replacing: nil)
        var late = Self.state(2)
        late.signedAt = Instant.distantFuture.advanced(bySeconds: 1)
        let spaced = Self.state(2, witnesses: ["two words": WitnessStanding(size: 1, since: InventedLog.start)])
        for state in [late, spaced] {
            let refusal = #expect(throws: LedgerRefusal.self) { try file.record(state, replacing: Self.state(1)) }
            guard case .cannotRemember(path, _) = refusal else {
                Issue.record("\(String(describing: refusal))")
                continue
            }
        }
        #expect(try file.last() == Self.state(1))
    }

    @Test("only its owner may read it")
    func rights() throws {
        let file = try SigningFile(besideKey: key)
        try file.record(Self.state(1), replacing: nil)
        try file.record(Self.state(2), replacing: Self.state(1))
        for name in [path, key + ".lock"] {
            let rights = try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int
            #expect(rights == 0o600, "\(name)")
        }
    }

    @Test("what an interrupted call left does no harm")
    func leftOver() throws {
        let file = try SigningFile(besideKey: key)
        for (size, leftOver) in [(1, []), (2, Array("truce-sig".utf8)), (3, [UInt8](repeating: 7, count: 4096))] {
            try write(leftOver, to: path + ".part")
            #expect(try file.last() == (size == 1 ? nil : Self.state(size - 1)))
            try file.record(Self.state(size), replacing: size == 1 ? nil : Self.state(size - 1))
            #expect(try file.last() == Self.state(size))
        }
        #expect(try folder.names == ["log.key.lock", "log.key.signed"])
    }

    @Test("a folder that is gone, and a folder in the memory's place, are said")
    func unreachable() throws {
        guard
            case .cannotRemember = #expect(
                throws: LedgerRefusal.self,
                performing: {
                    try SigningFile(besideKey: folder.path("gone/log.key"))
                })
        else {
            Issue.record("no folder")
            return
        }
        let file = try SigningFile(besideKey: key)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: LedgerRefusal.memoryDamaged(path: path)) { try file.last() }
    }
}
