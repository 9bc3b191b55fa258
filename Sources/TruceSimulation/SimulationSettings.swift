/// How much is told, and how badly.
public struct SimulationSettings: Sendable, Hashable {
    /// Reports a day on average over the whole period, 0 or more; a day near the beginning has more, a quiet one fewer.
    public var reportsPerDay: Double
    /// 0.5 easy, 1 medium, 1.5 hard: scales every error, from clocks and bearings to false reports. 0 to 3.
    public var noise: Double
    /// How crowded incidents are in place and time, 0.25 to 4: at 2 there are half as many hot spots and longer bursts.
    public var density: Double

    public static let standard = SimulationSettings()

    /// Values outside the ranges are taken as the nearest within.
    public init(reportsPerDay: Double = 50, noise: Double = 1, density: Double = 1) {
        func held(_ value: Double, _ low: Double, _ high: Double) -> Double { max(low, min(high, value)) }
        self.reportsPerDay = held(reportsPerDay, 0, 5_000)
        self.noise = held(noise, 0, 3)
        self.density = held(density, 0.25, 4)
    }

    /// The share of incidents that nobody reports.
    public var missRate: Double { min(0.5, 0.08 * noise) }
    /// The share of reports that tell of nothing that happened.
    public var spuriousShare: Double { min(0.3, 0.05 * noise) }
    /// The share of reports that their source sends again, changed or not.
    public var repeatShare: Double { min(0.2, 0.03 * noise) }

    /// Incidents that happened, a day, so that the reports come to `reportsPerDay`.
    var incidentsPerDay: Double {
        reportsPerDay * (1 - spuriousShare) / (Self.meanAccounts * (1 - missRate) * (1 + repeatShare))
    }
    var spuriousPerDay: Double { reportsPerDay * spuriousShare / (1 + repeatShare) }

    /// The chance that a reported incident has 1, 2, … 6 accounts: mean 2.22.
    static let accounts: [Double] = [0.36, 0.30, 0.18, 0.10, 0.04, 0.02]
    static let meanAccounts = 2.22
}
