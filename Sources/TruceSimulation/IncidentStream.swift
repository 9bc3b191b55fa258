import Truce

/// What happens in the simulated world, in the order of time.
///
/// Incidents come in bursts: some begin of themselves at a rate that follows the hour of the day, falls once the
/// agreement is in force and flares now and then; each may set off others nearby (a branching, or Hawkes, process
/// with mean 0.35 children, which come after an exponential delay).
struct IncidentStream {
    private let world: World
    private let settings: SimulationSettings
    private var random: SeededRandom
    private let end: Instant
    private var found: [TrueIncident] = []

    private static let children = 0.35
    /// Relative rate of each local hour: quiet before dawn, busy in the morning and after dusk.
    private static let rhythm: [Double] = [
        0.8, 0.6, 0.5, 0.35, 0.35, 0.6, 1.1, 1.4, 1.3, 1.1, 1.0, 0.9, 0.9, 1.0, 1.0, 1.1, 1.3, 1.5, 1.7, 1.7, 1.5, 1.3,
        1.1, 0.9,
    ]

    /// Real and spurious incidents of `days` local days from `first` on, ascending, named `T-00001` and so on.
    static func incidents(
        in world: World, from first: MissionDay, days: Int, settings: SimulationSettings, seed: UInt64
    ) -> [TrueIncident] {
        guard days > 0 else { return [] }
        let zone = world.agreement.zone
        var stream = IncidentStream(
            world: world, settings: settings, random: SeededRandom(seed, stream: 2),
            end: zone.start(of: first.advanced(byDays: days)))
        stream.run(from: first, days: days)
        var ordered = Array(stream.found.enumerated()).sorted { a, b in
            (a.element.at, a.offset) < (b.element.at, b.offset)
        }.map(\.element)
        for i in ordered.indices {
            ordered[i].id = "T-" + Fixed.padded(i + 1, 5)
            let verdict = TrueBreach(of: ordered[i], under: world.agreement)
            ordered[i].breach = verdict.breach
            ordered[i].provision = verdict.provision
            ordered[i].reason = verdict.reason
        }
        return ordered
    }

    private init(world: World, settings: SimulationSettings, random: SeededRandom, end: Instant) {
        self.world = world
        self.settings = settings
        self.random = random
        self.end = end
    }

    private mutating func run(from first: MissionDay, days: Int) {
        let zone = world.agreement.zone
        let inForce = world.agreement.inForce.from
        var flare = 0
        var levels: [Double] = []
        for day in 0..<days {
            let noon = zone.start(of: first.advanced(byDays: day)).advanced(bySeconds: 43_200)
            let since = Double(noon.seconds(since: inForce)) / 86_400
            if flare > 0 { flare -= 1 } else if since > 3, random.chance(0.08) { flare = 1 + random.integer(below: 2) }
            levels.append((since < 0 ? 1.7 : 0.6 + 0.9 / (1 + since / 2)) * (flare > 0 ? 2.2 : 1))
        }
        let mean = max(1e-9, levels.reduce(0, +) / Double(days))
        var mood: [Double] = []
        for day in 0..<days {
            if day % 3 == 0 {
                mood = (0..<world.hotSpots.count).map { random.uniform(0.2, 2) / Double(2 + $0) }
            }
            let window = zone.window(of: first.advanced(byDays: day))
            let rate = settings.incidentsPerDay * levels[day] / mean
            var hour = window.earliest
            while hour < window.latest {
                let local = Int(zone.local(hour).secondOfDay) / 3600
                let share = Self.rhythm[local] / Self.rhythm.reduce(0, +)
                for _ in 0..<random.poisson(rate * share * (1 - Self.children)) {
                    let at = hour.advanced(bySeconds: Int64(random.integer(below: 3600)))
                    let spot = random.pick(weights: mood)
                    begin(at, hotSpot: spot, isByDay: (7..<18).contains(local), isSpurious: false)
                }
                for _ in 0..<random.poisson(settings.spuriousPerDay * share) {
                    let at = hour.advanced(bySeconds: Int64(random.integer(below: 3600)))
                    begin(
                        at, hotSpot: random.integer(below: world.hotSpots.count), isByDay: (7..<18).contains(local),
                        isSpurious: true)
                }
                hour = hour.advanced(bySeconds: 3600)
            }
        }
    }

