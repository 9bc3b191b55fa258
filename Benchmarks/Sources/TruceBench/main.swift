import Foundation
import Truce
import TruceIntake
import TruceMatching

// truce-bench make SOURCE ROWS OUT      a GED file of so many rows: SOURCE again and again, dates shifted, ids new
// truce-bench read FILE                 CPU seconds of reading alone
// truce-bench judge FILE AGREEMENT      CPU seconds of reading, merging, matching and assessing
// Each prints one JSON line; CPU is user + system of this process, memory its peak.

let arguments = CommandLine.arguments
switch arguments.count > 1 ? arguments[1] : "" {
case "make": try makeFile(from: arguments[2], rows: Int(arguments[3])!, to: arguments[4])
case "read":
    let clock = CPUClock()
    let (table, refused) = try read(arguments[2], zone: .utc)
    report(["read_cpu_s": clock.seconds, "rows": Double(table.count), "refused": Double(refused)])
case "judge": try judge(arguments[2], agreement: arguments[3])
default:
    FileHandle.standardError.write(Data("truce-bench make|read|judge …; see main.swift\n".utf8))
    exit(64)
}

/// CPU time of this process since it was made.
struct CPUClock {
    private let begun = Self.now
    var seconds: Double { Self.now - begun }
    private static var now: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

func report(_ figures: KeyValuePairs<String, Double>) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let all = figures.map { "\"\($0.key)\": \(String(format: "%.4f", $0.value))" }
    print("{" + (all + ["\"peak_mb\": \(usage.ru_maxrss / 1024)"]).joined(separator: ", ") + "}")
}

func read(_ path: String, zone: MissionZone) throws -> (table: ReportTable, refused: Int) {
    let file = open(path, O_RDONLY)
    precondition(file >= 0, "cannot open \(path)")
    defer { close(file) }
    var status = stat()
    fstat(file, &status)
    var table = ReportTable()
    var refused: [RefusedRow] = []
    let source = ByteSource(byteCount: Int(status.st_size)) { Foundation.read(file, $0.baseAddress!, $0.count) }
    _ = try readReports(
        from: source, named: "bench.csv", options: IntakeOptions(zone: zone), into: &table, refused: &refused)
    return (table, refused.count)
}

func judge(_ path: String, agreement: String) throws {
    let folder = URL(filePath: agreement).deletingLastPathComponent()
    let file = AgreementFile.read(
        NamedBytes(name: "agreement.yaml", bytes: Array(try Data(contentsOf: URL(filePath: agreement)))),
        map: { name in (try? Data(contentsOf: folder.appending(path: name))).map(Array.init) })
    guard let history = file.history else {
        FileHandle.standardError.write(Data(file.diagnostics.map(\.description).joined(separator: "\n").utf8))
        exit(65)
    }
    let clock = CPUClock()
    let table = try read(path, zone: history.first.zone).table
    let read = clock.seconds
    let merged = MergedReports(table)
    let reports = merged.reports.reordered(by: merged.reports.canonicalOrder())
    let sorted = clock.seconds
    let matching = incidents(in: reports, context: MatchingContext(codedSources: ["UCDP GED"]))
    let matched = clock.seconds
    let docket = Docket(
        history: history, reports: reports, matching: matching, asOf: .distantFuture,
        period: .init(
            from: MissionDay(year: 2016, month: 12, day: 1), through: MissionDay(year: 2017, month: 3, day: 31)))
    let totals = DocketTotals(docket)
    let all = clock.seconds
    report([
        "read_cpu_s": read, "sort_cpu_s": sorted - read, "match_cpu_s": matched - sorted, "assess_cpu_s": all - matched,
        "cpu_s": all, "rows": Double(table.count), "incidents": Double(totals.everything.incidents),
    ])
}

/// Repeats the rows of a GED file; every copy's days are 121 later than the last's and its ids are new.
func makeFile(from source: String, rows: Int, to path: String) throws {
    let text = try String(contentsOfFile: source, encoding: .utf8)
    // Records end at line ends outside quotes; a few hold line ends within.
    var isQuoted = false
    var lines = text.utf8.split(omittingEmptySubsequences: true) { byte in
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        return byte == UInt8(ascii: "\n") && !isQuoted
    }.map { Substring($0) }
    let header = lines.removeFirst()
    let columns = header.split(separator: ",").map(String.init)
    guard let id = columns.firstIndex(of: "id"), let start = columns.firstIndex(of: "date_start") else {
        FileHandle.standardError.write(Data("\(source) is no GED file\n".utf8))
        exit(65)
    }
    precondition(id == 0, "the identifier is the first column")
    // The two dates follow each other and hold no commas; they are found from the row's end, past quoted text.
    let fromEnd = columns.count - start
    let output = FileHandle(forWritingAtPath: FileManager.default.createFile(atPath: path, contents: nil) ? path : "")!
    var buffer = Data((header + "\n").utf8)
    var made = 0
    var copy = 0
    while made < rows {
        for line in lines where made < rows {
            var fields = line.split(separator: ",", omittingEmptySubsequences: false)
            for at in [fields.count - fromEnd, fields.count - fromEnd + 1] {
                guard case .day(let day)? = TimeText.read(String(fields[at].prefix(10))) else { continue }
                fields[at] = Substring(day.advanced(byDays: 121 * copy).description)
            }
            fields[0] = Substring(String(1_000_000 + made))
            buffer.append(contentsOf: fields.joined(separator: ",").utf8)
            buffer.append(UInt8(ascii: "\n"))
            made += 1
            if buffer.count > 1 << 22 {
                output.write(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        copy += 1
    }
    output.write(buffer)
}
