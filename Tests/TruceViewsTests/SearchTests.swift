import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Words are compared by one form")
struct WordFoldingTests {
    @Test(
        "written otherwise, the same word",
        arguments: [
            ("Café", "CAFE"), ("Cafe\u{301}", "café"), ("Straße", "STRASSE"), ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("Ёлка", "елка"), ("Край", "краи"), ("Кра\u{438}\u{306}", "край"), ("Київ", "Киів"), ("ДОНЕЦЬК", "донецьк"),
            ("القصف", "الــقصف"), ("القَصْفُ", "القصف"), ("أحمد", "احمد"), ("إدلب", "ادلب"), ("آثار", "اثار"),
            ("مدرسة", "مدرسه"), ("مستشفى", "مستشفي"), ("کودک", "كودك"), ("ﻻ", "لا"),
            ("١٢٣", "123"), ("۱۲۳", "123"), ("१२३", "123"), ("１２３", "123"), ("ｆｕｌｌ", "full"), ("ﬁre", "fire"),
            ("می‌روم", "میروم"), ("a\u{200F}b", "ab"), ("co\u{AD}operate", "cooperate"),
        ])
    func same(a: String, b: String) {
        #expect(WordFolding.folded(a) == WordFolding.folded(b))
        #expect(!WordFolding.folded(a).isEmpty)
    }

    @Test("other words", arguments: [("мир", "мор"), ("شام", "سام"), ("fire", "wire"), ("12", "21")])
    func other(a: String, b: String) { #expect(WordFolding.folded(a) != WordFolding.folded(b)) }

    @Test(
        "what parts words",
        arguments: [
            ("one two", ["one", "two"]), ("one-two", ["one", "two"]), ("it's", ["it", "s"]), ("  ", []), ("\"*:()", []),
            ("قصف، اليوم", ["قصف", "اليوم"]), ("a\u{0}b", ["a", "b"]), ("–…“”", []), ("3.5", ["3", "5"]),
        ])
    func parts(text: String, words: [String]) { #expect(WordFolding.words(in: text).map(\.folded) == words) }

    @Test("any text folds to words without spaces, and a second time to the same", arguments: 0..<40 as Range<UInt64>)
    func anything(seed: UInt64) {
        var random = SeededRandom(seed)
        var text = String.UnicodeScalarView()
        for _ in 0..<200 {
            if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x1FFFF, using: &random)) { text.append(scalar) }
        }
        let words = WordFolding.words(in: String(text))
        for word in words {
            #expect(!word.folded.isEmpty && !word.folded.contains { $0 == " " || $0 == "\"" })
            #expect(WordFolding.folded(word.folded) == word.folded)
        }
    }
}

@Suite("Search")
struct SearchTests {
    private func views(_ texts: [String]) throws -> OpenViews {
        var history = History()
        for (number, text) in texts.enumerated() { history.report("R-\(number)", text: text) }
        return try OpenViews(history.entries)
    }

    @Test(
        "whole words and their beginnings, in any script, all of them",
        arguments: [
            ("mortar", true), ("mort", true), ("ortar", false), ("MORTAR fire", true), ("mortar tank", false),
            ("школ", true), ("ШКОЛА", true), ("مدرسه", true), ("المدرسه", false), ("مَدْرَسَة", true), ("7", true),
            ("٧", true),
            ("fire mortar", true), ("قصف school", true), ("قصف tank", false), ("Сватово", true),
        ])
    func found(text: String, isFound: Bool) throws {
        let open = try views(["Mortar fire on school no. ٧. Школа; قصف مدرسة في سراقب. Сватово"])
        #expect(try open.views.answer(Search(text: text), for: Cast.analyst).records.isEmpty != isFound)
    }

    @Test(
        "nothing that is typed is syntax",
        arguments: [
            "\"", "\"mortar", "mortar\"*", "body:mortar", "{audience} : k1", "k1", "NEAR(mortar fire)",
            "mortar OR tank",
            "-mortar", "^mortar", "mortar*", "'; DROP TABLE words; --", "a AND", "(", "\\", "%", "_", "\u{0}mortar",
            "mortar NOT fire", "audience", "𞤀", "ۏ", "☃",
        ])
    func syntax(text: String) throws {
        let open = try views(["mortar fire", "tank"])
        let wanted = WordFolding.words(in: text).map(\.folded)
        let hits = try open.views.answer(Search(text: text), for: Cast.analyst).records
        // As if the words had been typed alone.
        let isFound =
            !wanted.isEmpty && wanted.allSatisfy { word in ["mortar", "fire"].contains { $0.hasPrefix(word) } }
        #expect(hits.isEmpty != isFound)
        #expect(try open.views.answer(Search(text: text), for: .anyone).records.isEmpty)
        #expect(try open.views.answer(ReportList(), for: Cast.analyst).records.count == 2)
    }

    @Test("1 to 200 characters", arguments: [(0, false), (1, true), (200, true), (201, false)])
    func lengths(count: Int, isAsked: Bool) throws {
        let open = try views(["a"])
        let search = Search(text: String(repeating: "a", count: count))
        #expect(((try? open.views.answer(search, for: Cast.analyst)) != nil) == isAsked)
    }

    @Test("the newest first, and as known then")
    func order() throws {
        let open = try views((0..<30).map { "shelling number \($0)" })
        let hits = try open.views.pages(7) {
            try open.views.answer(Search(text: "shelling", page: $0), for: Cast.analyst)
        }
        #expect(hits.map(\.id) == (0..<30).reversed().map { "R-\($0)" })
        let then = try open.views.answer(Search(text: "shelling"), for: Cast.analyst, at: .position(4)).records
        #expect(then.map(\.id) == ["R-3", "R-2", "R-1", "R-0"])
    }

    @Test("what a source corrected is found by its new words, and was by the old ones")
    func corrected() throws {
        var history = History()
        history.report("R-1", text: "oldwords")
        history.correct("R-1", text: "newwords")
        let open = try OpenViews(history.entries)
        func count(_ text: String, _ moment: Moment) throws -> Int {
            try open.views.answer(Search(text: text), for: Cast.analyst, at: moment).records.count
        }
        #expect(try count("oldwords", .now) == 0)
        #expect(try count("newwords", .now) == 1)
        #expect(try count("oldwords", .position(1)) == 1)
        #expect(try count("newwords", .position(1)) == 0)
    }

    @Test("an excerpt is around the words, and says where it was cut")
    func excerpt() throws {
        let long = String(repeating: "before ", count: 100) + "needle" + String(repeating: " after", count: 100)
        let open = try views([long])
        let hit = try #require(try open.views.answer(Search(text: "needle"), for: Cast.analyst).records.first)
        #expect(hit.excerpt.contains("needle") && hit.excerpt.hasPrefix("… ") && hit.excerpt.hasSuffix(" …"))
        #expect(hit.excerpt.count <= Excerpt.length + 4)
    }

    @Test("words of a great batch come later, and the answer says as of when it is")
    func later() throws {
        var history = History()
        for number in 0..<(Views.wordsAtOnce + 1) { history.report("R-\(number)", text: "shelling") }
        let open = try OpenViews([])
        try open.views.fold(history.entries)
        #expect(try open.views.answer(Search(text: "shelling"), for: Cast.analyst).position == 0)
        #expect(try open.views.indexWords(atMost: 1000))
        #expect(try open.views.answer(Search(text: "shelling"), for: Cast.analyst).position == 1000)
        while try open.views.indexWords(atMost: 1000) {}
        #expect(try open.views.answer(Search(text: "shelling"), for: Cast.analyst).position == history.entries.count)
    }
}
