import Foundation
import Truce

/// What two reports say about each other, before it is weighed.
struct PairEvidence {
    /// ln of overlap of the places (times), against the local background.
    var place: Float = 0
    var time: Float = 0
    var acts: Float = 0
    var density: Float = 0
    var initiator = SideAgreement.unknown
    var affected = SideAgreement.unknown
    var isSwapped = false
    var killed = KilledAgreement.unknown
    /// Summed rarity of the words in common, and whether both have such words but none in common.
    var weapons: Float = 0
    var landmarks: Float = 0
    var places: Float = 0
    var others: Float = 0
    var otherWeapon = false
    var otherLandmark = false
    var otherPlace = false
    var sharedWords = 0
    /// 1 = the same count, towards 0 as they differ; negative = not both counted.
    var counts: Float = -1
    var isSameSource = false
    var isMarkedCorrection = false
}

enum SideAgreement: UInt8 { case unknown, sameUnit, sameSide, otherUnit, otherSide }
enum KilledAgreement: UInt8 { case unknown, none, same, someOrNone, different }

/// Compares two reports: numbers only, no text.
struct PairScorer {
    let evidence: Evidence
    let settings: MatchingSettings
    private let logBackground: [Float]
    /// 1 / √(reports about): multiplied for the two reports of a pair, the background's inverse.
    private let thinness: [Float]
    private var actTable: [Float] = []
    private var actOverlaps: [Float] = []
    private var actNumbers = 0
    private let actShares: [Float]
    /// Per report: ln(1 + summed overlap with all it was compared with, in units of the background).
    private(set) var crowd: [Float] = []

    init(_ evidence: Evidence, settings: MatchingSettings) {
        self.evidence = evidence
        self.settings = settings
        let background = Background(evidence).count
        logBackground = background.map { log($0) }
        thinness = background.map { 1 / $0.squareRoot() }
        actShares = Self.shares(evidence)
        if evidence.actSets.count <= 512 {
            actNumbers = evidence.actSets.count
            actTable.reserveCapacity(actNumbers * actNumbers)
            for a in evidence.actSets {
                for b in evidence.actSets { actTable.append(actRatio(a, b)) }
            }
            actOverlaps = actTable.map { exp($0) }
        }
    }

    /// First pass: how many reports compete for each report's place, time and kind.
    mutating func measureCrowd(_ index: CandidateIndex) {
        var sums = [Float](repeating: 0, count: evidence.count)
        for a in 0..<evidence.count {
            index.forEachCandidate(of: a) { b in
                let overlap = overlap(a, b)
                if overlap > 0.018 {
                    sums[a] += min(overlap, 5e8)
                    sums[b] += min(overlap, 5e8)
                }
            }
        }
        crowd = sums.map { log(1 + $0) }
    }

    /// How much better one incident explains place, time and acts than the neighbourhood does: the product of the
    /// three ratios, without logarithms.
    @inline(__always) func overlap(_ a: Int, _ b: Int) -> Float {
        let time = timeOverlap(a, b) * thinness[a] * thinness[b]
        let acts = actOverlap(a, b)
        // No two places overlap more than this.
        if time * acts * 1.7e6 < Self.negligible { return 0 }
        return time * acts * placeOverlap(a, b)
    }

    /// Overlaps below this are not looked at further: nothing in the words would make up for them.
    static let negligible: Float = 1.2e-4

    // MARK: Place and time

    /// ln of the overlap of two places (times), over the local background.
    @inline(__always) func place(_ a: Int, _ b: Int) -> Float {
        log(placeOverlap(a, b)) - 0.25 * (logBackground[a] + logBackground[b])
    }

    @inline(__always) func time(_ a: Int, _ b: Int) -> Float {
        log(timeOverlap(a, b)) - 0.25 * (logBackground[a] + logBackground[b])
    }

    /// Each place normal about its spot, with a small chance of being far off.
    @inline(__always) private func placeOverlap(_ a: Int, _ b: Int) -> Float {
        let squared = evidence.squaredKilometres(a, b)
        let variance = evidence.variance[a] + evidence.variance[b]
        let stray = 1 - (1 - evidence.stray[a]) * (1 - evidence.stray[b])
        let wide = variance + 25
        let near = squared > 60 * variance ? 0 : exp(-squared / (2 * variance)) / variance
        let far = squared > 60 * wide ? 0 : exp(-squared / (2 * wide)) / wide
        return ((1 - stray) * near + stray * far) * (Background.squareKilometres / (2 * .pi)) + 1e-6
    }

    /// As stated; with one clock's local time taken for UTC; a day off; and a small chance of anything.
    @inline(__always) private func timeOverlap(_ a: Int, _ b: Int) -> Float {
        var overlap = 0.80 * overlapPerHour(a, b, shift: 0)
        let clock = Int64(evidence.clockHours[a]) * 3_600
        if clock != 0 {
            overlap += 0.05 * (overlapPerHour(a, b, shift: clock) + overlapPerHour(a, b, shift: -clock))
            overlap += 0.01 * (overlapPerHour(a, b, shift: clock + 3_600) + overlapPerHour(a, b, shift: -clock - 3_600))
        }
        overlap += 0.025 * (overlapPerHour(a, b, shift: 86_400) + overlapPerHour(a, b, shift: -86_400))
        return overlap * Background.hours + 1e-2
    }

