import Truce

/// The small tables that may lie beside a report file: what a source's codes mean, what the sources are, where
/// places lie, and who goes by which name.
public struct SideTables: Sendable {
    /// `taxonomy.csv` (`code,leaves`, `|` between leaves): a source's type code → the acts it may mean.
    public var acts: [String: ActSet] = [:]
    /// `sources.csv` (`source,kind`).
    public var sourceKinds: [String: String] = [:]
    /// `places.csv` (`name,lat,lon,radius_km`).
    public var places: [String: Place] = [:]
    /// `actors.csv` (`alias,actor,side`), in the file's order.
    public var actors: [Actor] = []

    public struct Actor: Hashable, Sendable {
        public let alias: String
        public let actor: String
        public let side: String
        public init(alias: String, actor: String, side: String) {
            self.alias = alias
            self.actor = actor
            self.side = side
        }
    }

    public init() {}

    /// Which of the four a header row announces.
    public enum Kind: String, CaseIterable, Sendable {
        case taxonomy, sources, places, actors

        var columns: [String] {
            switch self {
            case .taxonomy: ["code", "leaves"]
            case .sources: ["source", "kind"]
            case .places: ["name", "lat", "lon"]
            case .actors: ["alias", "actor", "side"]
            }
        }
    }

    /// Reads one table and adds what it says. Rows that cannot be used are appended to `refused`.
    public mutating func read(
        _ kind: Kind, from source: ByteSource, named name: String, refused: inout [RefusedRow]
    ) throws(IntakeError) -> IntakeSummary {
        let rows = try SimpleTable(source, named: name, needs: kind.columns, refused: &refused)
        var summary = rows.summary
        for (row, values) in rows.rows {
            if let (column, problem) = add(kind, values, rows.columns) {
                refused.append(
                    RefusedRow(
                        file: name, row: row, column: column, value: String(rows.value(column, values).prefix(200)),
                        problem: problem))
                summary.refused += 1
            } else {
                summary.accepted += 1
            }
        }
        return summary
    }

    private mutating func add(_ kind: Kind, _ values: [String], _ columns: [String: Int]) -> (String, RowProblem)? {
        func value(_ name: String) -> String { columns[name].map { values[$0] } ?? "" }
        if value(kind.columns[0]).isEmpty { return (kind.columns[0], .missing) }
        switch kind {
        case .taxonomy:
            var acts: ActSet = []
            for leaf in value("leaves").split(separator: "|") {
                guard let known = Self.acts(named: String(leaf)) else {
                    return ("leaves", .code(allowed: "the codes of the taxonomy, such as “fire.mortar” or “shelling”"))
                }
                acts.formUnion(known)
            }
            self.acts[value("code")] = acts
        case .sources: sourceKinds[value("source")] = value("kind")
        case .actors:
            actors.append(Actor(alias: value("alias"), actor: value("actor"), side: value("side")))
        case .places:
            guard let latitude = Double(value("lat")), let longitude = Double(value("lon")),
                let at = Coordinate(checkedLatitude: latitude, longitude: longitude)
            else { return ("lat", .coordinate) }
            let radius = value("radius_km")
            guard let kilometres = radius.isEmpty ? 1 : Double(radius), kilometres >= 0, kilometres < 20_000 else {
                return ("radius_km", .distance)
            }
            places[value("name")] = .disc(at, radiusMetres: kilometres * 1000)
        }
        return nil
    }

    /// What a source's code may mean: the taxonomy's own entry, else a code or a plain word that Truce knows.
    public func acts(for code: String) -> ActSet { acts[code] ?? Self.acts(named: code) ?? [] }

    /// A leaf's or group's code, or one of the plain words that taxonomies write.
    public static func acts(named name: String) -> ActSet? {
        if let known = ActSet(code: name) ?? synonyms[name] { return known }
        // A leaf without its group, or in plain words: “mortar”, “Air strike”.
        let plain = name.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
        return ActSet(code: plain) ?? synonyms[plain] ?? leaves[plain]
    }

    private static let leaves: [String: ActSet] = {
        var found: [String: ActSet] = [:]
        for act in Act.allCases where act != .otherFire {
            found[String(act.code.split(separator: ".").last!)] = ActSet(act)
        }
        return found
    }()

    private static let synonyms: [String: ActSet] = [
        "shelling": .shelling,
        "small_arms": ActSet(.smallArms),
        "air_strike": ActSet(.airStrike),
        "drone_strike": ActSet(.uavStrike),
        "ied_mine": ActSet([.explosiveDevice, .mines]),
        "movement": ActSet(code: "movement") ?? [],
        "detention": ActSet(.detention),
        "aid_obstruction": ActSet(.aid),
    ]
}

/// A small CSV table held whole: for configuration, not for reports.
struct SimpleTable {
    private(set) var columns: [String: Int] = [:]
    private(set) var rows: [(row: Int, values: [String])] = []
    private(set) var summary = IntakeSummary()

    init(_ source: ByteSource, named name: String, needs: [String], refused: inout [RefusedRow]) throws(IntakeError) {
        let reader = try CSVTable(source, named: name, options: IntakeOptions(zone: .utc))
        for (at, column) in reader.header.enumerated() { columns[column] = at }
        let missing = needs.filter { columns[$0] == nil }
        if !missing.isEmpty {
            throw .missingColumns(file: name, format: .truceCSV, missing: missing, found: reader.header)
        }
        var rows: [(Int, [String])] = []
        try reader.forEachRecord(&refused, &summary) { record, row, _, _ in
            let values = (0..<record.count).map { i in
                record.text(i, reader.scratch).map { String(decoding: $0, as: UTF8.self).trimmed } ?? ""
            }
            rows.append((row, values))
        }
        self.rows = rows
    }

    func value(_ column: String, _ values: [String]) -> String { columns[column].map { values[$0] } ?? "" }
}
