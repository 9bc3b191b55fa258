import Truce

/// Observers were kept from going somewhere.
struct DenialFold: SubjectFold {
    static let topic = Topic.denial
    let id: String
    private var denial: DenialRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        guard case .movementDenied(let payload) = step.fact, denial == nil else { return }
        denial = DenialRecord(
            id: payload.denial, reportedAt: step.recorded, reportedBy: step.sealed.source?.holder,
            content: step.sealed.denial,
            publicPlace: nil)
    }

    func record(_ look: Look) -> DenialRecord? {
        guard var denial else { return nil }
        denial.publicPlace = denial.content.flatMap { look.rules.publicPlace($0.place, nil) }
        return denial
    }
}

/// Somebody or something watched somewhere.
struct PresenceFold: SubjectFold {
    static let topic = Topic.presence
    let id: String
    private var presence: PresenceRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        guard case .presenceReported(let payload) = step.fact, presence == nil else { return }
        presence = PresenceRecord(
            id: payload.presence, reportedAt: step.recorded, reportedBy: step.sealed.source?.holder,
            content: step.sealed.presence)
    }

    func record(_ look: Look) -> PresenceRecord? { presence }
}

/// One grant of a role.
struct HolderFold: SubjectFold {
    static let topic = Topic.holder
    let id: String
    private var grant: HolderRecord?

    init(id: String) { self.id = id }

    /// What a revocation ends: every grant of the role to the holder.
    static func group(_ holder: HolderID, _ role: RoleID) -> String { holder.text + "\u{1F}" + role.text }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .accessGranted(let payload):
            // A role that this program does not know gives nothing.
            guard grant == nil, let role = Role(rawValue: payload.role.text) else { return }
            grant = HolderRecord(
                holder: payload.holder, role: role, side: payload.party, from: step.recorded, until: payload.until,
                grantedBy: payload.officer, revokedAt: nil)
        case .accessRevoked: if grant?.revokedAt == nil { grant?.revokedAt = step.recorded }
        default: break
        }
    }

    func record(_ look: Look) -> HolderRecord? { grant }
}
