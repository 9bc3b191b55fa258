import Truce

extension AgreementFormat {
    private static let acts = KeyShape(
        "acts", .list(.choice(ActSet.codes), atLeast: 1), required: true, "Acts or groups of acts",
        example: "[fire, movement.advance]")
    private static let by = KeyShape(
        "by", .list(.refers([.party])), "Parties", omitted: "every party", example: "[north]")
    private static func within(_ omitted: String) -> KeyShape {
        KeyShape("within", .list(.refers([.zone])), "Zones", omitted: omitted, example: "[buffer]")
    }

    static let clauses: [ObjectShape] = [
        ObjectShape(
            name: "provision",
            meaning:
                "A clause. Without forbids, withdraws or permits it undertakes something that no single incident breaks.",
            keys: [
                id(.provision, "\"1\""),
                KeyShape("title", .localized, required: true, "Short title", example: "No fire"),
                KeyShape("text", .localized, required: true, "Its sense, in own words", example: "All fire stops."),
                document, from("its validity"), until("its validity"),
                KeyShape("forbids", .object("forbids"), "Acts that are forbidden", example: "see forbids"),
                KeyShape(
                    "withdraws", .object("withdraws"), "Weapons that stay back from a line", example: "see withdraws"),
                KeyShape(
                    "permits", .object("permits"), "Acts taken out of what other provisions forbid",
                    example: "see permits"),
            ],
            rules: [.atMostOne(["forbids", "withdraws", "permits"])]),
        ObjectShape(
            name: "forbids", meaning: "Which acts, by whom, against whom, where.",
            keys: [
                acts, by,
                KeyShape(
                    "against", .list(.choice(Target.allCases.map(\.rawValue)), atLeast: 1),
                    "Whom the act hits; anyone = the act itself is forbidden", omitted: "[bound, civilians]",
                    example: "[anyone]"),
                within("the whole territory"),
                KeyShape(
                    "exceptions", .list(.choice(Exemption.allCases.map(\.rawValue))),
                    "What takes an act out, once claimed and shown", omitted: "none", example: "[self_defence]"),
            ]),
        ObjectShape(
            name: "withdraws", meaning: "How far back weapons stay.",
            keys: [
                KeyShape(
                    "limits", .list(.object("limit"), atLeast: 1), required: true, "Distances by weapon",
                    example: "see limit"),
                KeyShape(
                    "except_within", .list(.refers([.zone])), "Zones in which stored weapons do not count",
                    omitted: "none", example: "[depot]"),
            ]),
        ObjectShape(
            name: "limit", meaning: "A distance for one class of weapon.",
            keys: [
                KeyShape(
                    "weapon", .choice(WeaponClass.allCases.map(\.rawValue)), required: true, "Class",
                    example: "artillery"),
                KeyShape(
                    "calibre_from_mm", .number(0...2000), "Calibre in millimetres, this one included", omitted: "any",
                    example: "100"),
                KeyShape(
                    "calibre_below_mm", .number(0...2000), "Calibre in millimetres, this one excluded", omitted: "any",
                    example: "152"),
                KeyShape(
                    "models", .list(.text), "Models that the agreement names", omitted: "any", example: "[Tochka]"),
                KeyShape(
                    "km", .number(0...2000), required: true, "Distance from the line in kilometres", example: "25"),
                KeyShape(
                    "line", .refers([.lineOf]), required: true, "The `of` of the lines that count", example: "contact"),
                by, from("the limit"),
            ]),
        ObjectShape(
            name: "permits", meaning: "Which acts are allowed, to whom, where.", keys: [acts, by, within("anywhere")]),
    ]
}
