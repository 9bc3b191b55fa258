/// What has been decided so far: the fold of the ledger that the next decision looks at. `decide` may refuse and records
/// nothing; `apply` folds a fact in and cannot fail, whatever stands in the ledger.
///
/// A writer that appends a batch calls ``begin()``, decides and applies command by command, appends, and then calls
/// ``commit()`` or, when nothing was recorded, ``rollback()``.
public struct Register: Sendable {
    var reports = ReportRoll()
    /// The entry that last corrected or withdrew a report, by its number; of those that were.
    var changes = Shelf<Int32, Int>()
    var incidents = Shelf<IncidentID, IncidentCase>()
    var findings = Shelf<FindingID, FindingCase>()
    var asks = Shelf<AskID, AskCase>()
    /// Names that are taken.
    var replies = Shelf<ReplyID, Bool>()
    var denials = Shelf<DenialID, Bool>()
    var presences = Shelf<PresenceID, Bool>()
    var patrols = Shelf<PatrolID, PatrolCase>()
    var evidence = Shelf<EvidenceID, Bool>()
    var roles = Shelf<HolderID, [HeldRole]>()
    var sessions = Shelf<SessionID, SessionCase>()
    var demands = Shelf<DemandID, DemandCase>()
    var communiques = Shelf<CommuniqueID, CommuniqueCase>()
    var keys = Shelf<PartyID, String>()
    var amendments = Shelf<AmendmentID, AmendmentCase>()
    var suspensions = Shelf<AgreementID, [RecordedSuspension]>()
    /// Those whose reply is awaited: what a clerk looks at.
    var awaited = Shelf<AskID, Bool>()
    /// Those under verification or at a draft.
    var underWay = Shelf<IncidentID, Bool>()
    /// The entry that is being folded.
    var entry = 0
    /// Another number whenever ``constraints()`` may give something else. It never comes back, also after a rollback.
    public internal(set) var constraintsVersion = 0

    public init() {}

    /// From here on, what is applied can be taken back.
    public mutating func begin() { journal(.begin) }
    /// What was applied since ``begin()`` stays.
    public mutating func commit() { journal(.commit) }

    /// Takes back what was applied since ``begin()``, at the cost of what that changed.
    public mutating func rollback() {
        journal(.rollback)
        constraintsVersion += 1
    }

    private mutating func journal(_ step: JournalStep) {
        reports.journal(step)
        changes.journal(step)
        incidents.journal(step)
        findings.journal(step)
        asks.journal(step)
        replies.journal(step)
        denials.journal(step)
        presences.journal(step)
        patrols.journal(step)
        evidence.journal(step)
        roles.journal(step)
        sessions.journal(step)
        demands.journal(step)
        communiques.journal(step)
        keys.journal(step)
        amendments.journal(step)
        suspensions.journal(step)
        awaited.journal(step)
        underWay.journal(step)
    }

    /// Folds an entry in.
    public mutating func apply(_ entry: OpenedEntry) {
        let (at, sealed) = (entry.recorded, entry.sealed)
        self.entry = entry.index
        switch entry.fact {
        case .reportReceived(let fact): received(fact, sealed)
        case .reportCorrected(let fact): corrected(fact)
        case .reportWithdrawn(let fact): withdrawn(fact)
        case .reportTriaged(let fact): triaged(fact)
        case .incidentOpened(let fact): opened(fact, at)
        case .incidentsJoined(let fact): joined(fact)
        case .incidentSplit(let fact): split(fact, at)
        case .patrolTasked(let fact): tasked(fact)
        case .patrolReported(let fact): patrols.change(fact.patrol) { $0.isReported = true }
        case .evidenceAdded(let fact): evidence.set(fact.evidence, true)
        case .findingDrafted(let fact): drafted(fact, sealed)
        case .findingReviewed(let fact): reviewed(fact)
        case .findingAdopted(let fact): adopted(fact)
        case .findingReopened(let fact): reopened(fact, at)
        case .replyAsked(let fact): asked(fact, sealed, at)
        case .replyExtended(let fact): extended(fact, sealed)
        case .reminderSent(let fact): reminded(fact, sealed)
        case .replyFiled(let fact): replied(fact, sealed)
        case .replyDeadlinePassed(let fact): silent(fact, sealed)
        case .escalated(let fact): escalated(fact, at)
        case .movementDenied(let fact): denials.set(fact.denial, true)
        case .presenceReported(let fact): presences.set(fact.presence, true)
        case .sessionOpened(let fact): sessions.set(fact.session, SessionCase(openedAt: fact.at))
        case .sessionClosed(let fact): sessions.change(fact.session) { $0.isClosed = true }
        case .demandFiled(let fact): demands.set(fact.demand, DemandCase(by: fact.by, of: fact.of))
        case .demandAnswered(let fact):
            if fact.answer == .withdrawn { demands.change(fact.demand) { $0.isWithdrawn = true } }
        case .communiqueDrafted(let fact):
            communiques.change(fact.communique, from: CommuniqueCase(version: 0)) {
                ($0.version, $0.parts) = (fact.version, sealed.communique?.parts)
                ($0.parties, $0.agreedBy) = (sealed.communique?.parties, [])
            }
        case .communiqueAgreed(let fact): agreed(fact, sealed)
        case .signatoryKeyNamed(let fact): keys.set(fact.signatory, fact.key)
        case .amendmentProposed(let fact): amendments.set(fact.amendment, AmendmentCase(proposed: fact))
        case .amendmentSigned(let fact): signed(fact)
        case .agreementAmended(let fact): amended(fact)
        case .agreementSuspended(let fact): suspended(fact)
        case .agreementResumed(let fact): resumed(fact)
        case .accessGranted(let fact): granted(fact)
        case .accessRevoked(let fact): roles.change(fact.holder) { $0.removeAll { $0.role == fact.role } }
        case .ledgerOpened, .agreementAdopted, .rulesVersionChanged, .keyRotated, .custodyPassed, .escalationAnswered,
            .obligationProgressed, .baselineStated, .stepBegun,
            .dailyReportPublished, .secretErased, .witnessSilent, .witnessReturned:
            break
        }
    }

