/// The first entry: whose record this is.
public struct LedgerOpened: Hashable, Sendable, FactPayload {
    /// The log's origin, as in its checkpoints.
    public var origin: String
    /// The mission's title.
    public var mission: String
    /// ``RulesVersion/rules`` when it was opened.
    public var rules: Int

    public init(origin: String, mission: String, rules: Int) {
        self.origin = origin
        self.mission = mission
        self.rules = rules
    }

    static let kind = FactKind.ledgerOpened
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("origin", \.origin), .init("mission", \.mission), .init("rules", \.rules, in: 1...Int.max))
}

/// The agreement that the mechanism serves from then on.
public struct AgreementAdopted: Hashable, Sendable, FactPayload {
    /// Its identifier, as in its file.
    public var agreement: AgreementID
    /// Of the text, as in its file.
    public var version: Int
    /// As the mission cites it.
    public var title: String
    /// When it enters into force.
    public var inForceFrom: Instant
    /// The agreement file and its map.
    public var files: [FileDigest]

    public init(agreement: AgreementID, version: Int, title: String, inForceFrom: Instant, files: [FileDigest]) {
        self.agreement = agreement
        self.version = version
        self.title = title
        self.inForceFrom = inForceFrom
        self.files = files
    }

    static let kind = FactKind.agreementAdopted
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("agreement", \.agreement), .init("version", \.version, in: 1...Int.max),
        .init("title", \.title), .init("in_force_from", \.inForceFrom), .init("files", \.files))
}

/// A new version of the agreement's text.
public struct AgreementAmended: Hashable, Sendable, FactPayload {
    public var agreement: AgreementID
    /// Of the new text.
    public var version: Int
    /// When the new text enters into force.
    public var inForceFrom: Instant
    /// The amendment's file and its map.
    public var files: [FileDigest]
    /// In words for the public.
    public var reason: String

    public init(agreement: AgreementID, version: Int, inForceFrom: Instant, files: [FileDigest], reason: String) {
        self.agreement = agreement
        self.version = version
        self.inForceFrom = inForceFrom
        self.files = files
        self.reason = reason
    }

    static let kind = FactKind.agreementAmended
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("agreement", \.agreement), .init("version", \.version, in: 1...Int.max),
        .init("in_force_from", \.inForceFrom), .init("files", \.files), .init("reason", \.reason))
}

/// The agreement does not bind for a time.
public struct AgreementSuspended: Hashable, Sendable, FactPayload {
    public var agreement: AgreementID
    public var from: Instant
    /// Nil: until ``AgreementResumed``.
    public var until: Instant?
    /// In words for the public.
    public var reason: String

    public init(agreement: AgreementID, from: Instant, until: Instant?, reason: String) {
        self.agreement = agreement
        self.from = from
        self.until = until
        self.reason = reason
    }

    static let kind = FactKind.agreementSuspended
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("agreement", \.agreement), .init("from", \.from), .init("until", \.until),
        .init("reason", \.reason))
}

/// A suspended agreement binds again.
public struct AgreementResumed: Hashable, Sendable, FactPayload {
    public var agreement: AgreementID
    public var from: Instant
    /// In words for the public.
    public var reason: String

    public init(agreement: AgreementID, from: Instant, reason: String) {
        self.agreement = agreement
        self.from = from
        self.reason = reason
    }

    static let kind = FactKind.agreementResumed
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("agreement", \.agreement), .init("from", \.from), .init("reason", \.reason))
}

/// From here on incidents are assessed by other rules.
public struct RulesVersionChanged: Hashable, Sendable, FactPayload {
    /// ``RulesVersion/rules`` before.
    public var from: Int
    /// ``RulesVersion/rules`` after.
    public var to: Int
    /// The program's own version, as ``RulesVersion/product``.
    public var product: String
    /// In words for the public.
    public var reason: String

    public init(from: Int, to: Int, product: String, reason: String) {
        self.from = from
        self.to = to
        self.product = product
        self.reason = reason
    }

    static let kind = FactKind.rulesVersionChanged
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("from", \.from, in: 1...Int.max), .init("to", \.to, in: 1...Int.max),
        .init("product", \.product), .init("reason", \.reason))
}

/// The log signs its checkpoints with another key.
public struct KeyRotated: Hashable, Sendable, FactPayload {
    /// Verifier key, as `name+hash+key`.
    public var oldKey: String
    /// Verifier key, as `name+hash+key`.
    public var newKey: String
    /// In words for the public.
    public var reason: String

    public init(oldKey: String, newKey: String, reason: String) {
        self.oldKey = oldKey
        self.newKey = newKey
        self.reason = reason
    }

    static let kind = FactKind.keyRotated
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("old_key", \.oldKey), .init("new_key", \.newKey), .init("reason", \.reason))
}
