/// How finely a source stated a time. Widths: second 1 s, minute 60 s, quarter 15 min, hour, part of day
/// (6 h), day (a local day), week, month; `longer` up to a year or more.
public enum TimePrecision: UInt8, CaseIterable, Comparable, Sendable {
    case second, minute, quarter, hour, partOfDay, day, week, month, longer, unknown

    @inlinable public static func < (a: TimePrecision, b: TimePrecision) -> Bool { a.rawValue < b.rawValue }

    /// The label for a window of this many seconds.
    @inlinable public static func label(forSeconds width: Int64) -> TimePrecision {
        switch width {
        case ...1: .second
        case ...60: .minute
        case ...900: .quarter
        case ...3_600: .hour
        case ...43_200: .partOfDay
        case ...90_000: .day
        case ...695_000: .week
        case ...2_700_000: .month
        default: .longer
        }
    }

    public var code: String {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .quarter: "quarter"
        case .hour: "hour"
        case .partOfDay: "part_of_day"
        case .day: "day"
        case .week: "week"
        case .month: "month"
        case .longer: "longer"
        case .unknown: "unknown"
        }
    }
}

/// When something happened, as far as it is known: some moment from `earliest` up to, not including,
/// `latest`; or exactly `earliest` when the two are equal.
public struct TimeWindow: Hashable, Sendable {
    public let earliest: Instant
    public let latest: Instant
    public let precision: TimePrecision

    /// - Precondition: `earliest <= latest`.
    public init(earliest: Instant, latest: Instant, precision: TimePrecision) {
        precondition(earliest <= latest, "a time window that ends before it begins")
        self.earliest = earliest
        self.latest = latest
        self.precision = precision
    }

    /// The window of a period stated by its two ends, labelled by its width.
    public init(earliest: Instant, latest: Instant) {
        self.init(
            earliest: earliest, latest: latest,
            precision: .label(forSeconds: latest.seconds(since: earliest)))
    }

    /// One moment.
    public init(at moment: Instant) { self.init(earliest: moment, latest: moment, precision: .second) }

    public var widthSeconds: Int64 { latest.seconds(since: earliest) }

    /// The chance that it happened before `moment`, every moment of the window being as likely: 0 to 1.
    public func probability(before moment: Instant) -> Double {
        if earliest >= moment { return 0 }
        if latest <= moment { return 1 }
        return Double(moment.seconds(since: earliest)) / Double(widthSeconds)
    }

    /// The share of the window that lies from `from` up to `until` (nil = open): 0 to 1.
    public func share(from: Instant?, until: Instant?) -> Double {
        let begun = from.map { 1 - probability(before: $0) } ?? 1
        let ended = until.map { 1 - probability(before: $0) } ?? 0
        return max(0, begun - ended)
    }

    public func overlaps(_ other: TimeWindow) -> Bool {
        max(earliest, other.earliest) < min(latest, other.latest)
            || (earliest == latest && other.earliest <= earliest
                && (earliest < other.latest || other.latest == earliest))
            || (other.earliest == other.latest && earliest <= other.earliest
                && (other.earliest < latest || latest == other.earliest))
    }
}
