import Truce
import TruceLedger

extension Fact {
    /// What stands for its sealed parts; nil for a kind of fact that seals nothing.
    package var commitments: [Commitment]? { sealing?.list }

    /// The same fact with other commitments; itself where it seals nothing.
    func sealed(by commitments: [Commitment]) -> Fact { sealing?.with(commitments) ?? self }

    private struct Sealing {
        var list: [Commitment]
        var with: ([Commitment]) -> Fact

        init<Payload>(
            _ payload: Payload, _ path: WritableKeyPath<Payload, [Commitment]>, _ fact: @escaping (Payload) -> Fact
        ) {
            list = payload[keyPath: path]
            with = {
                var payload = payload
                payload[keyPath: path] = $0
                return fact(payload)
            }
        }
    }

    private var sealing: Sealing? {
        switch self {
        case .reportReceived(let fact): Sealing(fact, \.sealed, Fact.reportReceived)
        case .reportCorrected(let fact): Sealing(fact, \.sealed, Fact.reportCorrected)
        case .reportWithdrawn(let fact): Sealing(fact, \.sealed, Fact.reportWithdrawn)
        case .reportTriaged(let fact): Sealing(fact, \.sealed, Fact.reportTriaged)
        case .incidentOpened(let fact): Sealing(fact, \.sealed, Fact.incidentOpened)
        case .incidentsJoined(let fact): Sealing(fact, \.sealed, Fact.incidentsJoined)
        case .incidentSplit(let fact): Sealing(fact, \.sealed, Fact.incidentSplit)
        case .patrolTasked(let fact): Sealing(fact, \.sealed, Fact.patrolTasked)
        case .patrolReported(let fact): Sealing(fact, \.sealed, Fact.patrolReported)
        case .findingDrafted(let fact): Sealing(fact, \.sealed, Fact.findingDrafted)
        case .findingReviewed(let fact): Sealing(fact, \.sealed, Fact.findingReviewed)
        case .replyAsked(let fact): Sealing(fact, \.sealed, Fact.replyAsked)
        case .replyExtended(let fact): Sealing(fact, \.sealed, Fact.replyExtended)
        case .reminderSent(let fact): Sealing(fact, \.sealed, Fact.reminderSent)
        case .replyDeadlinePassed(let fact): Sealing(fact, \.sealed, Fact.replyDeadlinePassed)
        case .replyFiled(let fact): Sealing(fact, \.sealed, Fact.replyFiled)
        case .escalated(let fact): Sealing(fact, \.sealed, Fact.escalated)
        case .escalationAnswered(let fact): Sealing(fact, \.sealed, Fact.escalationAnswered)
        case .movementDenied(let fact): Sealing(fact, \.sealed, Fact.movementDenied)
        case .presenceReported(let fact): Sealing(fact, \.sealed, Fact.presenceReported)
        case .sessionOpened(let fact): Sealing(fact, \.sealed, Fact.sessionOpened)
        case .demandFiled(let fact): Sealing(fact, \.sealed, Fact.demandFiled)
        case .demandAnswered(let fact): Sealing(fact, \.sealed, Fact.demandAnswered)
        case .communiqueDrafted(let fact): Sealing(fact, \.sealed, Fact.communiqueDrafted)
        case .communiqueAgreed(let fact): Sealing(fact, \.sealed, Fact.communiqueAgreed)
        // Every kind is named, so that one which begins to seal something is not forgotten here.
        case .ledgerOpened, .agreementAdopted, .agreementAmended, .agreementSuspended, .agreementResumed,
            .rulesVersionChanged, .keyRotated, .evidenceAdded, .custodyPassed, .findingAdopted, .findingReopened,
            .obligationProgressed, .baselineStated, .stepBegun, .sessionClosed,
            .signatoryKeyNamed, .amendmentProposed, .amendmentSigned, .dailyReportPublished,
            .accessGranted, .accessRevoked, .secretErased, .witnessSilent, .witnessReturned:
            nil
        }
    }
}

/// An entry written out but for its commitments, which are made last: sealing needs to know first that the entry fits.
struct EntryDraft: Sendable {
    private(set) var bytes: [UInt8]
    private let count: Int
    /// A commitment of 32 zero bytes, and how many bytes one takes in a list, quotation marks and comma included.
    private static let blank = Commitment([UInt8](repeating: 0, count: Commitment.byteCount))!
    private static let stride = 46
    private static let mark = Array("\"sealed\":[\"".utf8)

    /// - Parameter count: how many commitments there will be. Throws where the entry cannot be written.
    init(_ fact: Fact, recorded: Instant, commitments count: Int) throws(FactError) {
        self.count = count
        guard count == 0 || fact.commitments != nil else {
            throw .wrong(path: "", expected: "a fact that can seal its private parts", found: fact.name)
        }
        let blanks = [Commitment](repeating: Self.blank, count: count)
        bytes = try Entry(recorded: recorded, fact: count == 0 ? fact : fact.sealed(by: blanks)).bytes()
    }

    /// Puts the commitments where blanks stand. Inside a text of the entry no quotation mark stands unescaped, so the
    /// first such list is the one.
    mutating func fill(_ commitments: [Commitment]) {
        precondition(commitments.count == count, "an entry was drafted for \(count) commitments")
        guard count > 0 else { return }
        guard var at = Self.start(in: bytes) else { preconditionFailure("an entry has no list of commitments") }
        for commitment in commitments {
            for byte in commitment.description.utf8 {
                bytes[at] = byte
                at += 1
            }
            at += Self.stride - 43
        }
    }

    private static func start(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            guard bytes.count >= mark.count else { return nil }
            for at in 0...(bytes.count - mark.count) where bytes[at] == mark[0] {
                if (1..<mark.count).allSatisfy({ bytes[at + $0] == mark[$0] }) { return at + mark.count }
            }
            return nil
        }
    }
}
