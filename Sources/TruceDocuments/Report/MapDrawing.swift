import Foundation
import Truce

/// The map of the period, ready to be drawn: shapes in a plane of `width` by `height`, legend and rules in words.
struct MapDrawing: Sendable {
    var hasMap = false
    var width = "800"
    var height = "0"
    var frame = Frame()
    var mapTitle = ""
    var mapDesc = ""
    var graticule: [String] = []
    var gridLabels: [Label] = []
    var zones: [Shape] = []
    var lines: [Shape] = []
    var regions: [Shape] = []
    var slices: [Shape] = []
    var tags: [Label] = []
    var counts: [Label] = []
    var placeLabels: [Label] = []
    var scaleBar = ScaleBar()
    var north = ""
    var legend: [LegendItem] = []
    var mapNotes: [String] = []

    /// What is taken already on the picture: circles and marks, then tags, then names.
    private var boxes: [Box] = []
    /// Tags of zones and lines with the places where each may stand, the best first.
    private var wanted: [(tag: String, spots: [(x: Double, y: Double)])] = []

    private struct Box: Sendable {
        var x: Double, y: Double, w: Double, h: Double
        var isCircle = false
        init(x: Double, y: Double, w: Double, h: Double) { (self.x, self.y, self.w, self.h) = (x, y, w, h) }
        init(around at: (x: Double, y: Double), _ radius: Double) {
            self.init(x: at.x - radius, y: at.y - radius, w: 2 * radius, h: 2 * radius)
            isCircle = true
        }
        func overlaps(_ other: Box) -> Bool {
            x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h
        }
        func holds(_ at: (x: Double, y: Double)) -> Bool {
            x <= at.x && at.x <= x + w && y <= at.y && at.y <= y + h
        }
    }

    struct Frame: Sendable { var x = "", y = "", w = "", h = "" }
    struct Shape: Sendable { var path: String, shapeClass: String }
    struct Label: Sendable { var x: String, y: String, anchor: String, label: String }
    struct ScaleBar: Sendable { var x1 = "", x2 = "", middle = "", y = "", up = "", textY = "", label = "" }
    struct LegendItem: Sendable { var swatch: String, swatchClass: String, swatchTag: String, what: String }

    /// Up to so many different places each has its own region.
    static let placeLimit = 250

    init(_ scan: PeriodScan, _ docket: Docket, _ c: Catalogue, period: String) {
        let agreement = docket.agreement
        let end = docket.asOf
        let zones = agreement.zones.filter { $0.exists(at: end) }
        let lines = agreement.lines.filter { $0.exists(at: end) }
        mapTitle = c.say("map_title", ["period": period])
        guard
            let view = MapProjection(
                fixed: zones.map(\.polygon.box) + lines.map(\.path.box), spots: scan.spots.compactMap(\.place.centre))
        else {
            mapNotes = [c.say("map_none")]
            return
        }
        hasMap = true
        height = fixed(view.height, 0)
        frame = Frame(
            x: fixed(view.left, 1), y: fixed(view.top, 1), w: fixed(view.right - view.left, 1),
            h: fixed(view.bottom - view.top, 1))
        drawGraticule(view, c)
        drawAgreement(zones, lines, view, NameTable(agreement, language: c.language), c)
        let inside = scan.spots.filter { $0.place.centre.map(view.contains) ?? false }
        let rule = drawIncidents(inside, view, c)
        placeTags(view)
        labelPlaces(inside, view, c)
        drawScale(view, c)
        north = c.say("map_north")
        legend += PeriodScan.outcomes.map { code in
            let mark = Mark(code)
            return LegendItem(
                swatch: mark.markPath, swatchClass: mark.markClass, swatchTag: "", what: c.say("outcome_" + code))
        }
        mapDesc = c.say(
            "map_desc",
            [
                "incidents": c.count("n_incidents", inside.count),
                "south": c.ltr(fixed(view.box.south, 2) + "°"), "north": c.ltr(fixed(view.box.north, 2) + "°"),
                "west": c.ltr(fixed(view.box.west, 2) + "°"), "east": c.ltr(fixed(view.box.east, 2) + "°"),
                "zones": c.number(zones.count), "lines": c.number(lines.count),
            ])
        mapNotes = [rule, c.say("map_projection", ["latitude": c.ltr(fixed(view.standardParallel, 1) + "°")])]
        if let grid = agreement.procedure.publicGridMetres {
            mapNotes.append(c.say("map_coarsened", ["grid": c.extent(grid)]))
        }
        if scan.withoutPlace > 0 {
            mapNotes.append(
                c.say("map_without_place", ["incidents": c.count("n_incidents", scan.withoutPlace)]))
        }
        if inside.count < scan.spots.count {
            mapNotes.append(
                c.say("map_outside", ["incidents": c.count("n_incidents", scan.spots.count - inside.count)]))
        }
    }

