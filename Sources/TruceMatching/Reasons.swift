import Foundation
import Truce

extension PairScorer {
    /// Why two reports were, or were not, linked: a term for each kind of evidence that there is. They sum to the score.
    func reasons(_ a: Int, _ b: Int) -> [MatchTerm] {
        let pair = compare(a, b)
        let weighed = weigh(pair)
        let gap = max(
            0, evidence.earliest[a] - evidence.latest[b], evidence.earliest[b] - evidence.latest[a])
        let claimedSeconds = (evidence.latest[a] - evidence.earliest[a]) + (evidence.latest[b] - evidence.earliest[b])
        let variance = evidence.variance[a] + evidence.variance[b]
        var terms: [MatchTerm] = []
        if variance.isFinite {
            terms.append(
                MatchTerm(
                    .distance, value: evidence.squaredKilometres(a, b).squareRoot() * 1000,
                    allowed: variance.squareRoot() * 1000, weight: weighed.place))
        }
        terms.append(MatchTerm(.time, value: Float(gap), allowed: Float(claimedSeconds), weight: weighed.time))
        if weighed.acts != 0 {
            let common = evidence.actSets[Int(evidence.acts[a])].intersection(evidence.actSets[Int(evidence.acts[b])])
            terms.append(MatchTerm(.acts, value: Float(common.count), weight: weighed.acts))
        }
        if weighed.sides != 0 {
            let isAgainst = pair.initiator.isAgainst || pair.affected.isAgainst
            terms.append(
                MatchTerm(.sides, value: pair.isSwapped ? 0.5 : isAgainst ? -1 : 1, weight: weighed.sides))
        }
        if pair.killed != .unknown {
            let apart = max(
                evidence.killedLow[a] - evidence.killedHigh[b], evidence.killedLow[b] - evidence.killedHigh[a], 0)
            terms.append(MatchTerm(.casualties, value: Float(apart), weight: weighed.casualties))
        }
        if weighed.words != 0 {
            terms.append(MatchTerm(.words, value: Float(pair.sharedWords), weight: weighed.words))
        }
        if pair.isMarkedCorrection { terms.append(MatchTerm(.correction, value: 1, weight: weighed.correction)) }
        if weighed.sameSource != 0 { terms.append(MatchTerm(.sameSource, value: 1, weight: weighed.sameSource)) }
        terms.append(MatchTerm(.density, value: pair.density, weight: weighed.density))
        terms.append(MatchTerm(.prior, value: 0, weight: weighed.prior))
        return terms
    }
}

extension SideAgreement {
    fileprivate var isAgainst: Bool { self == .otherSide || self == .otherUnit }
}
