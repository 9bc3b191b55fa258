/// Whether a next step may begin, and why not.
public struct GateStanding: Sendable, Hashable {
    /// Its place in ``Agreement/gates``.
    public var gate: Int
    /// Yes: open. No: shut. Unknown: cannot be said from what is known; it stays shut meanwhile.
    public var isOpen: Truth
    /// Every condition, in the agreement's order, all and any flattened.
    public var reasons: [Reason]

    public struct Reason: Sendable, Hashable {
        public var truth: Truth
        public var ground: Ground
        public init(truth: Truth, ground: Ground) {
            self.truth = truth
            self.ground = ground
        }
    }

    public enum Ground: Sendable, Hashable {
        /// In the `days` up to the date, incidents assessed as a breach of these provisions, and undetermined ones.
        case breaches(provisions: [String], days: Int, breached: Int, undetermined: Int)
        /// Nobody reported anything in those days: silence is not compliance.
        case noReports(days: Int)
        case obligation(Int, score: Int?, needed: Int)
        case date(Instant)
        case event(Int)
    }
}

/// What a gate asks of the days before it: of incidents that the agreement speaks to, how many there were, how many break
/// one of the provisions, and how many may.
public struct BreachCount: Sendable, Hashable {
    public var seen: Int
    public var breached: Int
    public var undetermined: Int

    public init(seen: Int = 0, breached: Int = 0, undetermined: Int = 0) {
        self.seen = seen
        self.breached = breached
        self.undetermined = undetermined
    }
}

extension Agreement {
    /// Every gate as it stands at `moment`.
    ///
    /// - Parameter breaches: Counts those from a moment up to this one, of these provisions (empty = any).
    package func gateStandings(
        at moment: Instant, breaches: (_ provisions: [String], _ from: Instant) -> BreachCount
    ) -> [GateStanding] {
        let standings = obligationStandings(at: moment)
        return gates.enumerated().map { index, gate in
            var reasons: [GateStanding.Reason] = []
            let isOpen = answer(gate.requires, at: moment, standings, breaches, &reasons)
            return GateStanding(gate: index, isOpen: isOpen, reasons: reasons)
        }
    }

    private func answer(
        _ requirement: Gate.Requirement, at moment: Instant, _ standings: [ObligationStanding],
        _ breaches: ([String], Instant) -> BreachCount, _ reasons: inout [GateStanding.Reason]
    ) -> Truth {
        func say(_ truth: Truth, _ ground: GateStanding.Ground) -> Truth {
            reasons.append(.init(truth: truth, ground: ground))
            return truth
        }
        switch requirement {
        case .all(let parts):
            // Every part is asked, so that every reason is shown.
            return parts.map { answer($0, at: moment, standings, breaches, &reasons) }.min() ?? .yes
        case .any(let parts):
            return parts.map { answer($0, at: moment, standings, breaches, &reasons) }.max() ?? .no
        case .notBefore(let date):
            return say(Truth(moment >= date), .date(date))
        case .event(let id):
            guard let at = events.firstIndex(where: { $0.id == id }) else { return .unknown }
            return say(Truth(events[at].at.map { $0 <= moment } ?? false), .event(at))
        case .obligation(let id, let needed):
            guard let at = obligations.firstIndex(where: { $0.id == id }) else { return .unknown }
            // What only those who owe it say opens nothing.
            let score = standings[at].isOnlyClaimed ? nil : standings[at].score
            return say(score.map { Truth($0 >= needed) } ?? .unknown, .obligation(at, score: score, needed: needed))
        case .noBreach(let provisions, let days):
            let count = breaches(provisions, moment.advanced(bySeconds: -Int64(days) * 86_400))
            guard count.seen > 0 else { return say(.unknown, .noReports(days: days)) }
            return say(
                count.breached > 0 ? .no : count.undetermined > 0 ? .unknown : .yes,
                .breaches(
                    provisions: provisions, days: days, breached: count.breached, undetermined: count.undetermined))
        }
    }
}

extension Docket {
    /// Every gate of the agreement in force as of the docket's cut-off.
    public func gateStandings() -> [GateStanding] {
        agreement.gateStandings(at: asOf) { provisions, from in
            var count = BreachCount()
            for i in 0..<incidentCount {
                let incident = incident(i)
                guard incident.time.earliest < asOf, incident.time.latest > from else { continue }
                let assessment = assessment(of: incident)
                // What the agreement does not speak to says nothing about whether it is kept.
                if case .outOfScope = assessment.mechanism.outcome { continue }
                count.seen += 1
                let text = history.versions[assessment.agreementVersion].text
                let verdicts = assessment.mechanism.provisions.filter {
                    provisions.isEmpty || provisions.contains(text.provisions[$0.provision].id)
                }.map(\.verdict)
                if verdicts.contains(.breached) {
                    count.breached += 1
                } else if verdicts.contains(.undetermined) {
                    count.undetermined += 1
                }
            }
            return count
        }
    }
}
