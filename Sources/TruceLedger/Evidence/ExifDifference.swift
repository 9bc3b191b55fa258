import Truce

/// One thing that an image says beside what was reported, for a reader to weigh. Nothing is corrected by it.
public enum ExifDifference: Hashable, Sendable, CustomStringConvertible {
    case noExif
    case noPlace
    case noTime
    /// From the place in the image to the place reported, on the ellipsoid.
    case metres(Double)
    /// The place in the image refers to another datum than WGS 84, or to one that is not said.
    case otherDatum(String?)
    /// How much later than reported the picture says it was taken; negative for earlier.
    case seconds(Int64, bySatellite: Bool)
    /// The camera's clock gives no zone, so that it cannot be compared.
    case noZone(LocalTime)
    /// How much the camera's clock is ahead of the satellites' in the same image.
    case cameraClockAhead(seconds: Int64)
    case software(String)
    /// Must be turned or mirrored to stand upright.
    case orientation(Int)

    public var description: String {
        switch self {
        case .noExif: "The image holds no Exif. Messengers remove it, so this proves nothing."
        case .noPlace: "The image does not say where it was taken."
        case .noTime: "The image does not say when it was taken."
        case .metres(let metres): "The image says it was taken \(Int(metres.rounded())) m from the place reported."
        case .otherDatum(let datum?):
            "The image's place refers to “\(datum)”, not to WGS 84; it may lie some hundred metres off."
        case .otherDatum(nil): "The image does not say to which datum its place refers; WGS 84 is supposed."
        case .seconds(0, let bySatellite):
            "The image says it was taken at the time reported, by \(Self.clock(bySatellite))."
        case .seconds(let seconds, let bySatellite):
            "The image says it was taken \(abs(seconds)) s \(seconds < 0 ? "before" : "after") the time reported, by \(Self.clock(bySatellite))."
        case .noZone(let local): "The camera's clock showed \(local), in a time zone that the image does not say."
        case .cameraClockAhead(let seconds):
            "The camera's clock was \(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead of") the satellites' time in the same image."
        case .software(let name): "The image was last written by “\(name)”."
        case .orientation(let number):
            "The picture has to be turned or mirrored to stand upright (Orientation \(number))."
        }
    }

    private static func clock(_ bySatellite: Bool) -> String { bySatellite ? "satellite time" : "the camera's clock" }
}

extension ExifClaims {
    /// What a reader should see beside the report. Where nothing was reported, nothing is compared.
    public func differences(fromReported place: Coordinate?, time: Instant?) -> [ExifDifference] {
        var found: [ExifDifference] = []
        if let own = self.place {
            if let place { found.append(.metres(Geodesic.inverse(own, place).metres)) }
            if isWGS84 != true { found.append(.otherDatum(mapDatum)) }
        } else {
            found.append(.noPlace)
        }
        if let instant {
            if let time { found.append(.seconds(instant.seconds(since: time), bySatellite: satelliteTime != nil)) }
        } else {
            found.append(taken.map { .noZone($0) } ?? .noTime)
        }
        if let satelliteTime, let cameraInstant, satelliteTime != cameraInstant {
            found.append(.cameraClockAhead(seconds: cameraInstant.seconds(since: satelliteTime)))
        }
        if let software { found.append(.software(software)) }
        if let orientation, orientation != 1 { found.append(.orientation(orientation)) }
        return found
    }

    /// As ``differences(fromReported:time:)`` of an image that may have no claims at all.
    public static func differences(
        of image: [UInt8], fromReported place: Coordinate?, time: Instant?
    ) -> [ExifDifference] {
        ExifClaims(image: image)?.differences(fromReported: place, time: time) ?? [.noExif]
    }
}
