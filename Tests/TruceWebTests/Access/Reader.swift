import Truce

/// Who looks: somebody of each role whose own things are in the mission, and somebody of the same role who has none there.
struct Reader: Hashable, Sendable, CustomStringConvertible {
    let role: Role
    /// Nil for the public.
    let holder: String?
    /// The party or guarantor that the role is held for.
    var side: String?
    /// Reported, was kept from going and watched, as an observer, before it got its role.
    var isOwner = false

    static let observer = Reader(role: .observer, holder: "own-observer", isOwner: true)
    static let head = Reader(role: .headOfMission, holder: "head_of_mission")
    static let anyone = Reader(role: .public, holder: nil)

    static let all: [Reader] = Role.allCases.flatMap { role -> [Reader] in
        switch role {
        case .public: [anyone]
        case .partyLiaison:
            [
                Reader(role: role, holder: "north-liaison", side: "north", isOwner: true),
                Reader(role: role, holder: "south-liaison", side: "south"),
            ]
        case .guarantor:
            [
                Reader(role: role, holder: "marenna-envoy", side: "marenna", isOwner: true),
                Reader(role: role, holder: "taluwe-envoy", side: "taluwe"),
            ]
        default:
            [
                Reader(role: role, holder: "own-\(role.rawValue)", isOwner: true),
                Reader(role: role, holder: role.rawValue),
            ]
        }
    }

    /// What it sees by: its role, and what everybody sees.
    var roles: [Role] { role == .public ? [.public] : [role, .public] }

    var description: String { holder ?? "anyone" }

    /// The side that a holder of the mission speaks for.
    static func side(of holder: String) -> String? { all.first { $0.holder == holder }?.side }
}
