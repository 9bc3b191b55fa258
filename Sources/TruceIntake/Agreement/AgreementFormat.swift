import Truce

/// The agreement file format, version 1, as data. `docs/agreement-format.md` describes it for people.
enum AgreementFormat {
    static let version = 1
    static let identifierPattern = "^[a-z0-9][a-z0-9._-]*$"
    static let languagePattern = "^[a-z]{2,3}$"

    static let objects: [ObjectShape] = [agreement, amendment] + who + places + clauses + duties + rules
    private static let byName = Dictionary(uniqueKeysWithValues: objects.map { ($0.name, $0) })

    static func object(_ name: String) -> ObjectShape {
        guard let found = byName[name] else { preconditionFailure("the format has no object “\(name)”") }
        return found
    }

    /// Who may hold a position, draw a line or report progress.
    static let voices: [Names] = [.party, .guarantor, .mediator]
    static let actors: [Names] = [.party, .unit, .group, .guarantor]

    static let agreement = ObjectShape(
        name: "agreement", meaning: "The agreement file.",
        keys: [
            KeyShape("truce", .whole(1...1), required: true, "Version of this format", example: "1"),
            KeyShape("id", .declares(.agreement), required: true, "Identifier of the agreement", example: "two-rivers"),
            KeyShape("title", .localized, required: true, "Its title", example: "{en: Two Rivers Truce}"),
            KeyShape(
                "version", .whole(1...9999), required: true, "Version of the text, rising with amendments", example: "1"
            ),
            KeyShape(
                "zone", .zone, required: true, "IANA time zone of the mission: its days begin at its midnight",
                example: "Asia/Damascus"),
            KeyShape(
                "fictional", .flag, "Whether names, places and people in it are invented", omitted: "false",
                example: "true"),
            KeyShape(
                "documents", .list(.object("document")), "The documents that the agreement consists of",
                omitted: "none", example: "see document"),
            KeyShape(
                "mediators", .list(.object("mediator")), "Who mediates", omitted: "none",
                example: "[{id: un, name: United Nations}]"),
            KeyShape(
                "parties", .list(.object("party"), atLeast: 1), required: true, "The sides that it binds",
                example: "see party"),
            KeyShape(
                "guarantors", .list(.object("guarantor")), "Who answers for which parties", omitted: "none",
                example: "see guarantor"),
            KeyShape(
                "groups", .list(.object("group")), "Groups outside the parties", omitted: "none", example: "see group"),
            KeyShape(
                "collective_names", .list(.object("collective")), "Names that may mean any of several actors",
                omitted: "none", example: "see collective"),
            KeyShape(
                "civilians", .list(.text), "How sources write “civilians”", omitted: "none", example: "[Civilians]"),
            KeyShape("sources", .list(.object("source")), "Who sends reports", omitted: "none", example: "see source"),
            KeyShape("in_force", .object("in_force"), required: true, "From when until when", example: "see in_force"),
            KeyShape("map", .text, "Name of a GeoJSON file beside this one", omitted: "no map", example: "map.geojson"),
            KeyShape(
                "territory", .list(.refers([.zone])), "Zones that make up the territory", omitted: "everywhere",
                example: "[valley]"),
            KeyShape(
                "zones", .list(.object("zone")), "Areas with rules of their own", omitted: "none", example: "see zone"),
            KeyShape(
                "lines", .list(.object("line")), "Lines that rules refer to", omitted: "none", example: "see line"),
            KeyShape(
                "control", .list(.object("control")), "Who holds which zone", omitted: "not known",
                example: "see control"),
            KeyShape(
                "provisions", .list(.object("provision")), "The numbered clauses", omitted: "none",
                example: "see provision"),
            KeyShape(
                "events", .list(.object("event")), "Named moments that deadlines count from", omitted: "none",
                example: "see event"),
            KeyShape(
                "obligations", .list(.object("obligation")), "Timed commitments, and demands for them", omitted: "none",
                example: "see obligation"),
            KeyShape(
                "gates", .list(.object("gate")), "Next steps and what opens them", omitted: "none", example: "see gate"),
            KeyShape(
                "procedure", .object("procedure"), "How the mechanism works", omitted: "each key's own",
                example: "see procedure"),
            KeyShape(
                "severity", .object("severity"), "Levels on three axes", omitted: "0 on each", example: "see severity"),
        ])

    static let amendment = ObjectShape(
        name: "amendment", meaning: "An amendment file: what changes in the agreement, and from when.",
        keys: [
            KeyShape("amends", .text, required: true, "The agreement's id", example: "two-rivers"),
            KeyShape("version", .whole(2...9999), required: true, "Higher than that of the text before", example: "2"),
            KeyShape(
                "from", .moment, required: true, "When it takes effect", example: "2031-04-01 00:00 Asia/Damascus"),
            KeyShape(
                "title", .localized, "What the amendment is called; to rename the agreement, set its title",
                example: "Extension"),
            KeyShape(
                "set", .sections,
                "Sections of the agreement: entries with an id (sources: a name) replace the one of that id or are added, sets of keys merge, anything else is replaced",
                omitted: "nothing", example: "{in_force: {until: 2031-07-01}}"),
            KeyShape(
                "remove", .sections, "By section, the ids of entries that fall away", omitted: "nothing",
                example: "{provisions: [\"4\"]}"),
        ],
        rules: [.atLeastOne(["set", "remove"])])

    /// Keys that `set` may not touch.
    static let fixed: Set<String> = ["truce", "id", "version"]

    static func id(_ names: Names, _ example: String) -> KeyShape {
        KeyShape(
            "id", .declares(names), required: true, "Identifier: lower-case letters, digits, - _ .", example: example)
    }
    static func name(required: Bool = true, _ example: String) -> KeyShape {
        KeyShape(
            "name", .localized, required: required, "Name, in one or more languages", omitted: required ? "" : "the id",
            example: example)
    }
    static func from(_ what: String) -> KeyShape {
        KeyShape(
            "from", .moment, "First moment of \(what)", omitted: "always before",
            example: "2031-03-01 00:00 Asia/Damascus")
    }
    static func until(_ what: String) -> KeyShape {
        KeyShape("until", .moment, "First moment no longer of \(what)", omitted: "open", example: "2031-06-01")
    }
    static let document = KeyShape("source", .refers([.document]), "Document that says so", example: "accord")
    static let aliases = KeyShape(
        "aliases", .list(.text), "Other names that sources use; the names above always count", omitted: "none",
        example: "[Northern Council, NC]")
}
