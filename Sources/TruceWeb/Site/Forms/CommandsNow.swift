import Truce

/// Which commands may be given now, about what a page shows: the table's row, the stage, and what the sieved record itself
/// says. The register has the last word; this only spares people forms that it would refuse.
struct CommandsNow: Sendable {
    let visit: Visit

    private func may(_ kind: CommandKind) -> Bool { AccessTable.may(visit.asker, do: kind) }

    /// Forms that start with nothing.
    func new(_ kinds: CommandKind...) -> [CommandForm] {
        kinds.filter(may).map { CommandForm(kind: $0, about: Self.blank($0, visit)) }
    }

    // MARK: An incident

    func incident(_ record: JSONObject) -> [CommandForm] {
        guard let id = record.string("id"), let stage = record.string("stage").flatMap(IncidentStage.init) else {
            return []
        }
        func allowed(_ kind: CommandKind) -> Bool { may(kind) && stage.takes(kind) }
        var forms: [CommandForm] = []
        let reports = record.strings("reports")
        let incident = JSONValue.string(id)
        let names = JSONValue.array(reports.map { .string($0) })
        if allowed(.openIncident) {
            forms.append(
                CommandForm(
                    kind: .openIncident, about: ["incident": incident, "reports": names], offered: ["reports": reports])
            )
        }
        if allowed(.askReply) { forms.append(CommandForm(kind: .askReply, about: ask(incident, record))) }
        if allowed(.draftFinding) {
            forms.append(
                CommandForm(
                    kind: .draftFinding, about: draft(incident, names, record),
                    offered: ["content.basis.reports": reports]))
        }
        if let draft = record.object("draft") { forms += self.draft(draft, stage) }
        if allowed(.taskPatrol) { forms.append(CommandForm(kind: .taskPatrol, about: patrol(incident, record))) }
        if allowed(.joinIncidents) {
            forms.append(CommandForm(kind: .joinIncidents, about: ["incidents": [incident], "into": incident]))
        }
        if allowed(.splitIncident), reports.count > 1 {
            forms.append(CommandForm(kind: .splitIncident, about: ["incident": incident, "parts": [names]]))
        }
        if allowed(.escalate) { forms.append(CommandForm(kind: .escalate, about: ["incident": incident])) }
        return forms.map { $0.returning(to: "/incidents/" + Links.encoded(id)) }
    }

    private func ask(_ incident: JSONValue, _ record: JSONObject) -> JSONValue {
        let breached = record.object("assessment")?.objects("provisions").filter { $0.string("verdict") == "breached" }
        var about: JSONValue = [
            "incident": incident,
            "provisions": .array((breached ?? []).compactMap { $0.string("provision").map { .string($0) } }),
        ]
        if let party = record.object("assessment")?.object("attribution")?.string("party") {
            about = about.with("accused", .string(party))
        }
        return about
    }

    /// The assessment as a first draft: an officer decides what becomes of it.
    private func draft(_ incident: JSONValue, _ reports: JSONValue, _ record: JSONObject) -> JSONValue {
        let assessment = record.object("assessment")
        let provisions = (assessment?.objects("provisions") ?? []).compactMap { provision -> JSONValue? in
            guard let name = provision.string("provision") else { return nil }
            return ["provision": .string(name), "outcome": .string(Self.outcome(provision.string("verdict")).rawValue)]
        }
        return [
            "incident": incident,
            "content": [
                "outcome": .string(Self.outcome(assessment?.string("outcome")).rawValue),
                "provisions": .array(provisions), "attribution": ["status": "not_attributable", "confidence": "none"],
                "basis": [
                    "reports": reports,
                    "agreement_version": .integer(
                        Int64(assessment?.integer("agreement_version") ?? visit.agreement.version)),
                    "rules_version": .integer(Int64(assessment?.integer("rules_version") ?? RulesVersion.rules)),
                ],
            ],
        ]
    }

