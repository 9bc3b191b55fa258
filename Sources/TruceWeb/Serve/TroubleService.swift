import Logging
import ServiceLifecycle
import TruceMechanism

/// Says in the log what is wrong with a mission, once when it begins and once when it is over: whoever is called because the
/// server is not ready looks there.
struct TroubleService: Service {
    let mission: Mission
    let logger: Logger

    func run() async throws {
        var told: Set<String> = []
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let health = await mission.health()
            // A sentence about the clock holds the time, and would be another each second.
            let troubles = Set(health.troubles + (health.clock == nil ? [] : ["clock"]))
            for trouble in troubles.subtracting(told).sorted() {
                logger.error("trouble", metadata: ["why": "\(trouble == "clock" ? health.clock ?? trouble : trouble)"])
            }
            if troubles.isEmpty, !told.isEmpty { logger.notice("trouble over") }
            told = troubles
            // Ends when the server stops.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
        }
    }
}
