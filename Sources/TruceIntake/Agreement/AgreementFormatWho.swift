import Truce

extension AgreementFormat {
    private static let standings = Standing.allCases.map(\.rawValue)
    private static let positions = KeyShape(
        "positions", .list(.object("position"), atLeast: 1), "Who says what; with a contested standing, and only then",
        example: "see position")

    static let who: [ObjectShape] = [
        ObjectShape(
            name: "document", meaning: "A document.",
            keys: [
                id(.document, "accord"),
                KeyShape("title", .localized, required: true, "Its title", example: "Two Rivers Accord"),
                KeyShape("date", .day, "Its date", example: "2031-02-20"),
            ]),
        ObjectShape(
            name: "mediator", meaning: "Who mediates.", keys: [id(.mediator, "league"), name("League of Cities")]),
        ObjectShape(
            name: "party", meaning: "A side that the agreement binds. It is an actor too.",
            keys: [
                id(.party, "north"), name("{en: Northern Council, fr: Conseil du Nord}"), aliases,
                KeyShape(
                    "units", .list(.object("unit")), "Formations of this side that reports name", omitted: "none",
                    example: "see unit"),
            ]),
        ObjectShape(
            name: "unit", meaning: "A formation of a party.",
            keys: [
                id(.unit, "river-brigade"), name("River Brigade"), aliases,
                KeyShape(
                    "standing", .choice(standings), "What the agreement makes of it", omitted: "bound",
                    example: "contested"),
                positions,
            ]),
        ObjectShape(
            name: "guarantor", meaning: "Who answers for parties. With aliases it is an actor too, not bound.",
            keys: [
                id(.guarantor, "east-union"), name("Eastern Union"), aliases,
                KeyShape(
                    "answers_for", .list(.refers([.party]), atLeast: 1), required: true, "Parties", example: "[north]"),
                KeyShape(
                    "disputed_by", .list(.refers(voices)), "Who disputes that it is a guarantor", omitted: "nobody",
                    example: "[south]"),
            ]),
        ObjectShape(
            name: "group", meaning: "A group outside the parties.",
            keys: [
                id(.group, "free-band"), name("Free Band"), aliases,
                KeyShape(
                    "standing", .choice(standings), required: true, "What the agreement makes of it",
                    example: "excluded"),
                KeyShape("side", .refers([.party]), "On whose side it fights", omitted: "on neither", example: "south"),
                positions,
            ]),
        ObjectShape(
            name: "position", meaning: "What somebody says of a contested standing.",
            keys: [
                KeyShape(
                    "by", .refers(voices + [.unit, .group]), required: true, "Who says so", example: "east-union"),
                KeyShape(
                    "says", .choice(standings.filter { $0 != Standing.contested.rawValue }), required: true, "What",
                    example: "excluded"),
                KeyShape("since", .moment, "From when on", omitted: "always", example: "2031-03-04"),
                document,
            ]),
        ObjectShape(
            name: "collective", meaning: "Names that say too little.",
            keys: [
                KeyShape(
                    "names", .list(.text, atLeast: 1), required: true, "As sources write them", example: "[armed men]"),
                KeyShape(
                    "may_be", .list(.refers(actors), atLeast: 1), required: true, "Actors",
                    example: "[south, free-band]"),
            ]),
        ObjectShape(
            name: "source", meaning: "Who sends reports.",
            keys: [
                KeyShape(
                    "name", .declaresText(.source), required: true, "As it stands in the reports", example: "post-3"),
                KeyShape(
                    "kind", .choice(SourceProfile.Kind.allCases.map(\.rawValue)), required: true, "What it is",
                    example: "observer"),
                KeyShape(
                    "speaks_for", .refers(voices), "The side it speaks for", omitted: "independent", example: "north"),
            ]),
        ObjectShape(
            name: "in_force", meaning: "When the agreement holds.",
            keys: [
                KeyShape(
                    "from", .moment, required: true, "First moment in force", example: "2031-03-01 00:00 Asia/Damascus"),
                until("force"),
                KeyShape(
                    "duration_note", .localized, "A dispute over how long it lasts, in words",
                    example: "The south calls it permanent"),
                KeyShape(
                    "suspensions", .list(.object("suspension")), "When it did not hold", omitted: "none",
                    example: "see suspension"),
            ]),
        ObjectShape(
            name: "suspension", meaning: "A time in which the agreement did not hold.",
            keys: [
                KeyShape(
                    "from", .moment, required: true, "Its first moment", example: "2031-03-10 12:00 Asia/Damascus"),
                until("the suspension"),
                KeyShape("reason", .localized, required: true, "Why", example: "Flood relief"),
            ]),
    ]
}
