import Truce
import TruceLedger

/// What waits for the one writer.
struct RecordingRequest: Sendable {
    enum Work: Sendable {
        case command(Command, SubmissionName, ContentMark)
        /// What the mechanism records by itself: the facts that stand to be recorded when the writer comes to it, each with
        /// the name that keeps it from being recorded twice. All together or not at all.
        case own(@Sendable (WritersDesk, Instant) -> [OwnFact])
        /// Looks at what was decided so far, between two batches.
        case look(@Sendable (WritersDesk) -> Void)
        case replace(WritersDesk)
    }

    var work: Work
    var answer: @Sendable (Result<Submitted, MissionError>) -> Void
}

/// A fact that the mechanism records by itself.
struct OwnFact: Sendable {
    var submission: SubmissionID
    var fact: NewFact
}

/// What brought a file: a report in whichever version, else one entry.
enum FileBringer: Hashable, Sendable {
    case report(ReportID)
    case entry(Int)
}

/// What the one writer knows: everything that was decided up to a position.
struct WritersDesk: Sendable {
    var register = Register()
    private(set) var onRecord: AccessOnRecord
    /// Entries folded.
    var size = 0
    /// When the last of them was recorded.
    var last: Instant?
    /// Those that stand, for gates.
    private(set) var findings = StandingFindings()
    /// Where the content of a report that stands was recorded last.
    var contentOf: [ReportID: Int] = [:]
    /// Whom `mission.yaml` gave roles to.
    private(set) var people = PeopleOnRecord()
    /// Files that a report or a reply brought, which is sealed.
    private(set) var files: [FileBringer: Set<FileDigest>] = [:]
    /// Files that entries name, which is public.
    var cited: Set<FileDigest> = []

    init(_ agreement: AgreementHistory) { onRecord = AccessOnRecord(AgreementInForce(agreement)) }

    /// All that only sealed parts name: erased with the last of these.
    var sealedFiles: Set<FileDigest> { Set(files.values.joined()) }

    var history: AgreementHistory { onRecord.agreement.history }

    /// Folds in what cannot be taken back: what the ledger holds.
    ///
    /// - Parameter files: The agreement's texts as their files say them by now.
    mutating func note(_ entry: OpenedEntry, files: AgreementHistory) {
        size = entry.index + 1
        last = entry.recorded
        onRecord.apply(entry, files: files)
        people.apply(entry.fact)
        findings.apply(entry.fact)
        if let sealed = entry.sealed.files {
            let bringer = entry.fact.reported.map { FileBringer.report($0) } ?? .entry(entry.index)
            self.files[bringer, default: []].formUnion(sealed.digests)
        }
        switch entry.fact {
        case .reportReceived(let fact):
            contentOf[fact.report] = entry.index
            cited.formUnion(fact.evidence)
        case .reportCorrected(let fact):
            contentOf[fact.report] = entry.index
            cited.formUnion(fact.evidence)
        case .replyFiled(let fact): cited.formUnion(fact.evidence)
        case .obligationProgressed(let fact): cited.formUnion(fact.evidence)
        case .agreementAdopted(let fact): cited.formUnion(fact.files)
        case .amendmentProposed(let fact): cited.formUnion(fact.files)
        case .agreementAmended(let fact): cited.formUnion(fact.files)
        case .evidenceAdded(let fact): if case .file(let digest) = fact.object { cited.insert(digest) }
        default: break
        }
    }
}

extension Command {
    /// Files that it names, to have been taken in before.
    var evidence: [FileDigest] {
        switch self {
        case .fileReport(let command): command.evidence
        case .correctReport(let command): command.evidence
        case .fileReply(let command): command.evidence
        case .reportProgress(let command): command.evidence
        case .proposeAmendment(let command): command.files
        default: []
        }
    }
}
