import Truce

/// Why the mechanism could not do what it was asked. What was wrong with the asking or the input is told apart from
/// what was wrong with the machine, because the exit code differs.
public enum MechanismError: Error, Equatable, CustomStringConvertible {
    case cannotRead(path: String, why: String)
    case cannotWrite(path: String, why: String)
    /// The agreement's diagnostics, one a line.
    case badAgreement([String])
    case badInput(String)
    case badRequest(String)
    case noReports
    /// A file, disk or machine, with the whole sentence.
    case unreachable(String)
    /// Asked rightly, and the answer is no: the log does not sign, the check found something.
    case refused(String)

    public var description: String {
        switch self {
        case .cannotRead(let path, let why): "Cannot read “\(path)”: \(why)."
        case .cannotWrite(let path, let why): "Cannot write “\(path)”: \(why). Nothing was left half written there."
        case .badAgreement(let lines): lines.joined(separator: "\n")
        case .badInput(let sentence), .badRequest(let sentence), .refused(let sentence),
            .unreachable(let sentence):
            sentence
        case .noReports: "No file of reports was named. Name at least one after the agreement."
        }
    }

    /// What was asked for alone is at fault: the next request may well succeed.
    public var isOfOneLine: Bool {
        switch self {
        case .badInput, .badRequest: true
        default: false
        }
    }

    /// 1 for no; otherwise as `sysexits.h` has them: 64 usage, 65 bad input, 69 not reachable.
    public var exitCode: Int32 {
        switch self {
        case .refused: 1
        case .badAgreement, .badInput: 65
        case .badRequest, .noReports: 64
        case .cannotRead, .cannotWrite, .unreachable: 69
        }
    }
}
