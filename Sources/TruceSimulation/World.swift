import Truce

/// A town of the simulated world. Its name is invented, wherever it lies.
public struct SimulatedTown: Sendable, Hashable {
    public let name: String
    public let at: Coordinate
    public let radiusMetres: Double
}

/// Where and among whom the incidents of a simulation happen: the agreement's own area, lines, parties and groups,
/// with invented towns.
struct World: Sendable {
    let agreement: Agreement
    /// True when the agreement has no geometry and the world is the box from 0 to 1 degree north and east.
    let isDefaultArea: Bool
    let area: [Polygon]
    let box: BoundingBox
    let sides: [Side]
    let excluded: [CastMember]
    let contested: [CastMember]
    let notBound: [CastMember]
    /// Lines of contact on which nobody's reading is preferred: the first of those that compete is where things happen.
    let fronts: [LineString]
    let towns: [SimulatedTown]
    let hotSpots: [HotSpot]

    /// Who fights, under the names that the agreement gives.
    struct CastMember: Sendable, Hashable {
        let id: String
        let names: [String]
        /// The party on whose side it fights; nil for a group on neither.
        let side: String?
        let standing: Standing
    }

    /// A party and those of its units that are bound.
    struct Side: Sendable, Hashable {
        let id: String
        let name: String
        let units: [CastMember]
    }

    /// A place where incidents recur, with one side to the left of its heading and another to the right.
    struct HotSpot: Sendable, Hashable {
        let at: Coordinate
        let heading: Double
        let left: Int
        let right: Int
        let spreadMetres: Double
    }

    init(of agreement: Agreement, settings: SimulationSettings, seed: UInt64) {
        var random = SeededRandom(seed, stream: 1)
        self.agreement = agreement
        sides = Self.sides(of: agreement)
        func members(_ standing: Standing) -> [CastMember] {
            agreement.actors.filter { $0.standing == standing }.map(Self.member)
        }
        excluded = members(.excluded)
        contested = members(.contested)
        notBound = members(.notBound)

        let territory = agreement.zones.filter { agreement.territory.contains($0.id) && !$0.polygon.rings.isEmpty }
        let corners =
            territory.isEmpty
            ? agreement.zones.flatMap { $0.polygon.rings.joined() } + agreement.lines.flatMap(\.path.positions)
            : territory.flatMap { $0.polygon.rings.joined() }
        isDefaultArea = corners.isEmpty
        var box = BoundingBox(of: [
            Coordinate(latitude: 0, longitude: 0), Coordinate(latitude: 1, longitude: 1),
        ])
        if !corners.isEmpty {
            box = BoundingBox(of: corners)
            if territory.isEmpty {
                box.south = max(-85, box.south - 0.1)
                box.north = min(85, box.north + 0.1)
                box.west = max(-180, box.west - 0.1)
                box.east = min(180, box.east + 0.1)
            }
        }
        self.box = box
        area = territory.map(\.polygon)

        let contact = agreement.lines.filter { $0.of == "contact" }
        let candidates = contact.isEmpty ? agreement.lines : contact
        var fronts: [Line] = []
        for line in candidates where !fronts.contains(where: { $0.of == line.of && !line.accordingTo.isEmpty }) {
            fronts.append(line)
        }
        self.fronts = fronts.map(\.path)
        towns = Self.towns(24, around: self.fronts, in: area, box, &random)
        hotSpots = Self.hotSpots(
            max(3, Int((10 / settings.density).rounded())), on: self.fronts, towns, sides.count, agreement, &random)
    }

    private static func member(_ actor: Actor) -> CastMember {
        var names = actor.name.texts.map(\.text)
        for alias in actor.aliases where !names.contains(alias) { names.append(alias) }
        names = names.filter { !$0.isEmpty }
        return CastMember(
            id: actor.id, names: names.isEmpty ? [actor.id] : names, side: actor.party, standing: actor.standing)
    }

