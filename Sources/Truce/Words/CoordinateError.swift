/// Why a position could not be read or written. Each sentence says what to do.
public enum CoordinateError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(String)
    /// Both numbers could be a latitude, and nothing says which is.
    case orderNotSaid(String)
    case outOfRange(String)
    case polar(String)
    case noSuchZone(String)
    case noSuchBand(String)
    case badLetter(Character, String)
    case oddDigits(String)
    case tooManyDigits(String)
    case noSuchSquare(String)

    public var description: String {
        switch self {
        case .unreadable(let text):
            "“\(text)” is not a position. Write it as 48.0159N 37.8029E, 48°00'57.2\"N 37°48'10.3\"E or 37U DP 107 187."
        case .orderNotSaid(let text):
            "“\(text)” does not say which number is the latitude. Add N or S and E or W: 48.0159N 37.8029E."
        case .outOfRange(let text):
            "“\(text)” lies outside latitude 90S–90N, longitude 180W–180E, or has 60 minutes or seconds. "
                + "Check the digits."
        case .polar(let text):
            "“\(text)” lies in the polar grid, south of 80S or north of 84N, which is not read. Give degrees."
        case .noSuchZone(let text):
            "“\(text)” names no grid zone. Zones are 1 to 60, and 32, 34 and 36 have no band X. Check the first number."
        case .noSuchBand(let text):
            "“\(text)” names no latitude band. Bands are C to X without I and O. Check the letter after the zone."
        case .badLetter(let letter, let text):
            "“\(text)” has the letter \(letter), which the grid does not use there. I and O are never used: "
                + "perhaps 1 or 0 is meant."
        case .oddDigits(let text):
            "“\(text)” has an odd number of digits. Give as many for the easting as for the northing."
        case .tooManyDigits(let text):
            "“\(text)” has more than ten digits. Five each for easting and northing name one metre."
        case .noSuchSquare(let text):
            "“\(text)” names a square that does not lie in its zone and band. Check the letters."
        }
    }
}
