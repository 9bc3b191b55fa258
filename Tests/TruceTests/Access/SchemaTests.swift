import Testing
import TruceTesting

@testable import Truce

@Suite("What the API's description says of values is what is read and shown")
struct SchemaTests {
    @Test(
        "every value that a command's schema allows is read, and what it reads as is allowed",
        arguments: CommandKind.allCases)
    func allowed(kind: CommandKind) throws {
        let (schema, validator) = (kind.schema, SchemaValidator())
        for seed in UInt64(0)..<40 {
            var source = SchemaRandom(seed: seed)
            let json = source.value(schema)
            #expect(validator.faults(of: json, by: schema) == [], "\(kind) \(seed)")
            do {
                let command = try Command(kind, json: json)
                #expect(command.kind == kind)
                let again = try command.payload.json()
                #expect(validator.faults(of: again, by: schema) == [], "\(kind) \(seed)")
                #expect(try Command(kind, json: again) == command)
                #expect(try command.canonicalBytes() == again.canonicalBytes(), "\(kind) \(seed)")
            } catch { Issue.record("\(kind) \(seed): \(error)\n\(json)") }
        }
    }

    @Test(
        "what the schema refuses is refused, and what it allows is read, however a value was spoilt",
        arguments: CommandKind.allCases)
    func spoilt(kind: CommandKind) throws {
        let (schema, validator) = (kind.schema, SchemaValidator())
        var refused = 0
        for seed in UInt64(0)..<40 {
            var source = SchemaRandom(seed: seed &+ 1_000)
            let whole = source.value(schema)
            for _ in 0..<8 {
                let json = source.spoilt(whole)
                let isAllowed = validator.faults(of: json, by: schema).isEmpty
                // Why it is refused is for the tests of facts to say.
                let isRead = (try? Command(kind, json: json)) != nil
                #expect(isAllowed == isRead, "\(kind) \(seed): \(json) \(validator.faults(of: json, by: schema))")
                if !isAllowed { refused += 1 }
            }
        }
        #expect(refused > 40)
    }

    @Test(
        "words that others read hold no sign that turns or hides them, as the schema says; what a source sent comes as it is",
        arguments: [
            ("abc", true), ("الهدنة \u{200F}(٣)", true), ("a\u{200D}b", true), ("abc \u{202E}txet", false),
            ("\u{202A}a", false), ("a\u{2066}b\u{2069}", false), ("a\u{2065}", true), ("a\u{206A}", true),
        ])
    func disguised(text: String, isPlain: Bool) throws {
        let validator = SchemaValidator()
        func isTaken(_ kind: CommandKind, _ json: JSONValue) -> Bool {
            let isRead = (try? Command(kind, json: json)) != nil
            #expect(validator.faults(of: json, by: kind.schema).isEmpty == isRead, "\(kind)")
            return isRead
        }
        let demand = Command.fileDemand(.init(session: nil, of: [id("hill")], text: text, isPublic: true))
        #expect(isTaken(.fileDemand, try demand.json()) == isPlain)
        let report = Command.fileReport(
            TestMission.filing(TestMission.content(at: Fictional.moment("2030-03-12T10:00:00Z"), text)))
        #expect(isTaken(.fileReport, try report.json()))
        guard !isPlain else { return }
        do {
            _ = try Command(.fileDemand, json: demand.json())
        } catch { #expect("\(error)".hasPrefix("“text” should be a text without signs that turn or hide"), "\(error)") }
    }

    @Test(
        "words in letters that nobody sees are refused, but in what a source sent",
        arguments: [
            ("a\u{E0000}", true), ("a\u{E0041}", true), ("a\u{E007F}", true), ("a\u{E0080}", false),
            ("a\u{E00FF}", false), ("a\u{E0100}", true), ("a\u{E01EF}", true), ("a\u{E01F0}", false),
            ("a\u{200A}", false), ("a\u{200B}", true), ("a\u{200C}", false), ("a\u{200D}", false),
            ("a\u{205F}", false), ("a\u{2060}", true), ("a\u{2064}", true), ("a\u{2065}", false),
            ("a\u{FE0F}", false), ("a\u{FEFF}", true),
        ])
    func unseen(text: String, isRefused: Bool) {
        let mission = TestMission()
        let demand = Command.fileDemand(.init(session: nil, of: [id("lake")], text: text, isPublic: true))
        #expect((mission.refusal(of: demand, by: "hill-1") != nil) == isRefused)
        let report = Command.fileReport(
            TestMission.filing(TestMission.content(at: Fictional.moment("2030-03-12T10:00:00Z"), text)))
        #expect(mission.refusal(of: report, by: "observer-1") == nil)
    }

    @Test(
        "no text of a command may be longer than its bytes can be, and no number is without bounds",
        arguments: CommandKind.allCases)
    func limits(kind: CommandKind) {
        func check(_ schema: JSONValue, _ path: String) {
            guard case .object(let object) = schema else { return }
            switch object["type"] {
            case .string("string") where object["enum"] == nil:
                guard case .integer(let most)? = object["maxLength"] else {
                    #expect(object["pattern"] != nil, "\(path)")
                    return
                }
                #expect(most * 4 <= String.freeTextByteLimit, "\(path)")
            case .string("number"), .string("integer"):
                #expect(object["minimum"] != nil && object["maximum"] != nil, "\(path)")
            case .string("array"): #expect(object["maxItems"] != nil, "\(path)")
            default: break
            }
            for member in object.members {
                switch member.value {
                case .object: check(member.value, path + "." + member.key)
                case .array(let values): for value in values { check(value, path + "." + member.key) }
                default: break
                }
            }
        }
        check(kind.schema, kind.rawValue)
    }

    @Test(
        "a time is read where the pattern has it, and nowhere else",
        arguments: [
            ("2031-03-22T06:30:00Z", true), ("2031-03-22t06:30z", true), ("2031-03-22 06:30+03", true),
            ("2031-03-22T06:30:00.123456789-18:59", true), ("2031-03-22T06:30:00.1234567890Z", false),
            ("2031-03-22T24:00:00Z", true), ("2031-03-22T24:00:60Z", false), ("2031-03-22T24:01Z", false),
            ("2031-03-22T06:30:60Z", true), ("2031-03-22T06:30:61Z", false), ("2031-03-22T06:60Z", false),
            ("2031-03-22T06:30", false), ("2031-03-22T06:30+19", false), ("2031-03-22T06:30+1", false),
            ("2031-03-22T06:30Z\n", false), ("2031-02-29T06:30Z", false), ("2032-02-29T06:30Z", true),
            ("2100-02-29T06:30Z", false), ("2000-02-29T06:30Z", true), ("0000-01-01T06:30Z", false),
            ("0001-01-01T00:00Z", true), ("0001-01-01T10:00+01", false), ("0001-01-02T00:00+18:59", true),
            ("9999-12-31T23:59:59Z", true), ("9999-12-31T24:00Z", false), ("9999-12-31T10:00-01", false),
            ("9999-12-30T24:00-18:59", true), ("2031-03-22T06:30\u{661}Z", false), ("٢٠٣١-03-22T06:30Z", false),
        ])
    func times(text: String, isTime: Bool) {
        #expect((Instant.reading(text) != nil) == isTime)
        #expect(SchemaValidator().faults(of: .string(text), by: Instant.schema).isEmpty == isTime)
    }

    @Test("an entry's own value is as its kind's schema has it", arguments: FactKind.allCases)
    func facts(kind: FactKind) throws {
        let payload = FactExamples.fact(kind).payload
        #expect(SchemaValidator().faults(of: try payload.json(), by: type(of: payload).schema) == [])
    }
}
