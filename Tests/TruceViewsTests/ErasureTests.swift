import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("What was erased is in the views no more")
struct ErasureTests {
    /// A case with two reports, and the same after the first one's private part, an ask's, or a draft's was erased.
    private func history() -> History {
        var history = History()
        history.report(
            "R-1", holder: "observer-1", text: "Zerasedtext lies here", day: 3, placeName: "Zerasedvillage",
            source: "Zerasedsource")
        history.report("R-2", holder: "observer-2", text: "Zkept")
        history.open(.numbered(1), ["R-1", "R-2"], note: "Zheldnote")
        history.ask("A-1", .numbered(1), of: Cast.lake, allegation: "Zerasedallegation")
        history.draft("F-1", .numbered(1), statement: "Zeraseddraft")
        return history
    }

    private func erase(_ indices: [Int], in history: inout History) {
        let commitments = indices.flatMap { history.entries[$0].commitments }
        for index in indices { history.entries[index].sealed = SealedParts() }
        history.add(.secretErased(SecretErased(commitments: commitments, authority: "a court", reason: "asked for")))
    }

    @Test("in no file, not among the words, in no answer")
    func bytes() throws {
        var history = history()
        let before = history.entries
        let proposals = Proposals(
            position: before.count,
            changed: [
                .simple(.numbered(1), [ReportID("R-1")!, ReportID("R-2")!], before[0].sealed.report!)
            ])
        let open = try OpenViews(before, proposals: proposals)
        let markers = ["Zerasedtext", "Zerasedvillage", "Zerasedsource", "Zerasedallegation", "Zeraseddraft"]
        func held() throws -> [String] {
            let bytes = try open.bytes()
            return markers.filter { marker in
                bytes.range(of: Data(marker.utf8)) != nil || bytes.range(of: Data(marker.lowercased().utf8)) != nil
            }
        }
        #expect(try held() == markers)
        erase([0, 3, 4], in: &history)
        open.source.set(history.entries)
        try open.views.fold(history.entries)
        #expect(try held() == [])
        #expect(try open.bytes().range(of: Data("Zkept".utf8)) != nil)
        #expect(try open.bytes().range(of: Data("s:lake".utf8)) == nil, "whom it was put to")
        for asker in Cast.all {
            let told = try open.views.everything(for: asker)
            #expect(!told.contains("Zerased"))
        }
        let report = try #require(
            try open.views.answer(ReportByID(id: ReportID("R-1")!), for: Cast.analyst).record)
        #expect(report.isErased && report.content == nil && report.source == nil)
        #expect(try open.views.answer(Search(text: "zerasedtext"), for: Cast.analyst).records.isEmpty)
        #expect(try open.views.answer(Search(text: "zkept"), for: Cast.analyst).records.count == 1)
        #expect(try open.views.answer(IncidentList(), for: Cast.lakeLiaison).records.isEmpty)
        #expect(try open.views.answer(ReportList(), for: Cast.observer).records.isEmpty)
    }

    @Test("afterwards they are what a rebuild makes", arguments: [[0], [3], [0, 3, 4], [1]])
    func rebuilt(indices: [Int]) throws {
        var history = history()
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        erase(indices, in: &history)
        history.report("R-9", text: "words after")
        open.source.set(history.entries)
        try open.views.fold(history.entries)
        try open.views.fold(Proposals.simple(history.entries))
        let anew = try OpenViews(history.entries, proposals: .simple(history.entries))
        for asker in [Cast.analyst, Cast.observer, Cast.lakeLiaison, Cast.auditor, .anyone] {
            for moment in [Moment.now, .position(3), .position(5), .position(history.entries.count)] {
                let (found, expected) = try (
                    open.views.everything(for: asker, at: moment), anew.views.everything(for: asker, at: moment)
                )
                #expect(difference(found, expected).isEmpty, "\(Cast.name(asker)) at \(moment)")
            }
        }
    }

    @Test(
        "of a question that was erased nothing is left, nor of what names it only there; of a step, only that step goes",
        arguments: [[2], [3], [5], [2, 3], [2, 3, 4, 5]])
    func question(indices: [Int]) throws {
        var history = History()
        history.report("R-1", holder: "observer-1")
        history.open(.numbered(1), ["R-1"])
        history.ask("A-1", .numbered(1), of: Cast.lake, allegation: "Zerasedallegation")
        history.extend(["A-1"], hours: 5)
        history.reply("Y-1", to: "A-1", of: Cast.lake, statement: "Zreply", position: .asksForTime)
        history.silence(["A-1"], later: 50_000)
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        #expect(try open.views.answer(AskList(), for: Cast.lakeLiaison).records.count == 1)
        erase(indices, in: &history)
        open.source.set(history.entries)
        try open.views.fold(history.entries)
        try open.views.fold(Proposals.simple(history.entries))
        let anew = try OpenViews(history.entries, proposals: .simple(history.entries))
        for asker in [Cast.analyst, Cast.observer, Cast.lakeLiaison, Cast.auditor, .anyone] {
            for moment in [Moment.now, .position(4), .position(history.entries.count)] {
                let (found, expected) = try (
                    open.views.everything(for: asker, at: moment), anew.views.everything(for: asker, at: moment)
                )
                #expect(difference(found, expected).isEmpty, "\(Cast.name(asker)) at \(moment)")
            }
        }
        let left = try open.views.answer(AskList(), for: Cast.analyst).records.count
        #expect(left == (indices.contains(2) ? 0 : 1))
    }

    @Test("a part that the vault still opens stays")
    func part() throws {
        var history = History()
        history.report("R-1", holder: "observer-1", text: "Zstays", source: "Zgoes")
        let open = try OpenViews(history.entries)
        let commitments = history.entries[0].commitments
        history.entries[0].sealed.source = nil
        history.add(.secretErased(SecretErased(commitments: commitments, authority: "a law", reason: "asked for")))
        open.source.set(history.entries)
        try open.views.fold(history.entries)
        let report = try #require(
            try open.views.answer(ReportByID(id: ReportID("R-1")!), for: Cast.analyst).record)
        #expect(report.content?.text == "Zstays" && report.source == nil && !report.isErased)
        #expect(try open.bytes().range(of: Data("Zgoes".utf8)) == nil)
        #expect(try open.views.answer(Search(text: "zstays"), for: Cast.analyst).records.count == 1)
    }
}
