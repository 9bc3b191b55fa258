import Truce

/// A command as a form: made from its schema, so that whatever the API takes can be typed, too.
struct FormPlan: Sendable {
    let kind: CommandKind
    let fields: [FormField]

    init(_ kind: CommandKind) {
        self.kind = kind
        fields = FormField.fields(of: kind.schema, at: "")
    }
}

/// One field of a form.
struct FormField: Sendable {
    /// `content.earliest`: the names from the body's outermost object on.
    let path: String
    let isRequired: Bool
    let control: Control

    /// Whether what is cited there are files that the sender brings along.
    var takesFiles: Bool {
        guard case .lines = control else { return false }
        return path == "evidence" || path == "files"
    }

    /// The last name of the path.
    var name: String { String(path.split(separator: ".").last ?? "") }

    indirect enum Control: Sendable {
        case text(characters: Int)
        case number(isWhole: Bool, least: Double?, most: Double?)
        case flag
        case moment
        case day
        case choice([String])
        /// Any of a few words.
        case choices([String])
        case place
        /// Texts, a line each.
        case lines
        /// Groups of texts, an empty line between two.
        case groups
        case record([FormField])
        /// Records of one kind; the fields' paths start at the record.
        case rows([FormField])
    }
}

extension FormField {
    static func fields(of schema: JSONValue, at path: String) -> [FormField] {
        guard case .object(let properties)? = schema["properties"] else { return [] }
        var required: Set<String> = []
        if case .array(let names)? = schema["required"] {
            for case .string(let name) in names { required.insert(name) }
        }
        let fields = properties.members.map { member in
            FormField(
                path: path.isEmpty ? member.key : "\(path).\(member.key)", isRequired: required.contains(member.key),
                control: control(member.key, member.value, at: path.isEmpty ? member.key : "\(path).\(member.key)"))
        }
        return fields.enumerated().sorted { a, b in
            (rank(a.element.name), a.offset) < (rank(b.element.name), b.offset)
        }.map(\.element)
    }

    private static func control(_ name: String, _ schema: JSONValue, at path: String) -> Control {
        if schema["oneOf"] != nil { return .place }
        if let words = words(schema) { return .choice(words) }
        switch schema["type"] {
        case "boolean": return .flag
        case "integer", "number":
            return .number(
                isWhole: schema["type"] == "integer", least: schema["minimum"].flatMap(ShownJSON.number),
                most: schema["maximum"].flatMap(ShownJSON.number))
        case "object": return .record(fields(of: schema, at: path))
        case "array":
            guard let items = schema["items"] else { return .lines }
            if let words = words(items) { return .choices(words) }
            switch items["type"] {
            case "object": return .rows(fields(of: items, at: ""))
            case "array": return .groups
            default: return .lines
            }
        default:
            if schema["pattern"] == momentPattern { return .moment }
            if schema["pattern"] == dayPattern { return .day }
            var most = 4096
            if case .integer(let limit)? = schema["maxLength"] { most = Int(limit) }
            return .text(characters: most)
        }
    }

    /// As the schemas of commands write a time and a day.
    private static let momentPattern = pattern(of: .resumeAgreement, "from")
    private static let dayPattern: JSONValue? = nil

    private static func pattern(of kind: CommandKind, _ name: String) -> JSONValue? {
        kind.schema["properties"]?[name]?["pattern"]
    }

    private static func words(_ schema: JSONValue) -> [String]? {
        guard case .array(let values)? = schema["enum"] else { return nil }
        return values.compactMap { value in
            guard case .string(let word) = value else { return nil }
            return word
        }
    }

    /// What is asked first.
    private static let order = [
        "incident", "report", "finding", "ask", "patrol", "obligation", "gate", "demand", "communique", "amendment",
        "disposition", "accused", "allegation", "content", "title", "kind", "earliest", "latest", "precision", "place",
        "place_name", "acts", "text", "side_a", "side_b", "names_initiator", "killed_low", "killed_high", "injured_low",
        "injured_high", "outcome", "provisions", "attribution", "status", "party", "position", "verdict", "statement",
        "in_confidence",
    ]
    private static func rank(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }
}
