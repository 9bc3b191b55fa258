import Truce

/// One source's account of one incident: what it makes of when, where, what, who and how many.
struct AccountWriter {
    let world: World
    let settings: SimulationSettings
    let spelling: Spelling
    let zone: MissionZone
    let source: SimulatedSource
    let incident: TrueIncident
    let profile: ActProfile
    private var habits: Habits { source.habits }

    func report(_ random: inout SeededRandom) -> SimulatedReport {
        var report = SimulatedReport(source: source.name, incident: incident, type: "")
        time(&report, &random)
        place(&report, &random)
        code(&report, &random)
        sides(&report, &random)
        harm(&report, &random)
        details(&report, &random)
        arrive(&report, &random)
        if random.chance(0.03 * settings.noise) { misspell(&report, &random) }
        report.text = Telegraph(source: source, report: report, profile: profile, zone: zone).text(&random)
        return report
    }

    private func code(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let codes = SourceCode.of(habits.family)
        let apt = codes.filter { $0.acts.contains(ActSet(incident.act)) }
        if apt.isEmpty || random.chance(0.03 * settings.noise) {
            report.type = random.pick(codes).code
            if !(apt.contains { $0.code == report.type }) { report.slips.append(.wrongCode) }
        } else {
            // The eye tells a mortar from a howitzer; the ear less often.
            let breadth = report.means == .heard ? 0.5 : 0.15
            report.type = apt[random.pick(weights: apt.map { 1 / Double(1 + $0.acts.count) + breadth })].code
        }
    }

    private func time(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let stated = SimulatedReport.TimePrecisionStated(rawValue: random.pick(weights: habits.times)) ?? .exact
        report.timeStated = stated
        let error = random.normal() * habits.clockSeconds * settings.noise * (stated == .exact ? 1 : 3)
        let believed = incident.at.advanced(bySeconds: Int64(error.rounded()))
        let local = zone.local(believed)
        // The offset that holds at the moment: a window is as long as it says, on the days of a clock change too.
        let offset = Int64(zone.offset(at: believed))
        func at(_ second: Int) -> Instant {
            Instant(seconds: Int64(local.day.daysSince1970) * 86_400 + Int64(second) - offset)
        }
        let second = Int(local.secondOfDay)
        switch stated {
        case .exact:
            let grain = habits.clockSeconds < 10 ? 1 : habits.clockSeconds < 100 ? 60 : 300
            report.start = at((second + grain / 2) / grain * grain)
            report.end = report.start
        case .hour:
            report.start = at(second / 3600 * 3600)
            report.end = report.start.advanced(bySeconds: 3600)
        case .partOfDay:
            report.start = at(second / 21_600 * 21_600)
            report.end = report.start.advanced(bySeconds: 21_600)
        case .day:
            let window = zone.window(of: local.day)
            (report.start, report.end) = (window.earliest, window.latest)
        }
        if habits.clockSeconds < 10 { return }
        if random.chance(0.02 * settings.noise) { shift(&report, by: -86_400, .dayOff) }
        if offset != 0, stated != .day, random.chance(0.02 * settings.noise) {
            shift(&report, by: offset, .localMarkedAsUTC)
        }
    }

    private func shift(_ report: inout SimulatedReport, by seconds: Int64, _ slip: SimulatedReport.Slip) {
        report.start = report.start.advanced(bySeconds: seconds)
        report.end = report.end.advanced(bySeconds: seconds)
        report.slips.append(slip)
    }

    private func place(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let style = random.pick(weights: habits.places)
        if habits.family == .observers {
            let post = source.posts.min { $0.metres(to: incident.place) < $1.metres(to: incident.place) }
            if style == 1, incident.act != .monitors, let post {
                bearing(&report, from: post, &random)
            } else {
                position(&report, &random)
                report.means = .saw
            }
        } else if style == 0 {
            position(&report, &random)
            if habits.family == .camera || habits.family == .acoustic { report.means = .recorded }
            if habits.family == .camera { report.observer = post }
        } else if style == 1 {
            town(&report, &random)
        }
    }

