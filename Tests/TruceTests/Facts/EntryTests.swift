import Foundation
import Testing
import TruceTesting

@testable import Truce

@Suite("Entries are read strictly")
struct EntryTests {
    /// A report as the first version of the fact had it: with words in the open.
    static func received() throws -> [UInt8] {
        Array(try Data(contentsOf: FactFixtureTests.file(.reportReceived, 1)))
    }

    @Test("an entry's bytes are one line of canonical JSON")
    func bytes() throws {
        let entry = Entry(
            recorded: Fictional.moment("2026-11-22T06:30:00Z"),
            fact: .findingReopened(.init(finding: .init("F-1")!, reason: "“New”\tevidence", officer: .init("chair")!)))
        #expect(
            String(decoding: try entry.bytes(), as: UTF8.self)
                == #"{"data":{"finding":"F-1","officer":"chair","reason":"“New”\tevidence"},"fact":"finding-reopened","#
                + #""recorded":"2026-11-22T06:30:00Z","version":1}"#)
    }

    @Test("what is written another way is refused, with the first byte that differs")
    func notCanonical() throws {
        let text = String(decoding: try Self.received(), as: UTF8.self)
        for (from, to, at) in [
            (",\"recorded\"", ", \"recorded\"", offset(of: ",\"recorded\"", in: text) + 1),
            ("06:30:00Z", "06:30:00z", offset(of: "06:30:00Z", in: text) + 8),
            ("T06:30:00Z", "T07:30:00+01:00", offset(of: "06:30:00Z", in: text) + 1),
            ("phone", "ph\\u006fne", offset(of: "phone", in: text) + 2),
            ("{\"data\"", " {\"data\"", 0),
            ("\"version\":1}", "\"version\":1}\n", text.utf8.count),
        ] {
            let changed = text.replacing(from, with: to)
            #expect(changed != text)
            do throws(FactError) {
                _ = try Entry(bytes: Array(changed.utf8))
                Issue.record("accepted: \(changed)")
            } catch {
                guard case .notCanonical(let found, _, _) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(found == at, "\(error)")
            }
        }
    }

    private func offset(of part: String, in text: String) -> Int {
        text.utf8.distance(from: text.startIndex, to: text.firstRange(of: part)!.lowerBound)
    }

