import Truce

/// What became of a command. The same submission gets the same answer, however often it is sent.
public struct Submitted: Hashable, Sendable {
    /// The ledger's size once it was recorded: answers as of it, or later, show what was done.
    public var position: Int
    /// Entries that it made, ascending and without gap.
    public var entries: [Int]
    /// What was named for the first time, in the order of the entries.
    public var names: [Name]
    /// Whether the same was submitted before: nothing was recorded again.
    public var wasThere: Bool

    /// A new thing: `report` `R-…`, `incident`, `finding`, `ask`, `reply`, `patrol`, `denial`, `presence`, `session`,
    /// `demand`, `communique`, `amendment`, `evidence`.
    public struct Name: Hashable, Sendable {
        public var kind: String
        public var id: String
    }

    public init(position: Int, entries: [Int], names: [Name], wasThere: Bool) {
        self.position = position
        self.entries = entries
        self.names = names
        self.wasThere = wasThere
    }

    /// The first thing of a kind that was named.
    public func name(_ kind: String) -> String? { names.first { $0.kind == kind }?.id }
}

extension Fact {
    /// What this fact names for the first time, in the open or in its sealed part.
    func named(_ sealed: SealedParts) -> [Submitted.Name] {
        func name(_ kind: String, _ id: some CustomStringConvertible) -> [Submitted.Name] {
            [.init(kind: kind, id: id.description)]
        }
        return switch self {
        case .reportReceived(let fact): name("report", fact.report)
        case .incidentOpened(let fact): name("incident", fact.incident)
        case .incidentSplit(let fact): fact.parts.dropFirst().flatMap { name("incident", $0.incident) }
        case .patrolTasked(let fact): name("patrol", fact.patrol)
        case .evidenceAdded(let fact): name("evidence", fact.evidence)
        case .findingDrafted(let fact): name("finding", fact.finding)
        case .replyAsked(let fact): fact.sides(sealed).flatMap { name("ask", $0.ask) }
        case .replyFiled(let fact): name("reply", fact.reply)
        case .movementDenied(let fact): name("denial", fact.denial)
        case .presenceReported(let fact): name("presence", fact.presence)
        case .sessionOpened(let fact): name("session", fact.session)
        case .demandFiled(let fact): name("demand", fact.demand)
        case .communiqueDrafted(let fact): name("communique", fact.communique)
        case .amendmentProposed(let fact): name("amendment", fact.amendment)
        default: []
        }
    }
}
