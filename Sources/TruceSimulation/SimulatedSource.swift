import Truce

/// Somebody, or something, that reports.
public struct SimulatedSource: Sendable, Hashable {
    public let name: String
    public let kind: SourceProfile.Kind
    /// The party that it speaks for; empty for none.
    public let speaksFor: String
    /// Report identifiers begin with it.
    public let prefix: String
    let habits: Habits
    let posts: [Coordinate]

    /// Everybody who watches a world: two observer teams, cameras, an acoustic array, a liaison for each party, a
    /// hotline, wire and local news, an NGO.
    static func all(in world: World, seed: UInt64) -> [SimulatedSource] {
        var random = SeededRandom(seed, stream: 3)
        func posts(_ count: Int, awayMetres: Double) -> [Coordinate] {
            (0..<count).map { number in
                let spot = world.hotSpots[number % world.hotSpots.count]
                return spot.at.moved(
                    metres: random.uniform(0.3, 1) * awayMetres, bearing: random.uniform(0, 360))
            }
        }
        var sources: [SimulatedSource] = []
        for (number, name) in WorldNames.teams(2, &random).enumerated() {
            sources.append(
                SimulatedSource(
                    name: "Observer Team " + name, kind: .observer, speaksFor: "", prefix: "OBS" + String(number + 1),
                    habits: .observers, posts: posts(5, awayMetres: 3_500)))
        }
        sources.append(
            SimulatedSource(
                name: "Camera Posts", kind: .camera, speaksFor: "", prefix: "CAM", habits: .camera,
                posts: posts(3, awayMetres: 1_500)))
        sources.append(
            SimulatedSource(
                name: "Acoustic Array", kind: .sensor, speaksFor: "", prefix: "ACU", habits: .acoustic,
                posts: posts(2, awayMetres: 2_500)))
        for (number, side) in world.sides.enumerated() {
            sources.append(
                SimulatedSource(
                    name: "Liaison of " + side.name, kind: .party, speaksFor: side.id,
                    prefix: "LIA" + String(number + 1), habits: .liaison, posts: []))
        }
        let others: [(String, SourceProfile.Kind, String, Habits)] = [
            ("Mission Hotline", .hotline, "HOT", .hotline), ("Meridian Wire", .news, "WIR", .wire),
            ("Valley Courier", .news, "LOC", .local), ("Relief Watch", .ngo, "NGO", .ngo),
        ]
        for (name, kind, prefix, habits) in others {
            sources.append(
                SimulatedSource(
                    name: name, kind: kind, speaksFor: "", prefix: prefix, habits: habits, posts: []))
        }
        return sources
    }
}

/// How one kind of source reports, at noise 1.
struct Habits: Sendable, Hashable {
    enum Family: String, Sendable { case observers, camera, acoustic, liaison, hotline, wire, local, ngo }
    var family: Family
    /// How often a time is exact, an hour, a quarter of the day, a day.
    var times: [Double]
    /// One standard deviation of the clock, in seconds, for an exact time; that of an hour or longer is three times it.
    var clockSeconds: Double
    /// How often a place is a position, a town, nothing. Observers give a bearing instead of a town.
    var places: [Double]
    /// One standard deviation of a position, in metres.
    var positionMetres: Double
    /// Shortest and mean further delay until the report is in, in minutes.
    var delayMinutes: (Double, Double)
    /// How often it says who did it.
    var namesSides: Double
    /// How often it gives a figure of killed and injured where there are any.
    var givesHarm: Double

    static func == (a: Habits, b: Habits) -> Bool { a.family == b.family }
    func hash(into hasher: inout Hasher) { hasher.combine(family) }

    static let observers = Habits(
        family: .observers, times: [0.82, 0.15, 0.03, 0], clockSeconds: 45, places: [0.12, 0.88, 0], positionMetres: 60,
        delayMinutes: (10, 90), namesSides: 0.6, givesHarm: 0.6)
    static let camera = Habits(
        family: .camera, times: [1, 0, 0, 0], clockSeconds: 2, places: [1, 0, 0], positionMetres: 70,
        delayMinutes: (1, 3), namesSides: 0, givesHarm: 0)
    static let acoustic = Habits(
        family: .acoustic, times: [1, 0, 0, 0], clockSeconds: 2, places: [1, 0, 0], positionMetres: 280,
        delayMinutes: (1, 2), namesSides: 0, givesHarm: 0)
    static let liaison = Habits(
        family: .liaison, times: [0.28, 0.4, 0.24, 0.08], clockSeconds: 300, places: [0.35, 0.6, 0.05],
        positionMetres: 500, delayMinutes: (180, 900), namesSides: 0.95, givesHarm: 0.8)
    static let hotline = Habits(
        family: .hotline, times: [0.4, 0.42, 0.13, 0.05], clockSeconds: 300, places: [0.06, 0.8, 0.14],
        positionMetres: 400, delayMinutes: (5, 60), namesSides: 0.5, givesHarm: 0.5)
    static let wire = Habits(
        family: .wire, times: [0.05, 0.3, 0.35, 0.3], clockSeconds: 400, places: [0, 0.92, 0.08], positionMetres: 800,
        delayMinutes: (45, 240), namesSides: 0.7, givesHarm: 0.9)
    static let local = Habits(
        family: .local, times: [0.1, 0.36, 0.34, 0.2], clockSeconds: 400, places: [0, 0.95, 0.05], positionMetres: 800,
        delayMinutes: (20, 180), namesSides: 0.7, givesHarm: 0.8)
    static let ngo = Habits(
        family: .ngo, times: [0.05, 0.12, 0.25, 0.58], clockSeconds: 400, places: [0.3, 0.65, 0.05],
        positionMetres: 250, delayMinutes: (600, 2_000), namesSides: 0.4, givesHarm: 0.95)
}

extension SimulatedSource {
    /// How apt it is to report an incident, relative to the others; 0 where it cannot know.
    func aptitude(for incident: TrueIncident, _ profile: ActProfile) -> Double {
        let nearest = posts.map { $0.metres(to: incident.place) / 1000 }.min() ?? .infinity
        let isFire = ActSet.fire.contains(ActSet(incident.act))
        let harms: ActSet = [.init(.aid), .init(.detention), .init(.abduction), .init(.looting), .init(.medical)]
        switch habits.family {
        case .observers:
            if incident.act == .monitors { return 1.5 }
            let range = max(profile.heard, profile.seen)
            return nearest < range ? 2.4 - nearest / range : 0
        case .camera: return nearest < profile.seen ? 1.4 : 0
        case .acoustic: return isFire && profile.heard > 3 && nearest < 12 ? 1.2 : 0
        case .liaison:
            if speaksFor == incident.targetSide { return 1.3 }
            if speaksFor == incident.initiatorSide { return 0.25 }
            return incident.initiatorSide.isEmpty ? 0.3 : 0.7
        case .hotline: return harms.contains(ActSet(incident.act)) ? 1 : 0.6
        case .wire: return incident.killed > 0 ? 1.3 : 0.4
        case .local: return incident.killed > 0 ? 1.1 : 0.7
        case .ngo:
            return harms.contains(ActSet(incident.act)) || incident.target == "civilians" && incident.killed > 0
                ? 1 : 0.15
        }
    }
}
