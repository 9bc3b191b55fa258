import Truce

/// Incidents over time as stacked bars, with what happened to the agreement itself.
struct TimelineDrawing: Sendable {
    var timelineTitle = ""
    var timelineDesc = ""
    var timelineCaption = ""
    var timelineWidth = "800"
    var timelineHeight = "270"
    var bars: [MapDrawing.Shape] = []
    var ticks: [Tick] = []
    var dayLabels: [MapDrawing.Label] = []
    var dayTicks: [String] = []
    var base = ""
    var band: Band?
    var suspensions: [Band] = []
    var moments: [Moment] = []
    var timelineNotes: [String] = []
    var outcomeLegend: [LegendMark] = []
    var figureHead = ""
    var figureRows: [FigureRow] = []

    struct LegendMark: Sendable { var markPath: String, markClass: String, word: String }
    struct Tick: Sendable { var path: String, x: String, y: String, label: String }
    struct Band: Sendable {
        var x: String, w: String, y: String, h: String, labelX: String, labelY: String, label: String
    }
    struct Moment: Sendable { var path: String, x: String, y: String, anchor: String, label: String }
    struct FigureRow: Sendable { var from: String, cells: [String] }

    private struct Bar {
        var first: MissionDay
        var days: Int
        var counts = [0, 0, 0, 0]
        var total: Int { counts.reduce(0, +) }
    }

    /// At most so many bars: days, else weeks, else thirty days.
    static let barLimit = 190

    init(_ totals: DocketTotals, _ docket: Docket, _ c: Catalogue) {
        let zone = docket.history.first.zone
        let period = docket.period
        // The period, the one before it, and as many earlier days as keep a bar for each day.
        let first = totals.days.first?.day ?? period.from
        var start = min(period.from, max(first, period.through.advanced(byDays: 1 - Self.barLimit)))
        if period.days > Self.barLimit { start = min(period.from, max(first, period.previous.from)) }
        // At least a week is shown, so that three days do not look like pillars.
        let shortest = period.through.advanced(byDays: -13)
        if start > shortest { start = shortest }
        let days = Int(period.through.daysSince1970 - start.daysSince1970) + 1
        let size = days <= Self.barLimit ? 1 : days <= 7 * Self.barLimit ? 7 : 30
        var bars = (0..<(days + size - 1) / size).map { Bar(first: start.advanced(byDays: $0 * size), days: size) }
        var earlier = 0
        for day in totals.days {
            let counts = [day.breached, day.undetermined, day.notBreached, day.outOfScope]
            let at = Int(day.day.daysSince1970 - start.daysSince1970)
            guard at >= 0, at / size < bars.count else {
                earlier += counts.reduce(0, +)
                continue
            }
            for i in 0..<4 { bars[at / size].counts[i] += counts[i] }
        }

        let (left, right, top, bottom) = (46.0, 792.0, 58.0, 226.0)
        let most = max(1, bars.map(\.total).max() ?? 1)
        let step = most <= 4 ? 1 : MapProjection.nice(upTo: Double(most) / 2.5)
        let high = max(1, (Double(most) / step).rounded(.up)) * step
        let perDay = (right - left) / Double(bars.count * size)
        func x(_ day: MissionDay) -> Double {
            left + Double(day.daysSince1970 - start.daysSince1970) * perDay
        }
        func y(_ count: Double) -> Double { bottom - count / high * (bottom - top) }

        base = "M\(fixed(left, 1)) \(fixed(bottom, 1))H\(fixed(right, 1))"
        var value = 0.0
        while value <= high {
            ticks.append(
                Tick(
                    path: "M\(fixed(left, 1)) \(fixed(y(value), 1))H\(fixed(right, 1))", x: fixed(left - 6, 1),
                    y: fixed(y(value) + 4, 1), label: grouped(Int(value))))
            value += step
        }
        let gap = min(3, perDay * Double(size) * 0.15)
        for bar in bars {
            var sum = 0
            for (i, count) in bar.counts.enumerated() where count > 0 {
                let (from, to) = (y(Double(sum)), y(Double(sum + count)))
                let code = PeriodScan.outcomes[i].replacing("_", with: "-")
                self.bars.append(
                    .init(
                        path:
                            "M\(fixed(x(bar.first) + gap / 2, 2)) \(fixed(from, 2))V\(fixed(to, 2))h\(fixed(perDay * Double(size) - gap, 2))V\(fixed(from, 2))Z",
                        shapeClass: "bar o-\(code)"))
                sum += count
            }
        }
        labelDays(bars.map(\.first), perBar: perDay * Double(size), bottom: bottom, x: x)
        func frame(_ from: Double, _ to: Double, _ label: String, labelY: Double) -> Band {
            Band(
                x: fixed(from, 1), w: fixed(max(1, to - from), 1), y: fixed(top - 6, 1), h: fixed(bottom - top + 6, 1),
                labelX: fixed((from + to) / 2, 1), labelY: fixed(labelY, 1), label: c.drawn(label))
        }
        let end = start.advanced(byDays: bars.count * size)
        if period.from > start {
            band = frame(
                x(period.from), min(right, x(period.through.advanced(byDays: 1))), c.say("timeline_period"),
                labelY: bottom + 36)
        }
        for suspension in docket.agreement.inForce.suspensions {
            let from = max(start, zone.day(of: suspension.from))
            let to = suspension.until.map { min(end, zone.day(of: $0)) } ?? end
            guard from < to else { continue }
            suspensions.append(frame(x(from), x(to), c.say("timeline_suspension"), labelY: top + 10))
        }
        markMoments(docket, c, start: start, end: end, x: x, top: top, bottom: bottom, right: right)

        let all = bars.map(\.total).reduce(0, +)
        let busiest = bars.max { ($0.total, $1.first) < ($1.total, $0.first) }!
        timelineTitle = c.say("timeline_title")
        timelineDesc = c.say(
            "timeline_desc",
            [
                "from": c.ltr("\(start)"), "through": c.ltr("\(period.through)"),
                "incidents": c.count("n_incidents", all), "most": c.number(busiest.total),
                "day": c.ltr("\(busiest.first)"),
            ])
        timelineCaption = c.say(
            size == 1 ? "timeline_caption_day" : size == 7 ? "timeline_caption_week" : "timeline_caption_month")
        if earlier > 0 {
            timelineNotes.append(
                c.say("timeline_earlier", ["incidents": c.count("n_incidents", earlier), "day": c.ltr("\(start)")]))
        }
        outcomeLegend = PeriodScan.outcomes.map {
            let mark = Mark($0)
            return LegendMark(markPath: mark.markPath, markClass: mark.markClass, word: c.say("outcome_" + $0))
        }
        figureHead = c.say(size == 1 ? "timeline_day" : "timeline_from")
        figureRows = bars.filter { $0.total > 0 }.map {
            FigureRow(from: "\($0.first)", cells: $0.counts.map { c.number($0) })
        }
    }