    private var post: Coordinate? {
        source.posts.min { $0.metres(to: incident.place) < $1.metres(to: incident.place) }.map(Self.rounded)
    }

    private func position(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let sigma = habits.positionMetres * max(0.2, settings.noise)
        report.position = Self.rounded(
            incident.place.moved(east: random.normal() * sigma, north: random.normal() * sigma))
        report.precisionKm = (sigma / 10).rounded(.up) / 100
    }

    /// To 10⁻⁵ degrees, about a metre, as written.
    private static func rounded(_ spot: Coordinate) -> Coordinate {
        Coordinate(
            latitude: (spot.latitude * 100_000).rounded() / 100_000,
            longitude: (spot.longitude * 100_000).rounded() / 100_000)
    }

    private func bearing(_ report: inout SimulatedReport, from post: Coordinate, _ random: inout SeededRandom) {
        let observer = Self.rounded(post)
        let truth = observer.metres(to: incident.place) / 1000
        report.means = profile.heard == 0 || (truth < profile.seen && random.chance(0.6)) ? .saw : .heard
        let error = random.normal() * (report.means == .saw ? 4 : 8) * settings.noise
        let degrees = observer.bearing(to: incident.place) + error + 720 + 11.25
        let point = UInt8(Int(degrees / 22.5) % 16)
        let guess = max(0.2, truth * (1 + 0.2 * settings.noise * max(-2, min(2, random.normal()))))
        let grain = guess < 2 ? 0.5 : 1.0
        let low = max(0, (guess * 0.75 / grain).rounded(.down) * grain)
        let high = max(low + grain, (guess * 1.3 / grain).rounded(.up) * grain)
        report.observer = observer
        report.bearing = CompassPoint(rawValue: point)
        report.distanceKm = (low, high)
    }

    private func town(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let vague = source.speaksFor == incident.initiatorSide && !source.speaksFor.isEmpty
        var (town, metres) = world.nearestTown(to: incident.place)
        if random.chance(0.04 * settings.noise), world.towns.count > 1 {
            let other = random.pick(world.towns)
            if other != town { report.slips.append(.wrongTown) }
            (town, metres) = (other, min(metres, 8_000))
        }
        report.placeName = town.name
        let knowsMap = habits.family != .hotline && habits.family != .local
        if metres > town.radiusMetres || vague || (knowsMap && random.chance(0.5)) {
            let needed = max(town.radiusMetres, metres * random.uniform(0.95, 1.4)) * (vague ? 2 : 1) / 1000
            let ladder: [Double] = [1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500]
            report.position = Self.rounded(town.at)
            report.precisionKm = ladder.first { $0 >= needed } ?? 1000
        }
    }

    private func sides(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let own = source.speaksFor
        // A sensor records no names, and nobody hears who fires.
        if report.means == .heard || report.means == .recorded { return }
        var (a, b) = (incident.initiator, incident.target)
        if !own.isEmpty, own == incident.initiatorSide {
            ownAct(&report, &a, &b, &random)
        } else if !random.chance(habits.namesSides) {
            (a, b) = ("", random.chance(0.4) ? b : "")
        } else if !own.isEmpty, incident.initiatorSide.isEmpty, random.chance(0.3),
            let enemy = world.sides.first(where: { $0.id != own })
        {
            a = enemy.units[0].id
        }
        report.sideA = spelling.name(of: a, by: source, &random)
        report.sideB = spelling.name(of: b, by: source, &random)
        if own.isEmpty, !report.sideA.isEmpty, !report.sideB.isEmpty, incident.target != "monitors",
            random.chance(0.03 * settings.noise)
        {
            (report.sideA, report.sideB) = (report.sideB, report.sideA)
            report.slips.append(.swappedSides)
        }
    }

