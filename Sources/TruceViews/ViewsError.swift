/// Why a view cannot answer, or cannot be brought up to date.
package enum ViewsError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotOpen(path: String, why: String)
    /// What stands in the file is not what was written. Views are a cache: remove the file and they are built anew.
    case damaged(path: String, why: String)
    /// Entries come in order, each once.
    case outOfOrder(expected: Int, found: Int)
    /// A text given as ``Page/after`` that no answer gave.
    case unknownPlace(String)
    case outOfRange(String)
    /// Only what is known now can be asked.
    case onlyNow(String)
    case behind(wanted: Int, at: Int)
    /// Whoever asked waits no more.
    case interrupted
    case failed(path: String, why: String)

    package var description: String {
        switch self {
        case .cannotOpen(let path, let why): "The views at “\(path)” cannot be opened: \(why)."
        case .damaged(let path, let why):
            "The views at “\(path)” are damaged (\(why)). Remove the file; it is built anew from the ledger."
        case .outOfOrder(let expected, let found):
            "The views hold \(expected) entries and were given entry \(found). Give them entry \(expected) next."
        case .unknownPlace(let text):
            "“\(text.prefix(80))” is no place in a list. Take “next” of the part before, or begin without it."
        case .outOfRange(let what): what
        case .onlyNow(let what): "\(what) can be asked for now only. Leave the moment out."
        case .behind(let wanted, let at):
            "The views hold \(at) of \(wanted) entries so far. Ask again shortly."
        case .interrupted: "The answer was given up, because nobody waited for it any more."
        case .failed(let path, let why): "The views at “\(path)” failed: \(why)."
        }
    }
}
