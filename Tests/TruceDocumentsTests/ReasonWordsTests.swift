import Testing
import Truce
import TruceTesting

@testable import TruceDocuments

@Suite("Reasons in words")
struct ReasonWordsTests {
    static func words(_ language: Language = .english, _ change: (inout Agreement) -> Void = { _ in }) -> ReasonWords {
        var agreement = TwoRivers.agreement()
        change(&agreement)
        return ReasonWords(Catalogue(language), agreement: agreement, latest: agreement)
    }

    /// Every case of `Ground`, with the question that it answers.
    static let grounds: [Condition] = {
        let moment = TwoRivers.moment("2031-03-01T21:00:00Z")
        func ask(_ question: Question, _ truth: Truth, _ grounds: Ground...) -> [Condition] {
            grounds.map { Condition(question, truth, $0, probability: truth == .unknown ? 0.43 : nil) }
        }
        return
            ask(.inForce, .no, .before(moment), .after(moment), .suspended(moment))
            + ask(.provisionInForce, .no, .before(moment), .after(moment))
            + ask(.inForce, .yes, .during) + ask(.provisionInForce, .yes, .during)
            + ask(.inForce, .unknown, .straddles(moment), .timeUnknown)
            + ask(.territory, .yes, .unlimited, .inside(zone: 0)) + ask(.zone, .yes, .unlimited, .inside(zone: 1))
            + ask(.territory, .no, .outside, .insideExcludedCombat(zone: 2)) + ask(.zone, .no, .outside)
            + ask(.territory, .unknown, .mayBeInside(zone: 0), .insideExcludedCombat(zone: 2), .placeUnknown)
            + ask(.covered, .no, .excludedGroup(actor: 2), .contestedGroup(actor: 3, says: .excluded))
            + ask(
                .covered, .unknown, .contestedGroup(actor: 3, says: nil), .partlyExcluded(actor: 3),
                .unnamed(text: "X"), .collective(text: "rebels"), .sourcesDisagree)
            + ask(.covered, .yes, .noneExcluded, .contestedGroup(actor: 3, says: .bound))
            + ask(.covered, .yes, .contestedGroup(actor: 3, says: .notBound))
            + ask(.bound, .yes, .bound(actor: 0), .bothBound(0, 1), .civilians) + ask(.bound, .no, .notBound(actor: 4))
            + ask(.bound, .unknown, .notGiven)
            + ask(.author, .yes, .bound(actor: 0), .bothBound(0, 1))
            + ask(.author, .no, .otherParty(actor: 1), .notBound(actor: 4), .excludedGroup(actor: 2), .civilians)
            + ask(.author, .unknown, .notGiven, .sourcesDisagree, .partlyExcluded(actor: 3))
            + ask(.target, .yes, .civilians, .bound(actor: 1), .noTargetNeeded, .otherParty(actor: 1))
            + ask(.target, .no, .sameSide(actor: 0), .notBound(actor: 4), .excludedGroup(actor: 2))
            + ask(.target, .unknown, .notGiven, .sourcesDisagree)
            + ask(.established, .yes, .independent(1), .independent(3), .accountOfSide)
            + ask(.established, .unknown, .onlySides)
            + ask(.act, .yes, .forbiddenAct(ActSet(.mortar))) + ask(.act, .no, .otherAct(.shelling))
            + ask(
                .act, .unknown, .mayBeForbidden(.fire), .actUnknown(text: "boom"), .actUnknown(text: ""),
                .sourcesDisagree)
            + ask(.weapon, .yes, .weaponListed(text: "82 mm mortar"))
            + ask(.weapon, .no, .weaponNotListed(text: "rifle"))
            + ask(.weapon, .unknown, .weaponUnknown)
            + ask(
                .distance, .yes, .nearerThan(required: 15_000, line: 0, metres: 14_999),
                .nearerThan(required: 15_000, line: 0, metres: nil))
            + ask(
                .distance, .no, .fartherThan(required: 15_000, line: 0, metres: 15_001),
                .fartherThan(required: 15_000, line: 0, metres: nil))
            + ask(
                .distance, .unknown, .mayBeNearerThan(required: 25_000, line: 0), .linesDisagree(required: 15_000),
                .noSuchLine)
            + ask(.notExempt, .yes, .noExemptionClaimed, .outside)
            + ask(.notExempt, .unknown, .exemptionClaimed(.selfDefence), .mayBeInHoldingArea(zone: 1))
            + ask(.notExempt, .no, .exemptionAccepted(.trainingArea), .inHoldingArea(zone: 1))
            + ask(.notPermitted, .yes, .notPermittedAnywhere) + ask(.notPermitted, .no, .permitted(provision: 0))
            + ask(.notPermitted, .unknown, .mayBePermitted(provision: 0))
    }()

    @Test("every ground is a whole sentence in every language, without a hole", arguments: Language.allCases)
    func everyGround(language: Language) {
        let words = Self.words(language)
        for condition in Self.grounds {
            let sentence = words.sentence(condition)
            #expect(!sentence.contains("⟦") && !sentence.contains("{"), "\(condition.ground): \(sentence)")
            #expect(sentence.hasSuffix(".") && !sentence.hasSuffix(".."), "\(condition.ground): \(sentence)")
            #expect(sentence.count > 8)
        }
    }