    @Test(
        "what a newer program wrote is told apart from what is wrong",
        arguments: [
            (
                #"{"data":{},"fact":"report-received","recorded":"2031-03-22T06:30:00Z","version":3}"#,
                FactError.newer(fact: "report-received", version: 3, nearest: nil)
            ),
            (
                #"{"data":{},"fact":"bridge-blown","recorded":"2031-03-22T06:30:00Z","version":1}"#,
                .newer(fact: "bridge-blown", version: 1, nearest: nil)
            ),
            (
                #"{"data":{},"fact":"report-received","recorded":"2031-03-22T06:30:00Z","version":0}"#,
                .wrong(path: "version", expected: "a whole number from 1", found: "0")
            ),
            (#"{"data":{},"fact":"report-received","recorded":"2031-03-22T06:30:00Z"}"#, .missing(path: "version")),
            (#"{"data":{},"fact":"report-received","version":1}"#, .missing(path: "recorded")),
            (#"{"fact":"report-received","recorded":"2031-03-22T06:30:00Z","version":1}"#, .missing(path: "data")),
            (
                #"{"data":{},"fact":"report-received","recorded":"yesterday","version":1}"#,
                .wrong(path: "recorded", expected: "a time as 2026-11-22T06:30:00Z", found: "“yesterday”")
            ),
            ("[]x", .notJSON(.trailingBytes(at: 2))),
        ])
    func refusals(text: String, error: FactError) {
        #expect(throws: error) { try Entry(bytes: Array(text.utf8)) }
    }

    @Test("an entry above 65,535 bytes is neither written nor read")
    func size() throws {
        func entry(_ count: Int, _ reason: Int) -> Entry {
            Entry(
                recorded: FactExamples.recorded,
                fact: .secretErased(
                    .init(
                        commitments: Array(repeating: FactExamples.commitment(1), count: count), authority: "Court",
                        reason: String(repeating: "a", count: reason))))
        }
        let least = try entry(1_400, 1).bytes().count
        let room = Entry.byteLimit - least + 1
        #expect(try Entry(bytes: entry(1_400, room).bytes()).fact.kind == .secretErased)
        #expect(throws: FactError.tooLarge(bytes: 65_536)) { try entry(1_400, room + 1).bytes() }
        #expect(throws: FactError.tooLarge(bytes: 65_536)) { try Entry(bytes: Array(repeating: 0x20, count: 65_536)) }
    }

    @Test(
        "what is outside its range is not written",
        arguments: ["", String(repeating: "x", count: 16_385), "a\u{1B}[2J", "a\u{7F}"])
    func texts(reason: String) throws {
        let fact = Fact.reportWithdrawn(.init(report: .init("R-1")!, by: .source, reason: reason))
        do throws(FactError) {
            _ = try Entry(recorded: FactExamples.recorded, fact: fact).bytes()
            Issue.record("written")
        } catch {
            guard case .wrong(path: "data.reason", _, _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(
        "texts at the limit are written and read",
        arguments: ["x", String(repeating: "x", count: 16_384), "a\n\tb", "ة"])
    func textsWithin(reason: String) throws {
        let entry = Entry(
            recorded: FactExamples.recorded,
            fact: .reportWithdrawn(.init(report: .init("R-1")!, by: .source, reason: reason)))
        #expect(try Entry(bytes: entry.bytes()) == entry)
    }

    @Test("identifiers are 1 to 128 characters without control characters")
    func identifiers() {
        #expect(ReportID("") == nil)
        #expect(ReportID(String(repeating: "é", count: 128)) != nil)
        #expect(ReportID(String(repeating: "é", count: 128) + "x") == nil)
        #expect(ReportID("a\nb") == nil)
        #expect(ReportID("a\u{85}b") == nil)
    }

    @Test(
        "numbers keep to their range",
        arguments: [
            (0, 0.0, true), (3, 100, true), (4, 50, false), (-1, 50, false), (1, 100.5, false), (1, -0.5, false),
        ])
    func ranges(score: Int, percent: Double, isFine: Bool) throws {
        var progress = ObligationProgressed(
            obligation: .init("aid")!, at: FactExamples.recorded, by: .init("north")!, score: score, percent: percent,
            count: nil, evidence: [])
        if isFine {
            let entry = Entry(recorded: FactExamples.recorded, fact: .obligationProgressed(progress))
            #expect(try Entry(bytes: entry.bytes()) == entry)
        } else {
            #expect(throws: FactError.self) {
                try Entry(recorded: FactExamples.recorded, fact: .obligationProgressed(progress)).bytes()
            }
        }
        progress.score = nil
        progress.percent = nil
        let text = String(
            decoding: try Entry(recorded: FactExamples.recorded, fact: .obligationProgressed(progress)).bytes(),
            as: UTF8.self)
        #expect(!text.contains("score") && !text.contains("null") && text.contains("\"evidence\":[]"))
    }

    @Test("bytes changed at random are refused or mean what they say, and never crash", arguments: UInt64(0)..<10)
    func mutations(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let originals = try FactExamples.entries.map { try $0.bytes() }
        var accepted = 0
        for i in 0..<5_000 {
            var bytes = originals[i % originals.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, using: &random) }
            // Refusal is one of the two right answers here.
            guard let entry = try? Entry(bytes: bytes) else { continue }
            accepted += 1
            #expect(try entry.bytes() == bytes)
        }
        #expect(accepted > 0)
    }

    static func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.remove(at: at)
        case 3: bytes.insert(Array("\"\\{}[],:0e-".utf8).randomElement(using: &random)!, at: at)
        case 4: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...8, using: &random)))
        default: bytes.swapAt(at, Int.random(in: bytes.indices, using: &random))
        }
    }
}
