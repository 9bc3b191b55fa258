import Truce

extension Packer {
    mutating func add(_ incident: ComputedIncident) {
        add(all: incident.reports) { $0.add($1) }
        add(incident.earliest)
        add(incident.latest)
        add(Int(incident.day.daysSince1970))
        add(incident.place)
        add(incident.publicPlace) { $0.add($1) }
        add(all: incident.acts) { $0.add(Int($1.rawValue)) }
        for number in [incident.killedLow, incident.killedHigh, incident.injuredLow, incident.injuredHigh] {
            add(number) { $0.add($1) }
        }
        add(incident.assessment) { $0.add($1) }
    }

    private mutating func add(_ assessment: AssessmentRecord) {
        add(assessment.outcome)
        add(all: assessment.provisions) { packer, provision in
            packer.add(provision.provision)
            packer.add(provision.verdict)
        }
        for axis in [assessment.harm, assessment.weaponOrZone, assessment.threat] { add(axis) }
        add(assessment.attribution.status.rawValue)
        add(assessment.attribution.party) { $0.add($1) }
        add(assessment.attribution.confidence.rawValue)
        add(assessment.isContested)
        add(all: assessment.missing) { $0.add($1) }
        add(assessment.agreementVersion)
        add(assessment.rulesVersion)
    }
}

extension Unpacker {
    mutating func computed(_ id: IncidentID) -> ComputedIncident? {
        let reports: [ReportID] = all { $0.identifier() }
        let (earliest, latest) = (instant(), instant())
        let day = MissionDay(daysSince1970: Int32(truncatingIfNeeded: int()))
        let place = place()
        let publicPlace = optional { $0.publicPlace() }
        let acts = all { Act(rawValue: UInt8(truncatingIfNeeded: $0.int())) }
        let numbers = (0..<4).map { _ in optional { $0.int() } }
        guard let place else { return nil }
        return ComputedIncident(
            id: id, reports: reports, earliest: earliest, latest: latest, day: day, place: place,
            publicPlace: publicPlace, acts: acts, killedLow: numbers[0], killedHigh: numbers[1],
            injuredLow: numbers[2], injuredHigh: numbers[3], assessment: optional { $0.assessment() })
    }

    private mutating func assessment() -> AssessmentRecord? {
        let outcome = string()
        let provisions = all { unpacker -> ProvisionRecord? in
            let id: ProvisionID? = unpacker.identifier()
            let verdict = unpacker.string()
            return id.map { ProvisionRecord(provision: $0, verdict: verdict) }
        }
        let axes = (int(), int(), int())
        let status = FindingAttribution.Status(rawValue: string())
        let party: PartyID? = optional { $0.identifier() }
        let confidence = Confidence(rawValue: string())
        let isContested = bool()
        let missing: [MissingFactCode] = all { $0.identifier() }
        let agreementVersion = int()
        guard let status, let confidence else { return nil }
        return AssessmentRecord(
            outcome: outcome, provisions: provisions, harm: axes.0, weaponOrZone: axes.1, threat: axes.2,
            attribution: FindingAttribution(status: status, party: party, confidence: confidence),
            isContested: isContested, missing: missing, agreementVersion: agreementVersion, rulesVersion: int())
    }
}
