import Truce

/// What the mechanism computed of incidents, from the entries before ``position``. Never recorded; kept for now only.
package struct Proposals: Sendable {
    /// Entries that it was computed from.
    package var position: Int
    /// Those that are new or changed.
    package var changed: [ComputedIncident]
    /// Those that are proposed no longer.
    package var gone: [IncidentID]
    /// Whether ``changed`` is all there is: what is not in it is gone.
    package var isWhole: Bool

    package init(position: Int, changed: [ComputedIncident], gone: [IncidentID] = [], isWhole: Bool = false) {
        self.position = position
        self.changed = changed
        self.gone = gone
        self.isWhole = isWhole
    }
}

/// One incident as computed: what its reports come to, and what the rules make of it.
package struct ComputedIncident: Hashable, Sendable {
    package var id: IncidentID
    /// Ascending. Of an opened incident those that an officer placed, and those that the engine would add.
    package var reports: [ReportID]
    package var earliest: Instant
    package var latest: Instant
    /// Of ``earliest``, in the mission's zone.
    package var day: MissionDay
    package var place: Place
    package var publicPlace: PublicPlace?
    package var acts: [Act]
    package var killedLow: Int?
    package var killedHigh: Int?
    package var injuredLow: Int?
    package var injuredHigh: Int?
    package var assessment: AssessmentRecord?

    package init(
        id: IncidentID, reports: [ReportID], earliest: Instant, latest: Instant, day: MissionDay, place: Place,
        publicPlace: PublicPlace?, acts: [Act], killedLow: Int?, killedHigh: Int?, injuredLow: Int?, injuredHigh: Int?,
        assessment: AssessmentRecord?
    ) {
        self.id = id
        self.reports = reports
        self.earliest = earliest
        self.latest = latest
        self.day = day
        self.place = place
        self.publicPlace = publicPlace
        self.acts = acts
        self.killedLow = killedLow
        self.killedHigh = killedHigh
        self.injuredLow = injuredLow
        self.injuredHigh = injuredHigh
        self.assessment = assessment
    }

    /// The highest of the three axes, 0 to 3.
    var severity: Int { assessment.map { max($0.harm, $0.weaponOrZone, $0.threat) } ?? 0 }
}

/// How commitments and gates stand, as computed; kept in memory, so to be given again after every start.
package struct Standings: Sendable {
    package var position: Int
    /// The agreement's own text, and what was computed. Progress and baselines that stand in the agreement file are in
    /// it; those on record are added by the views.
    package var obligations: [ObligationRecord]
    package var gates: [GateRecord]

    package init(position: Int, obligations: [ObligationRecord], gates: [GateRecord]) {
        self.position = position
        self.obligations = obligations
        self.gates = gates
    }
}

/// What the views need to be told of the mission: they know no agreement.
package struct ViewRules: Sendable {
    package var zone: MissionZone
    /// The square or name that the public is told for a place; the name is the one that the sources gave.
    package var publicPlace: @Sendable (Place, String?) -> PublicPlace?

    package init(zone: MissionZone, publicPlace: @escaping @Sendable (Place, String?) -> PublicPlace?) {
        self.zone = zone
        self.publicPlace = publicPlace
    }
}

/// Where the views look up what they do not copy: the record itself.
package protocol RecordSource: Sendable {
    /// These entries as published, those that are there, in order.
    func entries(_ range: Range<Int>) throws -> [EntryRecord]
    /// These entries with what can be opened of them now. Called while views fold an erasure.
    func opened(_ indices: [Int]) throws -> [OpenedEntry]
    /// What the file with these bytes is; nil where it is not kept, or not any more.
    func file(_ digest: FileDigest) throws -> (size: Int, mediaType: String)?
}
