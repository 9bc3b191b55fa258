import Yams

/// A YAML file as a tree of ``Node``. What cannot be read, or might cost too much, becomes a diagnostic and nil.
struct YAMLTree {
    let file: NamedBytes
    let findings: Findings
    private let lineCount: Int

    /// A key that stands twice is renamed with such a first character, of the same width, until the file composes.
    private static let renamed: ClosedRange<UInt32> = 0xF_0000...0xF_00FF

    init(_ file: NamedBytes, findings: Findings) {
        self.file = file
        self.findings = findings
        lineCount = file.bytes.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    }

    func read() -> Node? {
        let looked = TextGuard(file: file, findings: findings, limit: FileLimits.agreementBytes)
        guard var text = looked.text(), !usesAliases(text), !nestsTooDeep(text) else { return nil }
        // Yams stops at the first key that stands twice; renaming it lets every other mistake be found as well.
        var originals: [UInt32: Unicode.Scalar] = [:]
        while true {
            do {
                guard let root = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                    refuse(1, 1, "the file holds no YAML", "begin with “truce: 1”")
                    return nil
                }
                return convert(root, depth: 1, originals: originals)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let next = Self.renamed.lowerBound + UInt32(originals.count)
                guard originals.count < 40, let first = rename(&text, at: context.mark, to: next) else {
                    refuse(
                        context.mark.line, context.mark.column, "the key “\(names.first ?? "")” stands twice",
                        "keep one of the two")
                    return nil
                }
                originals[next] = first
            } catch {
                explain(error)
                return nil
            }
        }
    }

    /// Anchors and aliases can make a small file stand for a huge one; an agreement gains nothing from them. Looked
    /// for in the text itself, because merely composing hostile ones may take for ever.
    private func usesAliases(_ text: String) -> Bool {
        func isName(_ byte: UInt8) -> Bool {
            byte == 0x2D || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        }
        var anchors: Set<ArraySlice<UInt8>> = []
        var aliases: [(name: ArraySlice<UInt8>, line: Int)] = []
        let bytes = Array(text.utf8)
        var line = 1
        for i in bytes.indices {
            if bytes[i] == 0x0A { line += 1 }
            guard bytes[i] == UInt8(ascii: "&") || bytes[i] == UInt8(ascii: "*") else { continue }
            let name = bytes[(i + 1)...].prefix(while: isName)
            guard !name.isEmpty else { continue }
            if bytes[i] == UInt8(ascii: "&") { anchors.insert(name) } else { aliases.append((name, line)) }
        }
        guard let used = aliases.first(where: { anchors.contains($0.name) }) else { return false }
        let name = String(decoding: used.name, as: UTF8.self)
        refuse(
            used.line, 1, "“*\(name)” repeats what “&\(name)” marks; anchors and aliases are not read",
            "write the text out in both places")
        return true
    }

    /// Counts brackets and indicators roughly, only to keep the parser's own recursion short.
    private func nestsTooDeep(_ text: String) -> Bool {
        let indicators = Set("-?:".utf8)
        var (line, depth, nested) = (1, 0, 0)
        var (before, last) = (UInt8(0x20), UInt8(0x20))
        for byte in text.utf8 {
            switch byte {
            case 0x0A: (line, nested) = (line + 1, 0)
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            case 0x20 where indicators.contains(last) && (before == 0x20 || before == 0x0A): nested += 1
            default: break
            }
            (before, last) = (last, byte)
            if depth > FileLimits.nesting || nested > FileLimits.nesting {
                tooDeep(line, 1)
                return true
            }
        }
        return false
    }

    private func tooDeep(_ line: Int, _ column: Int) {
        refuse(
            line, column, "more than \(FileLimits.nesting) levels are nested here",
            "close the brackets, or write fewer levels")
    }

    private func convert(_ node: Yams.Node, depth: Int, originals: [UInt32: Unicode.Scalar]) -> Node? {
        let spot = spot(node.mark)
        guard depth <= FileLimits.nesting else {
            tooDeep(spot.line, spot.column)
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return Node(spot: spot, content: isNull ? .null : .scalar(scalar.string))
        case .sequence(let sequence):
            var items: [Node] = []
            for item in sequence {
                guard let item = convert(item, depth: depth + 1, originals: originals) else { return nil }
                items.append(item)
            }
            return Node(spot: spot, content: .list(items))
        case .mapping(let mapping):
            return convert(mapping, spot, depth: depth, originals: originals)
        case .alias:
            refuse(spot.line, spot.column, "aliases are not read", "write the text out in both places")
            return nil
        }
    }

    private func convert(
        _ mapping: Yams.Node.Mapping, _ spot: Spot, depth: Int, originals: [UInt32: Unicode.Scalar]
    ) -> Node? {
        var entries: [Node.Entry] = []
        var lines: [String: Int] = [:]
        for (key, value) in mapping {
            let keySpot = self.spot(key.mark)
            guard case .scalar(let scalar) = key else {
                refuse(
                    keySpot.line, keySpot.column, "a key is a list or a set of keys here",
                    "write a word, a colon and a value")
                return nil
            }
            var name = scalar.string
            if let first = name.unicodeScalars.first, let original = originals[first.value] {
                name = String(original) + String(String.UnicodeScalarView(name.unicodeScalars.dropFirst()))
            }
            guard let value = convert(value, depth: depth + 1, originals: originals) else { return nil }
            if let earlier = lines[name] {
                refuse(
                    keySpot.line, keySpot.column, "the key “\(name)” stands here and in line \(earlier)",
                    "keep one of the two")
            } else {
                lines[name] = keySpot.line
                entries.append(Node.Entry(key: name, spot: keySpot, value: value))
            }
        }
        return Node(spot: spot, content: .map(entries))
    }

    /// Replaces the first character of the key at `mark`, behind its quote. Nil where none stands there.
    private func rename(_ text: inout String, at mark: Mark, to replacement: UInt32) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        var (at, line) = (scalars.startIndex, 1)
        while line < mark.line, at < scalars.endIndex {
            if scalars[at] == "\n" { line += 1 }
            at = scalars.index(after: at)
        }
        guard var index = scalars.index(at, offsetBy: mark.column - 1, limitedBy: scalars.endIndex),
            index < scalars.endIndex
        else { return nil }
        if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
        guard index < scalars.endIndex, scalars[index].properties.isAlphabetic, let new = Unicode.Scalar(replacement)
        else { return nil }
        let first = scalars[index]
        text.unicodeScalars.replaceSubrange(index...index, with: [new])
        return first
    }

    private func explain(_ error: any Error) {
        switch error {
        case YamlError.scanner(let context?, let problem, _, _) where problem.contains("end of stream"):
            refuse(
                context.mark.line, context.mark.column, "not YAML: what begins here is not closed",
                "close the quote or bracket")
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            refuse(mark.line, mark.column, "not YAML: \(problem)", remedy(for: problem))
        case YamlError.reader(let problem, _, _, _):
            refuse(1, 1, "not YAML: \(problem)", "save the file as UTF-8 text")
        default:
            refuse(1, 1, "not YAML", "look for a missing colon, quote or bracket")
        }
    }

    private func remedy(for problem: String) -> String {
        if problem.contains("tab") || problem.contains("token") {
            return "indent with spaces; quote a text that begins with a sign"
        }
        if problem.contains("mapping values") { return "put a text that holds “: ” in quotes" }
        if problem.contains("another document") { return "keep one agreement in a file, without “---”" }
        return "look at this line and the one above: indentation, a missing colon, quote or bracket"
    }

    private func spot(_ mark: Mark?) -> Spot {
        Spot(file: file.name, line: min(max(1, mark?.line ?? 1), lineCount), column: max(1, mark?.column ?? 1))
    }

    private func refuse(_ line: Int, _ column: Int, _ message: String, _ remedy: String) {
        findings.report(
            Spot(file: file.name, line: min(max(1, line), lineCount), column: max(1, column)), "", message, remedy)
    }
}
