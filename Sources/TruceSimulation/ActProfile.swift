import Truce

/// How one kind of act looks from outside.
struct ActProfile: Sendable {
    let act: Act
    /// How often, relative to the others.
    let weight: Double
    /// How far it is heard and seen, in km.
    let heard: Double
    let seen: Double
    /// How far beyond the line of contact it lands or takes place, in metres.
    let reach: (Double, Double)
    let count: ClosedRange<Int>
    /// Killed on average; as many again, and half more, are injured.
    let killed: Double
    var isByDay = false
    /// Needs somebody at the receiving end.
    var hasTarget = true
    let words: [String]
    let weapons: [Weapon]

    static func of(_ act: Act) -> ActProfile { all.first { $0.act == act } ?? all[0] }

    static let all: [ActProfile] = [
        ActProfile(
            act: .smallArms, weight: 20, heard: 4, seen: 1.5, reach: (50, 900), count: 3...120, killed: 0.04,
            words: ["small-arms bursts", "rifle fire", "shots"], weapons: [Weapon("small arms")]),
        ActProfile(
            act: .heavyMachineGun, weight: 9, heard: 6, seen: 2, reach: (100, 1500), count: 5...80, killed: 0.05,
            words: ["HMG bursts", "heavy machine-gun fire"], weapons: [Weapon("12.7mm HMG"), Weapon("14.5mm HMG")]),
        ActProfile(
            act: .sniper, weight: 4, heard: 2, seen: 0.8, reach: (100, 900), count: 1...4, killed: 0.3,
            words: ["single aimed shots", "sniper fire"], weapons: [Weapon("sniper rifle")]),
        ActProfile(
            act: .mortar, weight: 16, heard: 9, seen: 4, reach: (200, 4_500), count: 1...30, killed: 0.12,
            words: ["mortar rounds", "mortar impacts"], weapons: Weapon.mortars),
        ActProfile(
            act: .artillery, weight: 10, heard: 14, seen: 5, reach: (500, 9_000), count: 2...40, killed: 0.2,
            words: ["artillery rounds", "howitzer impacts"], weapons: Weapon.howitzers),
        ActProfile(
            act: .rocketArtillery, weight: 4, heard: 15, seen: 7, reach: (1_000, 10_000), count: 4...40, killed: 0.5,
            words: ["rockets", "MLRS salvo"], weapons: Weapon.launchers),
        ActProfile(
            act: .tank, weight: 5, heard: 8, seen: 3, reach: (100, 2_500), count: 1...12, killed: 0.1,
            words: ["tank rounds", "tank main-gun fire"], weapons: Weapon.tanks),
        ActProfile(
            act: .airStrike, weight: 2.5, heard: 15, seen: 9, reach: (500, 12_000), count: 1...6, killed: 1.2,
            words: ["air strikes", "bombs from aircraft"], weapons: [Weapon("aircraft bomb")]),
        ActProfile(
            act: .uavStrike, weight: 4, heard: 4, seen: 3, reach: (300, 6_000), count: 1...3, killed: 0.3,
            words: ["drops from UAV", "drone strikes"], weapons: [Weapon("quadcopter UAV"), Weapon("fixed-wing UAV")]),
        ActProfile(
            act: .explosiveDevice, weight: 2.5, heard: 8, seen: 3, reach: (0, 3_000), count: 1...2, killed: 0.6,
            words: ["IED", "roadside charges"], weapons: [Weapon("IED")]),
        ActProfile(
            act: .advance, weight: 4, heard: 0, seen: 3, reach: (100, 1_500), count: 10...80, killed: 0.1,
            words: ["fighters moving forward", "new forward positions taken"], weapons: [Weapon("infantry")]),
        ActProfile(
            act: .lineCrossing, weight: 3.5, heard: 0, seen: 2, reach: (50, 800), count: 3...25, killed: 0.05,
            words: ["fighters across the line", "patrol across the line"], weapons: [Weapon("infantry")]),
        ActProfile(
            act: .overflight, weight: 9, heard: 5, seen: 6, reach: (500, 9_000), count: 1...4, killed: 0,
            words: ["overflights", "aircraft passing over"],
            weapons: [Weapon("UAV"), Weapon("jet"), Weapon("helicopter")]),
        ActProfile(
            act: .weaponPastLine, weight: 18, heard: 0, seen: 6, reach: (0, 0), count: 1...6, killed: 0, isByDay: true,
            hasTarget: false, words: ["heavy weapons seen in place", "pieces in firing position"],
            weapons: Weapon.heavy),
        ActProfile(
            act: .missingFromStorage, weight: 2, heard: 0, seen: 3, reach: (0, 0), count: 1...5, killed: 0,
            isByDay: true,
            hasTarget: false, words: ["pieces absent from storage"], weapons: Weapon.howitzers + Weapon.tanks),
        ActProfile(
            act: .fortification, weight: 3.5, heard: 0, seen: 3, reach: (-1_500, 300), count: 1...3, killed: 0,
            isByDay: true,
            hasTarget: false, words: ["new trenches", "earthworks"], weapons: [Weapon("excavator")]),
        ActProfile(
            act: .mines, weight: 2, heard: 0, seen: 1, reach: (-300, 500), count: 4...40, killed: 0, isByDay: true,
            hasTarget: false, words: ["mines newly laid"], weapons: [Weapon("anti-tank mines")]),
        ActProfile(
            act: .liveFireTraining, weight: 7, heard: 9, seen: 4, reach: (-12_000, -3_000), count: 10...90, killed: 0,
            isByDay: true, hasTarget: false, words: ["live-fire exercise", "training shots"],
            weapons: [Weapon("small arms")] + Weapon.mortars + Weapon.tanks),
        ActProfile(
            act: .abduction, weight: 0.8, heard: 0, seen: 0.5, reach: (-5_000, 5_000), count: 1...4, killed: 0,
            words: ["people taken away"], weapons: [Weapon("armed men")]),
        ActProfile(
            act: .looting, weight: 0.6, heard: 0, seen: 0.5, reach: (-5_000, 5_000), count: 1...6, killed: 0,
            words: ["houses looted", "shops emptied"], weapons: [Weapon("armed men")]),
        ActProfile(
            act: .medical, weight: 0.5, heard: 9, seen: 3, reach: (500, 6_000), count: 1...4, killed: 0.5,
            words: ["clinic hit", "ambulance hit"], weapons: Weapon.mortars),
        ActProfile(
            act: .school, weight: 0.4, heard: 9, seen: 3, reach: (500, 6_000), count: 1...4, killed: 0.3,
            words: ["school hit"], weapons: Weapon.mortars),
        ActProfile(
            act: .infrastructure, weight: 0.8, heard: 9, seen: 3, reach: (500, 6_000), count: 1...5, killed: 0.05,
            words: ["pump station hit", "power line cut by fire"], weapons: Weapon.howitzers),
        ActProfile(
            act: .aid, weight: 6, heard: 0, seen: 1, reach: (-4_000, 4_000), count: 2...25, killed: 0, isByDay: true,
            words: ["aid trucks stopped", "aid convoy turned back"], weapons: [Weapon("checkpoint")]),
        ActProfile(
            act: .monitors, weight: 6, heard: 0, seen: 1, reach: (-3_000, 3_000), count: 1...3, killed: 0,
            isByDay: true,
            words: ["monitors denied passage", "patrol turned back"], weapons: [Weapon("checkpoint")]),
        ActProfile(
            act: .jamming, weight: 1, heard: 0, seen: 5, reach: (0, 6_000), count: 1...2, killed: 0,
            words: ["UAV signal lost to jamming"], weapons: [Weapon("jammer")]),
        ActProfile(
            act: .detention, weight: 4, heard: 0, seen: 0.5, reach: (-5_000, 2_000), count: 1...6, killed: 0,
            words: ["people detained", "people held at checkpoint"], weapons: [Weapon("armed men")]),
    ]
}
