/// What can happen, as a small tree: groups, and under each the acts that a report may tell of. The code is what
/// agreements and taxonomy files write: a leaf (`fire.mortar`) or a group (`fire`, `fire.shelling`).
public enum Act: UInt8, CaseIterable, Sendable {
    case smallArms, heavyMachineGun, sniper, mortar, artillery, rocketArtillery, tank, airStrike, uavStrike
    case explosiveDevice, otherFire
    case advance, lineCrossing, overflight, naval
    case weaponPastLine, missingFromStorage, fortification, mines
    case liveFireTraining
    case killing, sexualViolence, abduction, childRecruitment, looting
    case medical, school, worship, infrastructure
    case aid, monitors, jamming
    case detention
    case late, short, refused
    case incitement, cyberAttack, internetShutdown

    public var code: String { Self.codes[Int(rawValue)] }

    private static let codes: [String] = [
        "fire.small_arms", "fire.heavy_machine_gun", "fire.sniper", "fire.mortar", "fire.artillery",
        "fire.rocket_artillery", "fire.tank", "fire.air_strike", "fire.uav_strike", "fire.explosive_device",
        "fire.other", "movement.advance", "movement.line_crossing", "movement.overflight", "movement.naval",
        "presence.weapon_past_line", "presence.missing_from_storage", "presence.fortification", "presence.mines",
        "training.live_fire", "civilians.killing", "civilians.sexual_violence", "civilians.abduction",
        "civilians.child_recruitment", "civilians.looting", "protected.medical", "protected.school",
        "protected.worship", "protected.infrastructure", "obstruction.aid", "obstruction.monitors",
        "obstruction.jamming", "detention", "obligation.late", "obligation.short", "obligation.refused",
        "information.incitement", "information.cyber_attack", "information.internet_shutdown",
    ]
}

/// One or more acts: what a coarse code may mean ("explosion": any of several), or what a provision forbids.
/// Empty = the code says nothing that the taxonomy knows.
public struct ActSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt64
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public init(_ act: Act) { self.init(rawValue: 1 << UInt64(act.rawValue)) }
    public init(_ acts: [Act]) { self = acts.reduce(into: []) { $0.insert(ActSet($1)) } }

    @inlinable public var count: Int { rawValue.nonzeroBitCount }
    public var acts: [Act] { Act.allCases.filter { contains(ActSet($0)) } }
    @inlinable public func overlaps(_ other: ActSet) -> Bool { rawValue & other.rawValue != 0 }

    public static let shelling = ActSet([.mortar, .artillery, .rocketArtillery, .tank])
    /// Everything under `fire`.
    public static let fire = group("fire")
    public static let all = ActSet(Act.allCases)

    /// The groups, each with every leaf under it; a code that names none of them is unknown.
    public static let groups: [(code: String, acts: ActSet)] = {
        let heads = [
            "fire", "movement", "presence", "training", "civilians", "protected", "obstruction",
            "obligation", "information",
        ]
        return heads.map { ($0, group($0)) } + [("fire.shelling", shelling), ("any", all)]
    }()

    private static func group(_ head: String) -> ActSet {
        ActSet(Act.allCases.filter { $0.code == head || $0.code.hasPrefix(head + ".") })
    }

    /// A leaf's or a group's code. Nil when the taxonomy has no such code.
    public init?(code: String) {
        guard let found = Self.byCode[code] else { return nil }
        self = found
    }

    private static let byCode: [String: ActSet] = {
        var table = Dictionary(uniqueKeysWithValues: groups.map { ($0.code, $0.acts) })
        for act in Act.allCases { table[act.code] = ActSet(act) }
        return table
    }()

    /// Every code there is, groups first, as the agreement format and its schema list them.
    public static let codes: [String] = groups.map(\.code) + Act.allCases.map(\.code)

    /// The shortest codes that say exactly this set: group names where all of a group is meant.
    public var shortCodes: [String] {
        var rest = self
        var said: [String] = []
        for (code, acts) in Self.groups.sorted(by: { $0.acts.count > $1.acts.count })
        where acts.count > 1 && rest.isSuperset(of: acts) {
            said.append(code)
            rest.subtract(acts)
        }
        return (said + rest.acts.map(\.code)).sorted()
    }
}
