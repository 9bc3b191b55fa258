import Foundation

/// Why a password is not taken.
package enum PasswordFault: Error, Hashable, Sendable, CustomStringConvertible {
    case tooShort
    case tooLong
    case holdsLogin
    case common

    package var description: String {
        switch self {
        case .tooShort: "The password is too short. Use at least \(PasswordRules.shortest) characters: a few words do."
        case .tooLong: "The password is too long. Use at most \(PasswordText.byteLimit) bytes."
        case .holdsLogin: "The password says little besides the login name. Choose one without it."
        case .common: "This password is among the first that are tried. Use a few words that do not belong together."
        }
    }
}

/// What a new password must be. Length is what counts; the rest keeps out what is guessed first.
enum PasswordRules {
    static let shortest = 12
    /// How many characters a password must have besides the login name in it.
    static let besidesLogin = 6

    static func fault(of typed: String, login: LoginName) -> PasswordFault? {
        let text = typed.precomposedStringWithCanonicalMapping
        // Bytes first: what follows is not done on something long.
        if text.utf8.count > PasswordText.byteLimit { return .tooLong }
        if text.unicodeScalars.count < shortest { return .tooShort }
        let folded = LoginName.folded(text)
        if folded.contains(login.key),
            folded.replacing(login.key, with: "").unicodeScalars.count < besidesLogin
        {
            return .holdsLogin
        }
        return isCommon(folded) ? .common : nil
    }

    private static func isCommon(_ folded: String) -> Bool {
        if Set(folded).count < 5 { return true }
        if runs.contains(where: { $0.contains(folded) }) { return true }
        let symbols = Array(folded.filter { !$0.isWhitespace && !"-_.".contains($0) })
        let starts = Set([0, symbols.firstIndex(where: \.isLetter) ?? 0])
        return starts.contains { start in stems.contains { isMade(Array(symbols[start...]), of: Array($0)) } }
    }

    /// Whether the symbols are `stem`, once or several times over, and then no letter. Symbols that look like letters
    /// count as both.
    private static func isMade(_ symbols: [Character], of stem: [Character]) -> Bool {
        let letters = symbols.map { lookalikes[$0] ?? $0 }
        var end = 0
        while letters[end...].starts(with: stem) { end += stem.count }
        return end > 0 && !symbols[end...].contains(where: \.isLetter)
    }

    private static let lookalikes: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    /// Long enough to hold every run of ``shortest`` or more that goes once round.
    private static let runs: [String] = {
        let rows = [
            "1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwertzuiop", "azertyuiop",
            "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
            "йцукенгшщзхъфывапролджэ",
        ]
        return rows.flatMap { row in [row, String(row.reversed())].map { $0 + $0 + $0 } }
    }()

    private static let stems: Set<String> = [
        "password", "passwort", "passw", "pass", "passphrase", "mypassword", "thepassword", "newpassword",
        "changeme", "changemenow", "changethis", "letmein", "letmeinnow", "welcome", "welcomeback", "default", "secret",
        "topsecret", "confidential", "admin", "administrator", "root", "user", "guest", "login", "test", "testing",
        "qwerty", "qwertyqwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abc", "abcdef", "iloveyou", "iloveyousomuch",
        "sunshine", "princess", "monkey", "dragon", "football", "baseball", "superman", "batman", "starwars", "trustno",
        "whatever", "nothing", "master", "shadow", "michael", "jennifer", "computer", "internet", "samsung",
        "correcthorsebatterystaple",
        "ceasefire", "ceasefirenow", "truce", "peace", "peacenow", "freedom", "observer", "monitor", "monitoring",
        "mission", "unitednations", "headofmission", "liaison", "guarantor", "mediator", "пароль", "парольпароль",
        "мир", "перемирие", "السلام", "سلام", "كلمةالسر", "الهدنة",
    ]
}