    // MARK: The agreement

    private mutating func drawAgreement(
        _ zones: [Zone], _ lines: [Line], _ view: MapProjection, _ names: NameTable, _ c: Catalogue
    ) {
        for (i, zone) in zones.enumerated() {
            let shapeClass =
                "z-" + zone.kind.rawValue.replacing("_", with: "-").replacing("noFlight", with: "no-flight")
            self.zones.append(Shape(path: view.path(zone.polygon.rings), shapeClass: shapeClass))
            let tag = "Z\(i + 1)"
            wanted.append((tag, Self.labelSpots(zone.polygon, view).map(view.point)))
            legend.append(
                LegendItem(
                    swatch: "M1 3H15V13H1Z", swatchClass: shapeClass, swatchTag: tag,
                    what: c.say(
                        "map_zone_kind",
                        [
                            "zone": c.name(zone.name.text(in: c.language.rawValue)),
                            "kind": c.say("zone_kind_" + zone.kind.rawValue),
                        ])))
        }
        for (i, line) in lines.enumerated() {
            let shapeClass = "line l-\(i % 4)"
            self.lines.append(Shape(path: view.path(open: line.path.positions), shapeClass: shapeClass))
            let tag = "L\(i + 1)"
            // Lines may run together: each has a stroke of its own and is labelled at another third of its length.
            let shares = [[0.5, 0.42, 0.58], [0.3, 0.22, 0.36], [0.7, 0.78, 0.64], [0.15, 0.08, 0.9]][i % 4]
            let spots = shares.compactMap { view.along(line.path.positions, $0) }
            wanted.append((tag, [-5.0, 14].flatMap { dy in spots.map { (x: $0.x, y: $0.y + dy) } }))
            let name = c.name(line.name.text(in: c.language.rawValue))
            legend.append(
                LegendItem(
                    swatch: "M0 8H16", swatchClass: shapeClass, swatchTag: tag,
                    what: line.accordingTo.isEmpty
                        ? c.say("map_line_undisputed", ["line": name])
                        : c.say("map_line_according", ["line": name, "by": names.list(line.accordingTo, c)])))
        }
    }

    /// Near the zone's northern edge, where its incidents cover it least; the best first, never none.
    private static func labelSpots(_ polygon: Polygon, _ view: MapProjection) -> [Coordinate] {
        let box = polygon.box
        var spots: [Coordinate] = []
        for share in [0.92, 0.8, 0.65, 0.5] {
            let latitude = box.south + (box.north - box.south) * share
            for across in [0.5, 0.35, 0.65, 0.2, 0.8] {
                let spot = Coordinate(latitude: latitude, longitude: box.west + (box.east - box.west) * across)
                if polygon.contains(spot), view.contains(spot) { spots.append(spot) }
            }
        }
        return spots.isEmpty ? [box.centre] : spots
    }

    /// Puts each tag at the first of its places where it covers no circle and no other tag, or beside that.
    private mutating func placeTags(_ view: MapProjection) {
        for (tag, spots) in wanted {
            let width = 8.0 * Double(tag.count) + 4
            func box(_ at: (x: Double, y: Double)) -> Box { Box(x: at.x - width / 2, y: at.y - 12, w: width, h: 16) }
            let beside = spots.prefix(1).flatMap { at in
                [(0.0, -24.0), (0, 24), (28, 0), (-28, 0), (0, -40), (0, 40), (44, 0), (-44, 0)].map {
                    (x: at.x + $0.0, y: at.y + $0.1)
                }
            }
            guard let at = (spots + beside).first(where: { isFree(box($0), view) }) ?? spots.first else { continue }
            boxes.append(box(at))
            tags.append(Label(x: fixed(at.x, 1), y: fixed(at.y, 1), anchor: "middle", label: tag))
        }
    }

    private func isFree(_ box: Box, _ view: MapProjection) -> Bool {
        box.x > view.left + 2 && box.x + box.w < view.right - 2 && box.y > view.top + 2
            && box.y + box.h < view.bottom - 2 && !boxes.contains { $0.overlaps(box) }
    }

    // MARK: Incidents

    private struct Group {
        var place: DrawnPlace
        var counts = [Int](repeating: 0, count: 4)
        var first: IncidentID
        var total: Int { counts.reduce(0, +) }
    }

