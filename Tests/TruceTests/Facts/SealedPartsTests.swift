import Testing
import TruceTesting

@testable import Truce

@Suite("Facts: sealed parts")
struct SealedPartsTests {
    @Test("every part is read back from its field as it was", arguments: UInt64(0)..<200)
    func roundTrip(seed: UInt64) throws {
        var random = RandomParts(seed)
        let parts = random.parts()
        var again = SealedParts()
        for (name, value) in try parts.fields() { #expect(try again.take(name, value)) }
        #expect(again == parts)
    }

    @Test("each field is one of the parts, in the same order every time, and erased it is missing alone")
    func fields() throws {
        var random = RandomParts(1)
        let parts = random.all()
        let fields = try parts.fields()
        let names = Mirror(reflecting: parts).children.compactMap(\.label).filter { $0 != "arrival" }
        #expect(fields.map(\.name) == names)
        for erased in names {
            var again = SealedParts()
            for (name, value) in fields where name != erased { #expect(try again.take(name, value)) }
            #expect(try again.fields().map(\.name) == names.filter { $0 != erased })
        }
    }

    @Test("what came in with a report is one field, whatever came, and each part is read back from it")
    func received() throws {
        var random = RandomParts(2)
        let all = random.all()
        var parts = SealedParts()
        parts.arrival = random.arrival()
        for (part, add) in [
            ("received_at", { _ in }), ("source", { $0.source = all.source }), ("content", { $0.report = all.report }),
            ("note", { $0.note = all.note }), ("files", { $0.files = all.files }),
        ] as [(String, (inout SealedParts) -> Void)] {
            add(&parts)
            let fields = try parts.fields()
            #expect(fields.map(\.name) == ["received"])
            #expect(String(decoding: fields[0].value, as: UTF8.self).contains("\"\(part)\""))
            var again = SealedParts()
            #expect(try again.take("received", fields[0].value))
            #expect(again == parts)
        }
    }

    @Test("a field that somebody sealed by other means is told apart, and one that is broken is said to be")
    func others() throws {
        var parts = SealedParts()
        #expect(try !parts.take("weather", Array("{}".utf8)))
        #expect(parts.isEmpty)
        for text in ["", "{", "{}", "[]", #"{"text":""}"#, #"{"text":"x","more":1}"#] {
            #expect(throws: FactError.self) { _ = try parts.take("note", Array(text.utf8)) }
        }
        do {
            _ = try parts.take("note", Array(#"{"text":7}"#.utf8))
        } catch { #expect("\(error)".hasPrefix("“note.text” should be a text")) }
    }
}

/// Random sealed parts, with texts that are hard to write.
private struct RandomParts {
    private var random: SeededRandom
    init(_ seed: UInt64) { random = SeededRandom(seed) }

    mutating func all() -> SealedParts {
        var parts = SealedParts()
        parts.source = .init(name: text(), holder: maybe(id("observer-3")), side: maybe(id("hill")))
        parts.report = report()
        parts.note = .init(text: text())
        parts.ask = .init(
            of: id("hill"), accused: id("hill"), allegation: text(), provisions: [id("1"), id("2")],
            severity: .random(in: 0...3, using: &random))
        parts.question = .init(
            accused: id("hill"), allegation: text(), provisions: [id("1")],
            severity: .random(in: 0...3, using: &random),
            deadline: moment(), asks: [.init(ask: id("A-1"), of: id("hill")), .init(ask: id("A-2"), of: id("north"))])
        parts.term = .init(asks: [id("A-1"), id("A-2")], deadline: moment())
        parts.reply = .init(
            party: id("hill"), position: pick(ReplyPosition.allCases), statement: maybe(text()),
            confidence: maybe(text()))
        parts.finding = FindingContent(
            outcome: pick(Outcome.allCases), provisions: [.init(provision: id("1"), outcome: pick(Outcome.allCases))],
            attribution: .init(
                status: pick(FindingAttribution.Status.allCases), party: maybe(id("lake")),
                confidence: pick(Confidence.allCases)),
            basis: .init(reports: [id("R-1")], evidence: [], agreementVersion: 1, rulesVersion: 1),
            statement: maybe(text()))
        parts.patrol = .init(
            missing: [id("place")], place: place(), due: maybe(moment()), priority: .random(in: 0...3, using: &random),
            instructions: maybe(text()))
        parts.result = .init(outcome: pick(PatrolOutcome.allCases), note: maybe(text()))
        parts.brought = .init(reports: [id("R-1"), id("R-2")])
        parts.speaker = .init(holder: id("north-1"), side: maybe(id("north")))
        parts.escalation = .init(to: text(), asked: text())
        parts.denial = .init(
            kind: pick(DenialKind.allCases), earliest: moment(), latest: moment(), place: place(),
            by: maybe(id("hill")),
            text: maybe(text()))
        parts.presence = .init(
            earliest: moment(), latest: moment(), place: place(), means: pick([.heard, .saw, .recorded]))
        parts.communique = .init(parts: [
            .init(text: text(), bracketedBy: [id("hill")]), .init(text: text(), bracketedBy: []),
        ])
        parts.files = .init(digests: [FactExamples.digest(.random(in: 0...255, using: &random))])
        return parts
    }

    /// Some of them.
    mutating func parts() -> SealedParts {
        var parts = all()
        if coin { parts.source = nil }
        if coin { parts.report = nil }
        if coin { parts.note = nil }
        if coin { parts.ask = nil }
        if coin { parts.question = nil }
        if coin { parts.term = nil }
        if coin { parts.arrival = arrival() }
        if coin { parts.reply = nil }
        if coin { parts.finding = nil }
        if coin { parts.patrol = nil }
        if coin { parts.files = nil }
        return parts
    }

    mutating func arrival() -> Arrival {
        Arrival(
            channel: maybe(pick(Channel.allCases)), sourceClass: maybe(pick(SourceClass.allCases)),
            receivedAt: moment())
    }

    private var coin: Bool { mutating get { Bool.random(using: &random) } }
    private mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &random)! }
    private mutating func maybe<Value>(_ value: Value) -> Value? { coin ? value : nil }
    private mutating func number(_ range: ClosedRange<Double>) -> Double {
        let value = Double.random(in: range, using: &random)
        return coin ? value : value.rounded()
    }
    private mutating func moment() -> Instant {
        Instant(seconds: .random(in: Instant.distantPast.seconds...Instant.distantFuture.seconds, using: &random))
    }

    private mutating func text() -> String {
        let pieces = [
            "a", " ", "\"", "\\", "\n", "\t", "é", "e\u{301}", "الهدنة", "\u{202E}", "👩‍👩‍👧", "\u{FFFF}", "\u{2028}", "zz",
        ]
        return (0..<Int.random(in: 1...12, using: &random)).map { _ in pick(pieces) }.joined()
    }

    private mutating func spot() -> Coordinate {
        Coordinate(latitude: number(-90...90), longitude: number(-180...180))
    }

    private mutating func place() -> Place {
        switch Int.random(in: 0...5, using: &random) {
        case 0: return .unknown
        case 1: return .point(spot(), sigmaMetres: number(0...1_000))
        case 2: return .disc(spot(), radiusMetres: number(0...50_000))
        case 3: return .square(centre: spot(), sideMetres: number(1...10_000))
        case 4:
            let near = number(0...5_000)
            return .sector(
                Sector(
                    observer: spot(), bearingDegrees: number(0...360), halfWidthDegrees: number(0...180),
                    nearMetres: near, farMetres: near + number(0...9_000), sigmaDegrees: number(0...20)))
        default:
            let ring = (0..<3).map { _ in spot() }
            return .area(Polygon(rings: [ring + [ring[0]]]))
        }
    }

    private mutating func report() -> ReportContent {
        ReportContent(
            earliest: moment(), latest: moment(), precision: pick(TimePrecision.allCases), place: place(),
            placeName: maybe(text()), country: maybe(text()), type: maybe(text()),
            acts: coin ? [pick(Act.allCases)] : [],
            sideA: maybe(text()), sideB: maybe(text()), namesInitiator: coin, killedLow: maybe(0), killedHigh: maybe(4),
            injuredLow: maybe(1), injuredHigh: maybe(1 << 53), text: maybe(text()), means: maybe(pick([.heard, .saw])),
            direction: maybe(pick([.incoming, .outgoing, .undetermined])), count: maybe(26), weapon: maybe(text()),
            calibre: maybe(number(0...10_000)), confidential: coin)
    }
}
