import Truce

/// A GeoJSON FeatureCollection (RFC 7946) whose properties are called as the columns of the Truce report CSV. A point
/// is the report's position, a polygon its area; columns of the same meaning (`mgrs`, an observer's bearing) go first.
/// Rows in messages are features, counted from 1.
///
/// The features are given on as rows of a table, so that one reader judges both forms by the same rules.
struct GeoJSONReader {
    private let bytes: [UInt8]
    private let name: String

    init(_ source: ByteSource, named name: String, options: IntakeOptions) throws(IntakeError) {
        self.name = name
        var bytes: [UInt8] = []
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = try source.readChecked(piece, named: name)
            if count == 0 { break }
            if bytes.count + count > options.documentLimit {
                throw .tooLarge(file: name, limit: options.documentLimit)
            }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        self.bytes = bytes
    }

    func read(
        _ options: IntakeOptions, _ batch: ReportBatch, into reports: inout ReportTable, _ refused: inout [RefusedRow],
        _ summary: inout IntakeSummary
    ) throws(IntakeError) {
        let start = try features()
        var columns: [String] = []
        var known: Set<String> = []
        var scanner = JSONScanner(bytes, at: start, named: name)
        var count = 0
        try scanner.array { (scanner) throws(IntakeError) in
            count += 1
            let feature = try Feature(&scanner, shape: false)
            for (key, _) in feature.properties where known.insert(key).inserted { columns.append(key) }
        }
        if count == 0 { return }
        let hasID = known.contains("report_id") || options.columnNames["report_id"] != nil
        if !hasID { columns.append("report_id") }
        let positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })

        let shapes = ShapesByRow()
        var walker = JSONScanner(bytes, at: start + 1, named: name)
        var row = 0
        var line = CSVLine(columns)
        let rows = ByteSource { buffer in
            if line.isGiven {
                guard walker.peek() != UInt8(ascii: "]") else { return 0 }
                if row > 0 { try walker.take(",") }
                row += 1
                let feature = try Feature(&walker, shape: true)
                if let shape = feature.shape { shapes.put(shape, row: row) }
                var cells = [String](repeating: "", count: columns.count)
                for (key, value) in feature.properties {
                    if let at = positions[key] { cells[at] = value }
                }
                if !hasID, let at = positions["report_id"] { cells[at] = feature.id }
                line = CSVLine(cells)
            }
            return line.give(buffer)
        }
        let table = try CSVTable(rows, named: name, options: options)
        table.countsFromHeader = true
        try TruceCSVReader(table, options).read(options, batch, into: &reports, &refused, &summary, shapes: shapes)
    }

    /// Where the array of features begins.
    private func features() throws(IntakeError) -> Int {
        var scanner = JSONScanner(bytes, named: name)
        guard scanner.peek() == UInt8(ascii: "{") else { throw .notFeatures(file: name, found: "no object") }
        var type = ""
        var start: Int?
        try scanner.object { (key, scanner) throws(IntakeError) in
            switch (key, scanner.peek()) {
            case ("type", UInt8(ascii: "\"")): type = try scanner.string()
            case ("features", UInt8(ascii: "[")): start = try scanner.skip().lowerBound
            default: try scanner.skip()
            }
        }
        guard type == "FeatureCollection", let start else {
            throw .notFeatures(file: name, found: type.isEmpty ? "no type" : "“\(type.prefix(40))”")
        }
        return start
    }
}

/// One feature: its properties as cells, and its place.
private struct Feature {
    var id = ""
    var properties: [(String, String)] = []
    /// Nil where it has no geometry; `.some(nil)` where that cannot be read.
    var shape: Place??

