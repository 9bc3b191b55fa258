import Testing
import TruceTesting

@testable import Truce

@Suite("What is shown of a record")
struct SievingTests {
    /// Shown to those who see what is published only while a finding stands. Written here again, not read off the
    /// records.
    static let whileItStands: Set<String> = [
        "day", "public_place", "acts", "killed_low", "killed_high", "injured_low", "injured_high", "reports",
    ]

    @Test("every record has its example")
    func examples() { #expect(RecordExample.all.map(\.name) == ShownRecords.all.map { $0.recordName }) }

    @Test(
        "is exactly what the table says: to each role, of one's own and of another's, published or not",
        arguments: RecordExample.all)
    func exactly(example: RecordExample) {
        for publication in RecordExample.Publication.allCases {
            for reader in Readers.all {
                check(example.make(publication, reader), example, publication, reader)
            }
        }
    }

    private func check<Record: ShownRecord>(
        _ record: Record, _ example: RecordExample, _ publication: RecordExample.Publication, _ reader: Asker
    ) {
        let relation = example.relation(publication, reader)
        let who: Comment = "\(Record.recordName) \(reader.roles) \(relation) \(publication)"
        func sees(_ row: Field, _ relation: Relation) -> Bool {
            reader.roles.contains { AccessTable.sight(of: row, for: $0).allows(relation) }
        }
        let json = record.json(for: reader)
        guard sees(Record.existence, relation) else {
            #expect(json == nil, who)
            return
        }
        var expected: Set<String> = []
        for field in Record.shown {
            var relation = relation
            if Record.self == IncidentRecord.self, Self.whileItStands.contains(field.name), publication != .stands {
                relation.isPublished = false
            }
            if Record.self == IncidentRecord.self, field.name == "reports_since" { relation.isPublished = false }
            if let holds = field.holds, !(holds is any ShownPart.Type) {
                // Of those in the example, one stands to the asker as its own.
                let isThere =
                    switch field.name {
                    case "finding": publication != .no
                    case "draft": sees(.draft, Relation())
                    case "reply": sees(.reply, relation)
                    default:
                        Role.allCases.contains { role in
                            reader.roles.contains(role) && AccessTable.sight(of: field.guardedBy, for: role) != .never
                        }
                    }
                if isThere { expected.insert(field.name) }
            } else if sees(field.guardedBy, relation) {
                expected.insert(field.name)
            }
        }
        if Record.self == FindingRecord.self, publication != .reopened {
            expected.subtract(["reopened_at", "reopened_because"])
        }
        if Record.self == CommuniqueRecord.self, publication == .no { expected.remove("agreed_at") }
        #expect(Set(json?.members.map(\.key) ?? []) == expected, who)
    }

    @Test("every list in an incident holds those records that the reader may know of, and no more")
    func nested() throws {
        func count(_ reader: Asker, _ name: String) -> Int? {
            guard case .array(let values)? = RecordExample.incident(.stands, reader).json(for: reader)?[name] else {
                return nil
            }
            return values.count
        }
        let rows: [(Role, isOwn: Bool, asks: Int?, patrols: Int?, escalations: Int?)] = [
            (.analyst, false, 2, 1, 1), (.headOfMission, false, 2, 1, 1), (.legalReviewer, false, 2, 1, 1),
            (.auditor, false, 2, 1, 1), (.teamLeader, false, nil, 1, 1), (.mediator, false, nil, nil, 1),
            (.partyLiaison, true, 1, nil, 1), (.partyLiaison, false, 1, nil, 0), (.guarantor, true, 1, nil, 1),
            (.observer, true, nil, nil, nil), (.public, false, nil, nil, nil), (.administrator, false, nil, nil, nil),
        ]
        for row in rows {
            let reader = Readers.reader(row.0, isOwn: row.isOwn)
            #expect(count(reader, "asks") == row.asks, "\(row)")
            #expect(count(reader, "patrols") == row.patrols, "\(row)")
            #expect(count(reader, "escalations") == row.escalations, "\(row)")
        }
    }

    @Test("is as its schema describes it, whoever looks", arguments: RecordExample.all)
    func schemas(example: RecordExample) {
        let components = Dictionary(uniqueKeysWithValues: ShownRecords.all.map { ($0.recordName, $0.schema) })
        let validator = SchemaValidator(components: components)
        for publication in RecordExample.Publication.allCases {
            for reader in Readers.all {
                let record = example.make(publication, reader)
                guard let json = record.json(for: reader) else { continue }
                let faults = validator.faults(of: .object(json), by: type(of: record).schema)
                #expect(faults == [], "\(example.name) \(reader.roles)")
                #expect(throws: Never.self) { try JSONValue.object(json).canonicalBytes() }
            }
        }
    }

    @Test("every field of every record says what it is, and who sees it", arguments: RecordExample.all)
    func described(example: RecordExample) throws {
        guard case .object(let schema) = type(of: example.make(.no, .anyone)).schema,
            case .object(let properties)? = schema["properties"]
        else {
            Issue.record("no properties")
            return
        }
        for property in properties.members {
            guard case .object(let field) = property.value, case .string(let says)? = field["description"],
                case .object(let seers)? = field["x-seen-by"]
            else {
                Issue.record("\(property.key)")
                continue
            }
            #expect(says.hasSuffix(".") && says.count > 3, "\(property.key)")
            #expect(seers["head_of_mission"] != nil, "\(property.key)")
        }
    }

    @Test("what was computed and cannot be a fact is shown all the same, and never stops an answer")
    func computed() throws {
        let analyst = Readers.reader(.analyst, isOwn: false)
        let post = Coordinate(latitude: 33.5, longitude: 36.3)
        let sector = Sector(
            observer: post, bearingDegrees: 10, halfWidthDegrees: 11.25, nearMetres: 1_000, farMetres: 3_000)
        let other = Sector(
            observer: post.moved(metres: 4_000, towardsDegrees: 60), bearingDegrees: 300, halfWidthDegrees: 11.25,
            nearMetres: 1_000, farMetres: 4_000)
        var incident = RecordExample.incident(.no, analyst)
        incident.place = .located(try #require(Localisation(of: [.sector(sector), .sector(other)])))
        incident.killedHigh = .max
        incident.earliest = Instant(seconds: .min / 2)
        let long = String(repeating: "\u{7}é", count: 20_000)
        let records: [any ShownRecord] = [
            incident, SearchHit(kind: "", id: "", excerpt: long), GateReasonRecord(truth: "", text: long),
            DayCountRecord(
                day: RecordExample.day, reports: .min, incidents: nil, breached: nil, undetermined: nil, findings: 0,
                violations: 0, unable: 0, denials: nil, watchedHours: .nan),
        ]
        let components = Dictionary(uniqueKeysWithValues: ShownRecords.all.map { ($0.recordName, $0.schema) })
        let validator = SchemaValidator(components: components)
        for record in records {
            let json = try #require(record.json(for: analyst))
            #expect(validator.faults(of: .object(json), by: type(of: record).schema) == [])
            #expect(throws: Never.self) { try JSONValue.object(json).canonicalBytes() }
        }
        guard case .object(let place)? = incident.json(for: analyst)?["place"] else {
            Issue.record("no place")
            return
        }
        #expect(place["kind"] == .string("located"))
    }
}