    private mutating func begin(_ at: Instant, hotSpot: Int, isByDay: Bool, isSpurious: Bool) {
        let weights = ActProfile.all.map { $0.isByDay && !isByDay ? 0 : possible($0.act) ? $0.weight : 0 }
        let profile = ActProfile.all[random.pick(weights: weights)]
        let spot = world.hotSpots[hotSpot]
        let actsFromLeft = random.chance(0.5)
        let weapon = random.pick(profile.weapons)
        var incident = incident(profile, weapon, at: at, hotSpot: hotSpot, isSpurious: isSpurious)
        cast(&incident, from: actsFromLeft ? spot.left : spot.right, against: actsFromLeft ? spot.right : spot.left)
        incident.place = place(&incident, spot, actsFromLeft)
        finish(&incident, profile)
        found.append(incident)
        if !isSpurious { echo(of: incident, actsFromLeft, generation: 1) }
    }

    /// What an incident sets off: more of the same, or an answer from the other side.
    private mutating func echo(of parent: TrueIncident, _ actsFromLeft: Bool, generation: Int) {
        guard ActSet.fire.contains(ActSet(parent.act)), generation < 8 else { return }
        let spot = world.hotSpots[parent.hotSpot]
        for _ in 0..<random.poisson(Self.children * 1.25) {
            let delay = Int64(random.exponential(mean: 4_200 * settings.density).rounded())
            let at = parent.at.advanced(bySeconds: 60 + delay)
            if at >= end { continue }
            let isAnswer = random.chance(0.6)
            let fromLeft = isAnswer != actsFromLeft
            var profile = ActProfile.of(parent.act)
            if random.chance(0.45) {
                profile =
                    ActProfile.all[
                        random.pick(
                            weights: ActProfile.all.map { ActSet.fire.contains(ActSet($0.act)) ? $0.weight : 0 })]
            }
            let weapon = random.pick(profile.weapons)
            var child = incident(profile, weapon, at: at, hotSpot: parent.hotSpot, isSpurious: false)
            cast(&child, from: fromLeft ? spot.left : spot.right, against: fromLeft ? spot.right : spot.left)
            child.isSelfDefence = isAnswer && delay < 3_600 && random.chance(0.3)
            let spread = 900.0
            child.place =
                isAnswer
                ? place(&child, spot, fromLeft)
                : parent.place.moved(east: random.normal() * spread, north: random.normal() * spread)
            finish(&child, profile)
            found.append(child)
            echo(of: child, fromLeft, generation: generation + 1)
        }
    }

    private func possible(_ act: Act) -> Bool {
        switch act {
        case .weaponPastLine: !world.agreement.lines.isEmpty
        case .missingFromStorage: world.agreement.zones.contains { $0.kind == .storage }
        default: true
        }
    }

    private mutating func incident(
        _ profile: ActProfile, _ weapon: Weapon, at: Instant, hotSpot: Int, isSpurious: Bool
    ) -> TrueIncident {
        let few = random.uniform()
        let span = Double(profile.count.upperBound - profile.count.lowerBound)
        return TrueIncident(
            id: "", isSpurious: isSpurious, at: at, place: world.hotSpots[hotSpot].at, nearestTown: "",
            act: profile.act, weapon: weapon.name, calibreMillimetres: weapon.calibre,
            count: profile.count.lowerBound + Int(span * few * few), initiator: "", initiatorSide: "", target: "",
            targetSide: "", killed: 0, injured: 0, isSelfDefence: false, isNotified: false, breach: .unknown,
            provision: "", reason: "", hotSpot: hotSpot, weaponUsed: weapon, targetStanding: nil,
            initiatorStanding: .bound)
    }

