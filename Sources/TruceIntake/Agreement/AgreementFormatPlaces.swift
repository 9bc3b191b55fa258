import Truce

extension AgreementFormat {
    private static let whose = KeyShape(
        "source", .text, "A document's id, or whose map it is, in words", example: "accord")
    private static func accordingTo(_ omitted: String) -> KeyShape {
        KeyShape(
            "according_to", .list(.refers(voices)), "In whose account this is so", omitted: omitted, example: "[north]")
    }

    static let places: [ObjectShape] = [
        ObjectShape(
            name: "zone", meaning: "An area.",
            keys: [
                id(.zone, "buffer"), name(required: false, "Buffer along the river"),
                KeyShape(
                    "kind", .choice(Zone.Kind.allCases.map(\.rawValue)), required: true, "What it is", example: "buffer"
                ),
                KeyShape("feature", .text, "Id of a Polygon or MultiPolygon in the map", example: "buffer"),
                KeyShape(
                    "polygon", .list(.position, atLeast: 4), "A ring of positions, the last the same as the first",
                    example: "[[38, 35], [39, 35], [39, 36], [38, 35]]"),
                KeyShape(
                    "countries", .list(.text), "How sources that name a country write it: such a report lies inside",
                    omitted: "coordinates alone decide", example: "[Syria]"),
                from("its existence"), until("its existence"), whose,
            ],
            rules: [.exactlyOne(["feature", "polygon"])]),
        ObjectShape(
            name: "line", meaning: "A line. Lines with the same `of` compete: each is the line according to somebody.",
            keys: [
                id(.line, "contact-north"), name(required: false, "Line of contact as the north draws it"),
                KeyShape(
                    "of", .declaresText(.lineOf), required: true, "What it is a line of; withdrawal limits name this",
                    example: "contact"),
                KeyShape("feature", .text, "Id of a LineString in the map", example: "contact-north"),
                KeyShape("path", .list(.position, atLeast: 2), "Positions", example: "[[38, 35.5], [39, 35.5]]"),
                accordingTo("nobody disputes it"),
                from("its existence"), until("its existence"), whose,
            ],
            rules: [.exactlyOne(["feature", "path"])]),
        ObjectShape(
            name: "control", meaning: "Who holds a zone.",
            keys: [
                KeyShape("zone", .refers([.zone]), required: true, "Zone", example: "north-bank"),
                KeyShape("party", .refers([.party, .group]), required: true, "Who holds it", example: "north"),
                from("control"), until("control"), accordingTo("nobody disputes it"),
            ]),
    ]
}