    /// A label at least every ninety pixels, on a round number of bars.
    private mutating func labelDays(_ firsts: [MissionDay], perBar: Double, bottom: Double, x: (MissionDay) -> Double) {
        let every = [1, 2, 5, 7, 14, 28, 56].first { Double($0) * perBar >= 84 } ?? 112
        for (i, day) in firsts.enumerated() where i % every == 0 {
            let at = x(day)
            dayTicks.append("M\(fixed(at, 1)) \(fixed(bottom, 1))v5")
            if at + 70 < 800 {
                dayLabels.append(
                    .init(x: fixed(at, 1), y: fixed(bottom + 19, 1), anchor: "start", label: "\(day)"))
            }
        }
    }

    private mutating func markMoments(
        _ docket: Docket, _ c: Catalogue, start: MissionDay, end: MissionDay, x: (MissionDay) -> Double, top: Double,
        bottom: Double, right: Double
    ) {
        let zone = docket.history.first.zone
        var marks: [(MissionDay, String)] = []
        for (i, version) in docket.history.versions.enumerated() {
            marks.append(
                (
                    zone.day(of: version.from),
                    i == 0
                        ? c.say("timeline_entry")
                        : c.say("timeline_amendment", ["n": c.number(version.text.version)])
                ))
        }
        if let until = docket.agreement.inForce.until { marks.append((zone.day(of: until), c.say("timeline_expiry"))) }
        var lastX = [-1000.0, -1000.0]
        for (day, label) in marks.sorted(by: { $0.0 < $1.0 }) where day >= start && day <= end {
            let at = x(day)
            // Two rows of labels, so that neighbours do not run into each other.
            let row = at - lastX[0] > 150 ? 0 : 1
            lastX[row] = at
            let isLate = at > right - 160
            moments.append(
                Moment(
                    path: "M\(fixed(at, 1)) \(fixed(top - 34 + Double(row) * 14, 1))V\(fixed(bottom, 1))",
                    x: fixed(isLate ? at - 4 : at + 4, 1), y: fixed(top - 28 + Double(row) * 14, 1),
                    anchor: isLate ? "end" : "start", label: c.drawn(label)))
        }
    }
}
