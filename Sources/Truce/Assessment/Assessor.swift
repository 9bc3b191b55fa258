/// Judges incidents under an agreement made ready for it: names resolved once per distinct text, provisions and
/// parties by number. The same incident and reports always give the same assessment.
struct Assessor: Sendable {
    let history: AgreementHistory
    /// By version; numbers of actors and parties are those of the roll in each.
    let texts: [CompiledAgreement]
    /// Whether any source of these reports speaks for a side.
    let hasSpeakers: Bool

    init(_ history: AgreementHistory, reports: ReportTable, extraAliases: [(alias: String, actor: String)] = []) {
        self.history = history
        let roll = history.roll
        texts = history.versions.map {
            CompiledAgreement($0.text.aligned(to: roll), reports: reports, extraAliases: extraAliases)
        }
        hasSpeakers = texts.contains { $0.speaksFor.contains { $0 != nil } }
    }

    /// Under the text in force then; where the time may lie on either side of an amendment, under each, and open where
    /// they differ.
    func assess(_ incident: Incident, in reports: ReportTable) -> Assessment {
        let first = history.index(at: incident.time.earliest)
        var assessment = assess(incident, in: reports, version: first)
        guard texts.count > 1, incident.time.latest > incident.time.earliest else { return assessment }
        let last = history.index(at: incident.time.latest.advanced(bySeconds: -1))
        guard last > first else { return assessment }
        for version in first + 1...last {
            let other = assess(incident, in: reports, version: version)
            for index in assessment.readings.indices
            where assessment.readings[index].outcome != other.readings[index].outcome {
                assessment.readings[index].leaveOpen(between: history.versions[version].from)
            }
        }
        return assessment
    }

    private func assess(_ incident: Incident, in reports: ReportTable, version: Int) -> Assessment {
        let text = texts[version]
        let mechanism = reading(.mechanism, incident, text, reports)
        // Where no side has a position or a report of its own, its account is the mechanism's.
        var all = [mechanism]
        let mayDiffer =
            text.hasCompetingLines
            || mechanism.scope.contains { if case .contestedGroup = $0.ground { true } else { $0.truth == .unknown } }
            || mechanism.provisions.contains { $0.conditions.contains { $0.missing.map(\.isAboutStanding) ?? false } }
            || incident.reliedOn.count != incident.rows.count
            || incident.rows.contains { text.speaksFor[Int(reports.sources[Int($0)])] != nil }
        for party in text.parties.indices {
            if mayDiffer {
                all.append(reading(.party(party), incident, text, reports))
            } else {
                var same = mechanism
                same.account = .party(party)
                all.append(same)
            }
        }
        return Assessment(
            agreementVersion: version, readings: all, severity: text.severity(of: incident),
            attribution: attribution(of: incident, text, reports),
            contestedActor: mechanism.scope[0].truth == .no ? nil : contestedActor(in: incident, text, reports))
    }

    private func reading(
        _ account: Account, _ mechanisms: Incident, _ text: CompiledAgreement, _ reports: ReportTable
    ) -> Reading {
        let evidence = evidence(for: account, in: mechanisms.rows, of: reports, text)
        let incident = facts(of: mechanisms, for: account, evidence, reports)
        let scope = [
            text.inForce(incident),
            text.territory(incident),
            covered(evidence, account, incident, text),
            bound(evidence, account, incident, text),
        ]
        if let index = scope.firstIndex(where: { $0.truth == .no }) {
            return Reading(
                account: account, scope: scope, provisions: [], outcome: .outOfScope(scopeReason(scope[index])))
        }
        let standing = scope.reduce(Truth.yes) { $0 && $1.truth }
        let established = established(evidence, account, text)
        var provisions: [ProvisionAssessment] = []
        for index in text.agreement.provisions.indices {
            guard
                let assessed = assess(
                    provision: index, incident, evidence, account, scope, standing, established, text, reports)
            else { continue }
            provisions.append(assessed)
        }
        let worst = provisions.map(\.verdict)
        let outcome: ProposedOutcome =
            worst.contains(.breached) ? .breached : worst.contains(.undetermined) ? .undetermined : .notBreached
        return Reading(account: account, scope: scope, provisions: provisions, outcome: outcome)
    }

