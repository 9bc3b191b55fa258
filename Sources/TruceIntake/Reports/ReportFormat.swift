import Truce

/// The layouts that reports arrive in.
public enum ReportFormat: String, CaseIterable, Sendable {
    /// The plain layout of `docs/formats.md`, and any other CSV with its columns mapped.
    case truceCSV = "truce"
    case ged, acled, osce, geojson
}

/// What a caller knows about the files it gives.
public struct IntakeOptions: Sendable {
    /// For times and days without an offset.
    public var zone: MissionZone
    /// What is listed beside the reports: codes, sources, places.
    public var tables: SideTables
    /// Truce's column name → the name in the file: `["lat": "LATITUDE"]`.
    public var columnNames: [String: String]
    /// Who reported, for a file that does not say.
    public var source: String
    /// For dates without a year (OSCE tables).
    public var year: Int?
    /// A longer record is refused, in bytes.
    public var recordLimit: Int
    /// For a position whose precision is not stated: it is taken to lie anywhere within this many metres.
    public var unstatedRadiusMetres: Double
    /// The most that is read of a GeoJSON file, in bytes.
    public var documentLimit: Int
    /// The most bytes that a table may have once it is unpacked. No limit, as a person at a terminal has it: set one for
    /// what strangers send.
    public var unpackedLimit: Int
    /// The most rows that are read of a file, refused ones among them. No limit unless one is set.
    public var rowLimit: Int
    /// How much is read and scanned at a time, in bytes.
    public var chunkLength: Int

    public init(zone: MissionZone, tables: SideTables = SideTables(), columnNames: [String: String] = [:]) {
        self.zone = zone
        self.tables = tables
        self.columnNames = columnNames
        source = ""
        year = nil
        recordLimit = 1 << 20
        unstatedRadiusMetres = 1_000
        documentLimit = 256 << 20
        unpackedLimit = .max
        rowLimit = .max
        chunkLength = 64 << 10
    }
}
