import Foundation

/// Where a commitment stands on a date.
public struct ObligationStanding: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        /// Its period has not begun.
        case notBegun = "not_begun"
        case underWay = "under_way"
        case fulfilled
        /// Full according to those who owe it, and nobody else has said so.
        case claimed
        case overdue
        /// Whoever reports on it does not agree whether it is fulfilled.
        case disputed
        /// Demanded by some and not agreed by all: tracked, never overdue.
        case demanded
        /// Its deadline hangs on something that has not happened.
        case waiting
    }
    /// Its place in ``Agreement/obligations``.
    public var obligation: Int
    public var state: State
    public var begins: Instant?
    public var due: Instant?
    /// The last that each reporter said, in the order of the agreement file.
    public var latest: [Obligation.Progress]
    /// 0–3: the lowest of the latest scores; nil where nobody gave one.
    public var score: Int?
    /// 0…100: the lowest of the latest percentages, given or computed from the quota; nil where there is none.
    public var percent: Double?
    public var forecast: Forecast
    /// Everybody who reported on it owes it.
    public var isOnlyClaimed = false

    public enum Forecast: Sendable, Hashable {
        /// By a straight line through the first and the last report of one reporter.
        case completes(Instant, by: String)
        case standsStill(by: String)
        /// Fewer than two figures of one reporter on different days.
        case cannotBeComputed
        case notNeeded
    }

    /// Days from the due moment to the forecast completion; positive = late. Nil where either is missing.
    public var forecastDaysLate: Double? {
        guard case .completes(let moment, _) = forecast, let due else { return nil }
        return Double(moment.seconds(since: due)) / 86_400
    }
}

extension Agreement {
    /// Every obligation as it stands at `moment`, in the agreement's order. Reports later than that are not looked at.
    public func obligationStandings(at moment: Instant) -> [ObligationStanding] {
        obligations.indices.map { standing(ofObligation: $0, at: moment) }
    }

    /// When `due` falls; nil while its anchor has not happened by `moment`.
    func resolve(_ due: Obligation.Due, at moment: Instant) -> Instant? {
        func anchorMoment(_ anchor: Obligation.Anchor) -> Instant? {
            switch anchor {
            case .entryIntoForce: inForce.from
            case .event(let id): events.first { $0.id == id }?.at.flatMap { $0 <= moment ? $0 : nil }
            case .obligation(let id): fulfilment(of: id, at: moment)
            }
        }
        switch due {
        case .at(let instant): return instant
        case .hoursAfter(let anchor, let hours):
            return anchorMoment(anchor)?.advanced(bySeconds: Int64(hours) * 3600)
        case .daysAfter(let anchor, let days):
            return anchorMoment(anchor).map { zone.start(of: zone.day(of: $0).advanced(byDays: days + 1)) }
        }
    }

    /// When the last of those who report on it said that it was full, if all of them do. Their figures alone decide, not
    /// when it was due, so that chains of obligations cost nothing.
    private func fulfilment(of id: String, at moment: Instant) -> Instant? {
        guard let obligation = obligations.first(where: { $0.id == id }) else { return nil }
        let latest = obligation.latest(at: moment)
        let scores = latest.compactMap { obligation.score(of: $0) }
        guard !scores.isEmpty, scores.allSatisfy({ $0 == 3 }), !isOnlyClaimed(obligation, latest) else { return nil }
        return latest.map(\.at).max()
    }

    /// One debtor's word is a claim; several sides that agree, or anybody else, make it more.
    private func isOnlyClaimed(_ obligation: Obligation, _ latest: [Obligation.Progress]) -> Bool {
        let debtors = obligation.of.isEmpty ? parties.map(\.id) : obligation.of
        return latest.count == 1 && debtors.contains(latest[0].by)
    }

    private func standing(ofObligation at: Int, at moment: Instant) -> ObligationStanding {
        let obligation = obligations[at]
        let known = obligation.progress.filter { $0.at <= moment }
        let latest = obligation.latest(at: moment)
        let percents = latest.compactMap { obligation.percent(of: $0) }
        let scores = latest.compactMap { obligation.score(of: $0) }
        let begins = obligation.begins.flatMap { resolve($0, at: moment) }
        let due = obligation.due.flatMap { resolve($0, at: moment) }
        let state: ObligationStanding.State
        let isOnlyClaimed = isOnlyClaimed(obligation, latest)
        if !scores.isEmpty, scores.allSatisfy({ $0 == 3 }) {
            state = isOnlyClaimed ? .claimed : .fulfilled
        } else if scores.contains(3) {
            state = .disputed
        } else if !obligation.demandedBy.isEmpty {
            state = .demanded
        } else if let due, due <= moment {
            state = .overdue
        } else if obligation.due != nil, due == nil {
            state = .waiting
        } else if let begins, begins > moment {
            state = .notBegun
        } else if moment < inForce.from {
            state = .notBegun
        } else {
            state = .underWay
        }
        return ObligationStanding(
            obligation: at, state: state, begins: begins, due: due, latest: latest, score: scores.min(),
            percent: percents.min(),
            forecast: state == .fulfilled || state == .claimed ? .notNeeded : obligation.forecast(from: known),
            isOnlyClaimed: isOnlyClaimed)
    }
}

extension Obligation {
    /// The last that each reporter had said by then, in the order in which they first did.
    func latest(at moment: Instant) -> [Progress] {
        let known = progress.filter { $0.at <= moment }
        var reporters: [String] = []
        for progress in known where !reporters.contains(progress.by) { reporters.append(progress.by) }
        return reporters.compactMap { by in known.filter { $0.by == by }.max { $0.at < $1.at } }
    }

    func percent(of progress: Progress) -> Double? {
        if let percent = progress.percent { return percent }
        guard let count = progress.count, let total = quota?.total, total > 0 else { return nil }
        return min(100, 100 * count / total)
    }

    /// As given; else from the percentage: 0 not begun, below 34 minimal, below 100 intermediate, 100 full.
    func score(of progress: Progress) -> Int? {
        if let score = progress.score { return score }
        guard let percent = percent(of: progress) else { return nil }
        return percent <= 0 ? 0 : percent < 34 ? 1 : percent < 100 ? 2 : 3
    }

    /// The straight line through one reporter's first and last figure, of the reporter whose line ends last.
    func forecast(from known: [Progress]) -> ObligationStanding.Forecast {
        var answer = ObligationStanding.Forecast.cannotBeComputed
        var worst: Instant?
        var seen: [String] = []
        for by in known.map(\.by) where !seen.contains(by) {
            seen.append(by)
            let points = known.filter { $0.by == by }.sorted { $0.at < $1.at }
                .compactMap { progress in percent(of: progress).map { (progress.at, $0) } }
            guard let first = points.first, let last = points.last, last.0 > first.0, last.1 < 100 else { continue }
            guard last.1 > first.1 else { return .standsStill(by: by) }
            let perSecond = (last.1 - first.1) / Double(last.0.seconds(since: first.0))
            let left = ((100 - last.1) / perSecond).rounded()
            guard left < 4e9 else { return .standsStill(by: by) }
            let end = last.0.advanced(bySeconds: Int64(left))
            if worst.map({ $0 < end }) ?? true {
                worst = end
                answer = .completes(end, by: by)
            }
        }
        return answer
    }
}
