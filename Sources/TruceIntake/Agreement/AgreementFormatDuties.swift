extension AgreementFormat {
    private static let text = KeyShape(
        "text", .localized, "Its sense, in own words", example: "At the latest on the fifth day.")
    private static func title(_ example: String) -> KeyShape {
        KeyShape("title", .localized, required: true, "Short title", example: example)
    }

    static let duties: [ObjectShape] = [
        ObjectShape(
            name: "event", meaning: "A named moment.",
            keys: [
                id(.event, "guns-withdrawn"), title("Heavy guns withdrawn"),
                KeyShape(
                    "at", .moment, "When it happened", omitted: "has not happened",
                    example: "2031-03-20 18:00 Asia/Damascus"),
            ]),
        ObjectShape(
            name: "obligation", meaning: "A timed commitment, or a demand for one.",
            keys: [
                id(.obligation, "release"), title("Release of prisoners"), text, document,
                KeyShape(
                    "of", .list(.refers([.party])), "Parties that owe it", omitted: "every party", example: "[south]"),
                KeyShape(
                    "demanded_by", .list(.refers(voices)), "Who demands it, where it is not agreed", omitted: "agreed",
                    example: "[north]"),
                KeyShape("phase", .text, "Phase of the agreement", example: "first"),
                KeyShape(
                    "begins", .object("due"), "When it begins", omitted: "with entry into force",
                    example: "{days_after: in_force, n: 2}"),
                KeyShape(
                    "due", .object("due"), "When it is due", omitted: "no date",
                    example: "{days_after: guns-withdrawn, n: 5}"),
                KeyShape("quota", .object("quota"), "So many of something", example: "see quota"),
                KeyShape(
                    "baselines", .list(.object("baseline")), "How many there were, according to each side",
                    omitted: "none", example: "see baseline"),
                KeyShape(
                    "progress", .list(.object("progress")), "What was reported of it", omitted: "none",
                    example: "see progress"),
            ]),
        ObjectShape(
            name: "due", meaning: "A moment, or a time after something.",
            keys: [
                KeyShape("at", .moment, "The moment", example: "2031-03-15 00:00 Asia/Damascus"),
                KeyShape(
                    "days_after", .keysOr(.object("after"), .refers([.event], besides: ["in_force"])),
                    "in_force, an event's id or {obligation: id}; the end of the n-th mission day after that day",
                    example: "in_force"),
                KeyShape(
                    "hours_after", .keysOr(.object("after"), .refers([.event], besides: ["in_force"])),
                    "The same, n hours after that moment", example: "guns-withdrawn"),
                KeyShape("n", .whole(0...36_500), "How many days or hours", example: "5"),
            ],
            rules: [
                .exactlyOne(["at", "days_after", "hours_after"]), .together("n", with: ["days_after", "hours_after"]),
            ]),
        ObjectShape(
            name: "after", meaning: "When an obligation was fulfilled.",
            keys: [KeyShape("obligation", .refers([.obligation]), required: true, "The obligation", example: "release")]
        ),
        ObjectShape(
            name: "quota", meaning: "So many of something, in all or a day.",
            keys: [
                KeyShape("unit", .localized, required: true, "What is counted", example: "trucks"),
                KeyShape("total", .number(0...1e12), "In all", example: "1200"),
                KeyShape("per_day", .number(0...1e12), "A mission day", example: "40"),
            ],
            rules: [.atLeastOne(["total", "per_day"])]),
        ObjectShape(
            name: "baseline", meaning: "How many there were to begin with, according to one side.",
            keys: [
                KeyShape("by", .refers(voices), required: true, "Who says so", example: "north"),
                KeyShape(
                    "value", .number(0...1e12), "In the quota's unit", omitted: "does not accept the others' figures",
                    example: "640"),
                document,
            ]),
        ObjectShape(
            name: "progress", meaning: "What somebody reported of an obligation.",
            keys: [
                KeyShape("at", .moment, required: true, "When", example: "2031-03-12 12:00 Asia/Damascus"),
                KeyShape("by", .refers(voices + [.source]), required: true, "Who", example: "league"),
                KeyShape("score", .whole(0...3), "0 not begun, 1 minimal, 2 intermediate, 3 full", example: "1"),
                KeyShape("percent", .number(0...100), "0 to 100", example: "12.5"),
                KeyShape("count", .number(0...1e12), "In the quota's unit, in all so far", example: "80"),
                document,
            ],
            rules: [.atLeastOne(["score", "percent", "count"])]),
        ObjectShape(
            name: "gate", meaning: "A next step and what opens it.",
            keys: [
                id(.gate, "second-step"), title("Talks on the second step"), text,
                KeyShape(
                    "according_to", .list(.refers(voices)), "Who holds to this condition", omitted: "agreed by all",
                    example: "[south]"),
                KeyShape(
                    "requires", .object("requirement"), required: true, "What opens it",
                    example: "{event: guns-withdrawn}"),
            ]),
        ObjectShape(
            name: "requirement", meaning: "A condition.",
            keys: [
                KeyShape(
                    "all", .list(.object("requirement"), atLeast: 1), "Every one of these",
                    example: "[{event: guns-withdrawn}, {not_before: 2031-04-01}]"),
                KeyShape(
                    "any", .list(.object("requirement"), atLeast: 1), "At least one of these",
                    example: "[{event: guns-withdrawn}]"),
                KeyShape(
                    "no_breach", .object("no_breach"), "No breach found in the last days",
                    example: "{provisions: [\"1\"], days: 7}"),
                KeyShape(
                    "obligation", .object("at_least"), "An obligation's score", example: "{id: release, at_least: 3}"),
                KeyShape("not_before", .moment, "A moment", example: "2031-04-01"),
                KeyShape("event", .refers([.event]), "That the event happened", example: "guns-withdrawn"),
            ],
            rules: [.exactlyOne(["all", "any", "no_breach", "obligation", "not_before", "event"])]),
        ObjectShape(
            name: "no_breach", meaning: "No breach found.",
            keys: [
                KeyShape(
                    "provisions", .list(.refers([.provision])), "Of these provisions", omitted: "of any",
                    example: "[\"1\"]"),
                KeyShape("days", .whole(1...36_500), required: true, "In so many last days", example: "7"),
            ]),
        ObjectShape(
            name: "at_least", meaning: "An obligation fulfilled so far.",
            keys: [
                KeyShape("id", .refers([.obligation]), required: true, "The obligation", example: "release"),
                KeyShape("at_least", .whole(0...3), required: true, "Its score, 0 to 3", example: "3"),
            ]),
    ]
}
