import Truce

/// Days and times of the mission's zone, remembered: a day's first moment is asked of the zone once.
struct ZoneClock {
    let zone: MissionZone
    /// First moments by day from 1800 on; `Int64.min` = not asked yet.
    private var starts = [Int64](repeating: .min, count: 500 * 366)
    private static let firstDay = MissionDay(year: 1800, month: 1, day: 1).daysSince1970
    private var lastWord: UInt64 = 0
    private var lastTail: UInt16 = 0
    private var lastDay: Int32 = 0

    init(_ zone: MissionZone) { self.zone = zone }

    mutating func start(_ day: Int32) -> Int64 {
        let at = Int(day) - Int(Self.firstDay)
        guard at >= 0, at < starts.count else { return zone.start(of: MissionDay(daysSince1970: day)).seconds }
        if starts[at] == .min { starts[at] = zone.start(of: MissionDay(daysSince1970: day)).seconds }
        return starts[at]
    }

    /// `YYYY-MM-DD` at the text's start, whatever follows; the same day as last time costs a comparison.
    @inline(__always) mutating func day(_ text: ByteSlice) -> Int32? {
        guard text.count >= 10 else { return nil }
        let raw = UnsafeRawPointer(text.baseAddress!)
        let word = raw.loadUnaligned(as: UInt64.self)
        let tail = raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        if word == lastWord, tail == lastTail { return lastDay }
        guard let day = TimeText.day(text, at: 0) else { return nil }
        (lastWord, lastTail, lastDay) = (word, tail, day.daysSince1970)
        return lastDay
    }

    /// What a cell says, as moments: a local time in the doubled hour of autumn is both.
    enum Moment {
        case span(Int64, Int64, TimePrecision)
        case skipped
        case unreadable
    }

    @inline(__always) mutating func moment(_ text: ByteSlice) -> Moment {
        if text.count == 20, text[19] == UInt8(ascii: "Z"), text[10] == UInt8(ascii: "T"),
            text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":"), let day = day(text), let hour = TimeText.digits(text, 11, 2), hour < 24,
            let minute = TimeText.digits(text, 14, 2), minute < 60, let second = TimeText.digits(text, 17, 2),
            second < 60
        {
            let at = Int64(day) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
            return .span(at, at, .second)
        }
        return slowMoment(text)
    }

    @inline(never) private mutating func slowMoment(_ text: ByteSlice) -> Moment {
        switch TimeText.read(FieldText.trimmed(text)) {
        case nil: return .unreadable
        case .instant(let at, let precision): return .span(at.seconds, at.seconds, precision)
        case .day(let day):
            return .span(start(day.daysSince1970), start(day.daysSince1970 + 1), .day)
        case .local(let time, let precision):
            return moment(time, precision)
        }
    }

    func moment(_ time: LocalTime, _ precision: TimePrecision) -> Moment {
        let moments = zone.instants(at: time)
        guard let first = moments.first, let last = moments.last else { return .skipped }
        return .span(
            first.seconds, last.seconds, first == last ? precision : .label(forSeconds: last.seconds(since: first)))
    }
}
