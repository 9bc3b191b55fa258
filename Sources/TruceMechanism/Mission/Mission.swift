import Truce

/// A mission at work: submit a command, ask a question, follow the ledger. One process has a mission open at a time.
public final class Mission: Sendable {
    public let title: LocalizedText
    /// Codes, the first preferred.
    public let languages: [String]
    public let path: String
    let parts: MissionParts

    init(_ parts: MissionParts) {
        title = parts.file.title
        languages = parts.file.languages
        path = parts.folder.path
        self.parts = parts
    }

    /// Does what a command asks and answers once it is durable. `key` is the sender's own name for this act of sending:
    /// the same holder, key and command get the same answer, recorded once.
    public func submit(
        _ command: Command, as holder: HolderID, key: String
    ) async throws(MissionError) -> Submitted {
        try await parts.recorder.submit(command, as: holder, key: key)
    }

    /// Several commands of one holder, decided in this order and each by itself, as if it had come alone: what is refused
    /// stops none of the others. Answers one for one, once all that was recorded is durable.
    public func submit(
        _ commands: [(command: Command, key: String)], as holder: HolderID
    ) async -> [Result<Submitted, MissionError>] {
        await parts.recorder.submit(commands, as: holder)
    }

    /// Who this holder is now, roles and all; whoever signed in as nobody is the public.
    public func asker(_ holder: HolderID?) -> Asker { parts.recorder.asker(holder) }

    /// Answers as known at a moment, only with records that the asker may know of. Who is cancelled waits no more, and what
    /// was read for it is given up.
    ///
    /// - Parameter position: waits until answers show what was recorded up to there: ``Submitted/position``.
    public func ask<Question: Inquiry>(
        _ question: Question, as asker: Asker, at moment: Moment = .now, after position: Int? = nil
    ) async throws(MissionError) -> Question.Answer {
        if let position { try await parts.follower.wait(for: position, atMost: parts.settings.answerWithin) }
        let follower = parts.follower
        do {
            return try await Blocking.ask { try follower.answer(question, for: asker, at: moment, unless: $0) }
        } catch { throw MissionError(error) }
    }

    /// Positions that answers have reached, as they grow; a slow reader skips to the newest.
    public func follow() -> AsyncStream<Int> { parts.follower.follow() }

    /// The agreement's texts with what was recorded since: amendments, suspensions, progress, baselines.
    public var agreement: AgreementHistory { parts.recorder.agreement }

    /// Why nothing is recorded, where the machine's clock cannot be believed.
    public var clockFault: MissionError? { parts.clock.fault(parts.settings.clock()) }

    /// How it stands, for the operator.
    public func health() async -> MissionHealth { await parts.health() }

    /// Stops taking commands, finishes those taken, lets go of the folder.
    public func close() async throws(MechanismError) { try await parts.close() }
}
