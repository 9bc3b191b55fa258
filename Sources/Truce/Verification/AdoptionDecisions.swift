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
        let rows = content.basis.reports.compactMap { reports.number(of: $0) }
        guard incident.placedAt <= finding.draftedAt, !rows.contains(where: { isChanged($0, since: finding.draftedAt) })
        else {
            throw .conflict(
                why:
                    "The reports that draft \(command.finding) rests on changed after it, or which reports incident "
                    + "\(finding.incident) has. Draft the finding again.")
        }
        try checkBasis(isOf: incident, desk)
        if content.outcome == .violationVerified { try checkHeard(content, in: incident, desk) }
        let fact = FindingAdopted(
            finding: command.finding, incident: finding.incident, outcome: content.outcome,
            provisions: content.provisions, attribution: content.attribution, basis: content.basis,
            statement: content.statement, summary: desk.context.basis?.summary,
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

    /// The summary that is published must be of the reports that the finding is about, as far as they were not erased.
    /// Only where nothing of them is left is a finding published without day, place and harm.
    private func checkBasis(isOf incident: IncidentCase, _ desk: Desk) throws(Refusal) {
        let read = (desk.context.basis?.reports ?? []) + desk.context.erased
        guard Set(read) == Set(reports.ids(standingReports(of: incident))) else {
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
            for provision in content.violatedProvisions {
                let covering = closed.filter { $0.covers(provision) }
                guard !covering.isEmpty else {
                    throw .conflict(
                        why:
                            "“\(side)” was not asked about provision \(provision). Ask it before the finding is adopted."
                    )
                }
                for report in content.basis.reports where !covering.contains(where: { isAsked(report, by: $0) }) {
                    throw .conflict(
                        why:
                            "“\(side)” was asked before report \(report) was placed with the incident or corrected, and so "
                            + "not about it. Ask it again, or let the finding rest on other reports.")
                }
            }
        }
    }

    private func isChanged(_ row: Int32, since entry: Int) -> Bool { changes[row].map { $0 > entry } ?? false }

    /// Whether the report was there, as it stands, when the side was asked.
    private func isAsked(_ report: ReportID, by ask: AskCase) -> Bool {
        guard let row = reports.number(of: report) else { return false }
        return ask.reports.contains(row) && !isChanged(row, since: ask.entry)
    }

    /// Of each side that was asked, for each that it answers for, every answer; where there is none, what came of the last
    /// question. To ask again and wait takes no answer away.
    private func publishedReplies(of incident: IncidentCase, at now: Instant) -> [PublishedReply] {
        var closed: [(about: AskCase.About, ask: AskCase)] = []
        for ask in incident.asks.compactMap({ asks[$0] }) where ask.isClosed(at: now) {
            guard let about = ask.about else { continue }
            closed.removeAll {
                $0.about.of == about.of && $0.about.accused == about.accused && $0.ask.answer == nil
            }
            let isAnswered = closed.contains { $0.about.of == about.of && $0.about.accused == about.accused }
            if ask.answer != nil || !isAnswered { closed.append((about, ask)) }
        }
        return closed.map { about, ask in
            let said = ask.answer ?? ask.replies.last
            return PublishedReply(
                party: about.of, deadline: ask.deadline, reply: said?.id, position: said?.position,
                filedAt: said?.filedAt, isLate: said.map { $0.filedAt > ask.deadline }, statement: said?.statement)
        }
    }

    /// An entry that is too large is found now, while it can still be drafted shorter.
    private func checkSize(_ fact: FindingAdopted, at now: Instant) throws(Refusal) {
        do {
            _ = try Entry(recorded: now, fact: .findingAdopted(fact)).bytes()
        } catch {
            throw .invalid(
                path: "finding",
                why: "The finding cannot be published as it is; draft it with shorter reasons. \(error)")
        }
    }
}

extension AskCase {
    /// Whether the side was asked about that provision: an ask that names none is about the incident as a whole.
    func covers(_ provision: ProvisionID) -> Bool {
        about.map { $0.provisions.isEmpty || $0.provisions.contains(provision) } ?? false
    }
}
