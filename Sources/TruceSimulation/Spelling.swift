import Truce

/// How sources write names: those that the agreement knows, a liaison's own words for the other side, and typos.
struct Spelling: Sendable {
    struct Row: Sendable, Hashable {
        let alias: String
        let actor: String
        let side: String
    }

    /// What `actors.csv` lists: every spelling but the typos.
    let rows: [Row]
    private let members: [World.CastMember]
    private let civilians: [String]

    init(of world: World) {
        members = world.sides.flatMap(\.units) + world.excluded + world.contested + world.notBound
        civilians = ["civilians"] + world.agreement.civilianAliases
        var rows: [Row] = []
        for member in members {
            for alias in Self.aliases(of: member) {
                let known = world.agreement.actors.contains { actor in
                    actor.id != member.id
                        && (actor.aliases.contains(alias) || actor.name.texts.contains { $0.text == alias })
                }
                if known || rows.contains(where: { $0.alias == alias }) { continue }
                rows.append(Row(alias: alias, actor: member.id, side: member.side ?? ""))
            }
        }
        self.rows = rows
    }

    private static func aliases(of member: World.CastMember) -> [String] {
        member.names + [hostile(member.names[0]), plain(member.names[0])]
    }

    /// As a liaison of the other side writes it.
    private static func hostile(_ name: String) -> String { "armed formations of " + name }
    private static func plain(_ name: String) -> String { name + " units" }

    /// The name of an actor, `civilians` or `monitors` as a source of that kind would write it.
    func name(
        of id: String, by source: SimulatedSource, _ random: inout SeededRandom
    ) -> String {
        if id.isEmpty { return "" }
        if id == "civilians" { return random.pick(civilians) }
        guard let member = members.first(where: { $0.id == id }) else { return id }
        if !source.speaksFor.isEmpty, member.side != source.speaksFor, random.chance(0.5) {
            return Self.hostile(member.names[0])
        }
        if source.habits.family == .local, random.chance(0.3) { return Self.plain(member.names[0]) }
        return random.chance(0.6) ? member.names[0] : random.pick(member.names)
    }

    /// Two neighbouring letters exchanged, or one left out, somewhere after the first.
    static func misspelt(_ text: String, _ random: inout SeededRandom) -> String {
        var letters = Array(text)
        guard letters.count > 4 else { return text }
        let at = 1 + random.integer(below: letters.count - 2)
        if random.chance(0.5) { letters.swapAt(at, at + 1) } else { letters.remove(at: at) }
        return String(letters)
    }
}
