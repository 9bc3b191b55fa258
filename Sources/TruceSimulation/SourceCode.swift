import Truce

/// A code that a kind of source files reports under, and the acts that it may mean: the taxonomy of the simulation.
struct SourceCode: Sendable {
    let family: Habits.Family
    let code: String
    let acts: ActSet

    private init(_ family: Habits.Family, _ code: String, _ acts: String...) {
        self.family = family
        self.code = code
        self.acts = acts.reduce(into: []) { $0.formUnion(ActSet(code: $1) ?? []) }
    }

    static let all: [SourceCode] = {
        var codes: [SourceCode] = [
            SourceCode(.observers, "OBS-SAF", "fire.small_arms"),
            SourceCode(.observers, "OBS-HMG", "fire.heavy_machine_gun"),
            SourceCode(.observers, "OBS-SNP", "fire.sniper"), SourceCode(.observers, "OBS-MOR", "fire.mortar"),
            SourceCode(.observers, "OBS-ART", "fire.artillery"),
            SourceCode(.observers, "OBS-MLRS", "fire.rocket_artillery"),
            SourceCode(.observers, "OBS-TNK", "fire.tank"), SourceCode(.observers, "OBS-AIR", "fire.air_strike"),
            SourceCode(.observers, "OBS-UAV", "fire.uav_strike"),
            SourceCode(
                .observers, "OBS-EXP", "fire.shelling", "fire.air_strike", "fire.uav_strike", "fire.explosive_device",
                "protected.medical", "protected.school", "protected.infrastructure", "training.live_fire"),
            SourceCode(.observers, "OBS-BURST", "fire.small_arms", "fire.heavy_machine_gun", "training.live_fire"),
            SourceCode(.observers, "OBS-MOV", "movement.advance", "movement.line_crossing"),
            SourceCode(.observers, "OBS-OVF", "movement.overflight", "obstruction.jamming"),
            SourceCode(.observers, "OBS-WPN", "presence.weapon_past_line", "presence.missing_from_storage"),
            SourceCode(.observers, "OBS-ENG", "presence.fortification", "presence.mines"),
            SourceCode(.observers, "OBS-TRG", "training.live_fire"),
            SourceCode(.observers, "OBS-FOM", "obstruction.monitors"),
            SourceCode(.observers, "OBS-CIV", "civilians", "detention", "protected", "obstruction.aid"),
            SourceCode(
                .camera, "CAM-EXPLOSION", "fire.shelling", "fire.air_strike", "fire.uav_strike",
                "fire.explosive_device", "protected"),
            SourceCode(
                .camera, "CAM-TRACER", "fire.small_arms", "fire.heavy_machine_gun", "fire.sniper", "training.live_fire"),
            SourceCode(.camera, "CAM-MOTION", "movement", "presence", "obstruction", "detention", "civilians"),
            SourceCode(
                .acoustic, "ACU-BOOM", "fire.shelling", "fire.air_strike", "fire.uav_strike", "fire.explosive_device",
                "protected"),
            SourceCode(.acoustic, "ACU-SHOTS", "fire.small_arms", "fire.heavy_machine_gun", "fire.sniper"),
            SourceCode(.liaison, "armed attack", "fire", "movement.advance", "protected"),
            SourceCode(.liaison, "shelling of positions", "fire.shelling"),
            SourceCode(
                .liaison, "air violation", "fire.air_strike", "fire.uav_strike", "movement.overflight",
                "obstruction.jamming"),
            SourceCode(.liaison, "shooting at positions", "fire.small_arms", "fire.heavy_machine_gun", "fire.sniper"),
            SourceCode(.liaison, "encroachment", "movement", "presence"),
            SourceCode(.liaison, "unannounced exercise", "training.live_fire"),
            SourceCode(.liaison, "unlawful holding", "detention", "civilians.abduction"),
            SourceCode(.liaison, "other matter", "obstruction", "civilians", "protected"),
            SourceCode(
                .hotline, "call: shooting", "fire.small_arms", "fire.heavy_machine_gun", "fire.sniper",
                "training.live_fire"),
            SourceCode(
                .hotline, "call: explosions", "fire.shelling", "fire.explosive_device", "fire.air_strike",
                "fire.uav_strike", "protected"),
            SourceCode(
                .hotline, "call: aircraft", "movement.overflight", "fire.air_strike", "fire.uav_strike",
                "obstruction.jamming"),
            SourceCode(.hotline, "call: people taken", "detention", "civilians"),
            SourceCode(.hotline, "call: road closed", "obstruction", "movement", "presence"),
            SourceCode(.wire, "clash", "fire.small_arms", "fire.heavy_machine_gun", "fire.sniper", "movement"),
            SourceCode(.wire, "shelling", "fire.shelling", "protected", "training.live_fire"),
            SourceCode(.wire, "strike", "fire.air_strike", "fire.uav_strike", "fire.explosive_device"),
            SourceCode(.wire, "truce tension", "presence", "obstruction", "detention", "civilians", "movement"),
            SourceCode(.local, "gunfire", "fire.small_arms", "fire.heavy_machine_gun", "fire.sniper", "fire.tank"),
            SourceCode(.local, "bombardment", "fire.shelling", "fire.air_strike", "protected"),
            SourceCode(.local, "drone or blast", "fire.uav_strike", "fire.explosive_device", "movement.overflight"),
            SourceCode(.local, "troop news", "movement", "presence", "training.live_fire"),
            SourceCode(.local, "people and roads", "detention", "civilians", "obstruction"),
            SourceCode(.ngo, "attack", "fire", "protected"),
            SourceCode(.ngo, "access", "obstruction", "movement", "presence", "training"),
            SourceCode(.ngo, "persons", "detention", "civilians"),
        ]
        codes.sort { ($0.family.rawValue, $0.code) < ($1.family.rawValue, $1.code) }
        return codes
    }()

    static func of(_ family: Habits.Family) -> [SourceCode] { all.filter { $0.family == family } }
}
