/// How much each kind of evidence weighs. All weights are natural-log odds, or multiply natural-log likelihood ratios.
public struct MatchingSettings: Sendable, Hashable {
    /// A link is proposed where the evidence sums to more than this.
    public var threshold: Float = 0
    /// What two neighbouring reports owe to chance.
    public var prior: Float = 0.75
    /// What the log ratio of the two places' and times' overlap to the local background is worth. Not straight lines:
    /// towns overlap by chance more often than circles would, and beyond some point further apart says no more.
    public var place = Curve(from: -8, step: 2, [-5.1, -4.3, -3.4, -0.5, 0, 0.4, 1.3, 4.8, 6.3])
    public var time = Curve(from: -8, step: 2, [-3.9, -3.8, -3.7, -1.85, 0, 1.7, 3.6])
    /// Multiplies the log ratio of the act sets' overlap to that of chance.
    public var acts: Float = 0.73
    /// Multiplies ln(1 + competing reports).
    public var density: Float = -0.07
    /// Who did it, and who suffered: the same unit, the same side, another unit of the side, the other side.
    public var initiator = Sides(sameUnit: 0.4, sameSide: 0.4, otherUnit: -1.8, otherSide: -1.2)
    public var affected = Sides(sameUnit: 0.4, sameSide: 0.3, otherUnit: -1.6, otherSide: -1.15)
    /// Initiator and affected exchanged: one source may have them the wrong way round.
    public var swappedSides: Float = 1.1
    /// Killed: both none; ranges overlap above none; one says none; both some, ranges apart.
    public var nobodyKilled: Float = 0.13
    public var sameKilled: Float = 2.4
    public var killedOrNot: Float = -2.0
    public var otherKilled: Float = 0.8
    /// Multiply the summed rarity of the words in common.
    public var weaponWords: Float = 0.3
    public var landmarkWords: Float = 0.66
    public var placeWords: Float = 0.12
    public var otherWords: Float = 0.05
    /// Both name weapons (landmarks, places), none in common.
    public var otherWeapon: Float = -4.5
    public var otherLandmark: Float = -4.5
    public var otherPlace: Float = -1.9
    /// Both counted: this much, and `sameCount` more the nearer the counts are.
    public var bothCounted: Float = -2
    public var sameCount: Float = 4.1
    /// One source, no word of a correction; and with one.
    public var sameSource: Float = -6
    public var markedCorrection: Float = 1.0
    /// Most reports that one report is compared with in one cell of the index: keeps the work linear.
    public var candidatesPerCell = 192
    /// Most reports in one incident, corrections by explicit reference apart.
    public var reportsPerIncident = 48

    public struct Sides: Sendable, Hashable {
        public var sameUnit: Float
        public var sameSide: Float
        public var otherUnit: Float
        public var otherSide: Float
        public init(sameUnit: Float, sameSide: Float, otherUnit: Float, otherSide: Float) {
            self.sameUnit = sameUnit
            self.sameSide = sameSide
            self.otherUnit = otherUnit
            self.otherSide = otherSide
        }
    }

    /// Log odds for evenly spaced log ratios, straight lines between, level beyond both ends.
    public struct Curve: Sendable, Hashable {
        public var from: Float
        public var step: Float
        public var values: [Float]
        public init(from: Float, step: Float, _ values: [Float]) {
            precondition(values.count >= 2 && step > 0, "a curve has two values at least")
            self.from = from
            self.step = step
            self.values = values
        }

        @inlinable public func callAsFunction(_ ratio: Float) -> Float {
            let at = max(0, min(Float(values.count - 1), (ratio - from) / step))
            let left = min(Int(at), values.count - 2)
            return values[left] + (at - Float(left)) * (values[left + 1] - values[left])
        }
    }

    public init() {}
    public static let standard = MatchingSettings()
}
