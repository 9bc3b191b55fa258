import HTTPTypes
import Truce

/// What the client would rather have (RFC 9110 §12.5), within reason: a list of more than a few dozen is not read.
enum Negotiation {
    /// The first of `offered` that has the highest weight; nil when all are refused.
    static func type(for accept: String?, offered: [String]) -> String? {
        guard let accept, !offered.isEmpty else { return offered.first }
        let wanted = weights(accept)
        var best: (type: String, weight: Double)?
        for type in offered {
            let plain = String(type.prefix { $0 != ";" }).lowercased()
            let group = String(plain.prefix { $0 != "/" }) + "/*"
            // The most exact entry counts.
            guard let weight = wanted[plain] ?? wanted[group] ?? wanted["*/*"], weight > 0 else { continue }
            if weight > best?.weight ?? 0 { best = (type, weight) }
        }
        return best?.type
    }

    /// Whether a person at a browser is to read the answer.
    static func prefersPage(_ accept: String?) -> Bool {
        guard let accept else { return false }
        let wanted = weights(accept)
        guard let page = wanted["text/html"] else { return false }
        return page > max(wanted["application/json"] ?? 0, wanted["application/problem+json"] ?? 0)
    }

    static func language(for acceptLanguage: String?, standard: Language) -> Language {
        guard let acceptLanguage else { return standard }
        var best: (language: Language, weight: Double)?
        let wanted = weights(acceptLanguage)
        for language in [standard] + Language.allCases where language != best?.language {
            let found = wanted.filter { $0.key == language.rawValue || $0.key.hasPrefix(language.rawValue + "-") }
            let weight = found.values.max() ?? 0
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        return best?.language ?? standard
    }

    private static let mostEntries = 40

    private static func weights(_ list: String) -> [String: Double] {
        var weights: [String: Double] = [:]
        for entry in list.split(separator: ",", maxSplits: mostEntries).prefix(mostEntries) {
            var parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard !parts.isEmpty else { continue }
            let name = parts.removeFirst()
            let weight = parts.first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            guard (0...1).contains(weight) else { continue }
            weights[name] = max(weights[name] ?? 0, weight)
        }
        return weights
    }
}
