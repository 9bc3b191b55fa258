import Foundation
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("What truce init asks")
struct FirstQuestionsTests {
    private static let agreement = SharedData.repository.appending(path: "Examples/two-rivers/agreement.yaml").path
    private static let nothing = FirstQuestions.Given(title: nil, agreement: nil, url: nil, origin: nil, login: nil)

    /// Types these lines, then no more; and keeps what was asked.
    private final class Person {
        var lines: [String]
        var asked: [String] = []
        init(_ lines: [String]) { self.lines = lines }

        func answer(_ question: String) -> String? {
            asked.append(question)
            return lines.isEmpty ? nil : lines.removeFirst()
        }
    }

    @Test("the mission's name first; then agreement, address, log, login")
    func order() throws {
        let person = Person(["Two Rivers", Self.agreement, "https://truce.example.org", "", "ada"])
        let steps = try FirstQuestions(Self.nothing, ask: person.answer).steps(in: .english)
        #expect(
            person.asked.map { $0.prefix(12) } == [
                "The mission'", "The agreemen", "Where people", "The log's na", "The first ad",
            ])
        #expect(steps.title == "Two Rivers" && steps.agreement == Self.agreement && steps.login == "ada")
        #expect(steps.url == "https://truce.example.org" && steps.origin == "truce.example.org/log")
    }

    @Test("each again until it can be used, and nothing that was answered is lost")
    func again() throws {
        let person = Person(
            [
                "", "  ", "Two Rivers", "", "no-such-file.yaml", Self.agreement, "truce.example.org", "", "", "",
                "ada\u{7}", "ada",
            ])
        let steps = try FirstQuestions(Self.nothing, ask: person.answer).steps(in: .english)
        #expect(person.asked.count == 12 && person.lines.isEmpty)
        #expect(person.asked[1].hasPrefix("This is needed. The mission's name"))
        #expect(person.asked[5].contains("No file “no-such-file.yaml” is there."))
        #expect(person.asked[7].contains("is not an address"))
        #expect(person.asked[11].hasSuffix("The first administrator's login (--administrator):"))
        #expect(
            steps.title == "Two Rivers" && steps.url == "" && steps.origin == "localhost/log" && steps.login == "ada")
    }

    @Test("nothing that an option says; and whoever stops typing is told what is missing")
    func given() throws {
        let given = FirstQuestions.Given(
            title: "Two Rivers", agreement: Self.agreement, url: "", origin: "a.example/log", login: nil)
        let person = Person([])
        #expect(throws: FirstQuestions.Unanswered(question: "The first administrator's login (--administrator)")) {
            try FirstQuestions(given, ask: person.answer).steps(in: .english)
        }
        #expect(person.asked.count == 1)
        // Where nobody can be asked, what may be left empty is.
        var whole = given
        (whole.login, whole.url, whole.origin) = ("ada", nil, nil)
        let steps = try FirstQuestions(whole, ask: nil).steps(in: .english)
        #expect(steps.url == "" && steps.origin == "localhost/log")
        #expect(throws: FirstQuestions.Unanswered.self) { try FirstQuestions(given, ask: nil).steps(in: .english) }
    }
}
