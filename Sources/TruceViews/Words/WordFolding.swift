import Foundation

/// What words are compared by: one form for every way of writing a word. Case, accents, Arabic vowel signs and tatweel do
/// not count; the forms of alef, yeh, kaf and teh marbuta are one each; digits of all scripts are ASCII; ё is е and й is и,
/// because many write them so. Too much is found rather than too little.
enum WordFolding {
    /// A word as folded, and where it stands in the text.
    struct Word: Equatable {
        var folded: String
        var range: Range<String.Index>
    }

    /// The words of a text: letters, marks and digits; everything else parts them.
    static func words(in text: String) -> [Word] {
        var words: [Word] = []
        var (folded, start) = ("", text.startIndex)
        func end(at index: String.Index) {
            if !folded.isEmpty { words.append(Word(folded: folded, range: start..<index)) }
            folded = ""
        }
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            if isIgnored(scalar) {
                // Within a word it is passed over; it begins none.
            } else if scalar.isASCII {
                if let letter = ascii(scalar) {
                    if folded.isEmpty { start = index }
                    folded.unicodeScalars.append(letter)
                } else {
                    end(at: index)
                }
            } else {
                let letters = fold(scalar)
                if letters.isEmpty {
                    end(at: index)
                } else {
                    if folded.isEmpty { start = index }
                    folded += letters
                }
            }
            index = scalars.index(after: index)
        }
        end(at: text.endIndex)
        return words
    }

    /// The words with a space between.
    static func folded(_ text: String) -> String { words(in: text).map(\.folded).joined(separator: " ") }

    private static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A: scalar
        case 0x41...0x5A: Unicode.Scalar(scalar.value + 32)
        default: nil
        }
    }

    /// Marks, joiners and what steers the direction of writing: they change how a word looks, not which it is.
    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x300 { return scalar.value == 0xAD }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return true
        default: return scalar.value == 0x640
        }
    }

    /// Empty for what is no part of a word.
    private static func fold(_ scalar: Unicode.Scalar) -> String {
        if let same = same[scalar] { return same }
        let properties = scalar.properties
        if properties.numericType == .decimal, let value = properties.numericValue { return String(Int(value)) }
        var folded = ""
        // Ligatures and presentation forms are read as the letters that they stand for.
        for part in String(scalar).decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            if isIgnored(part) { continue }
            if part.isASCII {
                if let letter = ascii(part) { folded.unicodeScalars.append(letter) }
            } else if let same = same[part] {
                folded += same
            } else if part.properties.isAlphabetic || part.properties.numericType != nil
                || part.properties.generalCategory == .spacingMark
            {
                folded.unicodeScalars.append(part)
            }
        }
        return folded
    }

    private static let same: [Unicode.Scalar: String] = [
        "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ی": "ي", "ې": "ي", "ؤ": "و", "ة": "ه", "ۀ": "ه",
        "ہ": "ه",
        "ە": "ه", "ک": "ك", "ڪ": "ك",
        "ё": "е", "й": "и", "ї": "і", "ў": "у", "ѐ": "е", "ѝ": "и", "Ё": "е", "Й": "и", "Ї": "і", "Ў": "у", "Ѐ": "е",
        "Ѝ": "и", "ґ": "г", "Ґ": "г",
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
        "ð": "d", "Ð": "d", "ł": "l", "Ł": "l", "þ": "th", "Þ": "th", "ı": "i", "İ": "i",
    ]
}