    private func scopeReason(_ condition: Condition) -> ScopeReason {
        switch (condition.question, condition.ground) {
        case (.inForce, .after): .afterExpiry
        case (.inForce, .suspended): .suspended
        case (.inForce, _): .beforeEntryIntoForce
        case (.territory, _): .outsideTerritory
        case (.covered, _): .excludedGroup
        default: .notBound
        }
    }

    /// Nil for a clause that no incident can break.
    private func assess(
        provision index: Int, _ incident: Incident, _ evidence: Evidence, _ account: Account, _ scope: [Condition],
        _ standing: Truth, _ established: Condition, _ text: CompiledAgreement, _ reports: ReportTable
    ) -> ProvisionAssessment? {
        let provision = text.agreement.provisions[index]
        var conditions: [Condition] = []
        /// Asks the next question; false once the answer is no, and the rest need not be asked.
        func ask(_ condition: Condition) -> Bool {
            conditions.append(condition)
            return condition.truth != .no
        }
        func decide() -> ProvisionAssessment {
            let truth = conditions.reduce(standing) { $0 && $1.truth }
            return ProvisionAssessment(
                provision: index,
                verdict: truth == .yes ? .breached : truth == .no ? .notBreached : .undetermined,
                probability: truth == .unknown ? Self.probability(of: scope + conditions) : nil,
                conditions: conditions)
        }
        if provision.from != nil || provision.until != nil, !ask(text.inForce(provision, incident)) { return decide() }
        switch provision.rule {
        case .undertakes, .permits:
            return nil
        case .forbids(let prohibition):
            guard ask(act(prohibition.acts, incident, reports)) else { return decide() }
            guard ask(author(prohibition.by, evidence, account, incident, text)) else { return decide() }
            guard ask(target(prohibition.against, evidence, account, incident, text)) else { return decide() }
            if !prohibition.within.isEmpty, !ask(text.within(prohibition.within, incident)) { return decide() }
            if !prohibition.exceptions.isEmpty, !ask(notExempt(prohibition.exceptions, evidence, account)) {
                return decide()
            }
            if let permitted = text.notPermitted(incident, by: evidence.author), !ask(permitted) { return decide() }
        case .withdraws(let withdrawal):
            let weapon = text.weapon(of: incident, in: reports)
            guard ask(text.present(weapon, incident)) else { return decide() }
            let standsTooNear = text.standsTooNear(
                withdrawal, weapon, by: evidence.author.flatMap { text.party(of: $0) }, incident, account)
            guard ask(standsTooNear.weapon) else { return decide() }
            guard ask(author(standsTooNear.by, evidence, account, incident, text)) else { return decide() }
            guard ask(standsTooNear.distance) else { return decide() }
            if !withdrawal.exceptWithin.isEmpty, !ask(text.notHeld(withdrawal.exceptWithin, incident)) {
                return decide()
            }
        }
        _ = ask(established)
        return decide()
    }

    /// The chance of a breach where all that is open is one place and one time, taken as independent; else nil. Two
    /// open questions of place depend on each other, so their product would say more than is known.
    static func probability(of conditions: [Condition]) -> Double? {
        var product = 1.0
        var places: [Double] = []
        for condition in conditions where condition.truth == .unknown {
            guard let chance = condition.probability else { return nil }
            switch condition.question {
            case .inForce, .provisionInForce: product *= chance
            default: places.append(chance)
            }
        }
        return places.count > 1 ? nil : product * (places.first ?? 1)
    }
}

extension Reading {
    /// The texts on both sides of an amendment come to different outcomes, and the time may lie on either.
    fileprivate mutating func leaveOpen(between moment: Instant) {
        outcome = .undetermined
        scope[0] = Condition(.inForce, .unknown, .straddles(moment), missing: .timeRelativeTo(moment))
        for index in provisions.indices where provisions[index].verdict == .breached {
            provisions[index].verdict = .undetermined
        }
    }
}
