import Truce

/// One text in every language that Truce writes in.
package struct Phrase: Hashable, Sendable {
    package let english: String
    package let arabic: String

    package init(_ english: String, _ arabic: String) {
        self.english = english
        self.arabic = arabic
    }

    package subscript(language: Language) -> String {
        switch language {
        case .english: english
        case .arabic: arabic
        }
    }
}
