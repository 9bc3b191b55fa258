import Foundation
import Testing
import TruceTesting

@testable import Truce

/// The plain way, by JSON values, is the answer to equal.
@Suite("Entries read and written straight from and to their bytes")
struct CanonicalReadingTests {
    private func plainly(_ bytes: [UInt8]) -> Result<Entry, FactError> {
        bytes.withUnsafeBufferPointer { slice in Result { () throws(FactError) in try Entry(plainly: slice) } }
    }

    private func quickly(_ bytes: [UInt8]) -> Entry? {
        // Undecided is one of its two answers.
        bytes.withUnsafeBufferPointer { try? Entry(canonical: $0) }
    }

    private func expectSame(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let plain = plainly(bytes)
        #expect(Result { () throws(FactError) in try Entry(bytes: bytes) } == plain, "\(text)")
        if let quick = quickly(bytes) { #expect(.success(quick) == plain, "\(text)") }
    }

    @Test("every kind of fact is read without falling back", arguments: FactKind.allCases)
    func kinds(kind: FactKind) throws {
        let entry = Entry(recorded: FactExamples.recorded, fact: FactExamples.fact(kind))
        #expect(quickly(try entry.bytes()) == entry)
    }

    @Test("every kind of fact is written as its JSON value is", arguments: FactKind.allCases)
    func writing(kind: FactKind) throws {
        let entry = Entry(recorded: FactExamples.recorded, fact: FactExamples.fact(kind))
        guard case .object(let object) = try entry.fact.json() else { preconditionFailure("a fact is an object") }
        let members = object.members + [.init("recorded", .string(entry.recorded.description))]
        let json = try #require(JSONObject(members))
        #expect(try entry.bytes() == JSONValue.object(json).canonicalBytes())
    }

    @Test(
        "a fact with any texts, lists and numbers is read and written as the plain way does", arguments: UInt64(0)..<12)
    func anyFact(seed: UInt64) throws {
        var random = SeededRandom(seed)
        for _ in 0..<50 {
            let entry = Entry(
                recorded: .init(seconds: Int64.random(in: 0...4_000_000_000, using: &random)), fact: fact(&random))
            let bytes: [UInt8]
            do throws(FactError) { bytes = try entry.bytes() } catch {
                // What cannot be written cannot be written plainly either. A number that JSON does not hold is met where it
                // stands, and plainly only after everything else.
                let plain = Result { () throws(FactError) in try entry.fact.json().factBytes() }
                if case .notJSON = error {
                    #expect(throws: FactError.self) { try plain.get() }
                } else {
                    #expect(plain == .failure(error))
                }
                continue
            }
            #expect(plainly(bytes) == .success(entry))
            expectSame(bytes)
        }
    }

    private func fact(_ random: inout SeededRandom) -> Fact {
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            .reportReceived(
                .init(
                    report: .init("R-\(Int.random(in: 0..<1 << 40, using: &random))")!,
                    channel: Channel.allCases.randomElement(using: &random)!,
                    sourceClass: SourceClass.allCases.randomElement(using: &random)!,
                    receivedAt: .init(seconds: Int64.random(in: -70_000_000_000...260_000_000_000, using: &random)),
                    sealed: (0..<Int.random(in: 0..<20, using: &random)).map { _ in
                        Commitment((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })!
                    }, evidence: [FactExamples.digest(3)]))
        case 1:
            .reportWithdrawn(.init(report: .init("R-é-1")!, by: .source, reason: text(&random)))
        case 2:
            .obligationProgressed(
                .init(
                    obligation: .init("aid")!, at: FactExamples.recorded, by: .init("north")!,
                    score: Bool.random(using: &random) ? Int.random(in: -1...4, using: &random) : nil,
                    percent: Bool.random(using: &random) ? Double.random(in: -5...105, using: &random) : 40,
                    count: Double(Int.random(in: 0...(1 << 54), using: &random)), evidence: []))
        default:
            .incidentSplit(
                .init(
                    incident: FactExamples.incident(7),
                    parts: (0..<Int.random(in: 0..<4, using: &random)).map { part in
                        .init(
                            incident: FactExamples.incident(UInt64(part) + 1),
                            reports: (0..<part).map { ReportID("R \"\($0)\" \\")! })
                    }, reason: text(&random), officer: .init("duty")!, sealed: []))
        }
    }

    private func text(_ random: inout SeededRandom) -> String {
        let letters = [
            "a", "Z", "9", " ", "\"", "\\", "\n", "\t", "é", "ة", "😀", "\u{7F}", "\u{2028}", "/", "{", "]", ",",
        ]
        return (0..<Int.random(in: 0..<30, using: &random)).map { _ in letters.randomElement(using: &random)! }.joined()
    }

    @Test(
        "bytes changed at random get the same answer, and the same words where they are refused",
        arguments: UInt64(0)..<8)
    func mutations(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let originals = try FactExamples.entries.map { try $0.bytes() }
        for i in 0..<1_500 {
            var bytes = originals[i % originals.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) { EntryTests.mutate(&bytes, using: &random) }
            expectSame(bytes)
        }
    }

