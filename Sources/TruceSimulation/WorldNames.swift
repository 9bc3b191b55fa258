/// Names of towns that exist nowhere, put together from syllables.
enum WorldNames {
    private static let heads = [
        "Ka", "Mir", "Os", "Vel", "Tar", "Lu", "Bran", "Sho", "Gri", "Pel", "Zan", "Dor", "Hal", "Ist", "Nov", "Ru",
        "Sem",
        "Ulm", "Yar", "Ced", "Fen", "Jas", "Orl", "Que",
    ]
    private static let middles = ["", "", "a", "o", "e", "ba", "ri", "la", "do", "ni", "ve", "mu", "sta", "go"]
    private static let tails = [
        "dor", "sk", "var", "hir", "mel", "tan", "gora", "wick", "rin", "los", "beth", "nar", "pur", "zar", "dun",
        "mar",
    ]
    private static let crews = ["Heron", "Kestrel", "Plover", "Swift", "Dunlin", "Merlin"]

    static func town(_ random: inout SeededRandom, not taken: [String]) -> String {
        while true {
            let name = random.pick(heads) + random.pick(middles) + random.pick(tails)
            if !taken.contains(name) { return name }
            let old = "Old " + name
            if !taken.contains(old) { return old }
            let upper = "Upper " + name + " " + String(taken.count)
            if !taken.contains(upper) { return upper }
        }
    }

    static func teams(_ count: Int, _ random: inout SeededRandom) -> [String] {
        Array(random.shuffled(crews).prefix(count))
    }
}
