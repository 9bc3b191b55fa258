import Truce

extension AgreementFormat {
    static let rules: [ObjectShape] = [
        ObjectShape(
            name: "procedure", meaning: "How the mechanism works.",
            keys: [
                KeyShape(
                    "independent_sources", .whole(0...99),
                    "Sources that speak for no side, without which nothing is held for established", omitted: "1",
                    example: "2"),
                KeyShape(
                    "verification_hours", .list(.whole(0...8760), atLeast: 1),
                    "Hours to verify, by severity 0 to 3; the last holds beyond", omitted: "not set",
                    example: "[72, 48, 24, 12]"),
                KeyShape(
                    "reply_hours", .list(.whole(0...8760), atLeast: 1), "Hours to reply, by severity 0 to 3",
                    omitted: "not set", example: "[96, 72, 48, 24]"),
                KeyShape(
                    "escalation", .list(.object("rung")), "Who is asked next, and after how long", omitted: "none",
                    example: "see rung"),
                KeyShape(
                    "attribution_needs", .choice(Confidence.allCases.map(\.rawValue)),
                    "Confidence without which nobody is named", omitted: "high", example: "medium"),
                KeyShape(
                    "counting", .choice(Procedure.Counting.allCases.map(\.rawValue)), "What counts as one",
                    omitted: "incident", example: "incident"),
                KeyShape("adopted_by", .text, "Who adopts findings", example: "Head of mission"),
                KeyShape("published_by", .text, "Who publishes", example: "Joint commission"),
                KeyShape(
                    "public_grid_m", .number(1...1_000_000),
                    "Public places are coarsened to squares of this side, in metres", omitted: "as reported",
                    example: "1000"),
            ]),
        ObjectShape(
            name: "rung", meaning: "A rung of the escalation ladder.",
            keys: [
                KeyShape("to", .localized, required: true, "Whom", example: "Local team"),
                KeyShape(
                    "after_hours", .whole(0...87_600), required: true, "Hours after the incident was opened",
                    example: "24"),
            ]),
        ObjectShape(
            name: "severity", meaning: "Three axes; on each, the first rule whose conditions all hold gives the level.",
            keys: [
                KeyShape(
                    "harm", .list(.object("level")), "Harm done", omitted: "0",
                    example: "[{level: 3, killed_at_least: 5}]"),
                KeyShape(
                    "weapon_or_zone", .list(.object("level")), "Weapon used or zone hit", omitted: "0",
                    example: "[{level: 2, zones: [buffer]}]"),
                KeyShape(
                    "threat", .list(.object("level")), "Threat to the ceasefire", omitted: "0",
                    example: "[{level: 3, acts: [movement.advance]}]"),
            ]),
        ObjectShape(
            name: "level", meaning: "A rule of an axis; all conditions that it names must hold.",
            keys: [
                KeyShape("level", .whole(0...3), required: true, "0 to 3", example: "2"),
                KeyShape(
                    "killed_at_least", .whole(0...1_000_000), "People killed", omitted: "no condition", example: "1"),
                KeyShape(
                    "injured_at_least", .whole(0...1_000_000), "People injured", omitted: "no condition", example: "1"),
                KeyShape(
                    "acts", .list(.choice(ActSet.codes), atLeast: 1), "Acts or groups of acts", omitted: "no condition",
                    example: "[fire.air_strike]"),
                KeyShape(
                    "zones", .list(.refers([.zone]), atLeast: 1), "Zones", omitted: "no condition", example: "[buffer]"),
            ]),
    ]
}
