import Truce
import TruceTesting

extension TruceTesting.SeededRandom {
    /// Anywhere between two parallels, every degree as likely.
    mutating func spot(latitudes: ClosedRange<Double> = -70...70) -> Coordinate {
        Coordinate(latitude: .random(in: latitudes, using: &self), longitude: .random(in: -180...180, using: &self))
    }
}
