import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceIntake

@Suite("Damaged files are read or refused, never fatal")
struct MutationTests {
    static let fixtures = [
        "two-reports-one-shelling.csv", "ged-three-events.csv", "acled-four-events.csv", "osce-table-2018.csv",
        "features.geojson",
    ]

    @Test("with bits flipped, bytes cut, doubled and moved, rows still add up", arguments: fixtures, UInt64(0)..<150)
    func damaged(name: String, seed: UInt64) throws {
        var random = SeededRandom(seed)
        let bytes = Self.damage(try fixture(name), &random)
        var table = ReportTable()
        var refused: [RefusedRow] = []
        var options = IntakeOptions(zone: try zone())
        options.chunkLength = 1 + Int(random.next() % 300)
        options.recordLimit = seed % 2 == 0 ? 1 << 20 : 400
        options.tables.places["Brezivka"] = .disc(Coordinate(latitude: 48, longitude: 37), radiusMetres: 500)
        do throws(IntakeError) {
            let summary = try readReports(
                from: ByteSource(bytes, pieceLength: 1 + Int(random.next() % 200)), named: name, options: options,
                into: &table, refused: &refused)
            #expect(summary.accepted + summary.refused == summary.rows)
            #expect(summary.accepted == table.count)
            #expect(summary.refused == refused.count)
            #expect(refused.allSatisfy { !$0.description.isEmpty && $0.value.count <= 200 })
        } catch {
            #expect(error.description.hasPrefix(name))
        }
        let merged = MergedReports(table)
        #expect(merged.reports.count + merged.superseded.count + merged.repeats == table.count)
        #expect(Set(table.canonicalOrder()).count == table.count)
    }

    private static func damage(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<(1 + random.next() % 6) where !bytes.isEmpty {
            let at = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 6 {
            case 0: bytes[at] ^= 1 << UInt8(random.next() % 8)
            case 1: bytes.removeSubrange(at...)
            case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 40)], at: at)
            case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int(random.next() % 30)))
            case 4: bytes.insert(Array("\"\n,\r\0{[".utf8)[Int(random.next() % 7)], at: at)
            default: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            }
        }
        return bytes
    }

    @Test("the same rows whatever the pieces and stretches", arguments: fixtures, UInt64(0)..<20)
    func pieces(name: String, seed: UInt64) throws {
        var random = SeededRandom(seed)
        let bytes = seed == 0 ? try fixture(name) : Self.damage(try fixture(name), &random)
        func outcome(piece: Int, chunk: Int) throws -> String {
            var table = ReportTable()
            var refused: [RefusedRow] = []
            var options = IntakeOptions(zone: try zone())
            options.chunkLength = chunk
            options.recordLimit = 100_000
            do throws(IntakeError) {
                let summary = try readReports(
                    from: ByteSource(bytes, pieceLength: piece), named: name, options: options, into: &table,
                    refused: &refused)
                return "\(summary) \((0..<table.count).map { table[$0] }) \(refused)"
            } catch { return "\(error)" }
        }
        let whole = try outcome(piece: .max, chunk: 1 << 20)
        for (piece, chunk) in [(1, 1), (3, 100), (1000, 7), (64, 64)] {
            #expect(try outcome(piece: piece, chunk: chunk) == whole)
        }
    }

    @Test("200,000 bad rows are counted and named")
    func manyRefused() throws {
        let text = "report_id,source,event_start\n" + String(repeating: "R,S,x\n", count: 200_000)
        let read = try Reading(text)
        #expect(read.summary.refused == 200_000)
        #expect(read.refused.last?.row == 200_001)
    }
}
