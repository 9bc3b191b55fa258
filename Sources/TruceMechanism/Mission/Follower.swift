import Synchronization
import Truce
import TruceDocuments
import TruceViews

/// Follows the ledger: folds what was recorded into the views, and keeps what proposals are computed from. What the writer
/// just recorded comes from memory; what was missed is read back.
final class Follower: ComputedLookUp {
    /// Entries that may wait here; beyond that they are forgotten and read back.
    private static let waitingLimit = 100_000
    /// Entries folded at a time.
    private static let stretch = 8_192

    /// What is computed from, as of ``position``.
    private struct Followed {
        /// How often it was started over.
        var generation = 0
        var reports = StandingReports()
        var placing = OfficersPlacing()
        var findings = StandingFindings()
        var onRecord: AccessOnRecord
        /// When the last entry was recorded.
        var last = Instant(seconds: 0)
        var position = 0
    }

    private struct State {
        /// In order; may begin after a gap.
        var pending: [OpenedEntry] = []
        /// Entries that the ledger holds.
        var known = 0
        /// Entries folded since the start, or since it started over.
        var position = 0
        var computedAt = 0
        var isClosed = false
        var trouble: String?
        var matchingTrouble: String?
        /// Commits of the views do not wait for the disk until they have reached what was there at the start.
        var isRebuilding = false
        /// Below this position, proposals would be of a part of the reports only, and take the others' incidents away.
        var firstProposed: Int
        var sleeper: CheckedContinuation<Void, Never>?
    }

    let views: Views
    private let reading: LedgerReading
    private let shelf: AgreementShelf
    private let settings: MissionSettings
    private let language: Language
    /// Entries that the ledger held when this began.
    private let recorded: Int
    private let followed: Mutex<Followed>
    private let engine: Mutex<ProposalEngine>
    private let state: Mutex<State>
    private let watchers = Watchers()

    init(
        views: Views, reading: LedgerReading, shelf: AgreementShelf, secret: MissionSecret, settings: MissionSettings,
        language: Language, recorded: Int
    ) {
        self.views = views
        self.reading = reading
        self.shelf = shelf
        self.settings = settings
        self.language = language
        self.recorded = recorded
        followed = Mutex(Followed(onRecord: AccessOnRecord(AgreementInForce(shelf.history))))
        engine = Mutex(ProposalEngine(secret))
        state = Mutex(State(firstProposed: recorded))
    }

    // MARK: Questions

    func answer<Question: Inquiry>(
        _ question: Question, for asker: Asker, at moment: Moment, unless interruption: Interruption = Interruption()
    ) throws(MissionError) -> Question.Answer {
        func opened(_ question: some AnsweredByViews) throws(ViewsError) -> Any {
            try views.answer(question, for: asker, at: moment, unless: interruption)
        }
        guard let answered = question as? any AnsweredByViews else {
            throw .cannotAnswer(why: "no view answers “\(Question.self)”.")
        }
        do throws(ViewsError) {
            guard let answer = try opened(answered) as? Question.Answer else {
                preconditionFailure("a question is answered by its own answer")
            }
            return answer
        } catch { throw MissionError(error) }
    }

    func reports(ofProposal incident: IncidentID) throws(MissionError) -> [ReportID] {
        // As whoever may see everything of it.
        let officer = Asker(holder: nil, grants: [.init(role: .headOfMission)])
        let record = try answer(IncidentByID(id: incident), for: officer, at: .now).record
        return record.flatMap { $0.stage == .proposed ? $0.reports : nil } ?? []
    }

    func gates(
        at now: Instant, under agreement: AgreementInForce, findings: StandingFindings
    ) -> [GateID: GateCode] {
        engine.withLock { engine in
            guard computedAt > 0 else { return [:] }
            let standings = Standings(
                position: 0, at: now, under: agreement, findings: findings, incidents: engine.assessed,
                language: language)
            return Dictionary(standings.gates.map { ($0.id, $0.standing) }, uniquingKeysWith: { first, _ in first })
        }
    }

    func changes(
        since mark: String?, for asker: Asker, limit: Int, unless interruption: Interruption
    ) throws(MissionError) -> Mission.Changes {
        do throws(ViewsError) {
            guard let mark else {
                return Mission.Changes(records: [], mark: try views.mark.description, isCut: false)
            }
            guard let since = ChangeMark(mark) else { throw ViewsError.unknownPlace(mark) }
            let found = try views.changes(since: since, for: asker, limit: limit, unless: interruption)
            return Mission.Changes(
                records: found.changes.map { .init(kind: $0.kind, id: $0.id, index: $0.position) },
                mark: found.mark.description, isCut: found.isCut)
        } catch { throw MissionError(error) }
    }

