import Truce
import TruceLedger

/// What somebody who uses a running mission is told when it does not do what was asked. What goes wrong with a folder or
/// with starting is the operator's, and a ``MechanismError``.
public enum MissionError: Error, Hashable, CustomStringConvertible {
    /// The rules say no. Nothing was recorded.
    case refused(Refusal)
    /// The same key came before, with another command.
    case otherContent(key: String)
    /// A key is 1 to 128 bytes without control characters.
    case badKey
    /// So many commands wait that no more are taken now. Nothing was recorded; the same may be sent again.
    case busy
    /// The clock runs backwards beyond what is tolerated. Nothing was recorded.
    case clockRunsBackwards(now: Instant, last: Instant)
    /// The clock is further ahead than it can be. Nothing was recorded.
    case clockAhead(now: Instant, expected: Instant)
    /// The disk or the machine failed before anything was recorded: the sentence is for the operator.
    case notRecorded(why: String)
    /// Whether it was recorded cannot be told. The same key may be sent again: it is recorded once.
    case unknownOutcome(why: String)
    /// Answers are not as far as was asked for within the time that this waits.
    case notYet(position: Int, reached: Int)
    /// The question cannot be answered: the sentence is for the operator.
    case cannotAnswer(why: String)
    /// A place in a list that this mission never gave out.
    case badCursor
    /// A file is larger than the mission takes.
    case tooLarge(limit: Int)
    /// There is no such entry, file or receipt, or none that the asker may see.
    case notFound(what: String)
    /// Of this file there is no copy without what it says of who made it, where and when, and the asker may see no other.
    case hasNoCopy
    /// The entry is recorded, and no signed checkpoint covers it yet.
    case notSignedYet(index: Int)
    case closed

    /// Whether sending the same again may succeed.
    public var isPassing: Bool {
        switch self {
        case .busy, .clockRunsBackwards, .clockAhead, .notRecorded, .unknownOutcome, .notYet, .notSignedYet,
            .cannotAnswer:
            true
        default: false
        }
    }

    /// Whether only the machine's clock is in the way: reading goes on.
    var isOfTheClock: Bool {
        switch self {
        case .clockRunsBackwards, .clockAhead: true
        default: false
        }
    }

    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .otherContent(let key):
            "“\(key)” was sent before with another command. Send what is new under a key of its own."
        case .badKey: "A submission's key is a text of 1 to 128 bytes without control characters."
        case .busy:
            "The mission has too much to record at this moment. Send it again in a few seconds, with the same key."
        case .clockRunsBackwards(let now, let last):
            "The machine's clock says \(now), but the mission's last entry is of \(last), and a record does not go back in time. "
                + "Nothing is recorded until the clock has passed that: if it is wrong, the operator sets it; if the entry is, "
                + "that time must come. Reading goes on. Send it again with the same key."
        case .clockAhead(let now, let expected):
            "The machine's clock says \(now), but by all that the mission knows it can be little later than \(expected). Nothing "
                + "is recorded and no deadline passes, because that could not be undone. If the clock is wrong, the operator sets "
                + "it; if it is right, “truce clock MISSION --right” says so. Reading goes on. Send it again with the same key."
        case .notRecorded(let why): "Nothing was recorded: \(why) Send it again with the same key."
        case .unknownOutcome(let why):
            "Whether it was recorded is not known. Send it again with the same key: it is recorded once. \(why)"
        case .notYet(let position, let reached):
            "The mission's answers are as of entry \(reached) and not yet of \(position). Ask again in a moment."
        case .cannotAnswer(let why): "The question cannot be answered now: \(why)"
        case .badCursor: "That place in the list was not given out by this mission. Start from the list's beginning."
        case .tooLarge(let limit): "A file may have at most \(limit) bytes. Nothing of it was kept."
        case .notFound(let what): "There is no such \(what) that you may see."
        case .hasNoCopy:
            "The file says more than you may see, and only pictures (JPEG, up to 64 MiB) have a copy that does not. Ask an analyst."
        case .notSignedYet(let index):
            "Entry \(index) is recorded and not yet covered by a signed checkpoint. Ask again in a few seconds."
        case .closed: "The mission is being stopped. Send it again with the same key once it runs."
        }
    }
}