    init(_ scanner: inout JSONScanner, shape wantsShape: Bool) throws(IntakeError) {
        var properties: [(String, String)] = []
        var (id, shape): (String, Place??) = ("", nil)
        guard scanner.peek() == UInt8(ascii: "{") else { throw scanner.fail("a feature was expected") }
        try scanner.object { (key, scanner) throws(IntakeError) in
            switch (key, scanner.peek()) {
            case ("id", _): id = try scanner.cell()
            case ("properties", UInt8(ascii: "{")):
                try scanner.object { (key, scanner) throws(IntakeError) in
                    properties.append((key, try scanner.cell()))
                }
            case ("geometry", UInt8(ascii: "{")) where wantsShape: shape = .some(try Self.geometry(&scanner))
            default: try scanner.skip()
            }
        }
        (self.id, self.properties, self.shape) = (id, properties, shape)
    }

    private static func geometry(_ scanner: inout JSONScanner) throws(IntakeError) -> Place? {
        var type = ""
        var at: Int?
        try scanner.object { (key, scanner) throws(IntakeError) in
            switch (key, scanner.peek()) {
            case ("type", UInt8(ascii: "\"")): type = try scanner.string()
            case ("coordinates", _): at = try scanner.skip().lowerBound
            default: try scanner.skip()
            }
        }
        guard let at else { return nil }
        var inner = JSONScanner(scanner.bytes, at: at, named: scanner.name)
        switch type {
        case "Point": return try Self.position(&inner).map { .point($0, sigmaMetres: 0) }
        case "Polygon":
            var rings: [[Coordinate]]? = []
            try Self.rings(&inner, &rings)
            return rings.flatMap { $0.isEmpty ? nil : .area(Polygon(rings: $0)) }
        case "MultiPolygon":
            guard inner.peek() == UInt8(ascii: "[") else { return nil }
            var rings: [[Coordinate]]? = []
            try inner.array { (scanner) throws(IntakeError) in try Self.rings(&scanner, &rings) }
            return rings.flatMap { $0.isEmpty ? nil : .area(Polygon(rings: $0)) }
        default: return nil
        }
    }

    /// Longitude first. Nil for what is no position; the value is passed over either way.
    private static func position(_ scanner: inout JSONScanner) throws(IntakeError) -> Coordinate? {
        var numbers: [Double] = []
        guard scanner.peek() == UInt8(ascii: "[") else {
            try scanner.skip()
            return nil
        }
        try scanner.array { (scanner) throws(IntakeError) in
            let next = scanner.peek()
            if TimeText.isDigit(next) || next == UInt8(ascii: "-") {
                numbers.append(try scanner.number())
            } else {
                try scanner.skip()
            }
        }
        guard numbers.count >= 2 else { return nil }
        return Coordinate(checkedLatitude: numbers[1], longitude: numbers[0])
    }

    /// Adds a polygon's rings; a ring of fewer than four positions, or one that is not closed, spoils them all.
    private static func rings(_ scanner: inout JSONScanner, _ rings: inout [[Coordinate]]?) throws(IntakeError) {
        guard scanner.peek() == UInt8(ascii: "[") else {
            try scanner.skip()
            rings = nil
            return
        }
        var found: [[Coordinate]?] = []
        try scanner.array { (scanner) throws(IntakeError) in
            guard scanner.peek() == UInt8(ascii: "[") else {
                try scanner.skip()
                found.append(nil)
                return
            }
            var ring: [Coordinate?] = []
            try scanner.array { (scanner) throws(IntakeError) in ring.append(try Self.position(&scanner)) }
            let whole = ring.compactMap { $0 }
            found.append(whole.count == ring.count && ring.count >= 4 && whole.first == whole.last ? whole : nil)
        }
        let whole = found.compactMap { $0 }
        rings = whole.count == found.count && rings != nil ? (rings ?? []) + whole : nil
    }
}

/// One row of CSV and how much of it was given out.
private struct CSVLine {
    private let bytes: [UInt8]
    private var given = 0

    init(_ cells: [String]) {
        var bytes: [UInt8] = []
        for (n, cell) in cells.enumerated() {
            if n > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            for byte in cell.utf8 {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(0x0A)
        self.bytes = bytes
    }

    var isGiven: Bool { given == bytes.count }

    mutating func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - given)
        bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[given..<given + count])) }
        given += count
        return count
    }
}