    /// Who against whom: mostly the two sides, now and then a group that the agreement does not bind.
    private mutating func cast(_ incident: inout TrueIncident, from: Int, against: Int) {
        let unit = random.pick(world.sides[from].units)
        let other = random.pick(world.sides[against].units)
        var (actor, target): (World.CastMember, World.CastMember?) = (unit, other)
        let roll = random.uniform()
        if roll < 0.09, !world.excluded.isEmpty {
            target = random.pick(world.excluded)
        } else if roll >= 0.09, roll < 0.13, !world.excluded.isEmpty {
            actor = random.pick(world.excluded)
        } else if roll >= 0.13, roll < 0.18, !world.contested.isEmpty {
            target = random.pick(world.contested)
        } else if roll >= 0.18, roll < 0.21, !world.contested.isEmpty {
            actor = random.pick(world.contested)
        } else if roll >= 0.21, roll < 0.25, !world.notBound.isEmpty {
            if random.chance(0.5) { actor = random.pick(world.notBound) } else { target = random.pick(world.notBound) }
        } else if roll > 0.85 {
            target = nil
        }
        incident.initiator = actor.id
        incident.initiatorSide = actor.side ?? ""
        incident.initiatorStanding = actor.standing
        let profile = ActProfile.of(incident.act)
        guard profile.hasTarget else { return }
        switch incident.act {
        case .monitors: incident.target = "monitors"
        case .aid, .abduction, .looting, .medical, .school, .infrastructure: incident.target = "civilians"
        default:
            // A group does not fight its own side.
            if let target, target.id != actor.id, target.side == nil || target.side != actor.side {
                incident.target = target.id
                incident.targetSide = target.side ?? ""
                incident.targetStanding = target.standing
            } else {
                incident.target = "civilians"
            }
        }
    }

    /// Beyond the line as seen from who acts; for weapons on either side of a limit, and in storage or training zones.
    private mutating func place(
        _ incident: inout TrueIncident, _ spot: World.HotSpot, _ actsFromLeft: Bool
    ) -> Coordinate {
        let profile = ActProfile.of(incident.act)
        if incident.act == .weaponPastLine { return placeOfWeapon(&incident, spot, actsFromLeft) }
        let kind: Zone.Kind? =
            switch incident.act {
            case .liveFireTraining: .training
            case .missingFromStorage: .storage
            default: nil
            }
        let zones = world.agreement.zones.filter { $0.kind == kind && !$0.polygon.rings.isEmpty }
        if !zones.isEmpty, random.chance(incident.act == .missingFromStorage ? 1 : 0.5) {
            let box = random.pick(zones).polygon.box
            return Coordinate(
                latitude: random.uniform(box.south, box.north), longitude: random.uniform(box.west, box.east))
        }
        let along = random.normal() * spot.spreadMetres / settings.density.squareRoot()
        let across = random.uniform(profile.reach.0, profile.reach.1) * (actsFromLeft ? 1 : -1)
        return spot.at.moved(metres: along, bearing: spot.heading)
            .moved(metres: across, bearing: spot.heading + 90)
    }

    /// From half to 1.4 times as far from the line as one of the agreement's limits, behind who owns it.
    private mutating func placeOfWeapon(
        _ incident: inout TrueIncident, _ spot: World.HotSpot, _ actsFromLeft: Bool
    ) -> Coordinate {
        var limits: [Withdrawal.Limit] = []
        for provision in world.agreement.provisions {
            if case .withdraws(let rule) = provision.rule { limits += rule.limits }
        }
        limits = limits.filter { $0.by.isEmpty || $0.by.contains(incident.initiatorSide) }
        var metres = random.uniform(1_000, 15_000)
        var lines = world.fronts
        if !limits.isEmpty {
            let limit = random.pick(limits)
            metres = limit.metres * random.uniform(0.5, 1.4)
            let meant = Weapon.meant(by: limit)
            if !meant.isEmpty { incident.weaponUsed = random.pick(meant) }
            incident.weapon = incident.weaponUsed.name
            incident.calibreMillimetres = incident.weaponUsed.calibre
            let own = world.agreement.lines.filter { $0.of == limit.line }.map(\.path)
            if !own.isEmpty { lines = own }
        }
        guard !lines.isEmpty else { return spot.at }
        let line = random.pick(lines)
        let (on, heading) = line.spot(at: random.uniform(0, line.metres))
        return on.moved(metres: metres, bearing: heading + (actsFromLeft ? -90 : 90))
    }

    private mutating func finish(_ incident: inout TrueIncident, _ profile: ActProfile) {
        incident.killed = random.poisson(profile.killed)
        incident.injured = random.poisson(profile.killed * 1.5)
        let moves: ActSet = [.init(.advance), .init(.lineCrossing), .init(.overflight)]
        if moves.contains(ActSet(profile.act)) || profile.act == .liveFireTraining {
            incident.isNotified = random.chance(0.15)
        }
        incident.nearestTown = world.nearestTown(to: incident.place).town.name
    }
}

extension World {
    func nearestTown(to spot: Coordinate) -> (town: SimulatedTown, metres: Double) {
        var best = (town: towns[0], metres: Double.infinity)
        for town in towns {
            let metres = town.at.metres(to: spot)
            if metres < best.metres { best = (town, metres) }
        }
        return best
    }
}