    @Test("the table above holds every case of Ground")
    func allCases() {
        // 50 codes: `Ground.code` switches over every case, so a new one fails to compile there first.
        #expect(Set(Self.grounds.map(\.ground.code)).count == 50)
    }

    @Test(
        "a reason names the group, zone, line and amount",
        arguments: [
            (
                Condition(.inForce, .no, .before(TwoRivers.moment("2031-03-01T21:00:00Z"))),
                "It happened before the agreement took effect on 2031-03-02 00:00 (Asia/Damascus)."
            ),
            (
                Condition(.covered, .no, .excludedGroup(actor: 2)),
                "Black Banner is an excluded group: acts by or against it are outside the agreement."
            ),
            (
                Condition(.covered, .unknown, .contestedGroup(actor: 3, says: nil)),
                "The standing of Grey Front is contested: Hill side says that it is excluded (since "
                    + "2031-03-02); Lake side says that it is bound; Southland says that it is bound."
            ),
            (
                Condition(.distance, .unknown, .mayBeNearerThan(required: 25_000, line: 0), probability: 0.43),
                "It may lie within 25 km of Line of contact according to Hill side and Northland: probability 0.43."
            ),
            (
                Condition(.act, .yes, .forbiddenAct(.shelling)),
                "What happened (shelling) is forbidden by this provision."
            ),
        ])
    func named(condition: Condition, sentence: String) { #expect(Self.words().sentence(condition) == sentence) }

    @Test("a distance names the weapon that the condition before it found")
    func weapon() {
        let sentences = Self.words().sentences([
            Condition(.weapon, .yes, .weaponListed(text: "82 mm mortar")),
            Condition(.distance, .yes, .nearerThan(required: 15_000, line: 1, metres: 14_999)),
        ])
        #expect(
            sentences[1]
                == "82 mm mortar must stay at least 15 km from Line of contact according to Lake side; this one was "
                + "14.999 km away.")
    }

    @Test(
        "a distance never rounds to the limit that it misses",
        arguments: [
            (24_999.0, 25_000.0, "24.999 km"), (25_000, 25_000, "25 km"), (25_001, 25_000, "25.001 km"),
            (24_999.6, 25_000, "24999.6 m"), (999.4, 1000, "999.4 m"), (140_001, 140_000, "140.001 km"),
        ])
    func distances(metres: Double, limit: Double, text: String) {
        #expect(Catalogue(.english).distance(metres, against: limit) == text)
    }

    @Test(
        "a chance is never rounded to a certainty",
        arguments: [(0.0, "0.00"), (0.0001, "<0.01"), (0.43, "0.43"), (0.9999, ">0.99"), (1, "1.00")])
    func chances(p: Double, text: String) { #expect(probabilityText(p) == text) }

    @Test("where places are coarsened no exact distance is said")
    func coarsened() {
        let words = Self.words { $0.procedure.publicGridMetres = 5000 }
        let sentence = words.sentence(
            Condition(.distance, .yes, .nearerThan(required: 15_000, line: 0, metres: 14_999)))
        #expect(!sentence.contains("14.999") && sentence.contains("15 km"))
    }

    @Test("a confidential source's words are not repeated")
    func withheld() {
        let sentence = Self.words().sentence(
            Condition(.covered, .unknown, .unnamed(text: "Idris's cousin")), withholdsWords: true)
        #expect(!sentence.contains("Idris"))
    }

    @Test("in Arabic a date stands isolated from left to right")
    func isolates() {
        let sentence = Self.words(.arabic).sentence(
            Condition(.inForce, .no, .before(TwoRivers.moment("2031-03-01T21:00:00Z"))))
        #expect(sentence.contains("\u{2066}2031-03-02 00:00\u{2069}"))
    }

    @Test("every kind of missing fact and of matching evidence has words", arguments: Language.allCases)
    func others(language: Language) {
        let words = Self.words(language)
        let facts: [MissingFact] = [
            .timeRelativeTo(TwoRivers.moment("2031-03-01T21:00:00Z")), .time, .placeRelativeToZone(0), .place,
            .placeRelativeToLine(0, metres: 15_000), .whichLine, .who, .toWhom, .whoIs(text: "x"), .standing(actor: 3),
            .whichMember(actor: 3), .whatHappened, .weapon, .independentSource, .exemption(.selfDefence),
        ]
        let terms = MatchTerm.Kind.allCases.flatMap { kind in
            [-1, 0, 0.5, 1, 90_000].map { MatchTerm(kind, value: $0, allowed: 60, weight: -1.5) }
        }
        let matchWords = MatchWords(catalogue: Catalogue(language))
        for text in facts.map({ words.missing($0) }) + terms.map(matchWords.line) {
            #expect(!text.contains("⟦") && text.count > 4, "\(text)")
        }
    }
}
