import Truce

/// The fields of a JSON body, read strictly: what is unknown, missing or of another kind is named by its pointer, all at
/// once.
struct BodyFields {
    private let object: JSONObject?
    private var faults: [Problem.Part] = []
    private var known: Set<String> = []

    /// Of a text, and of a password, where nothing else is said.
    static let characters = 1...256
    static let passwordCharacters = 1...1024
    /// In one list.
    static let mostTexts = 100

    init(_ json: JSONValue) {
        if case .object(let object) = json { self.object = object } else { object = nil }
    }

    mutating func text(_ name: String, _ characters: ClosedRange<Int> = characters) -> String {
        optionalText(name, characters) ?? missing(name, "")
    }

    mutating func optionalText(_ name: String, _ characters: ClosedRange<Int> = characters) -> String? {
        guard let value = take(name) else { return nil }
        guard case .string(let text) = value, text.utf8.count <= 4 * characters.upperBound,
            characters.contains(text.unicodeScalars.count)
        else { return wrong(name, "a text of \(characters.lowerBound) to \(characters.upperBound) characters", "") }
        return text
    }

    mutating func texts(_ name: String) -> [String] {
        guard let value = take(name) else { return missing(name, []) }
        guard case .array(let values) = value, values.count <= Self.mostTexts else {
            return wrong(name, "a list of texts", [])
        }
        return values.compactMap { value in
            guard case .string(let text) = value, Self.characters.contains(text.unicodeScalars.count) else {
                return wrong(name, "a list of texts", nil)
            }
            return text
        }
    }

    mutating func number(_ name: String, _ range: ClosedRange<Int>) -> Int {
        guard let value = take(name) else { return missing(name, range.lowerBound) }
        let whole: Int? =
            switch value {
            case .integer(let number): Int(exactly: number)
            // 80.0 is a whole number, too.
            case .double(let number): Int(exactly: number)
            default: nil
            }
        guard let number = whole, range.contains(number) else {
            return wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)", range.lowerBound)
        }
        return number
    }

    mutating func holder(_ name: String) -> HolderID? {
        guard let text = optionalText(name) else { return nil }
        return HolderID(text) ?? wrong(name, "the name of a holder", nil)
    }

    mutating func holders(_ name: String) -> [HolderID] {
        texts(name).compactMap { HolderID($0) ?? wrong(name, "names of holders", nil) }
    }

    /// Throws what is wrong with all that was asked for; and for what nobody asked for.
    func check() throws(Problem) {
        guard let object else { throw Problem(.invalid, errors: [.init("", "The body should be an object.")]) }
        let unknown = object.members.map(\.key).filter { !known.contains($0) }.map {
            Problem.Part("/" + $0.replacing("~", with: "~0").replacing("/", with: "~1"), "There is no such field here.")
        }
        guard faults.isEmpty, unknown.isEmpty else { throw Problem(.invalid, errors: faults + unknown) }
    }

    private mutating func take(_ name: String) -> JSONValue? {
        known.insert(name)
        return object?[name]
    }

    private mutating func missing<Value>(_ name: String, _ value: Value) -> Value {
        if !faults.contains(where: { $0.pointer == "/" + name }), object?[name] == nil {
            faults.append(.init("/" + name, "This is missing. Add it."))
        }
        return value
    }

    private mutating func wrong<Value>(_ name: String, _ expected: String, _ value: Value) -> Value {
        faults.append(.init("/" + name, "This should be \(expected)."))
        return value
    }
}
