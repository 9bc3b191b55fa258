import Truce

/// Two agreements for the simulation's tests: one with lines, zones and groups of every standing, one with nothing but
/// two parties.
enum SimulationAgreement {
    static let bare: Agreement = {
        var agreement = Agreement(
            id: "bare", title: LocalizedText("A truce without a map"), version: 1, zone: .utc,
            inForce: InForce(from: Instant(seconds: 1_700_006_400)))
        agreement.parties = [
            Party(id: "north", name: LocalizedText("North")), Party(id: "south", name: LocalizedText("South")),
        ]
        return agreement
    }()

    static let full: Agreement = {
        var agreement = Agreement(
            id: "full", title: LocalizedText("A truce with a map"), version: 1, zone: MissionZone("Europe/Kyiv")!,
            inForce: InForce(from: Instant(seconds: 1_710_021_600)))
        agreement.parties = [
            Party(id: "hill", name: LocalizedText("Hill Council")),
            Party(id: "shore", name: LocalizedText("Shore League")),
        ]
        agreement.actors = [
            actor("hill-1", "First Hill Brigade", "hill", .bound), actor("hill-2", "Hill Guard", "hill", .bound),
            actor("shore-1", "Shore Rifles", "shore", .bound), actor("band", "Black Band", nil, .excluded),
            actor("free", "Free Column", "shore", .contested), actor("wolves", "Wolf Militia", nil, .notBound),
        ]
        agreement.territory = ["land"]
        agreement.zones = [
            Zone(id: "land", name: LocalizedText("The land"), kind: .territory, polygon: box(48, 37, 49, 38.5)),
            Zone(id: "range", name: LocalizedText("Range"), kind: .training, polygon: box(48.8, 37.1, 48.85, 37.2)),
        ]
        agreement.lines = [
            Line(
                id: "loc", name: LocalizedText("Line of contact"), of: "contact",
                path: LineString([spot(48.1, 37.7), spot(48.5, 37.75), spot(48.9, 37.7)]))
        ]
        agreement.provisions = [
            Provision(
                id: "1", title: LocalizedText("No fire"), text: LocalizedText("All fire stops."),
                rule: .forbids(
                    Prohibition(acts: .fire, exceptions: [.selfDefence, .excludedTarget]))),
            Provision(
                id: "2", title: LocalizedText("Withdrawal"), text: LocalizedText("Guns go back."),
                rule: .withdraws(
                    Withdrawal(limits: [
                        .init(weapon: .artillery, calibreFrom: 100, metres: 25_000, line: "contact"),
                        .init(weapon: .mortar, metres: 15_000, line: "contact"),
                    ]))),
        ]
        return agreement
    }()

    static func spot(_ latitude: Double, _ longitude: Double) -> Coordinate {
        Coordinate(latitude: latitude, longitude: longitude)
    }

    static func box(_ south: Double, _ west: Double, _ north: Double, _ east: Double) -> Polygon {
        Polygon(rings: [
            [spot(south, west), spot(south, east), spot(north, east), spot(north, west), spot(south, west)]
        ])
    }

    private static func actor(_ id: String, _ name: String, _ party: String?, _ standing: Standing) -> Actor {
        Actor(id: id, name: LocalizedText(name), aliases: [name + " (alias)"], party: party, standing: standing)
    }
}
