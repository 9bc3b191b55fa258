import Truce

/// One step in the keeping of an object. Who is said by role, never by name.
public struct CustodyStep: Hashable, Sendable {
    /// What was done with the object.
    public enum Act: Hashable, Sendable {
        /// Taken over: from outside as the first step, later from whoever passed it on.
        case received
        case viewed
        case exported
        /// Handed to another role, which has to say that it received it.
        case passedOn(to: String)
        /// A copy with something left out was made; the copy is an object with a chain of its own.
        case redacted(into: TreeHash)
        /// Destroyed by order of an authority.
        case deleted(order: String)
    }

    public var role: String
    public var act: Act
    public var at: Instant
    /// The hash of the object as it was then.
    public var object: TreeHash

    public init(role: String, act: Act, at: Instant, object: TreeHash) {
        self.role = role
        self.act = act
        self.at = at
        self.object = object
    }
}

/// The chain of custody of one object, folded from its steps in the order in which they were recorded. A break is
/// noted, never repaired: the chain goes on from what the step says.
public struct CustodyChain: Hashable, Sendable {
    /// Where a chain does not hold together. Steps count from 1.
    public enum Break: Hashable, Sendable, CustomStringConvertible {
        /// The first step is not a receipt.
        case beginsWithoutReceipt(step: Int, role: String)
        /// Somebody acted who did not hold the object; nil when nobody held it.
        case notHeld(step: Int, by: String, holder: String?)
        /// Received by a role that it was not passed on to; nil when it was not passed on.
        case notPassedTo(step: Int, by: String, addressee: String?)
        case timeGoesBack(step: Int, from: Instant, to: Instant)
        case otherHash(step: Int, expected: TreeHash, found: TreeHash)
        case afterDeletion(step: Int, by: String)

        public var description: String {
            switch self {
            case .beginsWithoutReceipt(let step, let role):
                "Step \(step): \(role) acted before any receipt was recorded."
            case .notHeld(let step, let role, let holder):
                "Step \(step): \(role) acted, but the object was held by \(holder ?? "nobody")."
            case .notPassedTo(let step, let role, let addressee):
                "Step \(step): \(role) received what was passed on to \(addressee ?? "nobody")."
            case .timeGoesBack(let step, let from, let to):
                "Step \(step) is dated \(to), before the step that precedes it (\(from))."
            case .otherHash(let step, let expected, let found):
                "Step \(step): the object hashes to \(found), and it hashed to \(expected)."
            case .afterDeletion(let step, let role):
                "Step \(step): \(role) acted after the object was deleted by order."
            }
        }
    }

    public private(set) var steps: [CustodyStep] = []
    public private(set) var breaks: [Break] = []
    /// The role that answers for the object: from its receipt until the next role's receipt. Nil before and after.
    public private(set) var holder: String?
    /// To whom it is on its way.
    public private(set) var addressee: String?
    public private(set) var isDeleted = false

    public init(_ steps: some Sequence<CustodyStep> = []) { steps.forEach { apply($0) } }

    public var isUnbroken: Bool { breaks.isEmpty }

    /// Folds one step in.
    public mutating func apply(_ step: CustodyStep) {
        let number = steps.count + 1
        if let last = steps.last {
            if step.at < last.at { breaks.append(.timeGoesBack(step: number, from: last.at, to: step.at)) }
            if step.object != last.object {
                breaks.append(.otherHash(step: number, expected: last.object, found: step.object))
            }
        }
        if isDeleted {
            breaks.append(.afterDeletion(step: number, by: step.role))
        } else if step.act == .received {
            if !steps.isEmpty, addressee != step.role {
                breaks.append(.notPassedTo(step: number, by: step.role, addressee: addressee))
            }
        } else if steps.isEmpty {
            breaks.append(.beginsWithoutReceipt(step: number, role: step.role))
        } else if holder != step.role || addressee != nil {
            // What is on its way is in nobody's hands.
            breaks.append(.notHeld(step: number, by: step.role, holder: addressee == nil ? holder : nil))
        }
        switch step.act {
        case .received: (holder, addressee) = (step.role, nil)
        case .passedOn(let to): addressee = to
        case .deleted: (holder, addressee, isDeleted) = (nil, nil, true)
        case .viewed, .exported, .redacted: break
        }
        steps.append(step)
    }
}