    /// The facts that a command comes to, in order, or why it is refused.
    ///
    /// What is asked first is the role, then whether the asker may know of the thing, then its stage, then what the command
    /// says: a refusal tells nothing that the asker may not see.
    public func decide(
        _ command: Command, by asker: Asker, in context: DecisionContext
    ) throws(Refusal) -> [NewFact] {
        guard AccessTable.may(asker, do: command.kind) else { throw .notAllowed(command.kind) }
        try CommandLimits.checkSeen(command)
        let desk = Desk(asker: asker, kind: command.kind, context: context)
        return switch command {
        case .fileReport(let command): try decide(command, desk)
        case .correctReport(let command): try decide(command, desk)
        case .withdrawReport(let command): try decide(command, desk)
        case .triageReport(let command): try decide(command, desk)
        case .openIncident(let command): try decide(command, desk)
        case .joinIncidents(let command): try decide(command, desk)
        case .splitIncident(let command): try decide(command, desk)
        case .taskPatrol(let command): try decide(command, desk)
        case .reportPatrol(let command): try decide(command, desk)
        case .escalate(let command): try decide(command, desk)
        case .answerEscalation(let command): try decide(command, desk)
        case .draftFinding(let command): try decide(command, desk)
        case .reviewFinding(let command): try decide(command, desk)
        case .askReply(let command): try decide(command, desk)
        case .extendReply(let command): try decide(command, desk)
        case .fileReply(let command): try decide(command, desk)
        case .adoptFinding(let command): try decide(command, desk)
        case .reopenFinding(let command): try decide(command, desk)
        case .reportDenial(let command): try decide(command, desk)
        case .reportPresence(let command): try decide(command, desk)
        case .reportProgress(let command): try decide(command, desk)
        case .stateBaseline(let command): try decide(command, desk)
        case .beginStep(let command): try decide(command, desk)
        case .grantAccess(let command): try decide(command, desk)
        case .revokeAccess(let command): try decide(command, desk)
        case .suspendAgreement(let command): try decide(command, desk)
        case .resumeAgreement(let command): try decide(command, desk)
        case .openSession(let command): try decide(command, desk)
        case .closeSession(let command): try decide(command, desk)
        case .fileDemand(let command): try decide(command, desk)
        case .answerDemand(let command): try decide(command, desk)
        case .draftCommunique(let command): try decide(command, desk)
        case .agreeCommunique(let command): try decide(command, desk)
        case .nameSignatoryKey(let command): try decide(command, desk)
        case .proposeAmendment(let command): try decide(command, desk)
        case .signAmendment(let command): try decide(command, desk)
        }
    }
}

extension Register: Equatable {
    /// Whether the same was decided. How often something was taken back does not count.
    public static func == (a: Register, b: Register) -> Bool {
        a.reports == b.reports && a.changes.values == b.changes.values && a.incidents.values == b.incidents.values
            && a.findings.values == b.findings.values
            && a.asks.values == b.asks.values && a.replies.values == b.replies.values
            && a.denials.values == b.denials.values && a.presences.values == b.presences.values
            && a.patrols.values == b.patrols.values
            && a.evidence.values == b.evidence.values && a.roles.values == b.roles.values
            && a.sessions.values == b.sessions.values && a.demands.values == b.demands.values
            && a.communiques.values == b.communiques.values && a.keys.values == b.keys.values
            && a.amendments.values == b.amendments.values && a.suspensions.values == b.suspensions.values
            && a.awaited.values == b.awaited.values && a.underWay.values == b.underWay.values
    }
}
