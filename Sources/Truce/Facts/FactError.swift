/// Why bytes are no entry, JSON is no fact, or a fact cannot be written. Paths count from 0: `data.provisions[2].outcome`.
public enum FactError: Error, Equatable, CustomStringConvertible, Sendable {
    case notJSON(JSONError)
    case missing(path: String)
    case unknownKey(path: String, nearest: String?)
    case wrong(path: String, expected: String, found: String)
    /// No fact of this name, or no such version of it: a newer program wrote it, or (typed by hand) it is misspelt.
    case newer(fact: String, version: Int?, nearest: String?)
    /// The same content would be written otherwise, first at that byte.
    case notCanonical(at: Int, expected: String, found: String)
    case tooLarge(bytes: Int)

    public var description: String {
        switch self {
        case .notJSON(let error): error.description
        case .missing(let path): "“\(path)” is missing. Add it."
        case .unknownKey(let path, let nearest):
            "There is no “\(path)”. " + (nearest.map { "Did you mean “\($0)”?" } ?? "Remove it.")
        case .wrong(let path, let expected, let found): "“\(path)” should be \(expected), not \(found)."
        case .newer(let fact, let version, let nearest):
            "Fact “\(fact)”\(version.map { " version \($0)" } ?? "") is newer than this program; update the program to read it"
                + (nearest.map { ", or write “\($0)” if that was meant." } ?? ".")
        case .notCanonical(let at, let expected, let found):
            "Byte \(at): the entry is not written in its one canonical way (RFC 8785): “\(expected)” should stand here, "
                + "not “\(found)”."
        case .tooLarge(let bytes):
            "The entry has \(bytes) bytes; at most \(Entry.byteLimit) are allowed. Put what is large into a file and "
                + "record its SHA-256."
        }
    }

    /// The same error, seen from one level further out.
    func under(_ step: String) -> FactError {
        func joined(_ path: String) -> String {
            path.isEmpty || path.hasPrefix("[") ? step + path : step + "." + path
        }
        return switch self {
        case .missing(let path): .missing(path: joined(path))
        case .unknownKey(let path, let nearest): .unknownKey(path: joined(path), nearest: nearest)
        case .wrong(let path, let expected, let found): .wrong(path: joined(path), expected: expected, found: found)
        default: self
        }
    }

    /// What is wrong with the value itself.
    static func expected(_ expected: String, found: JSONValue) -> FactError {
        let text =
            switch found {
            case .string(let text): "“\(text.prefix(80))”"
            case .integer(let value): String(value)
            case .double(let value): String(value)
            case .bool(let value): String(value)
            default: found.kindName
            }
        return .wrong(path: "", expected: expected, found: text)
    }
}
