import Truce
import TruceLedger

/// Puts on record what the passing of time alone brings: reminders, silences, escalations. Also clears away what waits in
/// quarantine in vain.
struct Clerk: Sendable {
    let recorder: Recorder
    let attachments: Attachments
    let settings: MissionSettings
    let clock: ClockCheck
    /// Facts recorded in one go.
    private static let limit = 200

    func run() async {
        var swept: Instant?
        while !Task.isCancelled {
            // What fails now, because the disk is full, say, is due still when the clerk looks again.
            while (try? await step()) ?? 0 >= Self.limit {}
            let now = settings.clock()
            clock.mark(now)
            if clock.letsLapse(now) {
                if let before = swept, now.seconds(since: before) >= 600 {
                    attachments.sweep(now: now)
                    swept = now
                }
                swept = swept ?? now
            }
            // Cancelled when the mission is closed.
            try? await Task.sleep(for: settings.clerkEvery)
        }
    }

    /// Records what is due, unless the clock is not to be believed or those concerned still get time that they lost. How
    /// many facts.
    @discardableResult
    func step() async throws(MissionError) -> Int {
        guard clock.letsLapse(settings.clock()) else { return 0 }
        return try await recorder.record { desk, now in
            desk.register.due(at: now, under: desk.history, limit: Self.limit).map { fact in
                OwnFact(submission: fact.dueSubmission, fact: fact)
            }
        }.entries.count
    }
}

extension NewFact {
    /// The same for the same fact, so that two runs that come to it record it once. What is sealed in it follows from the
    /// rest.
    var dueSubmission: SubmissionID {
        if let term = sealed.term {
            let asks = term.asks.map(\.text).joined(separator: ",")
            return SubmissionID("due\n\(fact.name)\n\(asks)\n\(term.deadline)")
        }
        return switch fact {
        case .escalated(let fact):
            // A rung that a split took away may be taken again under the same name.
            SubmissionID("due\n\(self.fact.name)\n\(fact.incident)\n\(fact.rung)\n\(occasion)")
        default: SubmissionID("due\n\(fact.name)\n\(fact)")
        }
    }
}
