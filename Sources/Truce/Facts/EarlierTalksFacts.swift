/// Facts about talks as earlier versions of the program wrote them; see ``FactVersion1``.
extension FactVersion1 {
    struct SignatoryKeyNamed: Hashable, Sendable, FactPayload {
        var signatory: PartyID
        var key: String
        var officer: OfficerID

        static let kind = FactKind.signatoryKeyNamed
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("signatory", \.signatory), .init("key", \.key), .init("officer", \.officer))
    }

    struct CommuniqueAgreed: Hashable, Sendable, FactPayload {
        // The communiqué's, and not the fact's own.
        var communique: CommuniqueID
        var version: Int
        var text: String
        var parties: [PartyID]
        var officer: OfficerID

        static let kind = FactKind.communiqueAgreed
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("communique", \.communique), .init("version", \.version, in: 1...Int.max),
            .init("text", \.text), .init("parties", \.parties), .init("officer", \.officer))
    }

    static func agreed(_ old: CommuniqueAgreed) -> Fact {
        .communiqueAgreed(
            .init(
                communique: old.communique, version: old.version, text: old.text, parties: old.parties,
                officer: old.officer))
    }

    static func named(_ old: SignatoryKeyNamed) -> Fact {
        .signatoryKeyNamed(.init(signatory: old.signatory, key: old.key, signature: nil, officer: old.officer))
    }
}
