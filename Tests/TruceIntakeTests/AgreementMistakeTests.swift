import Foundation
import Testing
import Truce

@testable import TruceIntake

/// A mistake made in the full agreement: what is replaced, by what, and what is said of it on which line.
struct Mistake: CustomTestStringConvertible, Sendable {
    var what: String
    var old: String
    var new: String
    /// The diagnostic stands in the first line that holds this.
    var at: String
    var says: String
    var severity: Diagnostic.Severity

    init(
        _ what: String, _ old: String, _ new: String, at: String? = nil, says: String,
        severity: Diagnostic.Severity = .error
    ) {
        self.what = what
        self.old = old
        self.new = new
        self.at = at ?? new
        self.says = says
        self.severity = severity
    }

    var testDescription: String { what }

    func check() throws {
        let text = try AgreementFixture.full(replacing: old, with: new)
        let line = try AgreementFixture.line(of: at, in: text)
        let read = try AgreementFixture.read(text)
        let found = read.diagnostics.filter {
            $0.file == "agreement.yaml" && $0.line == line && $0.severity == severity
        }
        let all = read.diagnostics.map(\.description).joined(separator: "\n")
        #expect(found.contains { $0.description.contains(says) }, "line \(line) should say “\(says)”, but:\n\(all)")
        #expect(found.allSatisfy { !$0.remedy.isEmpty })
        #expect((read.history == nil) == (severity == .error))
    }
}

