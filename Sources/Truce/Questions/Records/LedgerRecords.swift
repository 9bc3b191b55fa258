/// An entry of the ledger, as the log publishes it.
public struct EntryRecord: Hashable, Sendable, ShownRecord {
    public var index: Int
    public var recorded: Instant
    public var fact: String
    public var version: Int
    public var data: JSONValue
    /// The leaf hash.
    public var leaf: FileDigest

    public init(index: Int, recorded: Instant, fact: String, version: Int, data: JSONValue, leaf: FileDigest) {
        self.index = index
        self.recorded = recorded
        self.fact = fact
        self.version = version
        self.data = data
        self.leaf = leaf
    }

    public static let recordName = "Entry"
    public static let existence = Field.entry
    public static let shown: ShownFields<Self> = [
        .init("index", .entry, \.index, "Its place in the ledger, from 0."),
        .init("recorded", .entry, \.recorded, "When it was recorded."),
        .init("fact", .entry, \.fact, "What happened."),
        .init("version", .entry, \.version, "Of the fact's form."),
        .init("data", .entry, \.data, "What it says, as the log publishes it."),
        .init("leaf", .entry, \.leaf, "The leaf's hash in the log's tree."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}

/// Who holds which role.
public struct HolderRecord: Hashable, Sendable, ShownRecord {
    public var holder: HolderID
    public var role: Role
    public var side: PartyID?
    public var from: Instant
    public var until: Instant?
    public var grantedBy: OfficerID
    public var revokedAt: Instant?

    public init(
        holder: HolderID, role: Role, side: PartyID?, from: Instant, until: Instant?, grantedBy: OfficerID,
        revokedAt: Instant?
    ) {
        self.holder = holder
        self.role = role
        self.side = side
        self.from = from
        self.until = until
        self.grantedBy = grantedBy
        self.revokedAt = revokedAt
    }

    public static let recordName = "Holder"
    public static let existence = Field.grant
    public static let shown: ShownFields<Self> = [
        .init("holder", .grant, \.holder, "The office, liaison or machine."),
        .init("role", .grant, \.role, "What it is in the mechanism."),
        .init("side", .grant, \.side, "The party or guarantor that the role is held for."),
        .init("from", .grant, \.from, "Since when."),
        .init("until", .grant, \.until, "Until when; absent: until revoked."),
        .init("granted_by", .grant, \.grantedBy, "Who gave it."),
        .init("revoked_at", .grant, \.revokedAt, "When it was taken back."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: asker.isHolder(holder))
    }
}
