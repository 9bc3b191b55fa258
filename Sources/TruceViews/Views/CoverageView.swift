import GRDB
import Truce

/// When somebody watched or was kept out, laid out by mission day, so that counting days costs those days and not the
/// mission.
enum CoverageView: View {
    static let schema = """
        CREATE TABLE coverage (
            topic INTEGER NOT NULL, day INTEGER NOT NULL, born INTEGER NOT NULL, -- the entry
            seconds INTEGER NOT NULL, -- watched on that day; 0 of a denial, which counts on its first
            PRIMARY KEY (topic, day, born)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE coverage_long ( -- watches of more days than are laid out
            born INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL
        ) STRICT;
        """

    /// A watch of more days is kept as its two ends: who says that a camera stood there for a century must not fill the
    /// file.
    private static let mostDays = 31

    /// After ``StepView``: of two entries of one name the first stands.
    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        guard let (topic, id, window) = covered(entry) else { return }
        let born = try Int.fetchOne(
            writing.db.cachedStatement(sql: "SELECT born FROM subject WHERE topic = ? AND id = ?"),
            arguments: [topic.rawValue, id])
        guard let window, born == entry.index else { return }
        try insert(topic, window, born: entry.index, writing)
    }

    /// After an erasure: as the entry can be opened now.
    static func replace(_ old: OpenedEntry, by entry: OpenedEntry, _ writing: Writing) throws {
        if let (topic, _, window) = covered(old), let window {
            let days = days(of: window, writing.rules.zone)
            try writing.db.execute(
                sql: "DELETE FROM coverage WHERE topic = ? AND day BETWEEN ? AND ? AND born = ?",
                arguments: [topic.rawValue, days.lowerBound, days.upperBound, old.index])
            try writing.db.execute(sql: "DELETE FROM coverage_long WHERE born = ?", arguments: [old.index])
        }
        try fold(entry, in: writing)
    }

    /// What the entry says of coverage; the window is nil where that was erased.
    private static func covered(_ entry: OpenedEntry) -> (topic: Topic, id: String, window: ClosedRange<Instant>?)? {
        func window(_ earliest: Instant, _ latest: Instant) -> ClosedRange<Instant> {
            earliest...max(earliest, latest)
        }
        return switch entry.fact {
        case .movementDenied(let payload):
            (.denial, payload.denial.text, entry.sealed.denial.map { window($0.earliest, $0.latest) })
        case .presenceReported(let payload):
            (.presence, payload.presence.text, entry.sealed.presence.map { window($0.earliest, $0.latest) })
        default: nil
        }
    }

    private static func insert(
        _ topic: Topic, _ window: ClosedRange<Instant>, born: Int, _ writing: Writing
    ) throws {
        let zone = writing.rules.zone
        let days = days(of: window, zone)
        func insert(_ day: Int, seconds: Int64) throws {
            try writing.db.cachedStatement(sql: "INSERT INTO coverage VALUES (?, ?, ?, ?)")
                .execute(arguments: [topic.rawValue, day, born, seconds])
        }
        if topic == .denial { return try insert(days.lowerBound, seconds: 0) }
        guard days.count <= mostDays else {
            return try writing.db.cachedStatement(sql: "INSERT INTO coverage_long VALUES (?, ?, ?)")
                .execute(arguments: [born, window.lowerBound.seconds, window.upperBound.seconds])
        }
        for day in days {
            let seconds = DayWindow(day, zone).seconds(of: window)
            if seconds > 0 { try insert(day, seconds: seconds) }
        }
    }

    private static func days(of window: ClosedRange<Instant>, _ zone: MissionZone) -> ClosedRange<Int> {
        let (first, last) = (zone.day(of: window.lowerBound), zone.day(of: window.upperBound))
        return Int(first.daysSince1970)...Int(max(first, last).daysSince1970)
    }
}

/// What was watched or denied on one day.
struct DayCoverage: Hashable {
    var count = 0
    var seconds: Int64 = 0
}

extension CoverageView {
    static let countSQL = """
        SELECT day, COUNT(*), SUM(seconds) FROM coverage
        WHERE topic = ? AND day BETWEEN ? AND ? AND born < ? GROUP BY day
        """

    /// Of these days, as told by the entries before `position`; a day of which nothing is told is left out.
    static func told(
        of topic: Topic, _ days: ClosedRange<Int>, before position: Int, zone: MissionZone, in db: Database
    ) throws -> [Int: DayCoverage] {
        var told: [Int: DayCoverage] = [:]
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: countSQL),
            arguments: [topic.rawValue, days.lowerBound, days.upperBound, position])
        while let row = try rows.next() { told[row[0]] = DayCoverage(count: row[1], seconds: row[2]) }
        guard topic == .presence else { return told }
        let windows = days.map { DayWindow($0, zone) }
        let long = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT earliest, latest FROM coverage_long WHERE born < ?"),
            arguments: [position])
        while let row = try long.next() {
            for window in windows {
                let seconds = window.seconds(of: row.instant(0)...row.instant(1))
                guard seconds > 0 else { continue }
                told[window.day, default: DayCoverage()].count += 1
                told[window.day, default: DayCoverage()].seconds += seconds
            }
        }
        return told
    }
}

/// One mission day, from its first moment to the next day's.
private struct DayWindow {
    let day: Int
    private let from: Int64
    private let until: Int64

    init(_ day: Int, _ zone: MissionZone) {
        self.day = day
        let window = zone.window(of: MissionDay(daysSince1970: Int32(day)))
        (from, until) = (window.earliest.seconds, window.latest.seconds)
    }

    func seconds(of window: ClosedRange<Instant>) -> Int64 {
        max(0, min(window.upperBound.seconds, until) - max(window.lowerBound.seconds, from))
    }
}
