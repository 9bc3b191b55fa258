import Synchronization
import Truce
import TruceLedger

/// Signs what was recorded, has it witnessed and published, on a schedule and only where there is something new.
actor Publisher {
    private struct Standing {
        var signed = 0
        var trouble: String?
    }

    private let session: LedgerSession
    private let recorder: Recorder
    private let settings: MissionSettings
    private let clock: ClockCheck
    private nonisolated let standing = Mutex(Standing())

    init(_ session: LedgerSession, _ recorder: Recorder, _ settings: MissionSettings, clock: ClockCheck) {
        self.session = session
        self.recorder = recorder
        self.settings = settings
        self.clock = clock
    }

    /// Entries that the last checkpoint of this run covers.
    nonisolated var signed: Int { standing.withLock { $0.signed } }
    nonisolated var trouble: String? { standing.withLock { $0.trouble } }

    func run() async {
        while !Task.isCancelled {
            // What went wrong is kept as trouble, and tried again.
            try? await publish()
            // Cancelled when the mission is closed.
            try? await Task.sleep(for: settings.publishEvery)
        }
    }

    /// Signs and publishes where something is not covered yet. What the log itself appends, as that a witness is silent,
    /// is covered the next time.
    func publish() async throws(MechanismError) {
        let size = recorder.size
        guard size > signed || trouble != nil else { return }
        // What is signed under a time that has not come keeps the log from being signed until it has.
        if let fault = clock.fault(settings.clock()) { throw .unreachable(fault.description) }
        do throws(MechanismError) {
            let summary = try await session.publish()
            standing.withLock { $0 = Standing(signed: summary.size) }
        } catch {
            standing.withLock { $0.trouble = "Nothing is signed: \(error.description)" }
            throw error
        }
        // A witness's silence may have gone on record.
        if await session.size ?? 0 > recorder.size {
            await recorder.lookAgain()
            _ = try? await recorder.record { _, _ in [] }
        }
    }

    /// Before the mission stops; what cannot be signed now is signed when it starts again.
    func publishLast() async { try? await publish() }
}
