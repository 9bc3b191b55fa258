import Foundation
import Truce

/// Equirectangular, true to scale along the middle latitude of what is shown: fit for a country or less.
struct MapProjection: Sendable {
    var box: BoundingBox
    let width = 800.0
    var height: Double
    let left = 62.0, top = 10.0
    let right = 790.0
    var bottom: Double
    var standardParallel: Double
    private var scale: Double

    /// - Parameters:
    ///   - fixed: What must be shown: zones and lines.
    ///   - spots: Incidents. One far from all the rest (beyond the middle 98 % by more than half its span, or beyond
    ///     the fixed parts by more than their span) does not stretch the map.
    /// - Returns: Nil where there is nothing to show.
    init?(fixed: [BoundingBox], spots: [Coordinate]) {
        func corners(_ box: BoundingBox) -> [Coordinate] {
            [
                Coordinate(latitude: box.south, longitude: box.west),
                Coordinate(latitude: box.north, longitude: box.east),
            ]
        }
        var shown = fixed.flatMap(corners)
        guard !shown.isEmpty || !spots.isEmpty else { return nil }
        let core: BoundingBox
        var slack = 1.0
        if shown.isEmpty {
            slack = 0.5
            let (latitudes, longitudes) = (spots.map(\.latitude).sorted(), spots.map(\.longitude).sorted())
            let (low, high) = (spots.count / 100, spots.count - 1 - spots.count / 100)
            core = BoundingBox(of: [
                Coordinate(latitude: latitudes[low], longitude: longitudes[low]),
                Coordinate(latitude: latitudes[high], longitude: longitudes[high]),
            ])
        } else {
            core = BoundingBox(of: shown)
        }
        let reach = Self.grown(core, by: slack)
        shown += corners(core) + spots.filter(reach.contains)
        var box = BoundingBox(of: shown)
        // Never less than about three kilometres, and a margin.
        if box.north - box.south < 0.03 { (box.south, box.north) = (box.south - 0.015, box.north + 0.015) }
        if box.east - box.west < 0.03 { (box.west, box.east) = (box.west - 0.015, box.east + 0.015) }
        box = Self.grown(box, by: 0.06)
        standardParallel = box.centre.latitude
        let shrink = max(0.05, cos(standardParallel * .pi / 180))
        // Neither a ribbon nor a tower.
        let wanted = (box.north - box.south) / ((box.east - box.west) * shrink)
        let ratio = max(0.5, min(1.15, wanted))
        if wanted < ratio {
            let more = (box.east - box.west) * shrink * ratio - (box.north - box.south)
            (box.south, box.north) = (box.south - more / 2, box.north + more / 2)
        } else if wanted > ratio {
            let more = (box.north - box.south) / ratio / shrink - (box.east - box.west)
            (box.west, box.east) = (box.west - more / 2, box.east + more / 2)
        }
        self.box = box
        bottom = top + (right - left) * ratio
        height = bottom + 24
        scale = (right - left) / ((box.east - box.west) * shrink)
    }

    private static func grown(_ box: BoundingBox, by share: Double) -> BoundingBox {
        var box = box
        let (dLat, dLon) = ((box.north - box.south) * share, (box.east - box.west) * share)
        (box.south, box.north) = (max(-90, box.south - dLat), min(90, box.north + dLat))
        (box.west, box.east) = (box.west - dLon, box.east + dLon)
        return box
    }

    func point(_ spot: Coordinate) -> (x: Double, y: Double) {
        let shrink = max(0.05, cos(standardParallel * .pi / 180))
        return (left + (spot.longitude - box.west) * shrink * scale, top + (box.north - spot.latitude) * scale)
    }

    func contains(_ spot: Coordinate) -> Bool { box.contains(spot) }
    var pixelsPerMetre: Double { scale / DrawnPlace.metresPerDegree }

    /// The largest of 1, 2, 5 times a power of ten that is not more.
    static func nice(upTo value: Double) -> Double {
        guard value > 0 else { return 1 }
        let power = pow(10, log10(value).rounded(.down))
        return [5.0, 2, 1].map { $0 * power }.first { $0 <= value * 1.000001 } ?? power
    }

    var graticuleDegrees: Double { Self.nice(upTo: max(box.east - box.west, box.north - box.south) / 3) }
    /// A cell some forty pixels wide.
    var cellDegrees: Double { Self.nice(upTo: 1.3 * 46 / scale) }
    func cellPixels(_ degrees: Double) -> Double {
        degrees * scale * max(0.05, cos(standardParallel * .pi / 180))
    }

    func path(_ rings: [[Coordinate]]) -> String {
        rings.map { path(open: $0) + "Z" }.joined()
    }

    func path(open positions: [Coordinate]) -> String {
        var text = ""
        var last = ""
        for spot in positions {
            let at = point(spot)
            // Far outside the frame a picture's coordinates help nobody.
            let x = max(-4000, min(4800, at.x))
            let y = max(-4000, min(4800, at.y))
            let next = fixed(x, 1) + " " + fixed(y, 1)
            if next == last { continue }
            text += (text.isEmpty ? "M" : "L") + next
            last = next
        }
        return text
    }

    /// A point of a line at that share of its length on the map, if it is in the frame.
    func along(_ positions: [Coordinate], _ share: Double) -> (x: Double, y: Double)? {
        let points = positions.map(point)
        var lengths: [Double] = []
        for (a, b) in zip(points, points.dropFirst()) { lengths.append(hypot(b.x - a.x, b.y - a.y)) }
        var left = lengths.reduce(0, +) * share
        for (i, length) in lengths.enumerated() {
            if left <= length, length > 0 {
                let t = left / length
                let (a, b) = (points[i], points[i + 1])
                return (a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
            }
            left -= length
        }
        return points.last
    }
}
