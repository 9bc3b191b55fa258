/// A moment in time: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Range: the years 0001 to 9999. Fractions of a second in what a source wrote are dropped (the
/// source's own text is kept with its report).
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let seconds: Int64

    @inlinable public init(seconds: Int64) { self.seconds = seconds }

    @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

    @inlinable public func advanced(bySeconds delta: Int64) -> Instant { Instant(seconds: seconds + delta) }

    /// Seconds from `other` to this instant; negative when this one is earlier.
    @inlinable public func seconds(since other: Instant) -> Int64 { seconds - other.seconds }

    /// RFC 3339 in UTC, as `2016-12-29T22:00:00Z`.
    public var description: String {
        guard (Self.distantPast...Self.distantFuture).contains(self) else {
            return LocalTime(secondsSince1970: seconds).description + "Z"
        }
        return String(unsafeUninitializedCapacity: Self.textByteCount) { text in
            write(to: UnsafeMutableBufferPointer(rebasing: text[..<Self.textByteCount]))
            return Self.textByteCount
        }
    }

    /// How long ``description`` is within the years 1 to 9999.
    package static let textByteCount = 20

    /// Writes ``description`` to 20 bytes.
    ///
    /// - Precondition: within the years 1 to 9999.
    package func write(to text: UnsafeMutableBufferPointer<UInt8>) {
        precondition(text.count == Self.textByteCount && (Self.distantPast...Self.distantFuture).contains(self))
        let local = LocalTime(secondsSince1970: seconds)
        let (year, month, day) = local.day.civil
        let second = Int(local.secondOfDay)
        func put(_ number: Int, _ at: Int, _ mark: Unicode.Scalar) {
            text[at] = UInt8(ascii: "0") + UInt8(number / 10 % 10)
            text[at + 1] = UInt8(ascii: "0") + UInt8(number % 10)
            text[at + 2] = UInt8(ascii: mark)
        }
        put(year, 2, "-")
        text[0] = UInt8(ascii: "0") + UInt8(year / 1000)
        text[1] = UInt8(ascii: "0") + UInt8(year / 100 % 10)
        put(month, 5, "-")
        put(day, 8, "T")
        put(second / 3600, 11, ":")
        put(second / 60 % 60, 14, ":")
        put(second % 60, 17, "Z")
    }

    /// Reads what ``description`` writes within the years 1 to 9999, and nothing else.
    package init?(exactly text: ByteSlice) {
        guard text.count == Self.textByteCount, let day = TimeText.day(text, at: 0), text[10] == UInt8(ascii: "T"),
            let hour = TimeText.digits(text, 11, 2), hour < 24, text[13] == UInt8(ascii: ":"),
            let minute = TimeText.digits(text, 14, 2), minute < 60, text[16] == UInt8(ascii: ":"),
            let second = TimeText.digits(text, 17, 2), second < 60, text[19] == UInt8(ascii: "Z")
        else { return nil }
        self.init(seconds: Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second))
    }

    public static let distantPast = Instant(seconds: -62_135_596_800)  // 0001-01-01T00:00:00Z
    public static let distantFuture = Instant(seconds: 253_402_300_799)  // 9999-12-31T23:59:59Z
}

/// A calendar day of the proleptic Gregorian calendar, counted from 1970-01-01 = 0. Which moments it
/// covers depends on a time zone: see ``MissionZone``.
public struct MissionDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let daysSince1970: Int32

    @inlinable public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

    /// Days from the civil date: Howard Hinnant, "chrono-compatible low-level date algorithms". `month` 1–12,
    /// `day` 1–31; not checked, see ``init(checkedYear:month:day:)``.
    @inlinable public init(year: Int, month: Int, day: Int) {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: Int32(era * 146_097 + dayOfEra - 719_468))
    }

    /// Nil when there is no such date in the years 1 to 9999.
    @inlinable public init?(checkedYear year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    @inlinable public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public var civil: (year: Int, month: Int, day: Int) {
        let z = Int(daysSince1970) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    @inlinable public static func < (a: MissionDay, b: MissionDay) -> Bool { a.daysSince1970 < b.daysSince1970 }
    @inlinable public func advanced(byDays days: Int) -> MissionDay {
        MissionDay(daysSince1970: daysSince1970 + Int32(days))
    }

    /// `2016-12-30`.
    public var description: String {
        let (year, month, day) = civil
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// What a clock on the wall shows: a day and the seconds since its midnight (0 to 86 399), zone not said.
public struct LocalTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let day: MissionDay
    public let secondOfDay: Int32

    @inlinable public init(day: MissionDay, secondOfDay: Int32) {
        self.day = day
        self.secondOfDay = secondOfDay
    }

    @inlinable public init(secondsSince1970 seconds: Int64) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        self.init(day: MissionDay(daysSince1970: Int32(days)), secondOfDay: Int32(seconds - days * 86_400))
    }

    /// As if the wall clock showed UTC.
    @inlinable public var secondsSince1970: Int64 { Int64(day.daysSince1970) * 86_400 + Int64(secondOfDay) }

    @inlinable public static func < (a: LocalTime, b: LocalTime) -> Bool { a.secondsSince1970 < b.secondsSince1970 }

    /// `2016-12-30T00:00:00`.
    public var description: String { "\(day)T\(clock):\(padded(Int(secondOfDay) % 60, 2))" }

    /// `00:00`.
    public var clock: String { "\(padded(Int(secondOfDay) / 3600, 2)):\(padded(Int(secondOfDay) / 60 % 60, 2))" }
}

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
