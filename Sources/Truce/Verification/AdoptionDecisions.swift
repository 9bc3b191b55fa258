extension Register {
    func decide(_ command: AdoptFinding, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        // Whatever else the table may come to allow.
        guard desk.asker.roles.contains(.headOfMission) else { throw .notAllowed(desk.kind) }
        let finding = try seenDraft(command.finding, desk)
        _ = try stage(of: finding.incident, after: .adopt, desk)
        guard finding.author != officer else { throw .ownFinding(command.finding) }
        try checkNewest(command.finding, finding)
        guard let incident = incidents[finding.incident], let content = finding.content else {
            throw .conflict(why: "What draft \(command.finding) said was erased. Draft the finding again.")
        }
        guard finding.revision == incident.revision else {
            throw .conflict(
                why:
                    "The reports of incident \(finding.incident) changed after draft \(command.finding). Draft the finding "
                    + "again.")
        }
        try check(desk.context.basis, isOf: incident)
        if content.outcome == .violationVerified { try checkHeard(content, in: incident, desk) }
        let fact = FindingAdopted(
            finding: command.finding, incident: finding.incident, outcome: content.outcome,
            provisions: content.provisions, attribution: content.attribution, basis: content.basis,
            statement: command.statement ?? content.statement, summary: desk.context.basis?.summary,
            replies: publishedReplies(of: incident, at: desk.now), author: finding.author, officer: officer)
        try checkSize(fact, at: desk.now)
        return [NewFact(.findingAdopted(fact))]
    }

    func decide(_ command: ReopenFinding, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let finding = try seenAdopted(command.finding, desk)
        _ = try stage(of: finding.incident, after: .reopen, desk)
        guard incidents[finding.incident]?.finding == command.finding else {
            throw .conflict(why: "Finding \(command.finding) does not stand any more; another one does.")
        }
        let fact = FindingReopened(finding: command.finding, reason: command.reason, officer: officer)
        return [NewFact(.findingReopened(fact))]
    }

    /// The summary that is published must be of the reports that the finding is about.
    private func check(_ basis: CaseBasis?, isOf incident: IncidentCase) throws(Refusal) {
        guard let basis else { return }
        guard Set(basis.reports) == Set(reports.ids(standingReports(of: incident))) else {
            throw .conflict(why: "The incident is being assessed again after a change. Try again in a moment.")
        }
    }

    /// No violation is published before whoever is accused of it was heard, or let its time pass.
    private func checkHeard(_ content: FindingContent, in incident: IncidentCase, _ desk: Desk) throws(Refusal) {
        let asked = incident.asks.compactMap { asks[$0] }
        for (name, ask) in zip(incident.asks, asked) where !ask.isLapsed && !ask.isClosed(at: desk.now) {
            throw .conflict(
                why:
                    "The side asked with \(name) may reply until \(ask.deadline), and its silence is not on record yet. "
                    + "Adopt the finding after that.")
        }
        guard let party = content.attribution.party else { return }
        for side in [party] + desk.agreement.guarantorsAsked(for: party) {
            let closed = asked.filter {
                $0.about?.of == side && $0.about?.accused == party && $0.isClosed(at: desk.now)
            }
            guard !closed.isEmpty else {
                throw .conflict(
                    why:
                        "“\(side)” was not asked to reply to what is attributed to “\(party)”. Ask it before the finding is "
                        + "adopted.")
            }
            for provision in content.violatedProvisions
            where !closed.contains(where: { $0.covers(provision) }) {
                throw .conflict(
                    why: "“\(side)” was not asked about provision \(provision). Ask it before the finding is adopted.")
            }
        }
    }

    /// Of each side that was heard or silent, what came of the last question that did.
    private func publishedReplies(of incident: IncidentCase, at now: Instant) -> [PublishedReply] {
        var replies: [PublishedReply] = []
        for ask in incident.asks.compactMap({ asks[$0] }) where ask.isClosed(at: now) {
            guard let about = ask.about else { continue }
            replies.removeAll { $0.party == about.of }
            let said = ask.answer ?? ask.replies.last
            replies.append(
                PublishedReply(
                    party: about.of, deadline: ask.deadline, reply: said?.id, position: said?.position,
                    filedAt: said?.filedAt, statement: said?.statement))
        }
        return replies
    }

    /// An entry that is too large is found now, while somebody can still shorten it.
    private func checkSize(_ fact: FindingAdopted, at now: Instant) throws(Refusal) {
        do {
            _ = try Entry(recorded: now, fact: .findingAdopted(fact)).bytes()
        } catch {
            throw .invalid(path: "statement", why: "The finding cannot be published as it is. \(error)")
        }
    }
}

extension AskCase {
    /// Whether the side was asked about that provision: an ask that names none is about the incident as a whole.
    func covers(_ provision: ProvisionID) -> Bool {
        about.map { $0.provisions.isEmpty || $0.provisions.contains(provision) } ?? false
    }
}
