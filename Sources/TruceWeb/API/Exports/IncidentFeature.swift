import Truce

/// An incident as a feature of GeoJSON (RFC 7946). Its geometry is where the asker may know it to be: the exact spot where
/// that is a point, otherwise the square that the public is told, otherwise none.
enum IncidentFeature {
    static func feature(_ record: JSONObject) -> JSONValue {
        let value = JSONValue.object(record)
        var members: [JSONObject.Member] = [
            .init("type", "Feature"), .init("geometry", geometry(value)), .init("properties", value),
        ]
        if let id = record["id"] { members.append(.init("id", id)) }
        return .members(members)
    }

    private static func geometry(_ record: JSONValue) -> JSONValue {
        if record.at("place/kind") == "point", let at = record.at("place/at") { return point(at) }
        guard let centre = record.at("public_place/centre") else { return .null }
        guard let side = record.at("public_place/side_m"), side.number > 0 else { return point(centre) }
        guard let longitude = centre.at("0")?.number, let latitude = centre.at("1")?.number else { return .null }
        return square(longitude, latitude, sideMetres: side.number)
    }

    private static func point(_ at: JSONValue) -> JSONValue { ["type": "Point", "coordinates": at] }

    /// Where the square would pass a pole or the antimeridian, its centre.
    private static func square(_ longitude: Double, _ latitude: Double, sideMetres: Double) -> JSONValue {
        let centre = Coordinate(latitude: latitude, longitude: longitude)
        func moved(_ azimuth: Double) -> Coordinate {
            Geodesic.direct(from: centre, azimuthDegrees: azimuth, metres: sideMetres / 2)
        }
        let (west, east) = (moved(270).longitude, moved(90).longitude)
        let (south, north) = (moved(180).latitude, moved(0).latitude)
        guard west < longitude, longitude < east, south < latitude, latitude < north else {
            return point([number(longitude), number(latitude)])
        }
        let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return [
            "type": "Polygon", "coordinates": [.array(corners.map { [number($0.0), number($0.1)] })],
        ]
    }

    private static func number(_ value: Double) -> JSONValue {
        Int64(exactly: value).map(JSONValue.integer) ?? .double(value)
    }
}

extension JSONValue {
    /// 0 for what is no number.
    fileprivate var number: Double {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: 0
        }
    }
}