    /// Each party with its bound units; itself where it has none. Two invented sides where it has fewer than two.
    private static func sides(of agreement: Agreement) -> [Side] {
        var sides = agreement.parties.map { party in
            let name = party.name.text(in: "en").isEmpty ? party.id : party.name.text(in: "en")
            var units = agreement.actors.filter { $0.party == party.id && $0.standing == .bound }.map(member)
            if units.isEmpty {
                units = [CastMember(id: party.id, names: [name], side: party.id, standing: .bound)]
            }
            return Side(id: party.id, name: name, units: units)
        }
        for (id, name) in [("northern-side", "Northern Side"), ("southern-side", "Southern Side")] where sides.count < 2
        {
            let unit = CastMember(id: id, names: [name], side: id, standing: .bound)
            sides.append(Side(id: id, name: name, units: [unit]))
        }
        return sides
    }

    private static func spot(in area: [Polygon], _ box: BoundingBox, _ random: inout SeededRandom) -> Coordinate {
        var spot = box.centre
        for _ in 0..<400 {
            spot = Coordinate(
                latitude: random.uniform(box.south, box.north), longitude: random.uniform(box.west, box.east))
            if area.isEmpty || area.contains(where: { $0.contains(spot) }) { return spot }
        }
        return area.first?.rings.first?.first ?? spot
    }

    private static func alongside(
        _ fronts: [LineString], _ random: inout SeededRandom
    ) -> (at: Coordinate, heading: Double) {
        let front = fronts[random.pick(weights: fronts.map { max(1, $0.metres) })]
        return front.spot(at: random.uniform(0, front.metres))
    }

    private static func towns(
        _ count: Int, around fronts: [LineString], in area: [Polygon], _ box: BoundingBox,
        _ random: inout SeededRandom
    ) -> [SimulatedTown] {
        let size = min(40_000, Coordinate(latitude: box.south, longitude: box.west).metres(to: box.centre))
        var towns: [SimulatedTown] = []
        for _ in 0..<count {
            var at = spot(in: area, box, &random)
            if !fronts.isEmpty, random.chance(0.7) {
                let (on, heading) = alongside(fronts, &random)
                let away = min(size / 4, random.uniform(500, 12_000)) * (random.chance(0.5) ? 1 : -1)
                at = on.moved(metres: away, bearing: heading + 90)
            } else if let last = towns.last, random.chance(0.5) {
                at = last.at.moved(
                    metres: random.uniform(0.1, 0.4) * size, bearing: random.uniform(0, 360))
                if !area.isEmpty, !area.contains(where: { $0.contains(at) }) { at = spot(in: area, box, &random) }
            }
            let name = WorldNames.town(&random, not: towns.map(\.name))
            towns.append(SimulatedTown(name: name, at: at, radiusMetres: random.uniform(700, 2_600)))
        }
        return towns
    }

    private static func hotSpots(
        _ count: Int, on fronts: [LineString], _ towns: [SimulatedTown], _ sides: Int, _ agreement: Agreement,
        _ random: inout SeededRandom
    ) -> [HotSpot] {
        (0..<count).map { number in
            var (at, heading) = (towns[number % towns.count].at, random.uniform(0, 360))
            if !fronts.isEmpty { (at, heading) = alongside(fronts, &random) }
            let first = random.integer(below: sides)
            var (left, right) = sides > 2 ? (first, (first + 1 + random.integer(below: sides - 1)) % sides) : (0, 1)
            let held = { (bearing: Double) in
                holder(of: at.moved(metres: 3_000, bearing: heading + bearing), in: agreement)
            }
            if let known = held(-90), known < sides, known != right { left = known }
            if let known = held(90), known < sides, known != left { right = known }
            return HotSpot(
                at: at, heading: heading, left: left, right: right, spreadMetres: random.uniform(1_200, 3_500))
        }
    }

    /// The party that controls a spot, by its place in the agreement, if a zone of control says so.
    private static func holder(of spot: Coordinate, in agreement: Agreement) -> Int? {
        for control in agreement.control {
            if let zone = agreement.zones.first(where: { $0.id == control.zone }), zone.polygon.contains(spot) {
                return agreement.parties.firstIndex { $0.id == control.party }
            }
        }
        return nil
    }
}
