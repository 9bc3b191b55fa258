/// Reads a position that a person wrote: degrees with hemispheres or labels, in decimals, minutes or seconds; or a
/// military grid reference. Which number is the latitude is never guessed:
/// `N S E W`, `lat` and `lon`, a number above 90, `geo:` (RFC 5870), or the form's own `order` must say so.
public enum CoordinateText {
    /// The order that a form promises for two bare numbers.
    public enum Order: Sendable { case latitudeFirst, longitudeFirst }
    public enum Format: String, Sendable { case decimalDegrees, degreesMinutes, degreesMinutesSeconds, mgrs }

    /// What was read, and how finely it was written: the width of the last digit.
    public struct Reading: Hashable, Sendable {
        public let coordinate: Coordinate
        public let format: Format
        public let place: Place
    }

    public static func read(_ text: String, order: Order? = nil) throws(CoordinateError) -> Reading {
        if looksLikeGrid(text) {
            let square = try MGRS(text)
            return Reading(coordinate: square.centre, format: .mgrs, place: square.place)
        }
        let marks = try tokens(text)
        let numbers = try angles(marks, text)
        guard numbers.count == 2 else { throw .unreadable(text) }
        var (first, second) = (numbers[0], numbers[1])
        switch (first.axis, second.axis) {
        case (.latitude, .latitude), (.longitude, .longitude): throw .unreadable(text)
        case (.longitude, _), (_, .latitude): swap(&first, &second)
        case (.latitude, _), (_, .longitude): break
        case (nil, nil):
            if text.lowercased().hasPrefix("geo:") || order == .latitudeFirst { break }
            if order == .longitudeFirst || abs(first.degrees) > 90 {
                swap(&first, &second)
            } else if abs(second.degrees) <= 90 {
                throw .orderNotSaid(text)
            }
        }
        guard let spot = Coordinate(checkedLatitude: first.degrees, longitude: second.degrees) else {
            throw .outOfRange(text)
        }
        // Half the diagonal of the cell that the last digits name.
        let step = max(first.step, second.step) * 111_320
        return Reading(
            coordinate: spot, format: first.parts,
            place: .disc(spot, radiusMetres: step * 0.5.squareRoot()))
    }

    private static func looksLikeGrid(_ text: String) -> Bool {
        let bare = text.filter { !$0.isWhitespace }
        let rest = bare.drop { $0.isASCII && $0.isNumber }
        let letters = rest.prefix { $0.isASCII && $0.isLetter }
        return bare.count - rest.count <= 2 && letters.count == 3 && rest.dropFirst(3).allSatisfy(\.isNumber)
            && !["lat", "lon", "geo"].contains(letters.lowercased())
    }

    private enum Axis { case latitude, longitude }

    private enum Token: Equatable {
        /// Value, and the width of its last digit.
        case number(Double, step: Double, negative: Bool)
        case degrees, minutes, seconds, comma
        case hemisphere(Axis, negative: Bool)
        case label(Axis)
    }

    private static func tokens(_ text: String) throws(CoordinateError) -> [Token] {
        var found: [Token] = []
        var rest = Substring(text.lowercased().hasPrefix("geo:") ? text.dropFirst(4) : text[...])
        // A comma is a decimal mark only where it cannot part two numbers: both have their letter, and no dot occurs.
        let hasLetters = text.uppercased().count { "NSEW".contains($0) } == 2
        let commaIsDecimal = hasLetters && !text.contains(".") && !text.lowercased().contains("l")
        while let head = rest.first {
            let next = rest.dropFirst().first
            if isDigit(head) || (signs.contains(head) && next.map(isDigit) == true) {
                found.append(number(&rest, commaIsDecimal: commaIsDecimal))
                continue
            }
            if head.isLetter {
                let word = rest.prefix { $0.isLetter }
                found.append(try self.word(word.lowercased(), text))
                rest = rest.dropFirst(word.count)
                continue
            }
            rest = rest.dropFirst()
            switch head {
            case "°", "º", "˚": found.append(.degrees)
            case "'", "′", "’", "‘":
                // Two single strokes are a double one.
                if let stroke = rest.first, "'′’".contains(stroke) {
                    rest = rest.dropFirst()
                    found.append(.seconds)
                } else {
                    found.append(.minutes)
                }
            case "\"", "″", "”", "“": found.append(.seconds)
            case ",", ";", "/": found.append(.comma)
            case ":", "=", "(", ")", "[", "]": break
            default: guard head.isWhitespace else { throw .unreadable(text) }
            }
        }
        return found
    }

