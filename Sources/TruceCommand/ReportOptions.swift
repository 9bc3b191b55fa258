import ArgumentParser
import TruceMechanism

/// How report files are read: the same for every command that reads them.
struct ReportOptions: ParsableArguments {
    @Option(
        help: "Layout of the files: truce, ged, acled, osce or geojson. Told from the column names when not given.",
        completion: .list(ReportRequest.formats))
    var format: String?
    @Option(
        name: .customLong("map"), help: "Columns of another layout, as lat=LATITUDE,lon=LONGITUDE. May be repeated.")
    var columns: [String] = []
    @Option(help: "Codes of the sources (code,leaves). Default: taxonomy.csv beside the reports.", completion: .file())
    var taxonomy: String?
    @Option(help: "Further spellings of actors (alias,actor,side). Default: actors.csv beside.", completion: .file())
    var actors: String?
    @Option(help: "What the sources are (source,kind). Default: sources.csv beside.", completion: .file())
    var sources: String?
    @Option(help: "Gazetteer (name,lat,lon,radius_km). Default: places.csv beside.", completion: .file())
    var places: String?
    @Option(help: "Year of dates that state none (OSCE tables).")
    var year: Int?
    @Option(help: "Who reported, for a file that does not say.")
    var source = ""

    func request(_ paths: [String]) throws(MechanismError) -> ReportRequest {
        try ReportRequest(
            paths: paths, formatName: format, columns: columns,
            tables: ["taxonomy": taxonomy, "actors": actors, "sources": sources, "places": places], year: year,
            source: source)
    }
}
