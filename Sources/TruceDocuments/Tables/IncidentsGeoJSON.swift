import Truce

/// `incidents.geojson` (RFC 7946): a feature for each incident, its region of uncertainty as a polygon; a point where
/// the place is exact, and null where no report gives one.
public enum IncidentsGeoJSON {
    public static func write(_ book: Casebook, to sink: ([UInt8]) throws -> Void) rethrows {
        try sink(Array("{\"type\":\"FeatureCollection\",\"features\":[".utf8))
        var json = JSONWriter()
        for index in 0..<book.docket.incidentCount {
            json.breakLine()
            feature(book.open(index), &json)
            var bytes = json.bytes
            if index + 1 < book.docket.incidentCount { bytes.append(UInt8(ascii: ",")) }
            try sink(bytes)
            json.clear()
        }
        try sink(Array("\n]}\n".utf8))
    }

    private static func feature(_ item: Case, _ json: inout JSONWriter) {
        let incident = item.incident
        let place = item.place
        json.object { feature in
            feature.member("type", "Feature")
            feature.member("id", incident.id.description)
            feature.key("geometry")
            geometry(place, &feature)
            feature.key("properties")
            feature.object { p in
                p.member("incident_id", incident.id.description)
                p.member("day", item.day.description)
                p.member("earliest", incident.time.earliest.description)
                p.member("latest", incident.time.latest.description)
                p.member("time_precision", incident.time.precision.code)
                p.key("radius_m")
                if let radius = place.radiusMetres { p.figure(fixed(radius, 0)) } else { p.null() }
                p.member("coarsened", place.isCoarsened)
                p.member("place_name", item.placeName)
                p.member("acts", incident.acts.shortCodes)
                p.member("side_a", item.sidesA)
                p.member("side_b", item.sidesB)
                p.member("killed_low", incident.killed.low)
                p.member("killed_high", incident.killed.high)
                p.member("injured_low", incident.injured.low)
                p.member("injured_high", incident.injured.high)
                p.member("reports", incident.rows.count)
                p.member("sources", item.publicSources)
                p.member("outcome", item.reading.outcome.code)
                p.member("scope_reason", item.scopeReason.isEmpty ? nil : item.scopeReason)
                p.member("provisions_breached", item.provisions(.breached))
                p.member("provisions_undetermined", item.provisions(.undetermined))
                p.member("contested", item.assessment.isContested)
                p.member("attribution", item.assessment.attribution.code)
                p.member("attributed_party", item.attributedParty)
                p.member("attribution_confidence", item.assessment.attribution.confidence.rawValue)
                p.member("severity_harm", item.assessment.severity.harm)
                p.member("severity_weapon_or_zone", item.assessment.severity.weaponOrZone)
                p.member("severity_threat", item.assessment.severity.threat)
                p.member("missing", item.missingCodes)
                p.member("agreement_version", item.agreement.version)
            }
        }
    }

    private static func geometry(_ place: DrawnPlace, _ json: inout JSONWriter) {
        guard let centre = place.centre else { return json.null() }
        let polygons = place.polygons()
        json.object { geometry in
            func position(_ spot: Coordinate, _ json: inout JSONWriter) {
                json.array { pair in
                    pair.figure(degrees(max(-180, min(180, spot.longitude))))
                    pair.figure(degrees(max(-90, min(90, spot.latitude))))
                }
            }
            func polygon(_ rings: [[Coordinate]], _ json: inout JSONWriter) {
                json.array { list in
                    for ring in rings { list.array { spots in for spot in ring { position(spot, &spots) } } }
                }
            }
            geometry.member("type", polygons.isEmpty ? "Point" : polygons.count == 1 ? "Polygon" : "MultiPolygon")
            geometry.key("coordinates")
            if polygons.isEmpty {
                position(centre, &geometry)
            } else if polygons.count == 1 {
                polygon(polygons[0], &geometry)
            } else {
                geometry.array { list in for rings in polygons { polygon(rings, &list) } }
            }
        }
    }
}

extension DrawnPlace {
    /// The region as RFC 7946 wants it: each polygon an outer ring, counter-clockwise, and the holes in it, clockwise.
    func polygons() -> [[[Coordinate]]] {
        let rings = rings()
        let shapes = rings.map { Polygon(rings: [$0]) }
        /// How many other rings a ring lies in: even = an outer ring, odd = a hole.
        let depths = rings.indices.map { i in
            rings.indices.count { $0 != i && shapes[$0].contains(rings[i][0]) }
        }
        return rings.indices.filter { depths[$0] % 2 == 0 }.map { outer in
            let holes = rings.indices.filter {
                depths[$0] == depths[outer] + 1 && shapes[outer].contains(rings[$0][0])
            }
            return [Self.turned(rings[outer], clockwise: false)] + holes.map { Self.turned(rings[$0], clockwise: true) }
        }
    }

    private static func turned(_ ring: [Coordinate], clockwise: Bool) -> [Coordinate] {
        var area = 0.0
        for (a, b) in zip(ring, ring.dropFirst()) { area += a.longitude * b.latitude - b.longitude * a.latitude }
        return (area < 0) == clockwise ? ring : ring.reversed()
    }
}
