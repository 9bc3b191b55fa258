import Truce

/// Where in a body a mistake lies, as a JSON pointer (RFC 6901).
enum BodyPointer {
    /// - Parameter path: As facts' errors write it: `content.provisions[2]`. A key may itself hold a dot or a bracket, so
    ///   the path is read along the body: of its keys, the longest that fits counts.
    static func pointer(to path: String, in body: JSONValue) -> String {
        var pointer = ""
        var rest = path[...]
        var at: JSONValue? = body
        while !rest.isEmpty {
            if rest.hasPrefix("."), !pointer.isEmpty { rest = rest.dropFirst() }
            if rest.hasPrefix("["), case .array(let values) = at, let end = rest.firstIndex(of: "]"),
                let index = Decimal.digits(rest[rest.index(after: rest.startIndex)..<end])
            {
                pointer += "/\(index)"
                at = values.indices.contains(index) ? values[index] : nil
                rest = rest[rest.index(after: end)...]
                continue
            }
            let key = step(rest, in: at)
            pointer += "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
            at = at?[key]
            rest = rest.dropFirst(key.count)
        }
        return pointer
    }

    private static func step(_ rest: Substring, in value: JSONValue?) -> String {
        if case .object(let object) = value {
            let known = object.members.map(\.key).filter { key in
                guard !key.isEmpty, rest.hasPrefix(key) else { return false }
                let next = rest.dropFirst(key.count).first
                return next == nil || next == "." || next == "["
            }
            if let longest = known.max(by: { $0.count < $1.count }) { return longest }
        }
        let key = rest.prefix { $0 != "." && $0 != "[" }
        return String(key.isEmpty ? rest : key)
    }
}

extension FactError {
    /// What is wrong with a body, where, without saying back what was sent.
    func problem(in body: JSONValue) -> Problem {
        func problem(_ path: String, _ detail: String) -> Problem {
            Problem(.invalid, errors: [.init(BodyPointer.pointer(to: path, in: body), detail)])
        }
        return switch self {
        case .missing(let path): problem(path, "This is missing. Add it.")
        case .unknownKey(let path, let nearest):
            problem(path, "There is no such field here. " + (nearest.map { "Did you mean “\($0)”?" } ?? "Remove it."))
        case .wrong(let path, let expected, _): problem(path, "This should be \(expected).")
        case .notJSON, .newer, .notCanonical, .tooLarge: Problem(.invalid)
        }
    }
}