@Suite("Every mistake in an agreement file is said with its line and what to write instead")
struct AgreementMistakeTests {
    @Test(
        "words and shapes",
        arguments: [
            Mistake(
                "a misspelt section", "provisions:\n", "provison:\n", at: "provison:",
                says: "did you mean “provisions”?"),
            Mistake("a misspelt key", "may_be: [south", "maybe: [south", says: "unknown key “maybe”"),
            Mistake(
                "an unknown key far from any", "kind: observer}", "kind: observer, colour: red}",
                says: "has the keys name, kind"),
            Mistake(
                "a missing required key", "  - {id: talks, title: Talks resumed}", "  - {id: talks}",
                says: "needs “title”"),
            Mistake("a missing section", "version: 1\n", "\n", at: "truce: 1", says: "the “agreement” needs “version”"),
            Mistake("another version of the format", "truce: 1", "truce: 2", says: "only 1 is allowed"),
            Mistake(
                "a version that is no number", "version: 1\n", "version: one\n", at: "version: one",
                says: "a whole number from 1"),
            Mistake("neither true nor false", "fictional: true", "fictional: yes", says: "write true or false"),
            Mistake("an unknown kind of zone", "kind: buffer,", "kind: bufer,", says: "did you mean “buffer”?"),
            Mistake("an unknown act", "acts: [fire]", "acts: [shooting]", says: "write one of fire, movement"),
            Mistake(
                "an act misspelt", "acts: [fire.air_strike]", "acts: [fire.airstrike]",
                says: "did you mean “fire.air_strike”?"),
            Mistake(
                "an unknown standing", "standing: excluded}", "standing: outlaw}",
                says: "write one of bound, excluded, not_bound, contested"),
            Mistake(
                "contested said of contested", "says: bound}\n  - {id: toll", "says: contested}\n  - {id: toll",
                at: "says: contested", says: "not one of the words"),
            Mistake(
                "a text where a list is needed", "acts: [fire]\n", "acts: fire\n", at: "acts: fire",
                says: "a list is needed here"),
            Mistake(
                "a list where a text is needed", "adopted_by: Head of mission", "adopted_by: [Head]",
                says: "a text is needed here, not a list"),
            Mistake(
                "a text where keys are needed", "{id: league, name: League of Cities}", "league of cities",
                says: "is written as keys and values"),
            Mistake("an empty list", "acts: [fire]\n", "acts: []\n", at: "acts: []", says: "the list is empty"),
            Mistake(
                "an empty entry", "  - {id: talks, title: Talks resumed}\n",
                "  -\n  - {id: talks, title: Talks resumed}\n", at: "  -\n", says: "an entry of the list is empty"),
            Mistake("an empty text", "text: Both sides keep talking.", "text: \" \"", says: "the text is empty"),
            Mistake(
                "no language code", "{en: No fire, fr: Pas de feu}", "{English: No fire}",
                says: "is not a language code"),
            Mistake("an id with capitals", "id: toll-men", "id: Toll Men", says: "write “toll-men”"),
            Mistake("an agreement's id with spaces", "id: two-rivers", "id: Two Rivers", says: "write “two-rivers”"),
            Mistake("a score beyond 3", "score: 1,", "score: 4,", says: "a whole number from 0 to 3"),
            Mistake("more than all", "percent: 12.5", "percent: 112.5", says: "a number from 0 to 100"),
            Mistake("a percent sign", "percent: 12.5", "percent: 12.5 %", says: "without unit"),
            Mistake(
                "a level beyond 3", "{level: 2, killed_at_least: 1}", "{level: 7, killed_at_least: 1}",
                says: "from 0 to 3"),
            Mistake("a distance in words", "km: 25", "km: far", says: "“far” stands where a number"),
            Mistake(
                "two rules in one provision", "    permits: {acts",
                "    forbids: {acts: [fire.tank]}\n    permits: {acts", at: "id: \"4\"",
                says: "has forbids and permits together"),
            Mistake(
                "a zone without area", "kind: territory, name: The valley, countries: [Valleyland], feature: valley,",
                "kind: territory, name: The valley, countries: [Valleyland],", says: "needs feature or polygon"),
            Mistake(
                "a zone drawn twice", "feature: buffer, from",
                "feature: buffer, polygon: [[38, 35], [39, 35], [39, 36], [38, 35]], from",
                says: "feature and polygon together"),
            Mistake(
                "progress that says nothing", "by: post-3, count: 95}", "by: post-3}",
                says: "needs score, percent or count"),
            Mistake(
                "days without how many", "begins: {days_after: in_force, n: 2}", "begins: {days_after: in_force}",
                says: "write “n” too"),
            Mistake(
                "a gate that asks for nothing", "      all:\n", "      all: []\n      any:\n", at: "all: []",
                says: "the list is empty"),
            Mistake("a gate without a score", "{id: release, at_least: 3}", "{id: release}", says: "needs “at_least”"),
            Mistake("a guarantor for nobody", "answers_for: [south]}", "answers_for: []}", says: "the list is empty"),
            Mistake(
                "the same key twice", "zone: Asia/Damascus\n", "zone: Asia/Damascus\nzone: Asia/Aden\n",
                at: "zone: Asia/Aden", says: "stands here and in line 6"),
            Mistake(
                "the same key twice, in quotes", "adopted_by: Head", "\"counting\": report\n  adopted_by: Head",
                at: "\"counting\"", says: "the key “counting” stands"),
        ])
    func shapes(mistake: Mistake) throws { try mistake.check() }

