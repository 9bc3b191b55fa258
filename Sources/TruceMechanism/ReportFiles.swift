import Crypto
import Foundation
import Truce
import TruceIntake

/// Where reports come from and how to read them.
public struct ReportRequest: Sendable {
    public var paths: [String]
    /// Nil: told from each file's columns.
    public var format: ReportFormat?
    /// `lat=LATITUDE`: Truce's column, then the file's.
    public var columns: [String]
    /// Side tables by their kind; for those not named, a file of that name beside the reports.
    public var tables: [SideTables.Kind: String]
    /// For dates without a year.
    public var year: Int?
    /// Who reported, for files that do not say.
    public var source: String
    /// The most of one file that is taken, for files that others send: bytes once unpacked, and rows.
    var unpackedLimit = Int.max
    var rowLimit = Int.max

    public init(
        paths: [String], format: ReportFormat? = nil, columns: [String] = [],
        tables: [SideTables.Kind: String] = [:], year: Int? = nil, source: String = ""
    ) {
        self.paths = paths
        self.format = format
        self.columns = columns
        self.tables = tables
        self.year = year
        self.source = source
    }
}

/// What the files held, before any cut-off: every accepted row, every refused one.
struct ReportsRead {
    var table = ReportTable()
    var refused: [RefusedRow] = []
    var inputs: [InputSummary] = []
    var tables = SideTables()
    /// SHA-256 of each file as it lies on the disk: for the terminal, since it changes with the order of rows.
    var fileDigests: [(file: String, digest: String)] = []
}

extension Mechanism {
    static func read(
        _ request: ReportRequest, zone: MissionZone, progress: ProgressReport
    ) throws(MechanismError) -> ReportsRead {
        guard !request.paths.isEmpty else { throw .noReports }
        var all = ReportsRead()
        let columnNames = try columnNames(request.columns)
        for (index, path) in request.paths.enumerated() {
            var tables = SideTables()
            for kind in SideTables.Kind.allCases {
                let beside = Files.folder(of: path) + "/\(kind.rawValue).csv"
                guard let table = request.tables[kind] ?? (Files.exists(beside) ? beside : nil), table != path else {
                    continue
                }
                do throws(IntakeError) {
                    _ = try tables.read(
                        kind,
                        from: ByteSource(
                            try mapped { () throws(MechanismError) in try Files.read(table, takesPipes: true) }),
                        named: Files.name(table), refused: &all.refused)
                } catch { throw .badInput(error.description) }
            }
            all.tables.merge(tables)
            var options = IntakeOptions(zone: zone, tables: tables, columnNames: columnNames)
            options.year = request.year
            options.source = request.source
            options.unpackedLimit = request.unpackedLimit
            options.rowLimit = request.rowLimit
            try read(path, index, request, options, &all, progress)
        }
        return all
    }

    private static func mapped<T>(_ body: () throws(MechanismError) -> T) throws(IntakeError) -> T {
        do { return try body() } catch { throw IntakeError.unreadable(file: "", why: error.description) }
    }

    private static func read(
        _ path: String, _ index: Int, _ request: ReportRequest, _ options: IntakeOptions, _ all: inout ReportsRead,
        _ progress: ProgressReport
    ) throws(MechanismError) {
        let name = path == "-" ? "standard input" : Files.name(path)
        let file = try FileSource(path)
        var digest = SHA256()
        let summary: IntakeSummary
        do throws(IntakeError) {
            summary = try withoutActuallyEscaping(progress) { (progress) throws(IntakeError) in
                let source = ByteSource(byteCount: file.size) { buffer in
                    let count = try file.read(buffer)
                    digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    progress("reading \(name)", file.size.map { Double(file.bytesRead) / Double(max(1, $0)) })
                    return count
                }
                return try readReports(
                    from: source, named: name, fileIndex: index, format: request.format, options: options,
                    into: &all.table, refused: &all.refused)
            }
        } catch { throw .badInput(error.description) }
        all.fileDigests.append((name, Files.hex(digest.finalize())))
        all.inputs.append(
            InputSummary(
                file: name, format: summary.format?.rawValue ?? "", rows: summary.rows, accepted: summary.accepted,
                refused: summary.refused))
    }

    private static func columnNames(_ columns: [String]) throws(MechanismError) -> [String: String] {
        var names: [String: String] = [:]
        for column in columns.flatMap({ $0.split(separator: ",") }) {
            let parts = column.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw .badRequest("“\(column)” does not map a column. Write --map lat=LATITUDE,lon=LONGITUDE.")
            }
            names[parts[0]] = parts[1]
        }
        return names
    }
}

extension SideTables {
    /// Adds what another set of tables says; where both speak of the same thing, this one stands.
    fileprivate mutating func merge(_ other: SideTables) {
        acts.merge(other.acts) { mine, _ in mine }
        sourceKinds.merge(other.sourceKinds) { mine, _ in mine }
        places.merge(other.places) { mine, _ in mine }
        for actor in other.actors where !actors.contains(actor) { actors.append(actor) }
    }
}

extension ReportTable {
    /// SHA-256 over the rows of one file in canonical order, every column that a source fills written one after the
    /// other: the same however the rows were ordered. Layout: `docs/formats.md`, "Digests".
    func contentDigest(ofFile file: Int) -> String {
        var order = canonicalOrder().filter { Int(files[Int($0)]) == file }
        // Versions of one report: by what they say.
        order = order.sortedRuns { a, b in
            earliest[a] == earliest[b] && latest[a] == latest[b] && sources[a] == sources[b]
                && ids.compare(a, ids, b) == 0
        } by: {
            compareContent($0, $1) < 0
        }
        var hash = SHA256()
        var line: [UInt8] = []
        for row in order.lazy.map(Int.init) {
            line.removeAll(keepingCapacity: true)
            func add(_ text: String) {
                line.append(contentsOf: text.utf8)
                line.append(0x1F)
            }
            func add(_ column: ByteColumn, _ at: Int) {
                column.withBytes(at) { line.append(contentsOf: $0) }
                line.append(0x1F)
            }
            func add(_ number: some FixedWidthInteger) {
                withUnsafeBytes(of: Int64(number).littleEndian) { line.append(contentsOf: $0) }
            }
            add(ids, row)
            add(texts, row)
            for column in [sources, types, sidesA, sidesB, placeNames, countries] {
                add(strings.texts, Int(column[row]))
            }
            for number in [receivedAt[row], earliest[row], latest[row]] { add(number) }
            for number in [latitudes[row], longitudes[row]] { add(Int64(bitPattern: number.bitPattern)) }
            for number in [killedLow[row], killedHigh[row], injuredLow[row], injuredHigh[row]] { add(number) }
            add(Int64(bitPattern: acts[row].rawValue))
            line.append(precisions[row].rawValue)
            line.append(placeKinds[row].rawValue)
            switch placeKinds[row] {
            case .sector, .area: add("\(place(row))")
            default: add(Int64(bitPattern: placeSizes[row].bitPattern))
            }
            if details[row] >= 0 { add("\(detail(row))") }
            hash.update(data: line)
        }
        return Files.hex(hash.finalize())
    }
}

extension Array where Element == Int32 {
    /// Sorts each run of equal neighbours.
    fileprivate func sortedRuns(where isSame: (Int, Int) -> Bool, by isLess: (Int, Int) -> Bool) -> [Int32] {
        var sorted = self
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, isSame(Int(self[start]), Int(self[end])) { end += 1 }
            if end - start > 1 { sorted[start..<end].sort { isLess(Int($0), Int($1)) } }
            start = end
        }
        return sorted
    }
}
