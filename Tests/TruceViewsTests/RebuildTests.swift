import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Views made anew answer the same")
struct RebuildTests {
    @Test("folded at once, in random batches, or anew over what is there", arguments: 0..<4 as Range<UInt64>)
    func batches(seed: UInt64) throws {
        let history = RandomHistory(seed: seed, count: 160, isHostile: seed % 2 == 1).history
        let proposals = Proposals.simple(history.entries)
        let whole = try OpenViews(history.entries, proposals: proposals)
        let parts = try OpenViews([])
        parts.source.set(history.entries)
        var random = SeededRandom(seed + 100)
        var rest = history.entries[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...40, using: &random)
            try parts.views.fold(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
            let soFar = Array(history.entries.prefix(parts.views.position))
            if Bool.random(using: &random) { try parts.views.fold(Proposals.simple(soFar)) }
        }
        try parts.views.fold(proposals)
        for asker in Cast.all {
            let expected = try whole.views.everything(for: asker)
            let found = try parts.views.everything(for: asker)
            #expect(difference(found, expected).isEmpty, "\(Cast.name(asker))")
        }
        // Given again, nothing changes; after a restart neither.
        try parts.views.fold(history.entries)
        try parts.views.fold(proposals)
        try parts.reopen()
        for asker in [Cast.analyst, Cast.hillLiaison, .anyone] {
            #expect(try parts.views.everything(for: asker) == whole.views.everything(for: asker))
        }
    }

    @Test("as known on a position is what views of that position told of facts", arguments: 0..<4 as Range<UInt64>)
    func asKnownOn(seed: UInt64) throws {
        let history = RandomHistory(seed: seed + 50, count: 120, isHostile: seed % 2 == 1).history
        let whole = try OpenViews(history.entries, proposals: .simple(history.entries))
        for position in [0, 40, 119] where position <= history.entries.count {
            let then = try OpenViews(Array(history.entries.prefix(position)))
            for asker in [Cast.analyst, Cast.hillLiaison, .anyone] {
                let past = try whole.views.everything(for: asker, at: .position(position))
                let present = try then.views.everything(for: asker, at: .position(position))
                #expect(difference(past, present).isEmpty, "\(Cast.name(asker)) at \(position)")
            }
        }
    }

    @Test("a time is the entries recorded by then, its own second included")
    func times() throws {
        var history = History()
        for number in 0..<5 { history.report("R-\(number)") }
        let open = try OpenViews(history.entries)
        let third = history.entries[2].recorded
        for (time, count) in [(third.advanced(bySeconds: -1), 2), (third, 3), (third.advanced(bySeconds: 1), 3)] {
            let answer = try open.views.answer(ReportList(), for: Cast.analyst, at: .time(time))
            #expect(answer.records.count == count)
            #expect(answer.position == count)
        }
    }
}
