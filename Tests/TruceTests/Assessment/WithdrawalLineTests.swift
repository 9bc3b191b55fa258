import Testing
import Truce
import TruceTesting

@Suite("Withdrawal lines by calibre")
struct WithdrawalLineTests {
    /// A line along the equator of the invented land; artillery of 100 mm and more 25 km, mortars 15 km.
    static func agreement(competing: Bool = false) -> Agreement {
        var agreement = Fictional.agreement()
        func line(_ id: String, latitude: Double, by: [String]) -> Line {
            Line(
                id: id, name: LocalizedText(id), of: "contact",
                path: LineString([
                    Coordinate(latitude: latitude, longitude: 0), Coordinate(latitude: latitude, longitude: 1),
                ]), accordingTo: by)
        }
        agreement.lines =
            competing
            ? [line("map-a", latitude: 0, by: ["hill"]), line("map-b", latitude: 0.1, by: ["south"])]
            : [line("contact", latitude: 0, by: [])]
        agreement.zones.append(
            Zone(
                id: "depot", name: LocalizedText("Depot"), kind: .storage,
                polygon: Polygon(rings: [
                    [(0.05, 0.9), (0.05, 0.95), (0.1, 0.95), (0.1, 0.9), (0.05, 0.9)]
                        .map { Coordinate(latitude: $0.0, longitude: $0.1) }
                ])))
        agreement.provisions = [
            Provision(
                id: "3", title: LocalizedText("Withdrawal"), text: LocalizedText("Heavy weapons stand back."),
                rule: .withdraws(
                    Withdrawal(
                        limits: [
                            .init(weapon: .artillery, calibreFrom: 100, metres: 25_000, line: "contact"),
                            .init(weapon: .mortar, metres: 15_000, line: "contact"),
                        ], exceptWithin: ["depot"])))
        ]
        return agreement
    }

    /// A weapon found standing so many metres due north of the line, surveyed exactly.
    static func weapon(_ words: String, metres: Double, longitude: Double = 0.5, sigma: Double = 0) -> Report {
        let at = Geodesic.direct(
            from: Coordinate(latitude: 0, longitude: longitude), azimuthDegrees: 0, metres: metres)
        var report = Fictional.report(
            acts: ActSet(.weaponPastLine), by: "Hill", on: "", place: .point(at, sigmaMetres: sigma))
        report.detail.weapon = words
        return report
    }

    @Test(
        "a metre decides",
        arguments: [
            ("122mm howitzer", 24_999.0, ProposedOutcome.breached), ("122mm howitzer", 25_001, .notBreached),
            ("D-30", 24_999, .breached), ("82 mm mortar", 14_999, .breached), ("82 mm mortar", 15_001, .notBreached),
            ("100mm field gun", 24_999, .breached), ("85mm field gun", 1_000, .notBreached),
            ("T-72 tank", 1_000, .notBreached),
        ])
    func metre(words: String, metres: Double, outcome: ProposedOutcome) {
        #expect(
            Fictional.assess(Self.weapon(words, metres: metres), under: Self.agreement()).mechanism.outcome == outcome)
    }

    @Test("a weapon whose calibre nobody read is open, and the weapon is what is missing", arguments: ["howitzer", ""])
    func unknownCalibre(words: String) {
        let reading = Fictional.assess(Self.weapon(words, metres: 1_000), under: Self.agreement()).mechanism
        #expect(reading.outcome == .undetermined)
        #expect(reading.missing.contains(.weapon))
    }

    @Test("an uncertain place is a probability: on the limit, about a half")
    func uncertain() throws {
        let reading = Fictional.assess(
            Self.weapon("122mm howitzer", metres: 25_000, sigma: 500), under: Self.agreement()
        ).mechanism
        #expect(reading.outcome == .undetermined)
        let chance = try #require(reading.provisions.first?.probability)
        #expect(abs(chance - 0.5) < 0.03)
        #expect(reading.missing == [.placeRelativeToLine(0, metres: 25_000)])
    }

    @Test("a bearing sector across the limit is open with its probability")
    func sector() throws {
        var report = Self.weapon("122mm howitzer", metres: 25_000)
        let observer = Geodesic.direct(
            from: Coordinate(latitude: 0, longitude: 0.5), azimuthDegrees: 0, metres: 22_000)
        report.place = .sector(
            Sector(
                observer: observer, bearingDegrees: 0, halfWidthDegrees: 11.25, nearMetres: 2_000, farMetres: 4_000,
                sigmaDegrees: 5))
        let reading = Fictional.assess(report, under: Self.agreement()).mechanism
        #expect(reading.outcome == .undetermined)
        let chance = try #require(reading.provisions.first?.probability)
        #expect(chance > 0.1 && chance < 0.9)
    }

    @Test("a weapon in a holding area is exempt")
    func holdingArea() {
        let report = Self.weapon("122mm howitzer", metres: 8_000, longitude: 0.925)
        #expect(Fictional.assess(report, under: Self.agreement()).mechanism.outcome == .notBreached)
    }

    @Test("competing lines: each side's own decides its account, the mechanism says that they disagree")
    func competing() throws {
        // 30 km from one map's line, 19 km from the other's.
        let assessment = Fictional.assess(
            Self.weapon("122mm howitzer", metres: 30_000), under: Self.agreement(competing: true))
        #expect(assessment.readings.map(\.outcome) == [.undetermined, .notBreached, .breached])
        #expect(assessment.mechanism.missing == [.whichLine])
        #expect(assessment.partings == [.distance])
    }

    @Test("the distance is told where the place is exact")
    func distance() throws {
        let reading = Fictional.assess(Self.weapon("122mm howitzer", metres: 24_999), under: Self.agreement()).mechanism
        let grounds = try #require(reading.provisions.first).conditions.map(\.ground)
        let metres = grounds.compactMap { if case .nearerThan(_, _, let metres?) = $0 { metres } else { nil } }
        #expect(metres.count == 1 && abs(metres[0] - 24_999) < 0.1)
    }
}
