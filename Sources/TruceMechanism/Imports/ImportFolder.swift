import Foundation

/// Where a job lies on the disk:
///
///     IMPORTS/I-…/job.json        how far it is; appears whole or not at all
///     IMPORTS/I-…/rows            the file as received; removed when the job ends
///     IMPORTS/I-…/refused.csv     the rows that were refused, with reason and remedy
struct ImportFolder: Sendable {
    let path: String

    init(_ imports: String, _ id: String) { path = imports + "/" + id }

    var job: String { path + "/job.json" }
    var rows: String { path + "/rows" }
    var refused: String { path + "/refused.csv" }

    /// Seconds since its state last changed; nil where it has none.
    var age: Double? {
        var status = stat()
        guard stat(job, &status) == 0 else { return nil }
        return Date.now.timeIntervalSince1970 - Double(status.st_mtim.tv_sec)
    }

    func read() throws(MechanismError) -> ImportJob {
        let bytes = try Files.read(job, limit: 1 << 20)
        do { return try JSONDecoder().decode(ImportJob.self, from: Data(bytes)) } catch {
            throw .badInput("“\(job)” does not describe an import. Remove its folder; the file must be sent again.")
        }
    }

    func save(_ state: ImportJob) throws(MechanismError) {
        let bytes: [UInt8]
        do { bytes = Array(try JSONEncoder().encode(state)) } catch {
            preconditionFailure("a job can be written: \(error)")
        }
        try NewFile.write(bytes, to: job)
    }

    /// Cuts off what an interrupted run wrote behind `count` bytes.
    func cutRefused(to count: Int) throws(MechanismError) {
        guard Files.exists(refused) else { return }
        guard truncate(refused, count) == 0 else {
            throw .cannotWrite(path: refused, why: String(cString: strerror(errno)))
        }
    }

    /// Adds lines and flushes them. How many bytes the file then has.
    func addRefused(_ text: String) throws(MechanismError) -> Int {
        let file = open(refused, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        func fault() -> MechanismError { .cannotWrite(path: refused, why: String(cString: strerror(errno))) }
        guard file >= 0 else { throw fault() }
        defer { close(file) }
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            let written = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + at, bytes.count - at) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw fault() }
            at += written
        }
        guard fsync(file) == 0 else { throw fault() }
        return Int(lseek(file, 0, SEEK_END))
    }
}

/// A row that was refused, as a line of the file that its sender gets back. A text that a spreadsheet would take for a
/// formula begins with an apostrophe.
enum RefusedLine {
    static let head = line(["row", "column", "value", "reason", "remedy"])

    static func line(_ cells: [String]) -> String {
        cells.map { cell in
            var text = cell
            if let first = text.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first) {
                text = "'" + text
            }
            guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
            return "\"" + text.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",") + "\r\n"
    }
}
