import Truce
import TruceDocuments
import TruceViews

/// Findings that stand, by incident: what gates ask about first.
struct StandingFindings: Sendable {
    private var findings: [IncidentID: FindingAdopted] = [:]

    mutating func apply(_ fact: Fact) {
        switch fact {
        case .findingAdopted(let fact): findings[fact.incident] = fact
        case .findingReopened(let fact):
            if let at = findings.first(where: { $0.value.finding == fact.finding })?.key { findings[at] = nil }
        default: break
        }
    }

    /// Of the incidents of some days: one with a finding counts as found, one without as open where the rules see a breach
    /// or cannot tell. So nothing is held to be breached that no officer found, and nothing to be kept while what points
    /// to a breach waits for a finding.
    func count(
        _ incidents: some Sequence<AssessedIncident>, of provisions: [String], from: Instant, to: Instant
    ) -> BreachCount {
        func concerns(_ these: [String]) -> Bool {
            provisions.isEmpty ? !these.isEmpty : these.contains(where: provisions.contains)
        }
        var count = BreachCount()
        for incident in incidents where incident.time.earliest < to && incident.time.latest > from {
            guard let finding = findings[incident.id] else {
                guard incident.isInScope else { continue }
                count.seen += 1
                if concerns(incident.breached) || concerns(incident.undetermined) { count.undetermined += 1 }
                continue
            }
            if finding.outcome == .outOfScope { continue }
            count.seen += 1
            func found(_ outcome: Outcome) -> [String] {
                finding.provisions.filter { $0.outcome == outcome }.map(\.provision.description)
            }
            if concerns(found(.violationVerified)) {
                count.breached += 1
            } else if concerns(found(.unableToRule)) || finding.outcome == .unableToRule && finding.provisions.isEmpty {
                count.undetermined += 1
            }
        }
        return count
    }
}

extension Standings {
    /// Commitments and gates of the text in force then.
    init(
        position: Int, at now: Instant, under agreement: AgreementInForce, findings: StandingFindings,
        incidents: some Sequence<AssessedIncident>, language: Language
    ) {
        let text = agreement.history.text(at: now)
        let filed = agreement.files.text(at: now)
        let gates = text.gateStandings(at: now) { provisions, from in
            findings.count(incidents, of: provisions, from: from, to: now)
        }
        self.init(
            position: position,
            obligations: text.obligationStandings(at: now).compactMap {
                ObligationRecord($0, of: text, filed, language)
            },
            gates: gates.compactMap { GateRecord($0, of: text, begun: agreement.steps, language) })
    }
}

extension ObligationRecord {
    /// - Parameter filed: The text as its file says it: progress and baselines on record are the views' to add.
    fileprivate init?(_ standing: ObligationStanding, of text: Agreement, _ filed: Agreement, _ language: Language) {
        let obligation = filed.obligations[standing.obligation]
        guard let id = ObligationID(obligation.id) else { return nil }
        let expected: Instant? = if case .completes(let moment, _) = standing.forecast { moment } else { nil }
        let isLate: Bool? =
            switch standing.state {
            case .overdue: true
            case .fulfilled: false
            default: standing.forecastDaysLate.map { $0 > 0 }
            }
        self.init(
            id: id, title: obligation.title.text(in: language.rawValue), of: obligation.of.compactMap { PartyID($0) },
            demandedBy: obligation.demandedBy.compactMap { PartyID($0) }, due: standing.due, score: standing.score,
            percent: standing.percent, isLate: isLate, expected: expected,
            progress: obligation.progress.compactMap { progress in
                HolderID(progress.by).map {
                    ProgressRecord(
                        at: progress.at, by: $0, score: progress.score, percent: progress.percent,
                        count: progress.count,
                        evidence: [], index: nil)
                }
            },
            baselines: obligation.baselines.compactMap { baseline in
                HolderID(baseline.by).map {
                    BaselineRecord(by: $0, value: baseline.value, reason: baseline.source, index: nil)
                }
            })
    }
}

extension GateRecord {
    fileprivate init?(
        _ standing: GateStanding, of text: Agreement, begun: [GateID: Instant], _ language: Language
    ) {
        let gate = text.gates[standing.gate]
        guard let id = GateID(gate.id) else { return nil }
        self.init(
            id: id, title: gate.title.text(in: language.rawValue),
            accordingTo: gate.accordingTo.compactMap { PartyID($0) },
            standing: standing.isOpen == .yes ? .open : standing.isOpen == .no ? .shut : .unknown,
            reasons: standing.reasons.map {
                GateReasonRecord(
                    truth: $0.truth == .yes ? "yes" : $0.truth == .no ? "no" : "unknown",
                    text: $0.sentence(in: language, text))
            }, begunAt: begun[id])
    }
}
