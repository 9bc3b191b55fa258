import GRDB
import Truce

/// What was said of a commitment since: added to what the agreement and the mechanism say of it.
struct ObligationFold {
    private(set) var progress: [ProgressRecord] = []
    private(set) var baselines: [BaselineRecord] = []

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .obligationProgressed(let payload):
            progress.append(
                ProgressRecord(
                    at: payload.at, by: payload.by, score: payload.score, percent: payload.percent,
                    count: payload.count, evidence: step.files, index: step.index))
        case .baselineStated(let payload):
            baselines.append(
                BaselineRecord(by: payload.by, value: payload.value, reason: payload.reason, index: step.index))
        default: break
        }
    }
}

extension ObligationList: AnsweredByViews {
    /// In the agreement's order. As of an earlier moment without what was computed.
    package func answer(_ look: Look) throws -> Listing<ObligationRecord> {
        let all = try (look.standings?.obligations ?? []).map { obligation in
            var obligation = obligation
            var fold = ObligationFold()
            let steps = try StepView.steps(of: .obligation, obligation.id.text, before: look.position, in: look.db)
            for step in steps { fold.apply(step) }
            obligation.progress += fold.progress
            obligation.baselines += fold.baselines
            if !look.isNow {
                (obligation.score, obligation.percent) = (nil, nil)
                (obligation.isLate, obligation.expected) = (nil, nil)
            }
            return obligation
        }
        return try look.part(of: all, page)
    }
}

extension GateList: AnsweredByViews {
    /// In the agreement's order. As of an earlier moment nobody can say how they stood.
    package func answer(_ look: Look) throws -> Listing<GateRecord> {
        let all = try (look.standings?.gates ?? []).map { gate in
            var gate = gate
            for step in try StepView.steps(of: .gate, gate.id.text, before: look.position, in: look.db)
            where gate.begunAt == nil { gate.begunAt = step.recorded }
            if !look.isNow { (gate.standing, gate.reasons) = (.unknown, []) }
            return gate
        }
        return try look.part(of: all, page)
    }
}

extension Look {
    /// Of a short list whose order stands in the agreement. A place in it is the number of the last one shown among those
    /// that the asker may know of.
    func part<Record: ShownRecord>(of all: [Record], _ page: Page) throws -> Listing<Record> {
        let known = all.filter(mayKnow)
        let start = try page.place(of: 1).map { Int(min(max(0, $0.values[0]), Int64(known.count))) } ?? 0
        let shown = Array(known[start...].prefix(page.limit))
        let end = start + shown.count
        return Listing(
            records: shown, next: end < known.count ? ListPlace([Int64(end)]).text : nil, position: position)
    }
}