    @Test(
        "what is referred to exists, once",
        arguments: [
            Mistake(
                "an unknown party", "answers_for: [north]", "answers_for: [nort]",
                says: "there is no party “nort”: did you mean “north”?"),
            Mistake(
                "an unknown party in a provision", "by: [north, south]", "by: [north, west-coast]",
                says: "declare it, or write one of north, south"),
            Mistake(
                "an unknown zone", "except_within: [depot]", "except_within: [depots]", says: "did you mean “depot”?"),
            Mistake(
                "an unknown territory", "territory: [valley]", "territory: [hills]", says: "there is no zone “hills”"),
            Mistake(
                "an unknown line-of", "km: 25, line: contact", "km: 25, line: contac", says: "did you mean “contact”?"),
            Mistake(
                "a line's id instead of its of", "km: 25, line: contact", "km: 25, line: contact-north",
                says: "there is no line-of name"),
            Mistake(
                "an unknown document", "source: protest", "source: protests", says: "there is no document “protests”"),
            Mistake("an unknown event", "{hours_after: talks", "{hours_after: talk", says: "did you mean “talks”?"),
            Mistake(
                "an unknown obligation", "{obligation: release}", "{obligation: releases}",
                says: "there is no obligation"),
            Mistake(
                "an unknown provision in a gate", "provisions: [\"1\", \"2\"]", "provisions: [\"1\", \"9\"]",
                says: "there is no provision “9”"),
            Mistake(
                "an unknown event in a gate", "- event: talks", "- event: parley", says: "there is no event “parley”"),
            Mistake(
                "an unknown actor", "may_be: [south, free-band,", "may_be: [south, freeband,",
                says: "did you mean “free-band”?"),
            Mistake(
                "an unknown side", "speaks_for: north", "speaks_for: east",
                says: "there is no party, guarantor or mediator “east”"),
            Mistake("an unknown voice", "{by: north, says: excluded", "{by: nobody, says: excluded", says: "“nobody”"),
            Mistake(
                "an unknown zone in control", "{zone: range, party", "{zone: ranch, party",
                says: "there is no zone “ranch”"),
            Mistake(
                "a zone declared twice", "  - id: depot\n",
                "  - {id: range, kind: other, feature: valley}\n  - id: depot\n", at: "{id: range, kind",
                says: "the zone “range” is already declared"),
            Mistake(
                "a unit named as a group", "id: toll-men", "id: river-brigade", at: "name: Toll Men",
                says: "is already declared in agreement.yaml:20"),
            Mistake(
                "a feature that is not in the map", "feature: buffer,", "feature: bufer,",
                says: "did you mean “buffer”?"),
            Mistake(
                "a map that is not there", "map: full-map.geojson", "map: map.geojson",
                says: "there is no file “map.geojson”"),
            Mistake(
                "no map at all", "map: full-map.geojson\n", "", at: "feature: valley", says: "is named, but no map"),
        ])
    func references(mistake: Mistake) throws { try mistake.check() }

    @Test(
        "times say their zone and follow each other",
        arguments: [
            Mistake(
                "no zone", "at: 2031-03-20 18:00 Asia/Damascus", "at: 2031-03-20 18:00",
                says: "“2031-03-20 18:00” does not say its zone — write “2031-03-20 18:00 Asia/Damascus”"),
            Mistake("no such zone", "zone: Asia/Damascus", "zone: Asia/Damascis", says: "did you mean Asia/Damascus?"),
            Mistake(
                "no such zone in a time", "18:00 Asia/Damascus", "18:00 Asia/Nowhere",
                says: "there is no time zone “Asia/Nowhere”"),
            Mistake("no such day", "date: 2031-02-20", "date: 2031-02-30", says: "is not a day"),
            Mistake(
                "no such time", "at: 2031-03-20 18:00 Asia/Damascus", "at: in spring", says: "“in spring” is not a time"
            ),
            Mistake(
                "a time that happened twice", "at: 2031-03-20 18:00 Asia/Damascus",
                "at: 2031-10-26 02:30 Europe/Berlin",
                says: "happened twice — write 2031-10-26T02:30:00+02:00 or 2031-10-26T02:30:00+01:00"),
            Mistake(
                "a time that never was", "at: 2031-03-20 18:00 Asia/Damascus", "at: 2031-03-30 02:30 Europe/Berlin",
                says: "there was no such time — write 2031-03-30T03:30:00+02:00"),
            Mistake("an end before the beginning", "until: 2031-12-01", "until: 2030-12-01", says: "is not after from"),
            Mistake("an end on the beginning", "until: 2031-12-01", "until: 2031-03-01", says: "is not after from"),
            Mistake(
                "an agreement that ends before it begins", "until: 2032-03-01", "until: 2029-03-01",
                says: "is not after from"),
            Mistake(
                "due before the agreement", "due: {at: 2031-06-01}", "due: {at: 2031-01-01}",
                says: "before the agreement enters into force", severity: .warning),
            Mistake(
                "due before it begins", "due: {days_after: guns-withdrawn, n: 5}", "due: {at: 2031-03-02}",
                says: "before it begins"),
            Mistake(
                "due after itself", "{hours_after: {obligation: release}, n: 72}",
                "{hours_after: {obligation: roads}, n: 72}", says: "is due after its own fulfilment"),
            Mistake(
                "beginning after itself", "due: {hours_after: {obligation: release}, n: 72}",
                "begins: {hours_after: {obligation: roads}, n: 72}", says: "begins after its own fulfilment"),
            Mistake(
                "waiting for one that waits for it", "due: {hours_after: talks, n: 48}",
                "begins: {days_after: {obligation: roads}, n: 1}\n    due: {hours_after: {obligation: bridge}, n: 48}",
                at: "due: {hours_after: {obligation: bridge}, n: 48}", says: "is due after its own fulfilment"),
        ])
    func times(mistake: Mistake) throws { try mistake.check() }

