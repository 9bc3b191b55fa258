import Testing
import TruceTesting

@testable import Truce

@Suite("Canonical JSON (RFC 8785)")
struct JSONValueTests {
    @Test(
        "numbers are written as ECMAScript writes them (RFC 8785, appendix B)",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
            (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
            (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
            (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
            (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
            (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(bits: UInt64, text: String) {
        #expect(NumberText.ecmaScript(Double(bitPattern: bits)) == text)
    }

    @Test(
        "the exponent begins where ECMAScript has it begin",
        arguments: [
            (1e20, "100000000000000000000"), (1e21, "1e+21"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"),
            (123.456, "123.456"), (0.5, "0.5"), (100, "100"), (-2.5e30, "-2.5e+30"), (1.25e21, "1.25e+21"),
        ])
    func exponents(value: Double, text: String) { #expect(NumberText.ecmaScript(value) == text) }

    @Test("every finite double reads back from its text", arguments: UInt64(0)..<4)
    func everyDouble(seed: UInt64) throws {
        var random = SeededRandom(seed)
        for _ in 0..<5_000 {
            let value = Double(bitPattern: random.next())
            guard let text = NumberText.ecmaScript(value) else {
                #expect(!value.isFinite)
                continue
            }
            #expect(Double(text) == value)
        }
    }

    @Test("what JSON cannot hold exactly is refused, not rounded")
    func refusedNumbers() throws {
        let limit = JSONValue.integerLimit
        #expect(try text(.integer(limit)) == "9007199254740992")
        #expect(try text(.integer(-limit)) == "-9007199254740992")
        #expect(throws: JSONError.integerNotWritable(limit + 1)) { try text(.integer(limit + 1)) }
        #expect(throws: JSONError.integerNotWritable(-limit - 1)) { try text(.integer(-limit - 1)) }
        #expect(try text(.double(0x1p53)) == "9007199254740992")
        #expect(throws: JSONError.doubleNotWritable(0x1p53 + 2)) { try text(.double(0x1p53 + 2)) }
        #expect(try text(.double(1e21)) == "1e+21")
        #expect(throws: JSONError.self) { try text(.double(.nan)) }
        #expect(throws: JSONError.doubleNotWritable(.infinity)) { try text(.double(.infinity)) }
        #expect(try parse("9007199254740992") == .integer(limit))
        #expect(throws: JSONError.numberOutOfRange(at: 1)) { try parse("[9007199254740993]") }
        #expect(throws: JSONError.numberOutOfRange(at: 0)) { try parse("-" + String(repeating: "9", count: 400)) }
        #expect(throws: JSONError.numberOutOfRange(at: 0)) { try parse("1e400") }
        #expect(try parse("-0") == .integer(0))
        #expect(try text(.double(-0.0)) == "0")
    }

    @Test("texts have the fewest escapes")
    func escapes() throws {
        let all = String(String.UnicodeScalarView((0..<0x24).map { Unicode.Scalar(UInt8($0)) })) + "\\/\u{7F}€😀"
        let expected =
            #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013"#
            + ##"\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f !\"#\\/"## + "\u{7F}€😀\""
        #expect(try text(.string(all)) == expected)
        #expect(try parse(expected) == .string(all))
        #expect(try parse(#""\ud83d\uDE00\/\u0041""#) == .string("😀/A"))
    }

    @Test("keys sort by UTF-16 code units, in which U+1F600 comes before U+FB33")
    func keyOrder() throws {
        let keys = ["\u{FB33}", "😀", "\u{20AC}", "\r", "1", "\u{80}", "ö", "", "aa", "a", "\u{E000}", "\u{D7FF}"]
        let byUTF16 = keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
        let object = try #require(JSONObject(keys.map { .init($0, .null) }))
        #expect(object.members.map { Array($0.key.utf16) } == byUTF16.map { Array($0.utf16) })
        #expect(try text(.object(["\u{FB33}", "😀"].object)) == "{\"😀\":null,\"\u{FB33}\":null}")
    }

    @Test("keys that only look alike are two keys")
    func lookAlikes() throws {
        #expect(try parse("{\"\u{E9}\":1,\"e\u{301}\":2}").members?.count == 2)
        #expect(JSONObject([.init("a", .null), .init("a", .null)]) == nil)
    }

    @Test(
        "what is not JSON is refused where it stops being so",
        arguments: [
            ("", .endsEarly(at: 0)), (" ", .endsEarly(at: 1)), ("nul", .endsEarly(at: 3)),
            ("[1,]", .unexpected(at: 3, wanted: "a value")),
            ("{\"a\":1,}", .unexpected(at: 7, wanted: "a key in quotes")),
            ("{a:1}", .unexpected(at: 1, wanted: "a key in quotes")),
            ("[1", .endsEarly(at: 2)), ("{\"a\"", .endsEarly(at: 4)),
            ("[1 2]", .unexpected(at: 3, wanted: "a comma or a closing bracket")),
            ("1 2", .trailingBytes(at: 2)), ("{}\u{0}", .trailingBytes(at: 2)),
            ("\u{FEFF}1", .unexpected(at: 0, wanted: "a value")),
            ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateKey("a", at: 18)),
            ("{\"a\":1,\"\\u0061\":2}", .duplicateKey("a", at: 7)),
            ("01", .malformedNumber(at: 0)), ("-", .malformedNumber(at: 0)), ("1.", .malformedNumber(at: 0)),
            (".5", .unexpected(at: 0, wanted: "a value")), ("1e", .malformedNumber(at: 0)),
            ("1e+", .malformedNumber(at: 0)),
            ("+1", .unexpected(at: 0, wanted: "a value")), ("NaN", .unexpected(at: 0, wanted: "a value")),
            ("\"\n\"", .controlCharacter(at: 1)), ("\"\\\n\"", .unknownEscape(at: 1)),
            ("\"\\x\"", .unknownEscape(at: 1)),
            ("\"\\u12g4\"", .unknownEscape(at: 1)), ("\"\\ud83d\"", .loneSurrogate(at: 1)),
            ("\"\\ude00\"", .loneSurrogate(at: 1)),
            ("\"\\ud83d\\u0041\"", .loneSurrogate(at: 1)), ("\"\\ud83dxx\"", .loneSurrogate(at: 1)),
            ("\"abc", .endsEarly(at: 4)),
            ("\"a\\", .endsEarly(at: 3)), ("\"\\u00", .endsEarly(at: 5)),
        ] as [(String, JSONError)])
    func refusals(text: String, error: JSONError) {
        #expect(throws: error) { try parse(text) }
    }

    @Test("bytes that are not UTF-8 are refused at the first of them, in keys and after escapes too")
    func notUTF8() {
        let quote = UInt8(ascii: "\"")
        for (bytes, at) in [
            ([quote, 0x61, 0xFF, quote], 2), ([quote, 0xC0, 0x80, quote], 1), ([quote, 0xED, 0xA0, 0x80, quote], 1),
            ([quote, 0xF4, 0x90, 0x80, 0x80, quote], 1), ([quote, 0x5C, 0x6E, 0xE2, 0x82, quote], 3),
            ([0x7B, quote, 0x80, quote, 0x3A, 0x31, 0x7D], 2),
        ] as [([UInt8], Int)] {
            #expect(throws: JSONError.notUTF8(at: at)) { try JSONValue(parsing: bytes, limit: 100) }
        }
    }

    @Test("nesting and size are bounded")
    func bounds() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(32)) }
        #expect(throws: JSONError.tooDeep(at: 32)) { try parse(nested(33)) }
        #expect(throws: JSONError.tooDeep(at: 32)) { try parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONError.tooDeep(at: 160)) { try parse(String(repeating: "{\"a\":", count: 40)) }
        #expect(throws: Never.self) { try JSONValue(parsing: Array("[1,2]".utf8), limit: 5) }
        #expect(throws: JSONError.tooLarge(bytes: 5, limit: 4)) {
            try JSONValue(parsing: Array("[1,2]".utf8), limit: 4)
        }
    }

    @Test("a value reads back equal, and writing it again gives the same bytes", arguments: UInt64(0)..<300)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let value = JSONValue.arbitrary(using: &random)
        let bytes = try value.canonicalBytes()
        let again = try JSONValue(parsing: bytes, limit: .max)
        #expect(again == value)
        #expect(try again.canonicalBytes() == bytes)
    }

    @Test("keys in any order and any white space between give the same bytes")
    func whiteSpaceAndOrder() throws {
        let loose = " {\t\"b\" :\r\n[ 1.50 , true , { } ] , \"a\" : \"\\u20aC\" , \"c\":[ ] } "
        #expect(try text(parse(loose)) == #"{"a":"€","b":[1.5,true,{}],"c":[]}"#)
    }

    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), limit: .max)
    }

    private func text(_ value: JSONValue) throws(JSONError) -> String {
        String(decoding: try value.canonicalBytes(), as: UTF8.self)
    }
}

