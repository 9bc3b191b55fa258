import Truce

/// A weapon as a report would name it, with what a withdrawal rule asks of it.
struct Weapon: Sendable, Hashable {
    let name: String
    let weaponClass: WeaponClass?
    let calibre: Double?

    init(_ name: String, _ weaponClass: WeaponClass? = nil, _ calibre: Double? = nil) {
        self.name = name
        self.weaponClass = weaponClass
        self.calibre = calibre
    }

    static let mortars = [Weapon("82mm mortar", .mortar, 82), Weapon("120mm mortar", .mortar, 120)]
    static let howitzers = [
        Weapon("122mm howitzer D-30", .artillery, 122), Weapon("152mm howitzer D-20", .artillery, 152),
        Weapon("100mm gun MT-12", .artillery, 100),
    ]
    static let launchers = [Weapon("122mm MLRS BM-21 Grad", .mlrs, 122), Weapon("220mm MLRS Uragan", .mlrs, 220)]
    static let tanks = [Weapon("T-64 tank 125mm", .tank, 125), Weapon("T-55 tank 100mm", .tank, 100)]
    static let airDefence = [Weapon("ZU-23-2 23mm", .airDefence, 23), Weapon("Strela-10", .airDefence, nil)]
    static let missiles = [Weapon("Tochka-U", .missile, nil)]
    static let heavy = mortars + howitzers + launchers + tanks + airDefence

    /// What a limit of a withdrawal rule may be about.
    static func meant(by limit: Withdrawal.Limit) -> [Weapon] {
        (heavy + missiles).filter { $0.isMeant(by: limit) }
    }

    func isMeant(by limit: Withdrawal.Limit) -> Bool {
        guard limit.weapon == .any || limit.weapon == weaponClass else { return false }
        if !limit.models.isEmpty {
            return limit.models.contains { name.lowercased().contains($0.lowercased()) }
        }
        if limit.calibreFrom == nil, limit.calibreBelow == nil { return true }
        guard let calibre else { return false }
        return (limit.calibreFrom.map { $0 <= calibre } ?? true) && (limit.calibreBelow.map { calibre < $0 } ?? true)
    }
}