    /// ∫ of the product of the two windows' densities, per hour. Exact times err by some minutes.
    @inline(__always) private func overlapPerHour(_ a: Int, _ b: Int, shift: Int64) -> Float {
        let (fromA, toA) = (evidence.earliest[a] &+ shift, evidence.latest[a] &+ shift)
        let (fromB, toB) = (evidence.earliest[b], evidence.latest[b])
        let (widthA, widthB) = (toA - fromA, toB - fromB)
        if widthA <= 300, widthB <= 300 {
            let apart = abs(Float(fromA + widthA / 2 - fromB - widthB / 2)) / 3_600
            if apart > 1.5 { return 0 }
            return 0.75 * 5.5 * exp(-apart * apart / 0.0106) + 0.25 * 1.3 * exp(-apart * apart / 0.18)
        }
        let (marginA, marginB): (Int64, Int64) = (max(0, 600 - widthA) / 2, max(0, 600 - widthB) / 2)
        let common = min(toA + marginA, toB + marginB) - max(fromA - marginA, fromB - marginB)
        if common <= 0 { return 0 }
        return Float(common) * 3_600 / (Float(widthA + 2 * marginA) * Float(widthB + 2 * marginB))
    }

    // MARK: Acts

    @inline(__always) func acts(_ a: Int, _ b: Int) -> Float {
        let (one, other) = (Int(evidence.acts[a]), Int(evidence.acts[b]))
        return actTable.isEmpty
            ? actRatio(evidence.actSets[one], evidence.actSets[other]) : actTable[one * actNumbers + other]
    }

    @inline(__always) private func actOverlap(_ a: Int, _ b: Int) -> Float {
        actTable.isEmpty ? exp(acts(a, b)) : actOverlaps[Int(evidence.acts[a]) * actNumbers + Int(evidence.acts[b])]
    }

    /// How much of all that is reported each act makes up.
    private static func shares(_ evidence: Evidence) -> [Float] {
        var setCounts = [Int](repeating: 0, count: evidence.actSets.count)
        for number in evidence.acts { setCounts[Int(number)] += 1 }
        var shares = [Float](repeating: 0.5, count: 64)
        for (set, count) in zip(evidence.actSets, setCounts) where !set.isEmpty {
            for bit in 0..<64 where set.rawValue >> UInt64(bit) & 1 == 1 {
                shares[bit] += Float(count) / Float(set.count)
            }
        }
        let total = shares.reduce(0, +)
        return shares.map { $0 / total }
    }

    private func share(_ set: ActSet) -> Float {
        var sum: Float = 0
        var rest = set.rawValue
        while rest != 0 {
            sum += actShares[rest.trailingZeroBitCount]
            rest &= rest - 1
        }
        return sum
    }

    /// ln of P(these two sets | one incident) / P(by chance): with 6 % error, and rarer agreement worth more.
    private func actRatio(_ a: ActSet, _ b: ActSet) -> Float {
        if a.isEmpty || b.isEmpty { return 0 }
        let common = share(a.intersection(b))
        return log(0.94 * common / (share(a) * share(b)) + 0.06)
    }

    // MARK: All of it

    func compare(_ a: Int, _ b: Int) -> PairEvidence {
        var pair = PairEvidence()
        pair.place = place(a, b)
        pair.time = time(a, b)
        pair.acts = acts(a, b)
        pair.density = crowd.isEmpty ? 0 : 0.5 * (crowd[a] + crowd[b])
        pair.initiator = sides(evidence.unitA[a], evidence.sideA[a], evidence.unitA[b], evidence.sideA[b])
        pair.affected = sides(evidence.unitB[a], evidence.sideB[a], evidence.unitB[b], evidence.sideB[b])
        if pair.initiator == .otherSide || pair.affected == .otherSide {
            let crossed = (evidence.sideA[a], evidence.sideB[a]) == (evidence.sideB[b], evidence.sideA[b])
            pair.isSwapped = crossed && evidence.sideA[a] != 0 && evidence.sideB[a] != 0
        }
        pair.killed = killed(a, b)
        compareWords(a, b, &pair)
        let (one, other) = (evidence.counted[a], evidence.counted[b])
        if one >= 0, other >= 0 {
            let ratio = log((Float(one) + 1) / (Float(other) + 1))
            pair.counts = exp(-ratio * ratio / 0.08)
        }
        pair.isSameSource = evidence.source[a] == evidence.source[b]
        pair.isMarkedCorrection = pair.isSameSource && (evidence.isCorrection[a] || evidence.isCorrection[b])
        return pair
    }

