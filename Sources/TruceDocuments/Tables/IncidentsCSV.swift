import Truce

/// `incidents.csv`: a row for each incident of the docket, in the docket's order.
public enum IncidentsCSV {
    public static let columns = [
        "incident_id", "day", "earliest", "latest", "time_precision", "latitude", "longitude", "radius_m", "coarsened",
        "place_name", "acts", "side_a", "side_b", "killed_low", "killed_high", "injured_low", "injured_high", "reports",
        "sources", "outcome", "scope_reason", "provisions_breached", "provisions_undetermined", "contested",
        "attribution", "attributed_party", "attribution_confidence", "severity_harm", "severity_weapon_or_zone",
        "severity_threat", "missing", "agreement_version",
    ]

    /// Hands the file to `sink` piece by piece. Several values in one cell are separated by `|`.
    public static func write(_ book: Casebook, to sink: ([UInt8]) throws -> Void) rethrows {
        var csv = CSVWriter()
        csv.row(columns)
        for index in 0..<book.docket.incidentCount {
            write(book.open(index), to: &csv)
            if csv.bytes.count > 1 << 16 {
                try sink(csv.bytes)
                csv.clear()
            }
        }
        try sink(csv.bytes)
    }

    private static func write(_ item: Case, to csv: inout CSVWriter) {
        let incident = item.incident
        let place = item.place
        let assessment = item.assessment
        csv.plain(incident.id.description)
        csv.plain(item.day.description)
        csv.plain(incident.time.earliest.description)
        csv.plain(incident.time.latest.description)
        csv.plain(incident.time.precision.code)
        csv.plain(place.centre.map { degrees($0.latitude) } ?? "")
        csv.plain(place.centre.map { degrees($0.longitude) } ?? "")
        csv.plain(place.radiusMetres.map { fixed($0, 0) } ?? "")
        csv.plain(place.centre == nil ? "" : place.isCoarsened ? "yes" : "no")
        csv.text(item.placeName)
        csv.plain(incident.acts.shortCodes.joined(separator: "|"))
        csv.text(item.sidesA.joined(separator: "|"))
        csv.text(item.sidesB.joined(separator: "|"))
        csv.number(incident.killed.low)
        csv.number(incident.killed.high)
        csv.number(incident.injured.low)
        csv.number(incident.injured.high)
        csv.number(incident.rows.count)
        csv.text(item.publicSources.joined(separator: "|"))
        csv.plain(item.reading.outcome.code)
        csv.plain(item.scopeReason)
        csv.text(item.provisions(.breached).joined(separator: "|"))
        csv.text(
            item.reading.outcome == .undetermined || item.reading.outcome == .breached
                ? item.provisions(.undetermined).joined(separator: "|") : "")
        csv.plain(assessment.isContested ? "yes" : "no")
        csv.plain(assessment.attribution.code)
        csv.text(item.attributedParty ?? "")
        csv.plain(assessment.attribution.confidence.rawValue)
        csv.number(assessment.severity.harm)
        csv.number(assessment.severity.weaponOrZone)
        csv.number(assessment.severity.threat)
        csv.plain(item.missingCodes.joined(separator: "|"))
        csv.number(item.agreement.version)
        csv.endRow()
    }
}

/// `refused.csv`: every row of the inputs that was not accepted, why, and what to do.
public enum RefusedCSV {
    public static func bytes(_ docket: Docket) -> [UInt8] {
        var csv = CSVWriter()
        csv.row(["file", "row", "column", "value", "reason", "remedy"])
        for refused in docket.refused {
            csv.text(refused.file)
            csv.number(refused.row)
            csv.text(refused.column)
            csv.text(refused.value)
            csv.text(refused.reason)
            csv.text(refused.remedy)
            csv.endRow()
        }
        return csv.bytes
    }
}

extension Case {
    /// Sources by name; every confidential one as the same words.
    var publicSources: [String] {
        let (named, hasConfidential) = sources
        return named + (hasConfidential ? ["confidential source"] : [])
    }

    /// Kinds of facts that are missing, each once, in the order in which they are asked for.
    var missingCodes: [String] {
        var codes: [String] = []
        for fact in reading.missing where !codes.contains(fact.code) { codes.append(fact.code) }
        return codes
    }
}