    private static func word(_ word: String, _ text: String) throws(CoordinateError) -> Token {
        switch word {
        case "n", "north": .hemisphere(.latitude, negative: false)
        case "s", "south": .hemisphere(.latitude, negative: true)
        case "e", "east": .hemisphere(.longitude, negative: false)
        case "w", "west": .hemisphere(.longitude, negative: true)
        case "lat", "latitude": .label(.latitude)
        case "lon", "lng", "long", "longitude": .label(.longitude)
        case "d", "deg", "degrees": .degrees
        case "m", "min": .minutes
        case "sec": .seconds
        default: throw .unreadable(text)
        }
    }

    /// Hyphen-minus, plus, and the minus sign proper.
    private static let signs: Set<Character> = ["+", "-", "\u{2212}"]
    private static func isDigit(_ letter: Character) -> Bool { letter.isASCII && letter.isNumber }

    private static func number(_ rest: inout Substring, commaIsDecimal: Bool) -> Token {
        var negative = false
        if let sign = rest.first, signs.contains(sign) {
            negative = sign != "+"
            rest = rest.dropFirst()
        }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var (digits, step) = (String(whole), 1.0)
        if let mark = rest.first, mark == "." || (mark == "," && commaIsDecimal) {
            let decimals = rest.dropFirst().prefix(while: isDigit)
            if !decimals.isEmpty {
                digits += "." + decimals
                for _ in decimals { step /= 10 }
                rest = rest.dropFirst(decimals.count + 1)
            }
        }
        return .number(Double(digits) ?? .nan, step: step, negative: negative)
    }

    private struct Angle {
        var degrees = 0.0
        var step = 1.0
        var axis: Axis?
        var parts = Format.decimalDegrees
    }

    /// Numbers into angles: a letter or label before the first number belongs to what follows, else to what
    /// precedes; two bare numbers without marks are two angles, six are two in seconds, four two in minutes.
    private static func angles(_ marks: [Token], _ text: String) throws(CoordinateError) -> [Angle] {
        let numbers = marks.count { if case .number = $0 { true } else { false } }
        let share = numbers / 2
        guard numbers.isMultiple(of: 2), (1...3).contains(share) else { throw .unreadable(text) }
        var found: [Angle] = []
        var at = 0
        // `N48 E37`: each letter belongs to the number that follows it.
        let isLeading = if case .hemisphere = marks[0] { true } else { false }
        for _ in 0..<2 {
            var angle = Angle()
            var (part, finest) = (0, 1.0)
            var (isNegative, isSigned, hasLetter) = (false, false, false)
            reading: while at < marks.count {
                switch marks[at] {
                case .number(let value, let step, let minus):
                    if part == share { break reading }
                    // Only the last part may have decimals, only the first a sign, and not both sign and letter.
                    guard finest == 1, part == 0 || !minus, !(minus && hasLetter) else { throw .unreadable(text) }
                    guard part == 0 || value < 60 else { throw .outOfRange(text) }
                    if minus { (isNegative, isSigned) = (true, true) }
                    let unit = [1.0, 60, 3600][part]
                    angle.degrees += value / unit
                    (finest, angle.step) = (step, step / unit)
                    part += 1
                case .degrees: guard part == 1 else { throw .unreadable(text) }
                case .minutes: guard part == 2 else { throw .unreadable(text) }
                case .seconds: guard part == 3 else { throw .unreadable(text) }
                case .comma: if part == share { break reading }
                case .hemisphere(let axis, let minus):
                    if part == share, isLeading { break reading }
                    guard !hasLetter, !isSigned, angle.axis == nil || angle.axis == axis else {
                        throw .unreadable(text)
                    }
                    angle.axis = axis
                    hasLetter = true
                    if minus { isNegative = true }
                case .label(let axis):
                    if part > 0 { break reading }
                    guard angle.axis == nil else { throw .unreadable(text) }
                    angle.axis = axis
                }
                at += 1
            }
            while at < marks.count, marks[at] == .comma { at += 1 }
            guard part == share else { throw .unreadable(text) }
            if isNegative { angle.degrees = -angle.degrees }
            angle.parts = [.decimalDegrees, .degreesMinutes, .degreesMinutesSeconds][share - 1]
            found.append(angle)
        }
        guard at == marks.count else { throw .unreadable(text) }
        return found
    }
}