    private func sides(_ unitA: Int32, _ sideA: Int32, _ unitB: Int32, _ sideB: Int32) -> SideAgreement {
        if sideA != 0, sideB != 0, sideA != sideB { return .otherSide }
        if unitA != 0, unitB != 0 {
            if unitA == unitB { return .sameUnit }
            return sideA != 0 && sideB != 0 ? .otherUnit : .unknown
        }
        return sideA != 0 && sideA == sideB ? .sameSide : .unknown
    }

    private func killed(_ a: Int, _ b: Int) -> KilledAgreement {
        let (lowA, highA, lowB, highB) = (
            evidence.killedLow[a], evidence.killedHigh[a], evidence.killedLow[b], evidence.killedHigh[b]
        )
        if lowA < 0 || lowB < 0 { return .unknown }
        if highA == 0, highB == 0 { return .none }
        if max(lowA, lowB) <= min(highA, highB) { return lowA > 0 && lowB > 0 ? .same : .unknown }
        return lowA == 0 || lowB == 0 ? .someOrNone : .different
    }

    private func compareWords(_ a: Int, _ b: Int, _ pair: inout PairEvidence) {
        var (i, j) = (Int(evidence.wordStarts[a]), Int(evidence.wordStarts[b]))
        let (endA, endB) = (Int(evidence.wordStarts[a + 1]), Int(evidence.wordStarts[b + 1]))
        // One bit per class: named by a, by b, by both.
        var (inA, inB, inBoth): (UInt8, UInt8, UInt8) = (0, 0, 0)
        while i < endA || j < endB {
            let one = i < endA ? evidence.words[i] : .max
            let other = j < endB ? evidence.words[j] : .max
            let kind = evidence.wordClasses[Int(min(one, other))]
            let bit = 1 << kind.rawValue as UInt8
            if one <= other { (inA, i) = (inA | bit, i + 1) }
            if other <= one { (inB, j) = (inB | bit, j + 1) }
            guard one == other else { continue }
            inBoth |= bit
            pair.sharedWords += 1
            let rarity = evidence.rarity[Int(one)]
            switch kind {
            case .ignored: break
            case .weapon: pair.weapons += rarity
            case .landmark: pair.landmarks += rarity
            case .place: pair.places += rarity
            case .other: pair.others += rarity
            }
        }
        let apart = inA & inB & ~inBoth
        pair.otherWeapon = apart & (1 << WordClass.weapon.rawValue) != 0
        pair.otherLandmark = apart & (1 << WordClass.landmark.rawValue) != 0
        pair.otherPlace = apart & (1 << WordClass.place.rawValue) != 0
        pair.weapons = min(pair.weapons, 6)
        pair.landmarks = min(pair.landmarks, 6)
        pair.places = min(pair.places, 8)
        pair.others = min(pair.others, 8)
    }

    @inline(__always) func score(_ a: Int, _ b: Int) -> Float { weigh(compare(a, b)).sum }

    func weigh(_ pair: PairEvidence) -> Weighed {
        let s = settings
        var w = Weighed()
        w.prior = s.prior
        w.place = s.place(pair.place)
        w.time = s.time(pair.time)
        w.acts = s.acts * pair.acts
        w.density = s.density * pair.density
        w.sides = weight(pair.initiator, s.initiator) + weight(pair.affected, s.affected)
        if pair.isSwapped { w.sides += s.swappedSides }
        switch pair.killed {
        case .unknown: break
        case .none: w.casualties = s.nobodyKilled
        case .same: w.casualties = s.sameKilled
        case .someOrNone: w.casualties = s.killedOrNot
        case .different: w.casualties = s.otherKilled
        }
        w.words =
            s.weaponWords * pair.weapons + s.landmarkWords * pair.landmarks + s.placeWords * pair.places
            + s.otherWords * pair.others
        if pair.otherWeapon { w.words += s.otherWeapon }
        if pair.otherLandmark { w.words += s.otherLandmark }
        if pair.otherPlace { w.words += s.otherPlace }
        if pair.counts >= 0 { w.words += s.bothCounted + s.sameCount * pair.counts }
        if pair.isMarkedCorrection {
            w.correction = s.markedCorrection
        } else if pair.isSameSource {
            w.sameSource = s.sameSource
        }
        return w
    }

    private func weight(_ agreement: SideAgreement, _ sides: MatchingSettings.Sides) -> Float {
        switch agreement {
        case .unknown: 0
        case .sameUnit: sides.sameUnit
        case .sameSide: sides.sameSide
        case .otherUnit: sides.otherUnit
        case .otherSide: sides.otherSide
        }
    }
}

/// The evidence weighed, in natural-log odds.
struct Weighed {
    var prior: Float = 0
    var place: Float = 0
    var time: Float = 0
    var acts: Float = 0
    var density: Float = 0
    var sides: Float = 0
    var casualties: Float = 0
    var words: Float = 0
    var correction: Float = 0
    var sameSource: Float = 0

    var sum: Float {
        prior + place + time + acts + density + sides + casualties + words + correction + sameSource
    }
}
