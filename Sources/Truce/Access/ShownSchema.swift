extension ShownRecord {
    /// JSON Schema (2020-12) of what ``json(for:)`` gives, whoever asks. `x-seen-by` says of the record and of each
    /// field which roles see it, and when; `required` is what everybody sees who sees the record.
    public static var schema: JSONValue {
        let record = JSONSchema.record(
            shown.map { field in
                let schema = field.schema()
                let said: [(String, JSONValue)] = [
                    ("description", .string(field.says)), ("x-seen-by", seenBy(field.guardedBy)),
                ]
                return (field.name, JSONSchema.adding(said, to: schema))
            }, required: shown.filter(isAlwaysThere).map(\.name))
        return JSONSchema.adding([("x-seen-by", seenBy(existence))], to: record)
    }

    /// How another schema refers to this one.
    static var reference: JSONValue {
        JSONSchema.object([("$ref", .string("#/components/schemas/\(recordName)"))])
    }

    private static func seenBy(_ row: Field) -> JSONValue {
        JSONSchema.object(
            Role.allCases.map { ($0.rawValue, AccessTable.sight(of: row, for: $0)) }
                .filter { $0.1 != .never }.map { ($0.0, .string($0.1.rawValue)) })
    }

    private static func isAlwaysThere(_ field: ShownField<Self>) -> Bool {
        guard field.isRequired else { return false }
        let isSievedByItself = field.holds.map { !($0 is any ShownPart.Type) } ?? false
        return Role.allCases.allSatisfy { role in
            Relation.allCases.allSatisfy { relation in
                guard AccessTable.sight(of: existence, for: role).allows(relation) else { return true }
                let sight = AccessTable.sight(of: field.guardedBy, for: role)
                if isSievedByItself { return sight != .never }
                return sight.allows(field.isPublishedForATime ? Relation(isOwn: relation.isOwn) : relation)
            }
        }
    }
}

/// Every record that is shown, for the API's description and for the tests.
public enum ShownRecords {
    public static let all: [any ShownRecord.Type] = [
        ReportRecord.self, EvidenceRecord.self, IncidentRecord.self, AssessmentRecord.self, ProvisionRecord.self,
        JournalRecord.self, MapCell.self, FindingRecord.self, DraftRecord.self, AskRecord.self, ReplyRecord.self,
        PatrolRecord.self, EscalationRecord.self, EscalationAnswerRecord.self, ObligationRecord.self,
        ProgressRecord.self, BaselineRecord.self, GateRecord.self, GateReasonRecord.self, DenialRecord.self,
        PresenceRecord.self, SessionRecord.self, DemandRecord.self, DemandAnswerRecord.self, CommuniqueRecord.self,
        AmendmentRecord.self, SignatureRecord.self, HolderRecord.self, EntryRecord.self, QueueRecord.self,
        SearchHit.self, DayCountRecord.self,
    ]
}