extension [String] {
    fileprivate var object: JSONObject { JSONObject(map { .init($0, .null) })! }
}

extension JSONValue {
    fileprivate var members: [JSONObject.Member]? { if case .object(let object) = self { object.members } else { nil } }

    /// Any value as it reads back: whole numbers are integers.
    static func arbitrary(depth: Int = 0, using random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(Int64.random(in: -integerLimit...integerLimit, using: &random))
        case 3:
            let value = Double(bitPattern: random.next())
            if value.isFinite, value != value.rounded() || abs(value) >= 1e21 { return .double(value) }
            return .double(.random(in: 0.1...0.9, using: &random))
        case 4, 5: return .string(text(using: &random))
        case 6:
            return .array(
                (0..<Int.random(in: 0..<6, using: &random)).map { _ in arbitrary(depth: depth + 1, using: &random) })
        default:
            let members = (0..<Int.random(in: 0..<6, using: &random)).map { i in
                JSONObject.Member(text(using: &random) + String(i), arbitrary(depth: depth + 1, using: &random))
            }
            return .object(JSONObject(members) ?? JSONObject(inOrder: []))
        }
    }

    private static func text(using random: inout SeededRandom) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            let top = [0x20, 0x7F, 0x800, 0x1_0000, 0x11_0000].randomElement(using: &random)!
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<UInt32(top), using: &random)) {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