    /// A liaison on what its own side did: it has reasons, blames, or denies.
    private func ownAct(
        _ report: inout SimulatedReport, _ a: inout String, _ b: inout String, _ random: inout SeededRandom
    ) {
        let isFire = ActSet.fire.contains(ActSet(incident.act))
        let outside = world.excluded + world.contested
        switch incident.act {
        case .liveFireTraining: report.claims = [.trainingArea]
        case .advance, .lineCrossing, .overflight, .weaponPastLine: report.claims = [.notifiedMovement]
        case _ where isFire && (incident.targetStanding == .excluded || random.chance(0.35)) && !outside.isEmpty:
            report.claims = [.excludedTarget]
            if incident.targetStanding != .excluded { b = random.pick(outside).id }
        case _ where isFire && random.chance(0.6): report.claims = [.selfDefence]
        default: break
        }
        if random.chance(0.08) && report.claims == [.excludedTarget] {
            report.claims = [.selfDefence, .excludedTarget]
        }
        if report.claims.isEmpty {
            if random.chance(0.5), !incident.targetSide.isEmpty { (a, b) = (b, a) } else { a = "" }
        }
    }

    private func harm(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        guard profile.killed > 0, random.chance(habits.givesHarm) else { return }
        let hasVictims = incident.killed + incident.injured > 0
        guard hasVictims || random.chance(0.35) else { return }
        report.killed = figure(of: incident.killed, &random)
        report.injured = figure(of: incident.injured, &random)
    }

    /// Observers count; others hear, and what they hear drifts. A liaison makes its own losses larger, those that its
    /// side caused smaller.
    private func figure(of truth: Int, _ random: inout SeededRandom) -> CountRange {
        var drift = random.normal() * 0.25 * settings.noise
        switch habits.family {
        case .observers, .ngo: drift *= 0.3
        case .liaison: drift += source.speaksFor == incident.initiatorSide ? -0.5 : 0.4 * settings.noise
        default: break
        }
        let heard = max(0, Int((Double(truth) * (1 + drift)).rounded()))
        let isRange = truth > 0 && random.chance(0.4)
        return CountRange(low: heard, high: heard + (isRange ? 1 + random.integer(below: 1 + truth) : 0))
    }

    private func details(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let tells: Double =
            switch habits.family {
            case .observers: 0.85
            case .camera, .acoustic: 0.9
            case .liaison: 0.6
            case .hotline, .local: 0.3
            case .wire, .ngo: 0.2
            }
        if random.chance(tells) {
            let factor = 1 + 0.15 * settings.noise * random.normal()
            let share = habits.family == .liaison && source.speaksFor != incident.initiatorSide ? 1.4 : factor
            report.count = max(1, Int((Double(incident.count) * share).rounded()))
        }
        let saw = report.means != .heard && habits.family != .acoustic && habits.family != .camera
        if saw, habits.family != .hotline, random.chance(tells * 0.7) { report.weapon = incident.weapon }
        if habits.family == .observers, ActSet.fire.contains(ActSet(incident.act)) {
            report.direction = [.undetermined, .incoming, .outgoing][random.pick(weights: [0.55, 0.3, 0.15])]
        }
    }

    /// A camera's report is in within minutes; nothing is received before it happened, or before the source says so.
    private func arrive(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        let delay = habits.delayMinutes.0 + random.exponential(mean: habits.delayMinutes.1)
        let known = max(incident.at, report.end.advanced(bySeconds: report.start == report.end ? 0 : -1))
        report.receivedAt = known.advanced(bySeconds: Int64((delay * 60).rounded()))
    }

    private func misspell(_ report: inout SimulatedReport, _ random: inout SeededRandom) {
        report.slips.append(.misspelt)
        switch random.integer(below: 3) {
        case 0 where !report.sideA.isEmpty: report.sideA = Spelling.misspelt(report.sideA, &random)
        case 1 where !report.placeName.isEmpty && report.position != nil:
            report.placeName = Spelling.misspelt(report.placeName, &random)
        default: report.sideB = Spelling.misspelt(report.sideB, &random)
        }
    }
}
