import Foundation
import Truce
import TruceAccounts

/// What `truce init` asks a person for, one thing after the other, and each again until it can be used: nobody should lose
/// earlier answers by a slip of the hand.
package struct FirstQuestions {
    /// What options said already.
    package struct Given {
        package var title, agreement, url, origin, login: String?

        package init(title: String?, agreement: String?, url: String?, origin: String?, login: String?) {
            self.title = title
            self.agreement = agreement
            self.url = url
            self.origin = origin
            self.login = login
        }
    }

    /// No option says it, and nobody can be asked.
    package struct Unanswered: Error, Equatable, CustomStringConvertible {
        package let question: String
        package var description: String { "\(question) is not said, and nobody can be asked." }
    }

    private let given: Given
    private let ask: ((String) -> String?)?

    /// - Parameter ask: Shows a line and answers with what was typed; nil at the end of what can be typed. Nil: nobody is
    ///   there.
    package init(_ given: Given, ask: ((String) -> String?)?) {
        self.given = given
        self.ask = ask
    }

    package func steps(in language: Language) throws(Unanswered) -> FirstSteps {
        let title = try answer(given.title, "The mission's name (--title)") { _ in nil }
        let agreement = try answer(given.agreement, "The agreement's file (--agreement)") { path in
            FileManager.default.fileExists(atPath: path) ? nil : "No file “\(path)” is there."
        }
        let url = try answer(given.url, "Where people will reach the server (--url)", standard: "") { text in
            SiteURL(text) == nil ? "“\(text)” is not an address such as https://truce.example.org." : nil
        }
        let host = url.split(separator: "/").dropFirst().first.map(String.init) ?? "localhost"
        let origin = try answer(given.origin, "The log's name, for ever (--origin)", standard: "\(host)/log") { _ in nil
        }
        let login = try answer(given.login, "The first administrator's login (--administrator)") { text in
            do throws(AccountsError) {
                _ = try LoginName(text)
                return nil
            } catch { return error.description }
        }
        return FirstSteps(
            title: title, language: language, agreement: agreement, origin: origin, login: login, url: url)
    }

    /// - Parameter fault: What is wrong with an answer; nil: nothing.
    private func answer(
        _ given: String?, _ question: String, standard: String? = nil, fault: (String) -> String?
    ) throws(Unanswered) -> String {
        if let given { return given }
        guard let ask else {
            guard let standard else { throw Unanswered(question: question) }
            return standard
        }
        let hint = standard.map { $0.isEmpty ? " (may be left empty):" : " (\($0)):" } ?? ":"
        var line = question + hint
        while true {
            guard let typed = ask(line)?.trimmingCharacters(in: .whitespaces) else {
                throw Unanswered(question: question)
            }
            if typed.isEmpty {
                if let standard { return standard }
                line = "This is needed. " + question + hint
            } else if let fault = fault(typed) {
                line = fault + " " + question + hint
            } else {
                return typed
            }
        }
    }
}
