/// Names one thing of a kind, so that a report's name cannot stand where a finding's is wanted. 1 to 128 characters
/// (Unicode scalars, which a pattern or a schema counts), none of them a control character.
///
/// Identifiers are public for ever: give numbers or names of offices, never a person's name.
public struct Identifier<Subject>: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    static var lengths: ClosedRange<Int> { 1...128 }

    /// Nil when the text is empty, longer than 128 characters or has control characters.
    public init?(_ text: String) {
        guard Self.lengths.contains(text.unicodeScalars.count), !text.unicodeScalars.contains(where: \.isControl) else {
            return nil
        }
        self.text = text
    }

    /// The same text where it names something of another kind: who holds an office, as officer and as holder.
    public func renamed<Other>(_: Other.Type = Other.self) -> Identifier<Other> { Identifier<Other>(checked: text) }

    private init(checked text: String) { self.text = text }

    public var description: String { text }
    public static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

extension Unicode.Scalar {
    /// C0, DEL and C1: what moves a terminal's cursor or ends a line unseen.
    var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// What makes a text read otherwise than it is recorded: direction overrides, embeddings and isolates. Marks that
    /// Arabic and Hebrew are written with are none of these.
    var isDisguising: Bool {
        switch value {
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Letters that nobody sees: a second text can be written with them. Those that Persian, Arabic and emoji are written
    /// with (joiners, the first variation selectors) are none of these.
    var isUnseen: Bool {
        switch value {
        case 0x200B, 0x2060...0x2064, 0xFEFF, 0xE0000...0xE007F, 0xE0100...0xE01EF: true
        default: false
        }
    }

    /// What changes how the text around it is shown: a control character, a separator of lines or paragraphs, or one of
    /// those that turn the direction of writing.
    package var isSteering: Bool {
        switch value {
        case 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: isControl
        }
    }
}

/// A report in the ledger. Given by the mechanism; a source's own number may tell who it is.
public typealias ReportID = Identifier<Report>
public typealias AgreementID = Identifier<Agreement>
/// As in ``Provision/id``.
public typealias ProvisionID = Identifier<Provision>
/// As in ``Party/id``.
public typealias PartyID = Identifier<Party>
/// As in ``Obligation/id``.
public typealias ObligationID = Identifier<Obligation>
/// The code of a ``MissingFact``, as in `assessments.json`.
public typealias MissingFactCode = Identifier<MissingFact>
public typealias FindingID = Identifier<FindingAdopted>
public typealias ReplyID = Identifier<ReplyFiled>
public typealias EvidenceID = Identifier<EvidenceAdded>
public typealias PatrolID = Identifier<PatrolTasked>
/// One question to one side.
public typealias AskID = Identifier<ReplyAsked>
public typealias DenialID = Identifier<MovementDenied>
public typealias PresenceID = Identifier<PresenceReported>
public typealias SessionID = Identifier<SessionOpened>
public typealias DemandID = Identifier<DemandFiled>
public typealias CommuniqueID = Identifier<CommuniqueDrafted>
public typealias AmendmentID = Identifier<AmendmentProposed>
/// As in ``Gate/id``.
public typealias GateID = Identifier<Gate>
/// Who holds an office of the mechanism: the office or a service number, not a name.
public typealias OfficerID = Identifier<Office>
/// Who may see or do something: an officer, a party's liaison, a guarantor's.
public typealias HolderID = Identifier<AccessGranted>
/// A role of the access table.
public typealias RoleID = Identifier<Role>
/// A witness key's name.
public typealias WitnessName = Identifier<WitnessSilent>

/// What an ``OfficerID`` names.
public enum Office {}
