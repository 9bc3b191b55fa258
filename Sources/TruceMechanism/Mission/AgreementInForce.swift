import Synchronization
import Truce

/// The agreement's texts as its files say them, with what was recorded since: suspensions, progress, baselines. What the
/// files say of their own obligations stays; what is recorded is added to it.
struct AgreementInForce: Sendable {
    /// As read from the files.
    private(set) var files: AgreementHistory {
        didSet {
            texts = dated()
            merged = Merged()
        }
    }
    /// The files' texts, each from when it is in force: who is a side, and whom a guarantor answers for.
    private(set) var texts: AgreementHistory
    /// Everything. Put together when it is asked for, since a ledger may hold thousands of steps of progress.
    var history: AgreementHistory { merged.value(orMaking: together) }
    private var merged = Merged()
    private var suspensions: [Suspension] = []
    private var progress: [ObligationID: [Obligation.Progress]] = [:]
    private var baselines: [ObligationID: [Obligation.Baseline]] = [:]
    /// From when each recorded amendment is in force: not from before the last signature, whatever its file says.
    private var since: [Int: Instant] = [:]
    /// When each gate's next step began.
    private(set) var steps: [GateID: Instant] = [:]

    init(_ files: AgreementHistory) {
        self.files = files
        texts = files
    }

    /// - Parameter side: Whom a holder speaks for: what only those who owe something say of it opens nothing.
    mutating func apply(_ entry: OpenedEntry, side: (HolderID) -> PartyID?) {
        guard entry.fact.changesAgreement else { return }
        switch entry.fact {
        case .agreementSuspended(let fact):
            suspensions.append(Suspension(from: fact.from, until: fact.until, reason: LocalizedText(fact.reason)))
        case .agreementResumed(let fact):
            suspensions = suspensions.compactMap { suspension in
                guard suspension.from <= fact.from else { return suspension }
                var ended = suspension
                ended.until = suspension.until.map { min($0, fact.from) } ?? fact.from
                // Taken back to its own beginning, it never held.
                return suspension.from < fact.from ? ended : nil
            }
        case .obligationProgressed(let fact):
            progress[fact.obligation, default: []].append(
                Obligation.Progress(
                    at: fact.at, by: (side(fact.by)?.description ?? fact.by.description), score: fact.score,
                    percent: fact.percent, count: fact.count, source: "entry \(entry.index)"))
        case .baselineStated(let fact):
            baselines[fact.obligation, default: []].append(
                Obligation.Baseline(
                    by: side(fact.by)?.description ?? fact.by.description, value: fact.value, source: fact.reason))
        case .stepBegun(let fact):
            if steps[fact.gate] == nil { steps[fact.gate] = entry.recorded }
            return
        default: return
        }
        merged = Merged()
    }

    /// An amendment took its place in the ledger.
    mutating func take(_ amended: AgreementAmended, files: AgreementHistory) {
        since[amended.version] = amended.inForceFrom
        self.files = files
    }

    private func dated() -> AgreementHistory {
        if since.isEmpty { return files }
        let texts = files.versions.map { (from: since[$0.text.version] ?? $0.from, text: $0.text) }
        return AgreementHistory(texts[0].text, amendments: Array(texts.dropFirst()))
    }

    private func together() -> AgreementHistory {
        if suspensions.isEmpty, progress.isEmpty, baselines.isEmpty { return texts }
        let whole = texts.versions.map { (from: $0.from, text: withWhatIsRecorded($0.text)) }
        return AgreementHistory(whole[0].text, amendments: Array(whole.dropFirst()))
    }

    private func withWhatIsRecorded(_ text: Agreement) -> Agreement {
        var text = text
        text.inForce.suspensions += suspensions
        for at in text.obligations.indices {
            guard let id = ObligationID(text.obligations[at].id) else { continue }
            text.obligations[at].progress += progress[id] ?? []
            for baseline in baselines[id] ?? [] {
                // The last that each side stated stands for it.
                text.obligations[at].baselines.removeAll { $0.by == baseline.by }
                text.obligations[at].baselines.append(baseline)
            }
        }
        return text
    }
}

/// Put together once for all copies of one agreement; whoever changes a copy takes a new one.
private final class Merged: Sendable {
    private let known = Mutex<AgreementHistory?>(nil)

    func value(orMaking make: () -> AgreementHistory) -> AgreementHistory {
        known.withLock { known in
            if let known { return known }
            let made = make()
            known = made
            return made
        }
    }
}

extension Fact {
    /// Whether what is decided next is decided by another agreement.
    var changesAgreement: Bool {
        switch self {
        case .agreementAdopted, .agreementAmended, .agreementSuspended, .agreementResumed, .obligationProgressed,
            .baselineStated, .stepBegun:
            true
        default: false
        }
    }
}

/// Who holds which role, and the agreement with what was recorded since: what questions need to know of the ledger.
struct AccessOnRecord: Sendable {
    private var register = Register()
    private(set) var agreement: AgreementInForce

    init(_ agreement: AgreementInForce) { self.agreement = agreement }

    mutating func apply(_ entry: OpenedEntry, files: AgreementHistory) {
        switch entry.fact {
        case .accessGranted, .accessRevoked: register.apply(entry)
        case .agreementAmended(let fact): agreement.take(fact, files: files)
        case let fact where fact.changesAgreement:
            let (register, texts) = (register, agreement.texts)
            agreement.apply(entry) { holder in
                register.asker(holder, at: entry.recorded, under: texts).grants.compactMap(\.side).min()
            }
        default: break
        }
    }

    func asker(_ holder: HolderID, at now: Instant) -> Asker {
        register.asker(holder, at: now, under: agreement.texts)
    }
}
