import GRDB
import Truce

/// Up to where somebody has been told what changed: of one file of views, since each counts its proposals by itself.
package struct ChangeMark: Hashable, Sendable, CustomStringConvertible {
    /// Entries.
    package var position: Int
    /// How often proposals were folded into this file, counted from a number of its own; 0: since it was made.
    package var computed: Int

    package init(position: Int, computed: Int) {
        self.position = position
        self.computed = computed
    }

    /// As an event's name: `1024.17`.
    package var description: String { "\(position).\(computed)" }

    package init?(_ text: String) {
        guard let values = try? ListPlace(reading: text, count: 2).values, values.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        self.init(position: Int(values[0]), computed: Int(values[1]))
    }

    /// A number that files made anew begin to count at: no two are likely to, however often each counts.
    static var start: Int { .random(in: 1..<1 << 30) << 32 }

    /// Whether what was computed since it was given may have been computed before the other began to count.
    fileprivate func isOfAnotherFile(than now: ChangeMark) -> Bool {
        position > now.position || computed > now.computed || computed > 0 && computed >> 32 != now.computed >> 32
    }
}

/// What changed, as far as the asker may know of it.
package struct Changes: Hashable, Sendable {
    package struct Change: Hashable, Sendable {
        /// `report`, `incident`, `finding` …
        package var kind: String
        package var id: String
        /// The entry; nil: computed anew.
        package var position: Int?
    }

    package var changes: [Change]
    /// To go on from.
    package var mark: ChangeMark
    /// Whether there may be more than were asked for: then ask anew rather than read on.
    package var isCut: Bool
}

extension Views {
    package var mark: ChangeMark {
        get throws(ViewsError) {
            try reading(.anyone, .now, unless: Interruption()) { look in try Self.mark(look) }
        }
    }

    private static func mark(_ look: Look) throws -> ChangeMark {
        ChangeMark(
            position: look.position,
            computed: try Int.fetchOne(look.db.cachedStatement(sql: "SELECT mark FROM state")) ?? 0)
    }

    /// What changed since: a thing once, with its last entry. At most `limit` (to 1,000) are looked at of entries and of
    /// what was computed.
    package func changes(
        since: ChangeMark, for asker: Asker, limit: Int = 500, unless interruption: Interruption = Interruption()
    ) throws(ViewsError) -> Changes {
        try reading(asker, .now, unless: interruption) { look in
            let limit = min(max(1, limit), 1000)
            var changes = Changes(changes: [], mark: try Self.mark(look), isCut: false)
            var seen: Set<Changes.Change> = []
            func tell(_ kind: String, _ id: String, at position: Int?) {
                let name = Changes.Change(kind: kind, id: id, position: nil)
                guard seen.insert(name).inserted else { return }
                changes.changes.append(.init(kind: kind, id: id, position: position))
            }
            let about = try Row.fetchAll(
                look.db.cachedStatement(
                    sql: """
                        SELECT topic, subject, position FROM about WHERE position >= ? ORDER BY position DESC LIMIT ?
                        """), arguments: [since.position, limit + 1])
            for row in about.prefix(limit) {
                guard let topic = Topic(rawValue: row[0]), try look.mayKnow(of: topic, row[1]) else { continue }
                tell("\(topic)", row[1], at: row[2])
            }
            let reports = try Row.fetchAll(
                look.db.cachedStatement(
                    sql: """
                        SELECT \(Look.reportColumns) FROM report WHERE position >= ? ORDER BY position DESC LIMIT ?
                        """), arguments: [since.position, limit + 1])
            for row in reports.prefix(limit) {
                if let record = try look.report(row), look.mayKnow(record) { tell("report", row[1], at: row[0]) }
            }
            let computed = try look.computed(since: since.computed, limit: limit + 1)
            for id in computed.prefix(limit).map({ IncidentID(raw: UInt64($0)) }) {
                if let record = try look.incident(id), look.mayKnow(record) {
                    tell("incident", id.description, at: nil)
                }
            }
            if since.isOfAnotherFile(than: changes.mark) { changes.isCut = true }
            // That there were more entries says only that the log went on, which everybody sees.
            if [about.count, reports.count, computed.count].contains(where: { $0 > limit }) { changes.isCut = true }
            return changes
        }
    }
}

extension Look {
    /// Incidents computed anew since, for those who see what is computed. Others see of an incident what was recorded:
    /// that it was computed anew would tell them that something came in.
    fileprivate func computed(since mark: Int, limit: Int) throws -> [Int64] {
        guard Reach(asker, IncidentRecord.existence).all else { return [] }
        return try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM incident WHERE mark > ? ORDER BY mark DESC, id LIMIT ?"),
            arguments: [mark, limit])
    }

    /// Whether the asker may know of the thing as it stands.
    func mayKnow(of topic: Topic, _ id: String) throws -> Bool {
        func known<Fold: SubjectFold>(_: Fold.Type) throws -> Bool {
            try subject(Fold.self, id).map(mayKnow) ?? false
        }
        return switch topic {
        case .report: try ReportID(id).flatMap(report).map(mayKnow) ?? false
        case .incident: try IncidentID(id).flatMap(incident).map(mayKnow) ?? false
        case .draft: try known(DraftFold.self)
        case .finding: try known(FindingFold.self)
        case .ask: try known(AskFold.self)
        case .patrol: try known(PatrolFold.self)
        case .denial: try known(DenialFold.self)
        case .presence: try known(PresenceFold.self)
        case .session: try known(SessionFold.self)
        case .demand: try known(DemandFold.self)
        case .communique: try known(CommuniqueFold.self)
        case .amendment: try known(AmendmentFold.self)
        case .holder: try known(HolderFold.self)
        case .obligation:
            standings?.obligations.first { $0.id.text == id }.map(mayKnow) ?? false
        // Told with its incident.
        case .rung: false
        case .gate: standings?.gates.first { $0.id.text == id }.map(mayKnow) ?? false
        }
    }
}
