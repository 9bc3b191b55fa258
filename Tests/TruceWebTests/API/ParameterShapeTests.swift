import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("What the description says of parameters and bodies")
struct ParameterShapeTests {
    private func isDescribed(_ value: JSONValue, by schema: JSONValue) -> Bool {
        SchemaValidator().faults(of: value, by: schema).isEmpty
    }

    @Test(
        "moments of the described shape are read",
        arguments: [
            ("2017-01-15T18:00:00Z", true), ("2017-01-15T18:00:00+17:59", true), ("2017-01-15T18:00:00-00:00", true),
            ("1623-07-19T00:25:51-20:42", false), ("2017-01-15T18:00:00", false), ("0000-05-05T00:00:00Z", false),
            ("0001-01-01T00:00:00+17:00", false), ("0001-01-02T00:00:00+17:00", true),
            ("9999-12-31T00:00:00-17:00", false), ("9999-12-30T00:00:00-17:00", true),
        ])
    func instants(text: String, isShape: Bool) {
        #expect(isDescribed(.string(text), by: ParameterSchemas.instant) == isShape)
        #expect(!isShape || ParameterText.instant(text) != nil)
    }

    @Test("counts of the described shape are read", arguments: [0, 1, 376_300_892_587, JSONValue.integerLimit])
    func counts(number: Int64) {
        #expect(isDescribed(.integer(number), by: ParameterSchemas.count))
        #expect(ParameterText.count("\(number)") == Int(number))
    }

    @Test("counts above those that JSON holds exactly are of no described shape")
    func tooMany() {
        #expect(!isDescribed(.integer(2 * JSONValue.integerLimit), by: ParameterSchemas.count))
    }

    @Test(
        "a name is described as without control characters, like those that no address holds",
        arguments: [("north", true), ("شمال", true), ("", false), ("a\nb", false), ("a\u{85}b", false), ("a\n", false)])
    func names(text: String, isShape: Bool) {
        #expect(isDescribed(.string(text), by: ParameterSchemas.identifier) == isShape)
        #expect((HolderID(text) != nil) == isShape)
    }

    @Test("texts of bodies have the described length", arguments: [(0, false), (1, true), (256, true), (257, false)])
    func texts(length: Int, isTaken: Bool) {
        let text = String(repeating: "é", count: length)
        #expect(isDescribed(.string(text), by: Schemas.text()) == isTaken)
        var body = BodyFields(["code": .string(text)])
        _ = body.text("code")
        #expect(self.isTaken(body) == isTaken)
        let holders = Schemas.sent(listOf: Schemas.text())
        #expect(isDescribed([.string(text)], by: holders) == isTaken)
        var list = BodyFields(["holders": [.string(text)]])
        _ = list.texts("holders")
        #expect(self.isTaken(list) == isTaken)
    }

    @Test("a whole number may be written with a point", arguments: [(80.0, true), (80.5, false), (366.0, false)])
    func numbers(number: Double, isTaken: Bool) {
        var body = BodyFields(["days": .double(number)])
        let read = body.number("days", 1...365)
        #expect(self.isTaken(body) == isTaken)
        #expect(!isTaken || read == 80)
    }

    private func isTaken(_ body: BodyFields) -> Bool {
        do throws(Problem) { try body.check() } catch { return false }
        return true
    }
}
