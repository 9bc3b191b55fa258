import Truce
import TruceSimulation

extension Mechanism {
    public struct SimulationSummary: Sendable {
        public var incidents: Int
        public var reports: Int
        public var files: [String]
    }

    /// Draws a stream of reports under an agreement and writes it, with what really happened, into a folder.
    public static func simulate(
        agreement: String, days: Int, seed: UInt64, settings: SimulationSettings = .standard, to folder: String
    ) throws(MechanismError) -> SimulationSummary {
        guard (0...3660).contains(days) else {
            throw .badRequest("\(days) days cannot be simulated. Ask for 0 to 3660.")
        }
        let history = try self.agreement(agreement).history
        let simulation = Simulation(of: history.first, days: days, seed: seed, settings: settings)
        try Files.makeFolder(folder)
        for file in simulation.files { try NewFile.write(file.bytes, to: folder + "/" + file.name) }
        return SimulationSummary(
            incidents: simulation.incidents.count, reports: simulation.reports.count,
            files: simulation.files.map(\.name))
    }
}
