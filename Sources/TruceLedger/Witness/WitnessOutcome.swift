import Truce

/// What came of asking one witness.
public enum WitnessOutcome: Hashable, Sendable {
    /// It cosigned, at that time.
    case cosigned(Instant)
    /// It shows a checkpoint of that size which agrees with ours, as far as could be checked.
    case consistent(size: Int)
    /// It has cosigned nothing for this log.
    case holdsNothing
    /// The policy gives no address, or we could not make the proof that it needs.
    case notAsked(why: String)
    /// No answer: a fault of the line or of the witness.
    case silent(why: String)
    /// An answer that counts for nothing. Whatever it claims moves nothing.
    case faulty(why: String)
    /// It shows a larger checkpoint with the log's own signature: proof that we lost entries that were signed.
    case holdsLarger(SignedNote)
    /// It shows a checkpoint with the log's own signature which contradicts ours: proof that the log signed two
    /// histories. `ours` is nil when we hold none at all.
    case holdsOther(ours: SignedNote?, theirs: SignedNote)

    /// Whether the log must not sign any more until people have looked.
    public var isProofAgainstUs: Bool {
        switch self {
        case .holdsLarger, .holdsOther: true
        default: false
        }
    }
}

/// A witness by the policy's name for it, and what came of asking it.
public struct WitnessReport: Hashable, Sendable {
    public var witness: String
    public var outcome: WitnessOutcome
}

/// Text from outside, for a sentence: printable ASCII, at most 120 characters.
func quoted(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix(120).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: " ") }, as: UTF8.self)
}

/// Asks `count` at once. Whoever has not answered when `limit` has passed, or when the caller is cancelled, gets
/// `late` for an answer.
func askAll<Answer: Sendable>(
    _ count: Int, within limit: Duration, late: Answer, _ ask: @escaping @Sendable (Int) async -> Answer
) async -> [Answer] {
    var got = [Answer](repeating: late, count: count)
    guard count > 0 else { return got }
    let (answers, arrival) = AsyncStream<(Int, Answer)>.makeStream()
    // Not a task group: that waits for each of its tasks, and one that heeds no cancellation would hold up the rest.
    var tasks = (0..<count).map { index in Task { _ = arrival.yield((index, await ask(index))) } }
    tasks.append(
        Task {
            // Woken early by cancellation, when all have answered: ending the stream then changes nothing.
            try? await Task.sleep(for: limit)
            arrival.finish()
        })
    defer { for task in tasks { task.cancel() } }
    var missing = count
    for await (index, answer) in answers {
        got[index] = answer
        missing -= 1
        if missing == 0 { break }
    }
    return got
}
