import Truce

extension Records {
    /// Every question, in the order of the description.
    var operations: [Operation] { reports + incidents + findings + work + agreementAndTalks + log }

    private var reports: [Operation] {
        [
            list(
                "/reports", id: "listReports", "Reports, the newest first.",
                { ReportList(triaged: $0, incident: $1, from: $2, until: $3, page: $4) },
                .flag("triaged", "True: placed by an officer; false: not yet."),
                .incident("Placed with this incident, or proposed for it."),
                .instant("from", "Received at or after."), .instant("until", "Received before."), .page),
            single(
                "/reports/{report}", id: "readReport", "One report.", { ReportByID(id: $0) },
                .pathIdentifier("report", "The report's name.", example: "R-0123456789AB")),
        ]
    }

    private var incidents: [Operation] {
        [
            list(
                "/incidents", id: "listIncidents", "Incidents, the latest first.",
                {
                    IncidentList(
                        stages: $0, from: $1, through: $2, box: $3, act: $4, outcome: $5?.rawValue, found: $6, side: $7,
                        page: $8)
                }, .stages, .day("from", "On or after this day of the mission."),
                .day("through", "On or before this day of the mission."), .box, .act,
                .choice("outcome", "As assessed.", AssessedOutcome.self), .choice("found", "As adopted.", Outcome.self),
                .identifier("side", "Put to this side, or attributed to it."), .page),
            single(
                "/incidents/{incident}", id: "readIncident", "One incident.", { IncidentByID(id: $0) }, .incident),
            list(
                "/incidents/{incident}/journal", id: "readJournal", "What was done with an incident, in order.",
                { IncidentJournal(id: $0, page: $1) }, .incident, .page),
            map,
        ]
    }

    private var findings: [Operation] {
        [
            list(
                "/findings", id: "listFindings", "Adopted findings, the newest first; those that were reopened, too.",
                { FindingList(outcome: $0, side: $1, from: $2, through: $3, page: $4) },
                .choice("outcome", "As adopted.", Outcome.self), .identifier("side", "Attributed to this side."),
                .day("from", "Of incidents on or after this day of the mission."),
                .day("through", "Of incidents on or before this day of the mission."), .page),
            single(
                "/findings/{finding}", id: "readFinding", "One adopted finding.", { FindingByID(id: $0) },
                .pathIdentifier("finding", "The finding's name.", example: "F-0123456789AB")),
        ]
    }

    private var work: [Operation] {
        [
            list(
                "/asks", id: "listAsks", "What sides were asked.", { AskList(open: $0, page: $1) },
                .flag("open", "True: an answer is waited for; neither answered nor overdue nor lapsed."), .page),
            list(
                "/queue", id: "readQueue", "What waits for the asker, the most urgent first.", asOf: false,
                { QueueList(page: $0) }, .page),
            list(
                "/denials", id: "listDenials", "Denials of movement, the newest first.", { DenialList(page: $0) }, .page
            ),
            list(
                "/presence", id: "listPresence", "Who or what watched where, the newest first.",
                { PresenceList(page: $0) }, .page),
            list(
                "/days", id: "countDays", "Counts day by day, as far as the asker may see.",
                { DayCounts(from: $0, through: $1) },
                Self.firstDay,
                Self.lastDay),
            list(
                "/search", id: "search",
                "What was written: whole words and beginnings of words, in any script; accents and Arabic vowel signs do "
                    + "not count.", asOf: false, { Search(text: $0, page: $1) },
                Self.words, .page),
        ]
    }

    private static let firstDay = Parameter.requiredDay("from", "The first day.")
    private static let lastDay = Parameter.requiredDay("through", "The last day; at most 366 days.")
    private static let words = Parameter<String>.required(
        "q", "The words.", schema: ParameterSchemas.words(1...200), example: "mortar"
    ) { (1...200).contains($0.unicodeScalars.count) ? $0 : nil }

    private var agreementAndTalks: [Operation] {
        [
            list("/obligations", id: "listObligations", "Every obligation.", { ObligationList(page: $0) }, .page),
            list("/gates", id: "listGates", "Every gate: open, shut, and why.", { GateList(page: $0) }, .page),
            list("/sessions", id: "listSessions", "Sessions of talks.", { SessionList(page: $0) }, .page),
            list(
                "/demands", id: "listDemands", "Written demands, and what became of them.", { DemandList(page: $0) },
                .page),
            list(
                "/communiques", id: "listCommuniques", "Communiqués, each in its latest version.",
                { CommuniqueList(page: $0) }, .page),
            list(
                "/amendments", id: "listAmendments", "Amendments, and who has signed them.",
                { AmendmentList(page: $0) }, .page),
        ]
    }

    private var log: [Operation] {
        [
            list("/holders", id: "listHolders", "Who holds which role.", { HolderList(page: $0) }, .page),
            list(
                "/entries", id: "listEntries", "Entries of the ledger, in order, as the log publishes them.",
                { EntryList(page: $0) }, .page),
        ]
    }

    /// What lies within a box.
    private var map: Operation {
        let limit = Parameter<Int?>.optional(
            "limit", "How many incidents are shown one by one; where there are more, cells are counted.",
            schema: ["type": "integer", "minimum": 1, "maximum": 5000, "default": 500]
        ) { ParameterText.count($0).flatMap { (1...5000).contains($0) ? $0 : nil } }
        let from = Parameter.day("from", "On or after this day of the mission.")
        let through = Parameter.day("through", "On or before this day of the mission.")
        let box = Parameter.requiredBox
        let act = Parameter.act
        return operation(
            "/map", id: "readMap",
            "What lies within a box: incidents, or where there are too many, cells with their number.",
            IncidentRecord.self,
            box.described + limit.described + from.described + through.described + act.described, asOf: true,
            answer: MapAnswers.answer
        ) { (call, asker) in
            let question = IncidentMap(
                box: try box.read(call), limit: try limit.read(call) ?? 500, from: try from.read(call),
                through: try through.read(call), act: try act.read(call))
            let found = try await ask(question, call, asker, asOf: true)
            return try TaggedAnswer.json(MapAnswers.json(found, for: asker), to: call)
        }
    }
}

/// What an assessment comes to, as a filter.
private enum AssessedOutcome: String, CaseIterable {
    case breached
    case notBreached = "not_breached"
    case undetermined
    case outOfScope = "out_of_scope"
}

enum MapAnswers {
    static func json(_ found: MapAnswer, for asker: Asker) -> JSONValue {
        [
            "position": .integer(Int64(found.position)),
            "incidents": .array(found.incidents.compactMap { $0.json(for: asker).map(JSONValue.object) }),
            "cells": .array(found.cells.compactMap { $0.json(for: asker).map(JSONValue.object) }),
        ]
    }

    static let answer = Operation.Answer(
        status: 200, meaning: "Incidents one by one, or cells, of what the asker may know of.",
        type: "application/json",
        schema: [
            "type": "object", "required": ["position", "incidents", "cells"], "additionalProperties": false,
            "properties": [
                "position": APISchemas.position,
                "incidents": ["type": "array", "items": APISchemas.reference(to: IncidentRecord.self)],
                "cells": ["type": "array", "items": APISchemas.reference(to: MapCell.self)],
            ],
        ], headers: [.tag])
}