    @Test(
        "areas and lines lie on the Earth, close and do not cross themselves",
        arguments: [
            Mistake(
                "a ring that does not close", "[38.4, 35.9], [38.2, 35.8]]", "[38.4, 35.9], [38.2, 35.9]]",
                says: "the ring does not close"),
            Mistake(
                "a ring of three positions", "[[38.2, 35.8], [38.4, 35.8], [38.4, 35.9], [38.2, 35.8]]",
                "[[38.2, 35.8], [38.4, 35.8], [38.2, 35.8]]", says: "3 of at least 4"),
            Mistake("latitude beyond the pole", "[38, 35.49]", "[38, 95.49]", says: "longitude first"),
            Mistake("latitude first, far east", "[38, 35.49]", "[35, 138]", says: "write [138, 35] if that is meant"),
            Mistake("no number", "- [39.6, 35.1]", "- [39.6, north]", says: "a position is two numbers"),
            Mistake("one number", "- [39.6, 35.1]", "- [39.6]", says: "a position has 1 numbers"),
            Mistake(
                "a bow tie", "[[38.2, 35.8], [38.4, 35.8], [38.4, 35.9], [38.2, 35.8]]",
                "[[38.2, 35.8], [38.4, 35.9], [38.4, 35.8], [38.2, 35.9], [38.2, 35.8]]",
                says: "the ring crosses itself"),
            Mistake(
                "a line of one position", "path: [[38, 35.49], [40, 35.51]]", "path: [[38, 35.49]]",
                says: "1 of at least 2"),
            Mistake(
                "a line that stays where it is", "path: [[38, 35.49], [40, 35.51]]", "path: [[38, 35], [38, 35]]",
                says: "two different positions"),
        ])
    func geometry(mistake: Mistake) throws { try mistake.check() }

    @Test(
        "names, guarantors and standings fit together",
        arguments: [
            Mistake(
                "a name of two actors", "aliases: [League fighters]", "aliases: [nc]",
                says: "the name “nc” means “north” already (agreement.yaml:18)"),
            Mistake(
                "a collective name that is an actor's", "names: [armed men,", "names: [Black  Sun,",
                says: "means “black-sun” already"),
            Mistake(
                "contested by nobody",
                "    standing: contested\n    positions:\n      - {by: north, says: excluded, since: 2031-02-20, source: accord}\n      - {by: south, says: bound}\n",
                "    standing: contested\n", at: "    standing: contested\n  - {id: toll",
                says: "no positions say by whom"),
            Mistake(
                "positions on what nobody contests", "    side: south\n    standing: contested",
                "    side: south\n    standing: excluded", at: "      - {by: north, says: excluded",
                says: "write standing: contested"),
            Mistake(
                "a party without guarantor", "answers_for: [south]}", "answers_for: [north]}", at: "  - id: south",
                says: "no guarantor answers for “south”", severity: .warning),
            Mistake(
                "a collective of a guarantor that no report can name",
                "insurgents], may_be: [south, free-band, east-union]", "insurgents], may_be: [south, coast-state]",
                says: "has no aliases"),
        ])
    func people(mistake: Mistake) throws { try mistake.check() }

    static let extra = "  - {id: \"5\", title: Good faith, text: Both sides keep talking.}"

