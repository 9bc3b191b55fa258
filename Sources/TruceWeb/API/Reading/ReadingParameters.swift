import Truce

extension Parameter where Value == Page {
    /// How much of a list, and from where.
    static let page = Parameter(
        described: [
            ParameterDescription(
                name: "limit", place: .query, meaning: "How many records at most.",
                schema: [
                    "type": "integer", "minimum": .integer(Int64(Page.limits.lowerBound)),
                    "maximum": .integer(Int64(Page.limits.upperBound)), "default": .integer(Int64(Page().limit)),
                ], isRequired: false),
            ParameterDescription(
                name: "after", place: .query,
                meaning:
                    "`next` of the part before: the list goes on there, whatever was added meanwhile. Only what this "
                    + "list gave out is taken.",
                schema: ["type": "string", "pattern": #"^[!-~]{1,512}$(?!\n)"#], isRequired: false),
        ]
    ) { (call) throws(Problem) in
        var page = Page(after: try call.query("after"))
        if let after = page.after,
            !(1...512).contains(after.utf8.count)
                || !after.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            throw .parameter("after")
        }
        if let text = try call.query("limit") {
            guard let limit = ParameterText.count(text), Page.limits.contains(limit) else { throw .parameter("limit") }
            page.limit = limit
        }
        return page
    }
}

extension Parameter where Value == Moment {
    static let asOf = Parameter(
        described: [
            ParameterDescription(
                name: "as_of", place: .query,
                meaning:
                    "As known then: a position of the ledger, or a moment with its offset from UTC. What is computed "
                    + "and never recorded (proposals, assessments) is there for now only.",
                schema: [
                    "anyOf": [ParameterSchemas.count, ParameterSchemas.instant]
                ], isRequired: false, example: "2017-01-15T18:00:00Z")
        ]
    ) { (call) throws(Problem) in
        guard let text = try call.query("as_of") else { return .now }
        if let position = ParameterText.count(text) { return .position(position) }
        guard let instant = ParameterText.instant(text) else { throw .parameter("as_of") }
        return .time(instant)
    }
}

extension Parameter where Value == Int? {
    static let afterPosition = Parameter.optional(
        "after_position",
        "Waits until the answer shows what was recorded up to this position: `position` of a command's answer.",
        schema: ParameterSchemas.count, ParameterText.count)
}

extension Parameter where Value == IncidentID {
    static let incident = Parameter.path(
        "incident", "The incident's name.", schema: ParameterSchemas.incident, example: "INC-0123456789AB"
    ) { IncidentID($0) }
}

extension Parameter where Value == IncidentID? {
    static func incident(_ meaning: String) -> Parameter {
        .optional("incident", meaning, schema: ParameterSchemas.incident, example: "INC-0123456789AB") {
            IncidentID($0)
        }
    }
}

extension Parameter where Value == Act? {
    static let act = Parameter.optional(
        "act", "An act of the taxonomy.",
        schema: ["type": "string", "enum": .array(Act.allCases.map { .string($0.code) })]
    ) { text in Act.allCases.first { $0.code == text } }
}

extension Parameter where Value == [IncidentStage] {
    static let stages = Parameter(
        described: [
            ParameterDescription(
                name: "stage", place: .query, meaning: "Stages, with commas between them.",
                schema: [
                    "type": "array", "minItems": 1, "uniqueItems": true,
                    "items": [
                        "type": "string", "enum": .array(IncidentStage.allCases.map { .string($0.rawValue) }),
                    ],
                ], isRequired: false, example: ["under_verification", "finding_drafted"])
        ]
    ) { (call) throws(Problem) in
        guard let text = try call.query("stage") else { return [] }
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        let stages = words.compactMap { IncidentStage(rawValue: String($0)) }
        guard stages.count == words.count, Set(stages).count == stages.count else { throw .parameter("stage") }
        return stages
    }
}

extension Parameter where Value == MapBox? {
    static let box = Parameter.optional(
        "box", BoxText.meaning, schema: BoxText.schema, example: BoxText.example, BoxText.box
    ).checked(BoxText.check)
}

extension Parameter where Value == MapBox {
    static let requiredBox = Parameter.required(
        "box", BoxText.meaning, schema: BoxText.schema, example: BoxText.example, BoxText.box
    ).checked(BoxText.check)
}

/// `west,south,east,north` in degrees.
enum BoxText {
    static let meaning =
        "West, south, east and north in degrees, with commas between them; west may be greater than east, across the "
        + "antimeridian. South is not greater than north."
    static let schema: JSONValue = [
        "type": "array", "minItems": 4, "maxItems": 4, "items": ["type": "number", "minimum": -180, "maximum": 180],
        "prefixItems": [longitude, latitude, longitude, latitude],
    ]
    static let example: JSONValue = [35.5, 32.3, 42.4, 37.4]

    private static let longitude: JSONValue = ["type": "number", "minimum": -180, "maximum": 180]
    private static let latitude: JSONValue = ["type": "number", "minimum": -90, "maximum": 90]

    static func box(_ text: String) -> MapBox? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { degrees($0) }
        guard parts.count == 4, numbers.count == 4, numbers.allSatisfy({ (-180...180).contains($0) }),
            (-90...90).contains(numbers[1]), (-90...90).contains(numbers[3])
        else { return nil }
        return MapBox(west: numbers[0], south: numbers[1], east: numbers[2], north: numbers[3])
    }

    /// What a schema cannot say.
    static func check(_ box: MapBox?) throws(Problem) {
        if let box, box.south > box.north {
            throw Problem(.invalid, errors: [.init("box", "South is greater than north. Exchange the two.")])
        }
    }

    /// A number as JSON writes it.
    private static func degrees(_ text: Substring) -> Double? {
        // Whatever is no number is no box, whyever.
        switch try? JSONValue(parsing: Array(text.utf8), limit: 32) {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}

extension ParameterSchemas {
    static let incident: JSONValue = ["type": "string", "pattern": "^INC-[0-9A-HJKMNP-TV-Z]{12}$"]
    static let digest: JSONValue = ["type": "string", "pattern": "^[0-9a-f]{64}$"]
}
