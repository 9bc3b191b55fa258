import Truce

/// What a word in a report's text is good for. English only so far; words it does not know still count by rarity.
enum WordClass: UInt8 {
    /// Says nothing about which incident it is, or is weighed elsewhere.
    case ignored
    case weapon, landmark, place, other
}

/// Words known before any text is read.
enum Lexicon {
    static let explosive: ActSet = [
        ActSet.shelling, ActSet(.airStrike), ActSet(.uavStrike), ActSet([.explosiveDevice, .mines]),
    ]

    /// Words that tell what happened, and what they may mean.
    static let acts: [(words: String, acts: ActSet)] = [
        (
            "shelling shelled arty artillery bombardment howitzer mortar mortars mlrs grad indirect incoming rocket",
            .shelling
        ),
        (
            "gunfire firefight small-arms shooting bursts shots sniper ak pkm hmg ags exchange",
            ActSet([.smallArms, .heavyMachineGun, .sniper])
        ),
        (
            "airstrike air-strike jets aviation bombing glide fab air-to-ground helicopter aircraft warplane",
            ActSet(.airStrike)
        ),
        ("drone drones uav fpv quadcopter loitering vog", ActSet(.uavStrike)),
        ("mine ied vbied detonation detonated device landmine", ActSet([.explosiveDevice, .mines])),
        ("explosion explosions blast blasts", explosive),
        (
            "column vehicles redeployment build-up movement moving convoy",
            ActSet([.advance, .lineCrossing, .overflight, .naval])
        ),
        ("detained arrested abducted captured detention kidnapped", ActSet(.detention)),
        ("access passage blocked turned stopped refused denied", ActSet(.aid)),
    ]

    static let weapons =
        "mortar howitzer mlrs grad tank ak pkm hmg ags sniper vog quadcopter loitering glide fab air-to-ground "
        + "helicopter roadside vbied ap 60mm 82mm 120mm 122mm 125mm 130mm 152mm 155mm grenade apc ifv tanks trucks"

    static let landmarks =
        "school hospital market bridge checkpoint crossroads airfield airport cemetery railway substation power depot "
        + "fuel church mosque water plant residential trench treeline shaft farm quarry warehouse factory police camp"

    /// Grammar, reporting verbs and what the columns say already.
    static let ignored =
        "the and near vic with from that this were was has had have been are for auto dur snr hrd obs cam assess "
        + "assessed reportedly involving blamed damaged hit area struck strike attack fire rounds rds times casualties "
        + "killed dead injured wounded brg bearing rocket drop went off seen one two three four five six seven eight "
        + "nine ten arms small to up by of on in at nr op no km north south east west upon down back held taken away "
        + "some more than their they update corr re-issue reissue correction corrected"

    /// First words by which a source says that a report replaces or repeats an earlier one of its own.
    static let corrections =
        "corr correction corrected corrects update updated re-issue reissue reissued amended amendment"

    /// Words after a number, or before it, that make it a count of what was heard or seen.
    static let countAfter = "times rds rounds explosions shots bursts impacts detonations blasts"
    static let countBefore = "n hrd heard obs observed counted recorded saw"
}
