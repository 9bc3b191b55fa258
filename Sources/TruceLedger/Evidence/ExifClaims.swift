import Truce

/// What an image says of itself: claims, not facts. Anybody can write them, messengers remove them, and clocks of
/// cameras are wrong. Nil is what the image does not say, or says in a way that cannot be read.
///
/// Tags and forms: Exif 2.32 (CIPA DC-008-2019), sections 4.6.5 and 4.6.6.
public struct ExifClaims: Hashable, Sendable {
    public var make: String?
    public var model: String?
    public var software: String?
    /// 1 to 8: how the picture must be turned or mirrored to stand upright; 1 is not at all.
    public var orientation: Int?

    /// The camera's clock when the picture was taken; in which zone is said only by ``offsetSeconds``.
    public var taken: LocalTime?
    /// Fractions of a second of ``taken``, the digits after the point.
    public var subSecondDigits: String?
    /// Seconds east of UTC of the camera's clock.
    public var offsetSeconds: Int?

    public var place: Coordinate?
    /// Metres above sea level; below is negative.
    public var altitudeMetres: Double?
    /// UTC, from the satellites: a better clock than the camera's own.
    public var satelliteTime: Instant?
    /// One-sigma or otherwise: the standard does not say. Metres.
    public var horizontalErrorMetres: Double?
    /// Where the camera looked, degrees clockwise, 0 ..< 360.
    public var directionDegrees: Double?
    /// True when ``directionDegrees`` counts from magnetic north; nil when it is not said from which.
    public var isDirectionMagnetic: Bool?
    /// The datum of ``place`` as written. Anything but WGS 84 shifts it, by up to some hundred metres.
    public var mapDatum: String?

    /// When the picture was taken, if that can be said without guessing a zone: from the satellites, else from the
    /// camera's clock with its offset.
    public var instant: Instant? { satelliteTime ?? cameraInstant }

    var cameraInstant: Instant? {
        guard let taken, let offsetSeconds else { return nil }
        return Instant(seconds: taken.secondsSince1970 - Int64(offsetSeconds))
    }

    /// Whether the place refers to WGS 84; nil when the datum is not said.
    var isWGS84: Bool? {
        mapDatum.map { $0.uppercased().filter { $0.isLetter || $0.isNumber }.hasPrefix("WGS84") }
    }

    /// The claims of a JPEG or PNG; nil when it holds no Exif or none that can be read.
    public init?(image: [UInt8]) {
        guard let exif = JPEGSegments.exif(in: image) ?? PNGChunks.exif(in: image), let main = TIFFDirectory(exif)
        else {
            return nil
        }
        make = main.text(0x010F)
        model = main.text(0x0110)
        software = main.text(0x0131)
        orientation = main.integer(0x0112).flatMap { (1...8).contains($0) ? $0 : nil }
        if let photo = main.directory(at: 0x8769) { read(photo) }
        if let satellite = main.directory(at: 0x8825) { read(satellite: satellite) }
    }

    private mutating func read(_ photo: TIFFDirectory) {
        taken = photo.text(0x9003).flatMap(Self.localTime)
        offsetSeconds = photo.text(0x9011).flatMap(Self.offset)
        subSecondDigits = photo.text(0x9291).flatMap { $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? $0 : nil }
    }

    private mutating func read(satellite: TIFFDirectory) {
        if let latitude = Self.degrees(satellite.rationals(2, count: 3), satellite.text(1), "N", "S"),
            let longitude = Self.degrees(satellite.rationals(4, count: 3), satellite.text(3), "E", "W")
        {
            place = Coordinate(checkedLatitude: latitude, longitude: longitude)
        }
        if let altitude = satellite.rationals(6, count: 1)?.first {
            altitudeMetres = satellite.integer(5) == 1 ? -altitude : altitude
        }
        if let day = satellite.text(29).flatMap(Self.day), let clock = satellite.rationals(7, count: 3),
            let seconds = Self.secondOfDay(clock)
        {
            satelliteTime = Instant(seconds: Int64(day.daysSince1970) * 86_400 + Int64(seconds))
        }
        horizontalErrorMetres = satellite.rationals(31, count: 1)?.first
        directionDegrees = satellite.rationals(17, count: 1)?.first.flatMap { $0 >= 0 && $0 < 360 ? $0 : nil }
        switch satellite.text(16) {
        case "M": isDirectionMagnetic = true
        case "T": isDirectionMagnetic = false
        default: break
        }
        mapDatum = satellite.text(18)
    }

    /// Degrees, minutes, seconds and the half of the globe. Minutes and seconds of 60 and more, and no half, are nil.
    private static func degrees(_ parts: [Double]?, _ half: String?, _ positive: String, _ negative: String) -> Double?
    {
        guard let parts, parts.count == 3, parts.allSatisfy({ $0 >= 0 }), parts[1] < 60, parts[2] < 60 else {
            return nil
        }
        let degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
        return half == positive ? degrees : half == negative ? -degrees : nil
    }

    /// `2026:03:14 06:30:00`.
    private static func localTime(_ text: String) -> LocalTime? {
        let halves = text.split(separator: " ", omittingEmptySubsequences: false)
        guard halves.count == 2, let day = day(String(halves[0])), let clock = numbers(halves[1], [2, 2, 2]),
            let seconds = secondOfDay(clock.map { Double($0) })
        else { return nil }
        return LocalTime(day: day, secondOfDay: Int32(seconds))
    }

    /// `2026:03:14`; some write it with hyphens.
    private static func day(_ text: String) -> MissionDay? {
        guard let parts = numbers(text.replacing("-", with: ":"), [4, 2, 2]) else { return nil }
        return MissionDay(checkedYear: parts[0], month: parts[1], day: parts[2])
    }

    /// `+03:00`, `-11:30`.
    private static func offset(_ text: String) -> Int? {
        guard let sign = text.first, sign == "+" || sign == "-", let parts = numbers(text.dropFirst(), [2, 2]),
            parts[0] <= 14, parts[1] < 60
        else { return nil }
        return (sign == "-" ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60)
    }

    private static func secondOfDay(_ clock: [Double]) -> Int? {
        guard clock.count == 3, clock.allSatisfy({ $0 >= 0 }), clock[0] < 24, clock[1] < 60, clock[2] < 60 else {
            return nil
        }
        let seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
        return seconds < 86_400 ? Int(seconds) : nil
    }

    private static func numbers(_ text: some StringProtocol, _ widths: [Int]) -> [Int]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == widths, parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } })
        else { return nil }
        return parts.compactMap { Int($0) }
    }
}