    /// Entries that answers show.
    var position: Int { views.position }
    var computedAt: Int { state.withLock { $0.computedAt } }
    var troubles: [String] {
        state.withLock { [$0.trouble, $0.matchingTrouble].compactMap(\.self) } + [shelf.trouble].compactMap(\.self)
    }

    func follow() -> AsyncStream<Int> { watchers.follow(from: position) }

    /// Returns once answers are as of this position.
    func wait(for position: Int, atMost limit: Duration) async throws(MissionError) {
        do throws(ViewsError) { try await views.wait(until: position, atMost: limit) } catch {
            throw MissionError(error)
        }
    }

    /// Returns once it has worked through all up to this position since it last started over, however long that takes.
    /// Throws where it gets no further for as long as `patience`, or for a sixth of that with a trouble that it knows.
    func waitUntilFolded(_ position: Int, patience: Duration = .seconds(60)) async throws {
        var (reached, since) = (-1, ContinuousClock.now)
        while true {
            let (now, isClosed, trouble) = state.withLock { ($0.position, $0.isClosed, $0.trouble) }
            if now >= position || isClosed { return }
            if now != reached { (reached, since) = (now, .now) }
            guard ContinuousClock.now - since < (trouble == nil ? patience : patience / 6) else {
                throw MissionError.cannotAnswer(why: trouble ?? "Answers stand still at entry \(now).")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    // MARK: Taking entries

    /// What was recorded, in order.
    func take(_ entries: [OpenedEntry]) {
        guard let last = entries.last else { return }
        let sleeper = state.withLock { state in
            // What is read again after a look back is here already.
            state.pending += entries.drop { $0.index < state.known }
            state.known = max(state.known, last.index + 1)
            if state.pending.count > Self.waitingLimit { state.pending = [] }
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Returns once little waits.
    func hasRoom() async {
        while state.withLock({ !$0.isClosed && $0.trouble == nil && $0.pending.count > Self.waitingLimit / 2 }) {
            // Woken too early it looks again.
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    func close() {
        let sleeper = state.withLock { state in
            state.isClosed = true
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
        watchers.finish()
    }

    /// Folds what comes until it is closed.
    func run() async {
        while await waitForWork() {
            do {
                try await beginRebuildWhereFarBehind()
                while try await step() {}
                if views.position >= recorded { try await endRebuild() }
                state.withLock { $0.trouble = nil }
                try await indexWords()
            } catch {
                state.withLock { $0.trouble = "Answers stand still at entry \(position): \(MechanismError(error))" }
                // Until the disk has room again, say.
                try? await Task.sleep(for: .seconds(1))
            }
        }
        // Closed on the way. What cannot be marked as whole is made anew the next time.
        try? await endRebuild()
    }

    private func waitForWork() async -> Bool {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                if state.isClosed || state.position < state.known { return false }
                state.sleeper = continuation
                return true
            }
            if !mustWait { continuation.resume() }
        }
        return state.withLock { !$0.isClosed }
    }

    /// With a long way to go, commits of the views do not wait for the disk. What is to come is read piece by piece, so
    /// that the way is measured by the ledger, not by what waits here.
    private func beginRebuildWhereFarBehind() async throws {
        let views = views
        guard recorded - views.position > Self.waitingLimit, !state.withLock({ $0.isRebuilding }) else { return }
        try await Blocking.run { try views.beginRebuild() }
        state.withLock { $0.isRebuilding = true }
    }

    private func endRebuild() async throws {
        let views = views
        guard state.withLock({ $0.isRebuilding }) else { return }
        try await Blocking.run { try views.endRebuild() }
        state.withLock { $0.isRebuilding = false }
    }

    /// Words of what was folded in bulk are indexed when nothing else is to be done.
    private func indexWords() async throws {
        let views = views
        while state.withLock({ !$0.isClosed && $0.position >= $0.known }) {
            guard try await Blocking.run({ try views.indexWords(atMost: 4_000) }) else { return }
        }
    }

    /// Folds one stretch; false when nothing is left.
    package func step() async throws -> Bool {
        // In this order: what is started over between the two is of a newer generation than this.
        let generation = followed.withLock { $0.generation }
        let (position, known, isClosed) = state.withLock { ($0.position, $0.known, $0.isClosed) }
        guard position < known, !isClosed else { return false }
        var entries: [OpenedEntry] = state.withLock { state in
            state.pending.removeFirst(state.pending.prefix { $0.index < position }.count)
            guard state.pending.first?.index == position else { return [] }
            let taken = Array(state.pending.prefix(Self.stretch))
            state.pending.removeFirst(taken.count)
            return taken
        }
        if entries.isEmpty { entries = try await reading.entries(from: position) }
        guard let last = entries.last else { return false }
        let (new, views) = (entries.drop { $0.index < self.views.position }, views)
        if !new.isEmpty { try await Blocking.run { try views.fold(Array(new)) } }
        followed.withLock { followed in
            // It was started over meanwhile: these may hold what was erased.
            guard followed.generation == generation else { return }
            for entry in entries {
                followed.reports.apply(entry)
                followed.placing.apply(entry.fact)
                followed.findings.apply(entry.fact)
                followed.onRecord.apply(entry, files: shelf.history)
            }
            followed.last = last.recorded
            followed.position = last.index + 1
            // Both at once, so that nobody starts over in between.
            state.withLock { $0.position = last.index + 1 }
        }
        watchers.announce(views.position)
        return true
    }

    // MARK: Proposals

    /// Computes proposals anew where something came since, and gives the views what changed. Seconds, with a million
    /// reports; neither recording nor answering waits for it. Before all that was on record at the start is folded it
    /// does nothing. The position that it computed from.
    @discardableResult
    func propose() throws -> Int {
        guard state.withLock({ $0.position >= $0.firstProposed }) else { return 0 }
        let now = settings.clock()
        return try engine.withLock { engine in
            let followed = self.followed.withLock { followed in
                followed.reports.settle()
                return followed
            }
            let proposals = engine.compute(
                .init(
                    position: followed.position, reports: followed.reports, placing: followed.placing,
                    history: followed.onRecord.agreement.history, now: followed.last))
            do {
                try views.fold(proposals)
                stand(as: followed, engine, at: now)
            } catch {
                // What was not kept is given whole the next time.
                engine.forget()
                throw error
            }
            state.withLock { $0.computedAt = followed.position }
            return followed.position
        }
    }

    private func stand(as followed: Followed, _ engine: ProposalEngine, at now: Instant) {
        views.fold(
            Standings(
                position: followed.position, at: now, under: followed.onRecord.agreement, findings: followed.findings,
                incidents: engine.assessed, language: language))
    }

    /// Works out how commitments and gates stand now: what is late turns late by time alone, also in a night in which
    /// nothing is recorded.
    func standNow() {
        let now = settings.clock()
        engine.withLock { engine in
            guard computedAt > 0 else { return }
            stand(as: followed.withLock { $0 }, engine, at: now)
        }
    }

    func runStandings() async {
        while !state.withLock({ $0.isClosed }) {
            // Cancelled when the mission is closed.
            try? await Task.sleep(for: settings.standingsEvery)
            // Throws nothing; a lane's work may.
            try? await Blocking.run { self.standNow() }
        }
    }

    /// How long it rests at most after it has proposed.
    private static let longestRest = Duration.seconds(15)

    /// Proposes when it has been quiet for a moment, and no later than the settings say, until it is closed; but not
    /// before all that was on record at the start is folded, and after a rest of three times what the last time took:
    /// with a million reports, one new one a second must not keep a processor busy.
    func runProposals() async {
        var rest = Duration.zero
        for await _ in follow() {
            // Cancelled only when the mission is closed, and then the loop ends.
            try? await Task.sleep(for: rest)
            let first = ContinuousClock.now
            var last = position
            repeat {
                // Cancelled only when the mission is closed, and then the loop ends.
                try? await Task.sleep(for: settings.quietBeforeMatching)
                if state.withLock({ $0.isClosed }) { return }
                if position == last { break }
                last = position
            } while ContinuousClock.now - first < settings.matchingAtLatest
            let isReady = state.withLock { $0.position >= $0.firstProposed }
            guard isReady, computedAt < position || computedAt == 0 else { continue }
            let began = ContinuousClock.now
            defer { rest = min((ContinuousClock.now - began) * 3, Self.longestRest) }
            do {
                _ = try await Blocking.run { try self.propose() }
                state.withLock { $0.matchingTrouble = nil }
            } catch {
                state.withLock { $0.matchingTrouble = "Proposals stand still: \(MechanismError(error))" }
            }
        }
    }

    /// Forgets everything that was kept of the entries, and takes them all again: what was erased is in it no more.
    func startOver() {
        followed.withLock { followed in
            let generation = followed.generation + 1
            followed = Followed(
                generation: generation, onRecord: AccessOnRecord(AgreementInForce(shelf.history)))
        }
        engine.withLock { $0.forget() }
        let sleeper = state.withLock { state in
            state.pending = []
            state.position = 0
            state.firstProposed = state.known
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }
}