    @Test("pieces of one entry put into another get the same answer", arguments: UInt64(0)..<10)
    func spliced(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let originals = try FactExamples.entries.map { try $0.bytes() }
        for _ in 0..<600 {
            var bytes = originals.randomElement(using: &random)!
            let other = originals.randomElement(using: &random)!
            // Cut at marks, so that what comes of it is often JSON.
            func place(_ bytes: [UInt8]) -> Int {
                let marks = bytes.indices.filter { "{}[]\",:".utf8.contains(bytes[$0]) }
                return marks.randomElement(using: &random)! + Int.random(in: 0...1, using: &random)
            }
            let (a, b) = (place(bytes), place(bytes))
            let (c, d) = (place(other), place(other))
            bytes.replaceSubrange(min(a, b)..<max(a, b), with: other[min(c, d)..<max(c, d)])
            expectSame(bytes)
        }
    }

    @Test(
        "other ways of writing the same are left to the plain way",
        arguments: [
            ("\"phone\"", "\"phon\\u0065\""), ("\"phone\"", "\"\\u0070hone\""), ("\"R-0042\"", "\"R\\u002d0042\""),
            ("[\"", "[ \""), ("\",\"", "\", \""), ("]", " ]"), ("\"]", "\",]"), ("[\"", "[,\""),
            ("{\"data", "{\"data\":{},\"data"),
            (",\"version\":1}", ",\"version\":1.0}"), (",\"version\":1}", ",\"version\":01}"),
            (",\"version\":1}", ",\"version\":1e0}"), (",\"version\":1}", ",\"version\":+1}"),
            (",\"version\":1}", ",\"version\":1,\"version\":1}"), (",\"version\":1}", ",\"version\":\"1\"}"),
            (",\"version\":1}", ",\"version\":1}}"), ("2031-03-22T06:30:00Z", "2031-03-22T06:30:60Z"),
            ("2031-03-22T06:30:00Z", "2031-03-21T24:00:00Z"), ("2031-03-22T06:30:00Z", "2031-02-29T06:30:00Z"),
            ("2031-03-22T06:30:00Z", "2031-03-22 06:30:00Z"), ("2031-03-22T06:30:00Z", "2031-03-22T06:30:00z"),
            ("2031-03-22T06:30:00Z", "0000-03-22T06:30:00Z"), ("phone", "Phone"),
            ("report-received", "report-receiveḋ"),
            ("\"channel\":\"phone\"", "\"channel\":\"phone\",\"channel\":\"phone\""),
            ("\"channel\":\"phone\",", ""), ("{\"channel\":\"phone\",", "{"), ("{\"channel\"", "{,\"channel\""),
            ("\"evidence\":[", "\"evidence\":[null,"), ("\"evidence\":[", "\"evidence\":[[]],\"x\":["),
            ("\"R-0042\"", "\"\""), ("\"R-0042\"", "\"R\u{85}42\""), ("\"R-0042\"", "\"\u{212A}\""),
        ])
    func otherWays(from: String, to: String) throws {
        let text = String(decoding: try EntryTests.received(), as: UTF8.self)
        let changed = text.replacing(from, with: to)
        #expect(changed != text)
        expectSame(Array(changed.utf8))
        if to != "\"\u{212A}\"" { #expect(quickly(Array(changed.utf8)) == nil) }
    }

    @Test("cut short or followed by more, an entry is refused as the plain way refuses it")
    func cut() throws {
        let bytes = try EntryTests.received()
        for count in bytes.indices {
            #expect(quickly(Array(bytes[..<count])) == nil)
            expectSame(Array(bytes[..<count]))
            expectSame(Array(bytes[count...]))
        }
        for byte in UInt8.min ... .max { #expect(quickly(bytes + [byte]) == nil) }
    }

    @Test("bytes that are not UTF-8 are refused as the plain way refuses them")
    func notUTF8() throws {
        let bytes = try EntryTests.received()
        for place in bytes.indices.dropFirst(8).dropLast(70) {
            for byte: UInt8 in [0x80, 0xC3, 0xFF] {
                var changed = bytes
                changed[place] = byte
                expectSame(changed)
            }
        }
    }
}

@Suite("Values read straight from their bytes")
struct CanonicalValueTests {
    private func quickly<Value: FactValue>(_ text: String, as: Value.Type) -> Value? {
        // Undecided is one of its two answers.
        Array(text.utf8).withUnsafeBufferPointer { try? Value(canonical: $0) }
    }

    @Test(
        "a place is read where it stands as it is written, and nowhere else",
        arguments: [
            (#"{"kind":"unknown"}"#, true),
            (#"{"at":[36.5,34.25],"kind":"point","sigma_m":300}"#, true),
            (#"{"at":[36.5,34.25],"kind":"point","sigma_m":0.5}"#, true),
            (#"{"at":[36.50,34.25],"kind":"point","sigma_m":300}"#, false),
            (#"{"at":[36.5,34.25],"kind":"point","sigma_m":300.0}"#, false),
            (#"{"at":[36.5,34.25],"kind":"point"}"#, false),
            (#"{"at":[181,34.25],"kind":"point","sigma_m":300}"#, false),
            (#"{"at":[36.5,34.25,1],"kind":"point","sigma_m":300}"#, false),
            (#"{"at":[36.5,34.25],"kind":"point","radius_m":1,"sigma_m":300}"#, false),
            (#"{"at":[36.5,34.25],"kind":"disc","radius_m":300}"#, true),
            (#"{"at":[36.5,34.25],"kind":"square","side_m":300}"#, true),
            (
                #"{"at":[36.5,34.25],"bearing":90,"far_m":900,"half_width":5,"kind":"sector","near_m":100,"sigma":2}"#,
                true
            ),
            (
                #"{"at":[36.5,34.25],"bearing":90,"far_m":100,"half_width":5,"kind":"sector","near_m":900,"sigma":2}"#,
                false
            ),
            (#"{"kind":"area","rings":[[[1,1],[2,1],[2,2],[1,1]]]}"#, true),
            (#"{"kind":"area","rings":[[[1,1],[2,1],[2,2]]]}"#, false),
        ])
    func places(text: String, isRead: Bool) throws {
        let place = quickly(text, as: Place.self)
        #expect((place != nil) == isRead)
        guard let place else { return }
        #expect(try place == Place(json: JSONValue(parsing: Array(text.utf8), limit: 4096)))
        var again: [UInt8] = []
        try place.write(to: &again)
        #expect(String(decoding: again, as: UTF8.self) == text)
    }

    @Test(
        "a number, and yes or no, in one way only",
        arguments: [
            ("0", 0), ("-0", nil), ("1.5", 1.5), ("+1.5", nil), ("01", nil), ("1.", nil), ("1e3", nil), ("1000", 1000),
            ("1e-7", 1e-7), ("0x10", nil), ("inf", nil), ("nan", nil), ("", nil), ("true", nil),
        ] as [(String, Double?)])
    func numbers(text: String, value: Double?) { #expect(quickly(text, as: Double.self) == value) }

    @Test(arguments: [("true", true), ("false", false), ("True", nil), ("tru", nil), ("1", nil)] as [(String, Bool?)])
    func truths(text: String, value: Bool?) { #expect(quickly(text, as: Bool.self) == value) }

    @Test("a sealed part is read from its own bytes and from any other way to write them", arguments: UInt64(0)..<20)
    func sealed(seed: UInt64) throws {
        var source = SchemaRandom(seed: seed)
        let json = source.value(ReportContent.schema)
        var parts = SealedParts()
        parts.report = try ReportContent(json: json)
        let field = try #require(try parts.fields().first)
        #expect(try field.value == #require(parts.report).json().canonicalBytes())
        for value in [field.value, Array(" ".utf8) + field.value] {
            var again = SealedParts()
            #expect(try again.take(field.name, value))
            #expect(again == parts)
        }
        #expect(field.value.withUnsafeBufferPointer { try? ReportContent(canonical: $0) } == parts.report)
    }
}

@Suite("The one way of writing times and digests")
struct CanonicalTextTests {
    @Test("a time is written as its day and its clock are", arguments: UInt64(0)..<5)
    func times(seed: UInt64) {
        var random = SeededRandom(seed)
        let ends = [Instant.distantPast, .distantFuture, Instant(seconds: 0), Instant(seconds: -1)]
        let range = Instant.distantPast.seconds...Instant.distantFuture.seconds
        let others = (0..<2_000).map { _ in Instant(seconds: Int64.random(in: range, using: &random)) }
        for instant in ends + others {
            var text = LocalTime(secondsSince1970: instant.seconds).description + "Z"
            #expect(instant.description == text)
            #expect(text.withUTF8 { Instant(exactly: $0) } == instant)
        }
        for instant in [Instant.distantPast.advanced(bySeconds: -1), Instant.distantFuture.advanced(bySeconds: 1)] {
            #expect(instant.description == LocalTime(secondsSince1970: instant.seconds).description + "Z")
        }
    }

    @Test("base64url is base64 with two other letters and no padding", arguments: 0..<100)
    func base64(count: Int) {
        var random = SeededRandom(UInt64(count))
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        let text = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
        #expect(Base64URL.text(bytes) == text)
        #expect(Base64URL.bytes(text) == bytes)
        for place in text.indices {
            var letters = Array(text.utf8)
            letters[place.utf16Offset(in: text)] = UInt8.random(in: 0...255, using: &random)
            let changed = String(decoding: letters, as: UTF8.self)
            // Taken only where it is what would be written.
            if let read = Base64URL.bytes(changed) { #expect(Base64URL.text(read) == changed) }
        }
    }
}
