import Testing
import Truce

@testable import TruceSimulation

@Suite("Whether a simulated incident broke the agreement, by construction")
struct SimulationBreachTests {
    private func incident(_ change: (inout TrueIncident) -> Void) -> TrueBreach {
        var incident = TrueIncident(
            id: "T-1", isSpurious: false, at: SimulationAgreement.full.inForce.from.advanced(bySeconds: 86_400),
            place: SimulationAgreement.spot(48.3, 37.7), nearestTown: "", act: .mortar, weapon: "", count: 1,
            initiator: "hill-1", initiatorSide: "hill", target: "shore-1", targetSide: "shore", killed: 0, injured: 0,
            isSelfDefence: false, isNotified: false, breach: .unknown, provision: "", reason: "", hotSpot: 0,
            weaponUsed: Weapon.mortars[1], targetStanding: .bound, initiatorStanding: .bound)
        change(&incident)
        return TrueBreach(of: incident, under: SimulationAgreement.full)
    }

    @Test("fire by one party at another, in force and in the territory, is a breach")
    func plain() { #expect(incident { _ in } == TrueBreach(.yes, provision: "1", "breached")) }

    @Test("so is fire at civilians")
    func civilians() {
        #expect(
            incident {
                $0.target = "civilians"
                $0.targetStanding = nil
            }.breach == .yes)
    }

    @Test("one second before entry into force it is none; at entry it is")
    func time() {
        let from = SimulationAgreement.full.inForce.from
        #expect(incident { $0.at = from.advanced(bySeconds: -1) } == TrueBreach(.no, "not_in_force"))
        #expect(incident { $0.at = from }.breach == .yes)
    }

    @Test(
        "standing decides",
        arguments: [
            (Standing.bound, Standing.bound, Truth.yes), (.excluded, .bound, .no), (.notBound, .bound, .no),
            (.contested, .bound, .unknown), (.bound, .excluded, .no), (.bound, .notBound, .no),
            (.bound, .contested, .unknown),
        ])
    func standing(initiator: Standing, target: Standing, expected: Truth) {
        #expect(
            incident {
                $0.initiatorStanding = initiator
                $0.targetStanding = target
            }.breach == expected)
    }

    @Test("self-defence, a place outside and an act that no provision forbids are none")
    func exceptions() {
        #expect(incident { $0.isSelfDefence = true }.reason == "self_defence")
        #expect(incident { $0.place = SimulationAgreement.spot(50, 37.7) }.reason == "outside_territory")
        #expect(incident { $0.act = .detention }.reason == "no_provision")
        #expect(incident { $0.isSpurious = true }.reason == "did_not_happen")
    }

    @Test(
        "a weapon nearer than its limit is a breach, one beyond is none, one near it is left open",
        arguments: [
            (14_000.0, Truth.yes), (14_950, .unknown), (15_050, .unknown), (16_000, .no),
        ])
    func withdrawal(metres: Double, expected: Truth) {
        let west = SimulationAgreement.spot(48.5, 37.75).moved(east: -metres, north: 0)
        let found = incident {
            $0.act = .weaponPastLine
            $0.place = west
            $0.target = ""
        }
        #expect(found.breach == expected)
        if expected == .yes { #expect(found.provision == "2") }
    }
}
