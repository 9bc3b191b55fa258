import ArgumentParser
import Foundation
import Synchronization
import TruceMechanism

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a receipt: is this entry in the log, and who says so?",
        discussion: """
            Works with no mechanism at hand: the receipt, and the policy or key that the mission publishes. Prints one sentence;
            exit code 0 when it is proven, 1 when it is not.

            EXAMPLES
              truce verify finding-12.tlog-proof --policy policy-of-the-mission
              truce verify finding-12.tlog-proof --against checkpoint-that-I-kept --log /media/usb/data/log
            """)

    @Argument(help: "The receipt (.tlog-proof).", completion: .file())
    var receipt: String
    @Option(help: "A checkpoint that you hold from elsewhere; both must belong to one history.", completion: .file())
    var against: String?
    @Option(
        help: "The policy file, or the log's verifier key. Without it: the file “policy” beside the receipt.",
        completion: .file())
    var policy: String?
    @Option(
        help: "A copy of the log (folder or web address), to compare checkpoints of different sizes.",
        completion: .directory)
    var log: String?
    @Option(help: "The entry's own file, for a receipt that does not carry it.", completion: .file())
    var entry: String?
    @Flag(help: "Accept a receipt that no witness has confirmed.")
    var logged = false
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
        let verdict = try await Mechanism.verifyReceipt(
            .init(receipt: receipt, policy: policy, against: against, log: log, entry: entry, acceptsLogged: logged))
        try Terminal.give(verdict, json: json)
    }
}

extension Terminal {
    /// Prints a verdict: the sentence, then what was checked besides. Ends with exit code 1 when the answer is no.
    static func give(_ verdict: LogVerdict, json: Bool) throws {
        if json {
            say(json: verdict.json)
        } else {
            say(verdict.isIntact ? verdict.sentence : "REFUSED: " + verdict.sentence)
            for note in verdict.notes { say("  " + note) }
        }
        if !verdict.isIntact { throw ExitCode.failure }
    }
}

/// A progress bar that long work on another thread may move.
final class SharedBar: Sendable {
    private let doing: String
    // Only ever used under its lock.
    private let bar = Mutex(ProgressBar())

    init(_ doing: String) { self.doing = doing }

    @Sendable func report(_ share: Double) { bar.withLock { $0.report(doing, share) } }
    func clear() { bar.withLock { $0.clear() } }
}