    private static func outcome(_ assessed: String?) -> Outcome {
        switch assessed {
        case "breached": .violationVerified
        case "not_breached": .verifiedNoViolation
        case "out_of_scope": .outOfScope
        default: .unableToRule
        }
    }

    private func patrol(_ incident: JSONValue, _ record: JSONObject) -> JSONValue {
        var content: JSONValue = ["priority": 2]
        if let missing = record.object("assessment")?["missing"] { content = content.with("missing", missing) }
        if let place = record["place"] { content = content.with("place", place) }
        return ["incident": incident, "content": content]
    }

    private func draft(_ draft: JSONObject, _ stage: IncidentStage) -> [CommandForm] {
        guard let finding = draft.string("id"), draft.string("author") != visit.asker.holder?.description else {
            return []
        }
        let about: JSONValue = ["finding": .string(finding)]
        var forms: [CommandForm] = []
        if may(.reviewFinding), stage.takes(.reviewFinding), draft.string("verdict") == nil {
            forms.append(CommandForm(kind: .reviewFinding, about: about))
        }
        if may(.adoptFinding), stage.takes(.adoptFinding), draft.string("verdict") != ReviewVerdict.returned.rawValue {
            forms.append(CommandForm(kind: .adoptFinding, about: about))
        }
        return forms
    }

    // MARK: What belongs to an incident

    func ask(_ record: JSONObject) -> [CommandForm] {
        // After a request for time the answer follows.
        let isAnswered = record.object("reply").map { $0.string("position") != "asks_for_time" } ?? false
        guard let id = record.string("id"), !isAnswered else { return [] }
        var forms: [CommandForm] = []
        let asked = record.object("content")?.string("of").flatMap { PartyID($0) }
        if may(.fileReply), asked.map(visit.asker.isOf) == true {
            forms.append(CommandForm(kind: .fileReply, about: ["ask": .string(id)]))
        }
        if may(.extendReply), !record.bool("overdue"), !record.bool("lapsed") {
            forms.append(CommandForm(kind: .extendReply, about: ["ask": .string(id)]))
        }
        return forms
    }

    func patrolForms(_ record: JSONObject) -> [CommandForm] {
        guard let id = record.string("id"), record.string("outcome") == nil, may(.reportPatrol) else { return [] }
        return [CommandForm(kind: .reportPatrol, about: ["patrol": .string(id)])]
    }

    func escalation(_ record: JSONObject) -> [CommandForm] {
        guard let incident = record["incident"], let rung = record["rung"], may(.answerEscalation) else { return [] }
        return [CommandForm(kind: .answerEscalation, about: ["incident": incident, "rung": rung])]
    }

    func finding(_ record: JSONObject) -> [CommandForm] {
        guard let id = record.string("id"), record["reopened_at"] == nil, may(.reopenFinding) else { return [] }
        return [CommandForm(kind: .reopenFinding, about: ["finding": .string(id)])]
    }

    // MARK: A report

    func report(_ record: JSONObject) -> [CommandForm] {
        guard let id = record.string("id") else { return [] }
        let isStanding = !record.bool("withdrawn") && !record.bool("erased")
        let name = JSONValue.string(id)
        var forms: [CommandForm] = []
        if may(.triageReport), isStanding {
            var about: JSONValue = ["report": name, "disposition": "incident"]
            if let incident = record["incident"] ?? record["proposed_incident"] {
                about = about.with("incident", incident)
            }
            // The incident is what is decided on: it must not be carried along unseen.
            forms.append(
                CommandForm(
                    kind: .triageReport, about: about,
                    offered: [
                        "incident": [record.string("incident"), record.string("proposed_incident")].compactMap { $0 }
                    ]))
        }
        let isOwn = visit.asker.holder.map { record.object("source")?.string("holder") == $0.description } ?? false
        if isStanding,
            isOwn || record.object("source")?.string("side").flatMap({ PartyID($0) }).map(visit.asker.isOf) == true
        {
            if may(.correctReport), let content = record["content"] {
                forms.append(CommandForm(kind: .correctReport, about: ["report": name, "content": content]))
            }
            if may(.withdrawReport) { forms.append(CommandForm(kind: .withdrawReport, about: ["report": name])) }
        }
        return forms
    }

