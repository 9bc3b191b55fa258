/// A language that Truce writes in.
public enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case arabic = "ar"

    /// The `dir` of a page.
    public var direction: String { self == .arabic ? "rtl" : "ltr" }

    /// CLDR plural category of a whole number (cardinal rules, CLDR 45).
    package func plural(_ n: Int) -> String {
        switch self {
        case .english: return n == 1 ? "one" : "other"
        case .arabic:
            switch n {
            case 0: return "zero"
            case 1: return "one"
            case 2: return "two"
            default:
                let rest = n % 100
                return (3...10).contains(rest) ? "few" : rest >= 11 ? "many" : "other"
            }
        }
    }

    /// The plural categories that the language tells apart.
    package var plurals: [String] {
        self == .arabic ? ["zero", "one", "two", "few", "many", "other"] : ["one", "other"]
    }
}
