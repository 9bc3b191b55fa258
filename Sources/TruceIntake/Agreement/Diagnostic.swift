/// What is wrong in an agreement's files, where, and what to write instead.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Sendable {
        /// The files are not an agreement that can be applied.
        case error
        /// The agreement can be applied, but probably says something else than was meant.
        case warning
    }

    public var severity: Severity
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1, in Unicode scalars.
    public var column: Int
    /// Where in the format: `provisions[2].forbids.by`, entries counted from 1; empty for the file as a whole.
    public var path: String
    public var message: String
    public var remedy: String

    public init(
        severity: Severity, file: String, line: Int, column: Int, path: String, message: String, remedy: String
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    /// `agreement.yaml:42:7: error: … — write …`
    public var description: String {
        "\(file):\(line):\(column): \(severity.rawValue): \(message)" + (remedy.isEmpty ? "" : " — \(remedy)")
    }
}

/// The diagnostics of one reading, each said once however many versions of the text it shows up in.
final class Findings {
    private(set) var all: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    private var counts: [Diagnostic.Severity: Int] = [:]
    /// As many errors, and as many warnings, are kept; a file with more is not read to its end by anybody.
    private static let most = 10_000

    var hasErrors: Bool { counts[.error] != nil }
    /// Looking for the word that was meant takes a while in a long file: the first mistakes get it.
    var maySuggest: Bool { all.count < 300 }

    func report(_ spot: Spot, _ path: String, _ message: String, _ remedy: String) {
        report(.error, spot, path, message, remedy)
    }

    func report(
        _ severity: Diagnostic.Severity, _ spot: Spot, _ path: String, _ message: String, _ remedy: String
    ) {
        let found = Diagnostic(
            severity: severity, file: spot.file, line: spot.line, column: spot.column, path: path, message: message,
            remedy: remedy)
        var key = found
        key.path = ""
        guard counts[severity, default: 0] < Self.most, seen.insert(key).inserted else { return }
        counts[severity, default: 0] += 1
        all.append(found)
    }

    /// By file, line, column; on one spot in the order found.
    var sorted: [Diagnostic] {
        all.enumerated().sorted {
            ($0.element.file, $0.element.line, $0.element.column, $0.offset)
                < ($1.element.file, $1.element.line, $1.element.column, $1.offset)
        }.map(\.element)
    }
}
