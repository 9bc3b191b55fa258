import Truce

/// One report of a simulation: what the columns of `reports.csv` say, and, apart from it, what it is about and which
/// mistakes its source made.
public struct SimulatedReport: Sendable, Hashable {
    /// A mistake that a source makes now and then, beyond honest imprecision.
    public enum Slip: String, Sendable, CaseIterable {
        case dayOff, localMarkedAsUTC, swappedSides, misspelt, wrongCode, wrongTown
    }

    public enum TimePrecisionStated: Int, Sendable, CaseIterable { case exact, hour, partOfDay, day }

    /// Unique, except that a source may send the same identifier again, unchanged or with other content.
    public internal(set) var id: String
    public internal(set) var source: String
    public internal(set) var receivedAt: Instant
    public internal(set) var start: Instant
    /// Equal to `start` for an exact time; else the first moment after the window.
    public internal(set) var end: Instant
    public internal(set) var timeStated: TimePrecisionStated
    public internal(set) var position: Coordinate?
    public internal(set) var precisionKm: Double?
    public internal(set) var type: String
    public internal(set) var sideA = ""
    public internal(set) var sideB = ""
    public internal(set) var killed = CountRange.notGiven
    public internal(set) var injured = CountRange.notGiven
    public internal(set) var observer: Coordinate?
    /// Of the sixteen-point compass.
    public internal(set) var bearing: CompassPoint?
    public internal(set) var distanceKm: (low: Double, high: Double)? {
        get { distanceLowKm.flatMap { low in distanceHighKm.map { (low, $0) } } }
        set { (distanceLowKm, distanceHighKm) = (newValue?.low, newValue?.high) }
    }
    private var distanceLowKm: Double?
    private var distanceHighKm: Double?
    public internal(set) var means = Means.notGiven
    public internal(set) var direction = FireDirection.notGiven
    public internal(set) var count: Int?
    public internal(set) var weapon = ""
    public internal(set) var placeName = ""
    /// Identifier of the report that this one replaces; empty for none.
    public internal(set) var corrects = ""
    public internal(set) var claims: [Exemption] = []
    public internal(set) var text = ""
    /// The ``TrueIncident`` that it is about.
    public internal(set) var incidentID: String
    public internal(set) var slips: [Slip] = []
    /// True when it was sent again under the identifier of an earlier one.
    public internal(set) var isRepeat = false

    init(source: String, incident: TrueIncident, type: String) {
        id = ""
        self.source = source
        receivedAt = incident.at
        start = incident.at
        end = incident.at
        timeStated = .exact
        self.type = type
        incidentID = incident.id
    }
}
