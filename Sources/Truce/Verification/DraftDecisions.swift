extension Register {
    func decide(_ command: DraftFinding, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let incident = try seen(command.incident, desk)
        for report in command.content.basis.reports { _ = try seen(report, desk) }
        for item in command.content.basis.evidence where evidence[item] == nil {
            throw .unknown(kind: "evidence", name: item.text)
        }
        _ = try stage(of: command.incident, after: .draft, desk)
        try check(command.content, of: command.incident, incident, desk)
        let finding: FindingID = try free(desk, "F") { findings[$0] == nil }
        let fact = FindingDrafted(
            finding: finding, incident: command.incident, content: nil, officer: officer, sealed: [])
        var sealed = SealedParts()
        sealed.finding = command.content
        return [NewFact(.findingDrafted(fact), sealed: sealed, tags: ["incident:\(command.incident)"])]
    }

    func decide(_ command: ReviewFinding, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let finding = try seenDraft(command.finding, desk)
        _ = try stage(of: finding.incident, after: command.verdict == .cleared ? .clear : .giveBack, desk)
        guard finding.author != officer else { throw .ownFinding(command.finding) }
        try checkNewest(command.finding, finding)
        let fact = FindingReviewed(finding: command.finding, verdict: command.verdict, officer: officer, sealed: [])
        return [note(command.note, about: finding.incident, .findingReviewed(fact))]
    }

    /// That no other draft came after it, and that it was not given back.
    func checkNewest(_ id: FindingID, _ finding: FindingCase) throws(Refusal) {
        if let newest = incidents[finding.incident]?.drafts.last, newest != id {
            throw .conflict(why: "Draft \(id) was superseded by draft \(newest).")
        }
        if finding.verdict == .returned {
            throw .conflict(why: "Draft \(id) was given back by legal review. Draft the finding again.")
        }
    }

    private func check(
        _ content: FindingContent, of id: IncidentID, _ incident: IncidentCase, _ desk: Desk
    ) throws(Refusal) {
        try desk.require(reports: content.basis.reports, at: "content.basis.reports")
        for report in content.basis.reports {
            guard let row = reports.number(of: report), reports[row].incident == id.raw, reports[row].isStanding else {
                throw .conflict(
                    why:
                        "Report \(report) is not (any more) among the reports of incident \(id) that count. Look at its "
                        + "reports again.")
            }
        }
        try desk.require(distinct: content.basis.evidence, at: "content.basis.evidence")
        guard
            let text = desk.context.history.versions.first(where: { $0.text.version == content.basis.agreementVersion }
            )?
            .text
        else {
            throw .invalid(
                path: "content.basis.agreement_version",
                why: "The agreement has no version \(content.basis.agreementVersion).")
        }
        guard (1...RulesVersion.rules).contains(content.basis.rulesVersion) else {
            throw .invalid(
                path: "content.basis.rules_version",
                why: "There are no rules \(content.basis.rulesVersion); the present ones are \(RulesVersion.rules).")
        }
        try checkOutcome(of: content, under: text, desk)
        try checkAttribution(of: content, under: text)
    }

    private func checkOutcome(of content: FindingContent, under text: Agreement, _ desk: Desk) throws(Refusal) {
        try desk.require(distinct: content.provisions.map(\.provision), at: "content.provisions")
        for (i, judged) in content.provisions.enumerated()
        where !text.provisions.contains(where: { $0.id == judged.provision.text }) {
            throw .invalid(
                path: "content.provisions[\(i)].provision",
                why: "Version \(text.version) of the agreement has no provision “\(judged.provision)”.")
        }
        let violated = content.violatedProvisions
        switch content.outcome {
        case .violationVerified:
            guard !violated.isEmpty else {
                throw .invalid(
                    path: "content.provisions", why: "A verified violation names the provision that it breaks.")
            }
            guard !content.basis.reports.isEmpty else {
                throw .invalid(path: "content.basis.reports", why: "A verified violation rests on at least one report.")
            }
        case .outOfScope:
            guard content.provisions.isEmpty else {
                throw .invalid(
                    path: "content.provisions", why: "What is out of scope is measured against no provision.")
            }
        case .verifiedNoViolation, .unableToRule:
            guard violated.isEmpty else {
                throw .invalid(
                    path: "content.outcome",
                    why: "Provision \(violated[0]) is found violated: the outcome is then “violation_verified”.")
            }
        }
    }

    private func checkAttribution(of content: FindingContent, under text: Agreement) throws(Refusal) {
        let attribution = content.attribution
        guard attribution.status == .attributed else {
            guard attribution.party == nil else {
                throw .invalid(
                    path: "content.attribution.party",
                    why: "Only what is attributed names a party; this is “\(attribution.status.rawValue)”.")
            }
            return
        }
        guard let party = attribution.party else {
            throw .invalid(path: "content.attribution.party", why: "Say to which party it is attributed.")
        }
        guard content.outcome == .violationVerified else {
            throw .invalid(
                path: "content.attribution.status",
                why: "Only a verified violation is attributed: to name a party without one would condemn it by the way."
            )
        }
        guard text.isParty(party) else {
            throw .invalid(path: "content.attribution.party", why: "The agreement binds no party “\(party)”.")
        }
        let needed = text.procedure.attributionNeeds
        guard attribution.confidence >= needed else {
            throw .invalid(
                path: "content.attribution.confidence",
                why:
                    "The agreement attributes with \(needed.rawValue) confidence; this is \(attribution.confidence.rawValue)."
            )
        }
    }
}

extension FindingContent {
    /// Those that it holds to be violated.
    var violatedProvisions: [ProvisionID] { provisions.filter { $0.outcome == .violationVerified }.map(\.provision) }
}