    // MARK: Obligations, gates, talks

    func obligation(_ record: JSONObject) -> [CommandForm] {
        guard let id = record["id"] else { return [] }
        return [.reportProgress, .stateBaseline].filter(may).map {
            CommandForm(kind: $0, about: Self.blank($0, visit).with("obligation", id), back: "/obligations")
        }
    }

    func gate(_ record: JSONObject) -> [CommandForm] {
        guard let id = record["id"], may(.beginStep), record["begun_at"] == nil else { return [] }
        return [CommandForm(kind: .beginStep, about: ["gate": id], back: "/gates")]
    }

    func session(_ record: JSONObject) -> [CommandForm] {
        guard let id = record["id"], record["closed_at"] == nil else { return [] }
        return [.closeSession, .fileDemand, .draftCommunique].filter(may).map {
            CommandForm(kind: $0, about: Self.blank($0, visit).with("session", id), back: "/talks")
        }
    }

    func demand(_ record: JSONObject) -> [CommandForm] {
        guard let id = record["id"], may(.answerDemand) else { return [] }
        return [CommandForm(kind: .answerDemand, about: ["demand": id], back: "/talks")]
    }

    func communique(_ record: JSONObject) -> [CommandForm] {
        guard let id = record["id"], record["agreed_at"] == nil, let version = record["version"] else { return [] }
        var forms: [CommandForm] = []
        if may(.draftCommunique) {
            var about: JSONValue = ["communique": id]
            for name in ["parts", "session"] {
                if let value = record[name] { about = about.with(name, value) }
            }
            if let needs = record["needs"] { about = about.with("parties", needs) }
            forms.append(CommandForm(kind: .draftCommunique, about: about, back: "/talks"))
        }
        let isBracketed = record.objects("parts").contains { !$0.strings("bracketed_by").isEmpty }
        let owing = Set(record.strings("needs")).subtracting(record.strings("agreed_by"))
        let isAsked = owing.contains { PartyID($0).map(visit.asker.isOf) ?? false }
        if may(.agreeCommunique), !isBracketed, isAsked {
            forms.append(
                CommandForm(kind: .agreeCommunique, about: ["communique": id, "version": version], back: "/talks"))
        }
        return forms
    }

    func amendment(_ record: JSONObject) -> [CommandForm] {
        guard let id = record["id"], record["effective_at"] == nil, may(.signAmendment) else { return [] }
        return [CommandForm(kind: .signAmendment, about: ["amendment": id], back: "/talks")]
    }

    func holder(_ record: JSONObject) -> [CommandForm] {
        guard let holder = record["holder"], let role = record["role"], record["revoked_at"] == nil, may(.revokeAccess)
        else { return [] }
        return [CommandForm(kind: .revokeAccess, about: ["holder": holder, "role": role], back: "/holders")]
    }

    // MARK: What a new form says at first

    static func blank(_ kind: CommandKind, _ visit: Visit) -> JSONValue {
        switch kind {
        case .fileReport:
            let roles = visit.asker.effectiveGrants.map(\.role)
            let source: SourceClass =
                roles.contains(.partyLiaison) ? .party : roles.contains(.guarantor) ? .guarantor : .patrol
            return [
                "channel": .string((source == .patrol ? Channel.form : .liaison).rawValue),
                "source_class": .string(source.rawValue),
                "content": ["precision": "minute"],
            ]
        default: return [:]
        }
    }
}

extension CommandForm {
    fileprivate func returning(to path: String) -> CommandForm {
        var form = self
        form.back = path
        return form
    }
}
