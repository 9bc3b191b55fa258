import Truce

/// The files of a simulation, as bytes: UTF-8, CSV as in RFC 4180 with line feeds. Nothing is written to disk here.
extension Simulation {
    /// Every file, by name, in the order of the alphabet.
    public var files: [(name: String, bytes: [UInt8])] {
        [
            ("README.md", readme), ("actors.csv", actorsCSV), ("incidents_truth.csv", incidentsTruthCSV),
            ("places.csv", placesCSV), ("reports.csv", reportsCSV), ("sources.csv", sourcesCSV),
            ("taxonomy.csv", taxonomyCSV), ("truth.csv", truthCSV),
        ]
    }

    /// Every report, in the plain layout, in the order received; the column `claims` holds codes of exemptions, `|`
    /// between them.
    public var reportsCSV: [UInt8] {
        var table = CommaTable([
            "report_id", "source", "received_at", "event_start", "event_end", "lat", "lon", "precision_km", "type",
            "side_a", "side_b", "fatalities_low", "fatalities_high", "injured_low", "injured_high", "observer_lat",
            "observer_lon", "bearing", "distance_low_km", "distance_high_km", "means", "count", "direction", "weapon",
            "place_name", "corrects", "claims", "text",
        ])
        for report in reports {
            func whole(_ number: Int?) -> String { number.map { String($0) } ?? "" }
            func degrees(_ number: Double?) -> String { number.map { Fixed.text($0, 5) } ?? "" }
            table.add([
                report.id, report.source, report.receivedAt.description, report.start.description,
                report.end == report.start ? "" : report.end.description, degrees(report.position?.latitude),
                degrees(report.position?.longitude), report.precisionKm.map { Fixed.text($0, 2) } ?? "", report.type,
                report.sideA, report.sideB, whole(report.killed.low), whole(report.killed.high),
                whole(report.injured.low), whole(report.injured.high), degrees(report.observer?.latitude),
                degrees(report.observer?.longitude), report.bearing?.code ?? "",
                report.distanceKm.map { Fixed.text($0.low, 1) } ?? "",
                report.distanceKm.map { Fixed.text($0.high, 1) } ?? "", report.means.code, whole(report.count),
                report.direction.code, report.weapon, report.placeName, report.corrects,
                report.claims.map(\.rawValue).joined(separator: "|"), report.text,
            ])
        }
        return table.bytes
    }

    /// Which incident each report is about, each identifier once, in the order of `reports.csv`.
    public var truthCSV: [UInt8] {
        var table = CommaTable(["report_id", "incident_id"])
        for report in reports where !report.isRepeat { table.add([report.id, report.incidentID]) }
        return table.bytes
    }

    /// What really happened, ascending by time.
    public var incidentsTruthCSV: [UInt8] {
        var table = CommaTable([
            "incident_id", "spurious", "at", "lat", "lon", "nearest_town", "act", "weapon", "calibre_mm", "count",
            "initiator", "initiator_side", "target", "target_side", "killed", "injured", "self_defence", "notified",
            "breach", "provision", "reason",
        ])
        for incident in incidents {
            table.add([
                incident.id, incident.isSpurious ? "yes" : "no", incident.at.description,
                Fixed.text(incident.place.latitude, 5), Fixed.text(incident.place.longitude, 5),
                incident.nearestTown, incident.act.code, incident.weapon,
                incident.calibreMillimetres.map { Fixed.text($0, 1) } ?? "", String(incident.count),
                incident.initiator, incident.initiatorSide, incident.target, incident.targetSide,
                String(incident.killed), String(incident.injured), incident.isSelfDefence ? "yes" : "no",
                incident.isNotified ? "yes" : "no", incident.breach.description, incident.provision, incident.reason,
            ])
        }
        return table.bytes
    }

