import Truce

/// The columns of an exported table: a name each, and where its value lies in the sieved record. What the asker may not
/// see leaves its cell empty, as does what is not there.
struct ExportTable: Sendable {
    static let type = "text/csv; charset=utf-8"

    let columns: [(name: String, path: String)]

    init(_ columns: KeyValuePairs<String, String>) { self.columns = columns.map { ($0.key, $0.value) } }

    var head: String { CSVText.row(columns.map { .string($0.name) }) }

    func row(_ record: JSONObject) -> String { CSVText.row(columns.map { JSONValue.object(record).at($0.path) }) }

    static let incidents = ExportTable([
        "id": "id", "stage": "stage", "published": "published", "day": "day", "earliest": "earliest",
        "latest": "latest",
        "acts": "acts", "killed_low": "killed_low", "killed_high": "killed_high", "injured_low": "injured_low",
        "injured_high": "injured_high", "public_longitude": "public_place/centre/0",
        "public_latitude": "public_place/centre/1", "public_square_m": "public_place/side_m",
        "public_place": "public_place/name", "place": "place", "reports": "reports", "assessed": "assessment/outcome",
        "contested": "assessment/contested", "found": "finding/outcome", "finding": "finding/id",
        "attributed_to": "finding/attribution/party", "joined_into": "into",
    ])

    static let findings = ExportTable([
        "id": "id", "incident": "incident", "entry": "index", "adopted_at": "adopted_at", "outcome": "outcome",
        "provisions": "provisions", "attribution": "attribution", "statement": "statement", "summary": "summary",
        "replies": "replies", "later_replies": "later_replies", "officer": "officer", "author": "author",
        "reopened_at": "reopened_at",
        "reopened_because": "reopened_because",
    ])

    static let reports = ExportTable([
        "id": "id", "received_at": "received_at", "channel": "channel", "source_class": "source_class",
        "source": "source/name", "earliest": "content/earliest", "latest": "content/latest", "place": "content/place",
        "place_name": "content/place_name", "acts": "content/acts", "side_a": "content/side_a",
        "side_b": "content/side_b", "killed_low": "content/killed_low", "killed_high": "content/killed_high",
        "injured_low": "content/injured_low", "injured_high": "content/injured_high", "text": "content/text",
        "public_longitude": "public_place/centre/0", "public_latitude": "public_place/centre/1",
        "public_square_m": "public_place/side_m", "corrections": "corrections", "withdrawn": "withdrawn",
        "erased": "erased", "disposition": "disposition", "incident": "incident", "duplicate_of": "duplicate_of",
    ])
}