    @Test(
        "provisions neither repeat nor contradict each other",
        arguments: [
            Mistake(
                "the same twice", extra,
                "  - {id: \"5\", title: T, text: T, forbids: {acts: [fire], within: [valley]}}",
                says: "it forbids the same acts"),
            Mistake(
                "partly the same", extra,
                "  - {id: \"5\", title: T, text: T, forbids: {acts: [fire.tank, detention], within: [valley]}}",
                says: "it forbids fire.tank by and against the same", severity: .warning),
            Mistake(
                "permitted where forbidden", extra,
                "  - {id: \"5\", title: T, text: T, permits: {acts: [fire.tank], by: [south], within: [valley]}}",
                says: "while provision “1” (agreement.yaml:82) forbids it"),
            Mistake(
                "two distances for one gun", "{weapon: missile, models: [Kestrel], km: 70, line: contact}",
                "{weapon: artillery, calibre_from_mm: 120, calibre_below_mm: 130, km: 30, line: contact}",
                says: "30 km back from “contact” here, but 25 km"),
            Mistake(
                "no calibre left", "calibre_below_mm: 152", "calibre_below_mm: 100", says: "no calibre is at least 100"),
        ])
    func provisions(mistake: Mistake) throws { try mistake.check() }

    @Test("an exact repetition is an error even where a partial one comes first")
    func exactBehindPartial() throws {
        let new = ["fire.tank, detention", "fire.tank"].enumerated().map { i, acts in
            "  - {id: \"\(i + 5)\", title: T, text: T, forbids: {acts: [\(acts)], within: [depot]}}"
        }
        let third = "  - {id: \"7\", title: T, text: T, forbids: {acts: [fire.tank], within: [depot]}}"
        let text = try AgreementFixture.full(replacing: Self.extra, with: (new + [third]).joined(separator: "\n"))
        #expect(try AgreementFixture.read(text).diagnostics.map(\.severity) == [.warning, .error])
    }

    @Test(
        "what only looks like a repetition is none",
        arguments: [
            "forbids: {acts: [fire], within: [valley], by: [north]}",
            "forbids: {acts: [fire], within: [buffer]}",
            "forbids: {acts: [fire], within: [valley], against: [anyone]}",
            "forbids: {acts: [detention], within: [valley]}",
            "permits: {acts: [fire], within: [range]}",
            "withdraws: {limits: [{weapon: missile, models: [Osprey], km: 30, line: contact}]}",
            "withdraws: {limits: [{weapon: artillery, calibre_below_mm: 100, km: 15, line: contact}]}",
            "withdraws: {limits: [{weapon: artillery, calibre_from_mm: 100, calibre_below_mm: 152, km: 15, line: contact, by: [south]}]}",
            "from: 2031-09-01, forbids: {acts: [movement.advance], against: [anyone]}",
        ])
    func noRepetition(rule: String) throws {
        let new = "  - {id: \"5\", title: T, text: T, \(rule)}"
        let read = try AgreementFixture.read(AgreementFixture.full(replacing: Self.extra, with: new))
        #expect(read.diagnostics.map(\.description) == [])
    }

    @Test("all mistakes of a file are said at once, in the order of its lines")
    func together() throws {
        var text = try AgreementFixture.full()
        for (old, new) in [
            ("fictional: true", "fictional: maybe"), ("kind: buffer,", "kind: bufer,"), ("km: 25", "km: far"),
            ("score: 1,", "score: 9,"), ("title: Talks resumed", "titel: Talks resumed"),
        ] { text = text.replacing(old, with: new) }
        let read = try AgreementFixture.read(text)
        let lines = read.diagnostics.map(\.line)
        #expect(read.history == nil)
        #expect(read.diagnostics.count >= 6)
        #expect(lines == lines.sorted())
    }

    @Test("a diagnostic reads as file, line, column, severity, sentence and remedy")
    func sentence() throws {
        let read = try AgreementFixture.read(
            AgreementFixture.full(replacing: "fictional: true", with: "fictional: maybe"))
        #expect(
            read.diagnostics.map(\.description) == [
                "agreement.yaml:7:12: error: “maybe” stands where true or false is needed — write true or false"
            ])
        #expect(read.diagnostics.first?.path == "fictional")
    }
}
