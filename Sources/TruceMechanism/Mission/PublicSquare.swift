import Truce

extension PublicPlace {
    /// For a finding's summary.
    var words: String {
        func degrees(_ value: Double, _ positive: String, _ negative: String) -> String {
            let hundredths = Int((abs(value) * 100).rounded())
            let fraction = hundredths % 100
            return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)° \(value < 0 ? negative : positive)"
        }
        let place = "\(degrees(centre.latitude, "N", "S")) \(degrees(centre.longitude, "E", "W"))"
        return name.map { "\($0) (\(place))" } ?? place
    }
}
