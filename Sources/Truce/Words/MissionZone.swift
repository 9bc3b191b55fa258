import Foundation

/// A named time zone (IANA), flattened into a table of offsets so that a million days convert without asking
/// the zone data again. Offsets before 1950 and after 2100 are those of the nearest year held.
public struct MissionZone: Sendable, Hashable {
    public let name: String
    /// Moments at which the offset changes, ascending; `offsets[i]` holds from `changes[i]` on.
    private let changes: [Int64]
    private let offsets: [Int32]

    /// Nil when there is no zone of that name.
    public init?(_ name: String) {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        func offset(_ seconds: Int64) -> Int32 {
            Int32(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
        }
        var at = Int64(MissionDay(year: 1950, month: 1, day: 1).daysSince1970) * 86_400
        let end = Int64(MissionDay(year: 2100, month: 1, day: 1).daysSince1970) * 86_400
        var changes = [at]
        var offsets = [offset(at)]
        while at < end {
            let next = at + 10 * 86_400
            let after = offset(next)
            if after != offsets[offsets.count - 1] {
                var (low, high) = (at, next)
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == offsets[offsets.count - 1] { low = middle } else { high = middle }
                }
                changes.append(high)
                offsets.append(after)
            }
            at = next
        }
        self.name = name
        self.changes = changes
        self.offsets = offsets
    }

    public static let utc = MissionZone("UTC")!

    /// Seconds east of UTC at this moment.
    public func offset(at moment: Instant) -> Int32 {
        var (low, high) = (0, changes.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if changes[middle] <= moment.seconds { low = middle } else { high = middle }
        }
        return offsets[low]
    }

    /// What the wall clock shows at this moment.
    public func local(_ moment: Instant) -> LocalTime {
        LocalTime(secondsSince1970: moment.seconds + Int64(offset(at: moment)))
    }

    public func day(of moment: Instant) -> MissionDay { local(moment).day }

    /// The moments at which the wall clock shows this time: one, two when the clock is set back, none when it
    /// is set forward past it. Ascending.
    public func instants(at time: LocalTime) -> [Instant] {
        let wall = time.secondsSince1970
        var found: [Instant] = []
        for candidate in Set([offset(at: Instant(seconds: wall - 86_400)), offset(at: Instant(seconds: wall + 86_400))])
        {
            let moment = Instant(seconds: wall - Int64(candidate))
            if offset(at: moment) == candidate { found.append(moment) }
        }
        return found.sorted()
    }

    /// The first moment of the day: its midnight, or the moment after the gap when midnight is skipped.
    public func start(of day: MissionDay) -> Instant {
        let midnight = LocalTime(day: day, secondOfDay: 0)
        if let first = instants(at: midnight).first { return first }
        let later = LocalTime(day: day, secondOfDay: 3 * 3600)
        let offset = offset(at: instants(at: later).first ?? Instant(seconds: later.secondsSince1970))
        var moment = Instant(seconds: later.secondsSince1970 - Int64(offset))
        while local(moment.advanced(bySeconds: -60)).day == day { moment = moment.advanced(bySeconds: -60) }
        return moment
    }

    /// From the day's first moment to the next day's.
    public func window(of day: MissionDay) -> TimeWindow {
        TimeWindow(earliest: start(of: day), latest: start(of: day.advanced(byDays: 1)), precision: .day)
    }

    /// The days' first to last moment; `precision` is what the source stated.
    public func window(from first: MissionDay, through last: MissionDay, precision: TimePrecision) -> TimeWindow {
        TimeWindow(earliest: start(of: first), latest: start(of: last.advanced(byDays: 1)), precision: precision)
    }

    /// With the offset that holds then, as `2016-12-30T00:00:00+02:00`.
    public func text(_ moment: Instant) -> String {
        let offset = Int(offset(at: moment))
        if offset == 0 { return moment.description }
        let size = abs(offset) / 60
        return local(moment).description + (offset < 0 ? "-" : "+") + padded(size / 60, 2) + ":" + padded(size % 60, 2)
    }

    /// `2016-12-30 00:00`, as the wall clock shows it.
    public func shortText(_ moment: Instant) -> String {
        let time = local(moment)
        return "\(time.day) \(time.clock)"
    }

    /// By name: the table follows from it.
    public static func == (a: MissionZone, b: MissionZone) -> Bool { a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
