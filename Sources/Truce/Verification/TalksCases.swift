struct SessionCase: Hashable, Sendable {
    var openedAt: Instant
    var isClosed = false
}

struct DemandCase: Hashable, Sendable {
    var by: PartyID
    /// Empty: of all.
    var of: [PartyID]
    var isWithdrawn = false
}

struct CommuniqueCase: Hashable, Sendable {
    var version: Int
    /// Of the newest version; nil where the sealed part was erased.
    var parts: [CommuniquePart]?
    /// Whose agreement it needs; nil where that was erased, or never said.
    var parties: [PartyID]?
    /// Those that have agreed to the newest version.
    var agreedBy: [PartyID] = []
    /// By all, and published.
    var isAgreed = false
}

struct AmendmentCase: Hashable, Sendable {
    var proposed: AmendmentProposed
    var signatures: [PartyID] = []
    var isInForce = false
}

/// A role that somebody holds, as it was granted.
struct HeldRole: Hashable, Sendable {
    /// As the fact has it; only those of ``Role`` are of any use.
    var role: RoleID
    var side: PartyID?
    /// The first moment at which it is not held any more.
    var until: Instant?

    func isHeld(at now: Instant) -> Bool { until.map { now < $0 } ?? true }
}

/// A time in which the agreement does not bind, as recorded.
struct RecordedSuspension: Hashable, Sendable {
    var from: Instant
    var until: Instant?
}