    public var taxonomyCSV: [UInt8] {
        var table = CommaTable(["code", "leaves"])
        for code in SourceCode.all { table.add([code.code, code.acts.acts.map(\.code).joined(separator: "|")]) }
        return table.bytes
    }

    public var actorsCSV: [UInt8] {
        var table = CommaTable(["alias", "actor", "side"])
        for row in spelling.rows { table.add([row.alias, row.actor, row.side]) }
        return table.bytes
    }

    /// With a third column, `speaks_for`: the party of a liaison.
    public var sourcesCSV: [UInt8] {
        var table = CommaTable(["source", "kind", "speaks_for"])
        for source in sources { table.add([source.name, source.kind.rawValue, source.speaksFor]) }
        return table.bytes
    }

    public var placesCSV: [UInt8] {
        var table = CommaTable(["name", "lat", "lon", "radius_km"])
        for town in towns {
            table.add([
                town.name, Fixed.text(town.at.latitude, 5), Fixed.text(town.at.longitude, 5),
                Fixed.text(town.radiusMetres / 1000, 1),
            ])
        }
        return table.bytes
    }

    public var readme: [UInt8] {
        let missed = Set(reports.map(\.incidentID))
        let silent = incidents.count { !missed.contains($0.id) }
        let spurious = incidents.count { $0.isSpurious }
        let box = world.box
        func degrees(_ value: Double) -> String { Fixed.text(value, 2) }
        let area =
            world.isDefaultArea
            ? "The agreement has no geometry: the world is a box from 0 to 1 degree north and east."
            : "The area is the agreement's own: \(degrees(box.south)) to \(degrees(box.north)) north, "
                + "\(degrees(box.west)) to \(degrees(box.east)) east."
        let title = agreement.title.text(in: "en")
        return Array(
            """
            # Simulated reports: everything here is invented

            Every incident, report, town, source and figure in this folder was made up by a program. Nothing of it
            happened. Parties and groups bear the names that the agreement gives them; nothing is said about them.

            - agreement: \(agreement.id), version \(agreement.version): \(title)
            - days: \(days), from \(firstDay) on, local days of \(agreement.zone.name)
            - in force from: \(agreement.zone.text(agreement.inForce.from))
            - seed: \(seed)
            - settings: reports a day \(Fixed.text(settings.reportsPerDay, 2)), noise \(Fixed.text(settings.noise, 2)), \
            density \(Fixed.text(settings.density, 2))
            - reports: \(reports.count), by \(sources.count) sources
            - incidents: \(incidents.count), of which \(spurious) never happened and \(silent) nobody reported

            \(area)

            | file | what |
            |---|---|
            | reports.csv | the reports, in the order received |
            | truth.csv | which incident each report is about |
            | incidents_truth.csv | what really happened, and whether it broke the agreement, by construction |
            | taxonomy.csv | what the sources' type codes may mean |
            | actors.csv | how names are spelt; typos are not listed |
            | sources.csv | the sources and their kinds |
            | places.csv | the invented towns |

            A report identifier that stands twice in reports.csv was sent again by its source, unchanged or corrected;
            truth.csv has it once. The same agreement, days, seed and settings give the same bytes.

            """.utf8)
    }
}

/// Rows of CSV, quoted where RFC 4180 asks for it.
struct CommaTable {
    private(set) var bytes: [UInt8] = []
    private let columns: Int

    init(_ header: [String]) {
        columns = header.count
        add(header)
    }

    mutating func add(_ values: [String]) {
        precondition(values.count == columns, "a row of \(values.count) values in a table of \(columns) columns")
        for (i, value) in values.enumerated() {
            if i > 0 { bytes.append(UInt8(ascii: ",")) }
            let special: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D]
            guard value.utf8.contains(where: { special.contains($0) }) else {
                bytes.append(contentsOf: value.utf8)
                continue
            }
            bytes.append(0x22)
            for byte in value.utf8 {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
            bytes.append(0x22)
        }
        bytes.append(0x0A)
    }
}