    /// Draws the incidents and says by which rule.
    private mutating func drawIncidents(_ spots: [PeriodScan.Spot], _ view: MapProjection, _ c: Catalogue) -> String {
        var order: [DrawnPlace] = []
        var groups: [DrawnPlace: Group] = [:]
        for spot in spots {
            if groups[spot.place] == nil { order.append(spot.place) }
            var group = groups[spot.place] ?? Group(place: spot.place, first: spot.id)
            group.counts[spot.outcome] += 1
            groups[spot.place] = group
        }
        if order.count > Self.placeLimit {
            let step = view.cellDegrees
            drawCells(spots, view, step)
            return c.say(
                "map_rule_cells", ["limit": c.number(Self.placeLimit), "degrees": c.ltr(trimmed(step, 3))])
        }
        // The widest first, so that it does not cover the narrow ones.
        let drawn = order.map { groups[$0]! }.sorted {
            ($1.place.radiusMetres!, $0.first) < ($0.place.radiusMetres!, $1.first)
        }
        let most = drawn.map(\.total).max() ?? 1
        for group in drawn {
            let at = view.point(group.place.centre!)
            let pixels = group.place.radiusMetres! * view.pixelsPerMetre
            let worst = group.counts.firstIndex { $0 > 0 }!
            let code = PeriodScan.outcomes[worst].replacing("_", with: "-")
            if pixels >= 6 {
                let wide = pixels > 0.2 * (view.bottom - view.top) ? " wide" : ""
                regions.append(Shape(path: view.path(group.place.rings()), shapeClass: "region r-\(code)\(wide)"))
            }
            if group.total > 1 {
                drawPie(group.counts, at, 6 + 12 * (Double(group.total) / Double(max(most, 10))).squareRoot(), c)
            } else if pixels < 12 {
                slices.append(Shape(path: Self.mark(worst, at), shapeClass: "slice o-\(code)"))
                boxes.append(Box(around: at, 5))
            }
        }
        return c.say("map_rule_each")
    }

    private mutating func drawCells(_ spots: [PeriodScan.Spot], _ view: MapProjection, _ step: Double) {
        struct Cell: Hashable { var row: Int, column: Int }
        var cells: [Cell: [Int]] = [:]
        for spot in spots {
            let at = spot.place.centre!
            let cell = Cell(
                row: Int((at.latitude / step).rounded(.down)), column: Int((at.longitude / step).rounded(.down)))
            cells[cell, default: [0, 0, 0, 0]][spot.outcome] += 1
        }
        let most = cells.values.map { $0.reduce(0, +) }.max() ?? 1
        let size = view.cellPixels(step)
        for (cell, counts) in cells.sorted(by: { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }) {
            let middle = Coordinate(
                latitude: (Double(cell.row) + 0.5) * step, longitude: (Double(cell.column) + 0.5) * step)
            let radius = max(3, 0.52 * size * (Double(counts.reduce(0, +)) / Double(most)).squareRoot())
            drawPie(counts, view.point(middle), radius, nil)
        }
    }

    private mutating func drawPie(_ counts: [Int], _ at: (x: Double, y: Double), _ radius: Double, _ c: Catalogue?) {
        let total = counts.reduce(0, +)
        boxes.append(Box(around: at, radius))
        var from = 0.0
        for (outcome, count) in counts.enumerated() where count > 0 {
            let share = Double(count) / Double(total)
            let code = PeriodScan.outcomes[outcome].replacing("_", with: "-")
            slices.append(Shape(path: Self.slice(at, radius, from, from + share), shapeClass: "slice o-\(code)"))
            from += share
        }
        if radius >= 7, total > 1 {
            counts.first.map { _ in
                self.counts.append(
                    Label(x: fixed(at.x, 1), y: fixed(at.y + 4, 1), anchor: "middle", label: grouped(total)))
            }
        }
    }

    private static func slice(_ at: (x: Double, y: Double), _ r: Double, _ from: Double, _ to: Double) -> String {
        func spot(_ turn: Double) -> String {
            fixed(at.x + r * sin(turn * 2 * .pi), 1) + " " + fixed(at.y - r * cos(turn * 2 * .pi), 1)
        }
        let radius = fixed(r, 1)
        if to - from > 0.9999 {
            return "M\(spot(0))A\(radius) \(radius) 0 1 1 \(spot(0.5))A\(radius) \(radius) 0 1 1 \(spot(1))Z"
        }
        let isLarge = to - from > 0.5 ? 1 : 0
        return
            "M\(fixed(at.x, 1)) \(fixed(at.y, 1))L\(spot(from))A\(radius) \(radius) 0 \(isLarge) 1 \(spot(to))Z"
    }

