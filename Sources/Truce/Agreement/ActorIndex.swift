import Foundation

/// Finds who a source means by a name: every alias of the agreement, folded so that case, spacing, apostrophes and
/// Arabic vowel signs do not matter. A text that names several, separated by commas, is a coalition.
public struct ActorIndex: Sendable {
    /// One name out of a side's text.
    public enum Member: Hashable, Comparable, Sendable {
        /// A place in ``Agreement/actors``.
        case actor(Int)
        /// A place in ``Agreement/collectives``.
        case collective(Int)
        case civilians
        /// A name that the agreement does not know.
        case unnamed(String)
    }

    private let byName: [String: Member]

    /// `extra` maps further spellings to identifiers of actors or parties (a mission's actors.csv).
    public init(_ agreement: Agreement, extra: [(alias: String, actor: String)] = []) {
        var table: [String: Member] = [:]
        for (index, actor) in agreement.actors.enumerated() {
            for alias in actor.aliases + actor.name.texts.map(\.text) { table[Self.folded(alias)] = .actor(index) }
        }
        for (index, collective) in agreement.collectives.enumerated() {
            for name in collective.names { table[Self.folded(name)] = .collective(index) }
        }
        for name in agreement.civilianAliases { table[Self.folded(name)] = .civilians }
        for (alias, id) in extra where table[Self.folded(alias)] == nil {
            if let index = agreement.actors.firstIndex(where: { $0.id == id }) {
                table[Self.folded(alias)] = .actor(index)
            }
        }
        byName = table
    }

    /// Everybody named in a side's text; empty for an empty text. A name known as a whole is not split.
    public func members(in text: String) -> [Member] {
        let whole = Self.folded(text)
        if whole.isEmpty { return [] }
        if let known = byName[whole] { return [known] }
        var found: [Member] = []
        var seen: Set<Member> = []
        for part in text.split(whereSeparator: { ",;|،".contains($0) }) {
            let name = Self.folded(String(part))
            if name.isEmpty { continue }
            let member = byName[name] ?? .unnamed(part.trimmingCharacters(in: .whitespaces))
            if seen.insert(member).inserted { found.append(member) }
        }
        return found
    }

    /// Lower case, single spaces, without marks above and below letters and invisible ones, one kind of apostrophe.
    public static func folded(_ name: String) -> String {
        let plain = name.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        var folded = ""
        var gap = false
        for scalar in plain.unicodeScalars {
            // Invisible letters make two names look like one: they do not count.
            if scalar.properties.generalCategory == .format { continue }
            if scalar.properties.isWhitespace {
                gap = true
                continue
            }
            if gap, !folded.isEmpty { folded.append(" ") }
            gap = false
            switch scalar {
            case "\u{2018}", "\u{2019}", "\u{02BC}", "`": folded.append("'")
            case "\u{201C}", "\u{201D}": folded.append("\"")
            default: folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }
}
