/// Who asks or commands: a holder, with the roles in force at that moment. The public holds none.
public struct Asker: Hashable, Sendable {
    /// The office, liaison or machine; nil for the public.
    public var holder: HolderID?
    public var grants: [Grant]

    public struct Grant: Hashable, Sendable {
        public var role: Role
        /// The party or guarantor that it is held for.
        public var side: PartyID?
        /// For a guarantor, the parties that it answers for; for a liaison, its party.
        public var answersFor: [PartyID]

        public init(role: Role, side: PartyID? = nil, answersFor: [PartyID] = []) {
            self.role = role
            self.side = side
            self.answersFor = answersFor
        }
    }

    public init(holder: HolderID?, grants: [Grant]) {
        self.holder = holder
        self.grants = grants
    }

    public static let anyone = Asker(holder: nil, grants: [])

    /// The grants that count. Who speaks for a side holds no office beside it, whatever was granted: nobody sits on
    /// both sides of a reply.
    public var effectiveGrants: [Grant] {
        grants.contains { $0.role.isForASide } ? grants.filter { $0.role.isForASide } : grants
    }

    /// The roles that count, the public's among them: who holds an office is still one of the public.
    public var roles: [Role] { effectiveGrants.map(\.role) + [.public] }

    /// Whether it speaks for this party or guarantor.
    public func isOf(_ side: PartyID) -> Bool { grants.contains { $0.role.isForASide && $0.side == side } }

    /// Whether it speaks for a side at all.
    public var isOfASide: Bool { grants.contains { $0.role.isForASide && $0.side != nil } }

    /// Whether something that this holder did is the asker's own.
    public func isHolder(_ other: HolderID?) -> Bool { holder != nil && holder == other }
}