    /// The outcome's own shape, about ten pixels across.
    private static func mark(_ outcome: Int, _ at: (x: Double, y: Double)) -> String {
        func p(_ dx: Double, _ dy: Double) -> String { fixed(at.x + dx, 1) + " " + fixed(at.y + dy, 1) }
        switch outcome {
        case 0: return "M\(p(0, -5.5))L\(p(5.5, 0))L\(p(0, 5.5))L\(p(-5.5, 0))Z"
        case 1: return "M\(p(0, -5.5))L\(p(5.5, 4.5))L\(p(-5.5, 4.5))Z"
        case 2: return slice(at, 4.5, 0, 1)
        default: return "M\(p(-4, -4))L\(p(4, -4))L\(p(4, 4))L\(p(-4, 4))Z"
        }
    }

    /// Names of the places with most incidents, as far as they fit.
    private mutating func labelPlaces(
        _ spots: [PeriodScan.Spot], _ view: MapProjection, _ c: Catalogue
    ) {
        var byName: [String: (count: Int, at: Coordinate)] = [:]
        for spot in spots
        where !spot.name.isEmpty && spot.name.count <= 28 && spot.place.radiusMetres! * view.pixelsPerMetre < 16 {
            byName[spot.name, default: (0, spot.place.centre!)].count += 1
        }
        let ranked = byName.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(60)
        // The scale and the arrow have corners of their own.
        boxes.append(Box(x: view.left, y: view.bottom - 44, w: 0.3 * (view.right - view.left), h: 44))
        boxes.append(Box(x: view.right - 44, y: view.top, w: 44, h: 60))
        for (name, value) in ranked where placeLabels.count < 14 {
            let at = view.point(value.at)
            let width = 7.2 * Double(name.count) + 4
            // Beside its own circle, if that is here; else about the place.
            let own = boxes.first { $0.isCircle && $0.holds(at) } ?? Box(around: at, 7)
            let middle = own.x + own.w / 2
            let candidates = [
                (Box(x: own.x + own.w + 3, y: own.y + own.h / 2 - 9, w: width, h: 17), "start"),
                (Box(x: own.x - 3 - width, y: own.y + own.h / 2 - 9, w: width, h: 17), "end"),
                (Box(x: middle - width / 2, y: own.y - 18, w: width, h: 17), "middle"),
                (Box(x: middle - width / 2, y: own.y + own.h + 1, w: width, h: 17), "middle"),
            ]
            for (box, anchor) in candidates where isFree(box, view) {
                boxes.append(box)
                let x = anchor == "start" ? box.x : anchor == "end" ? box.x + box.w : middle
                placeLabels.append(
                    Label(
                        x: fixed(x, 1), y: fixed(box.y + 13, 1),
                        anchor: anchor, label: c.name(name)))
                break
            }
        }
    }

    // MARK: Frame

    private mutating func drawGraticule(_ view: MapProjection, _ c: Catalogue) {
        let step = view.graticuleDegrees
        let decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3
        func text(_ value: Double, _ positive: String, _ negative: String) -> String {
            let figure = c.ltr(fixed(abs(value), decimals) + "°")
            return c.drawn(c.say("degrees_" + (value < 0 ? negative : positive), ["d": figure]))
        }
        var n = (view.box.west / step).rounded(.up)
        while n * step <= view.box.east {
            let x = view.point(Coordinate(latitude: 0, longitude: n * step)).x
            graticule.append("M\(fixed(x, 1)) \(fixed(view.top, 1))V\(fixed(view.bottom, 1))")
            gridLabels.append(
                Label(
                    x: fixed(x, 1), y: fixed(view.bottom + 15, 1), anchor: "middle",
                    label: text(n * step, "east", "west")))
            n += 1
        }
        n = (view.box.south / step).rounded(.up)
        while n * step <= view.box.north {
            let y = view.point(Coordinate(latitude: n * step, longitude: 0)).y
            graticule.append("M\(fixed(view.left, 1)) \(fixed(y, 1))H\(fixed(view.right, 1))")
            gridLabels.append(
                Label(
                    x: fixed(view.left - 5, 1), y: fixed(y + 4, 1), anchor: "end",
                    label: text(n * step, "north", "south")))
            n += 1
        }
    }

    private mutating func drawScale(_ view: MapProjection, _ c: Catalogue) {
        let metres = MapProjection.nice(upTo: 0.25 * (view.right - view.left) / view.pixelsPerMetre)
        let (x, y) = (view.left + 14, view.bottom - 14)
        let width = metres * view.pixelsPerMetre
        scaleBar = ScaleBar(
            x1: fixed(x, 1), x2: fixed(x + width, 1), middle: fixed(x + width / 2, 1), y: fixed(y, 1),
            up: fixed(y - 6, 1), textY: fixed(y - 9, 1), label: c.drawn(c.extent(metres)))
    }
}
