import GRDB
import Truce

/// One question's look at the views: who asks, and as of when. Everything it reads is of one moment.
package struct Look {
    let db: Database
    let asker: Asker
    /// Entries that count: those before it.
    let position: Int
    /// Whether that is all that is folded, so that what was computed counts too.
    let isNow: Bool
    let rules: ViewRules
    let source: any RecordSource
    let standings: Standings?
    let path: String
    let interruption: Interruption

    /// Whether the asker may know of the record.
    func mayKnow<Record: ShownRecord>(_ record: Record) -> Bool {
        AccessTable.may(asker, see: Record.existence, record.relation(to: asker))
    }

    /// Whether the asker sees this field of the record: what it may not see must not be told by a filter either.
    func sees<Record: ShownRecord>(_ field: String, of record: Record) -> Bool { record.shows(field, to: asker) }
}

/// Which of the records that a row of the access table guards an asker sees.
struct Reach {
    var all: Bool
    var published: Bool
    var own: Bool

    init(_ asker: Asker, _ fields: Field...) {
        func sees(_ relation: Relation) -> Bool {
            fields.allSatisfy { AccessTable.may(asker, see: $0, relation) }
        }
        all = sees(Relation())
        published = all || sees(Relation(isPublished: true))
        own = all || sees(Relation(isOwn: true)) || sees(Relation(isOwn: true, isPublished: true))
    }

    var isNothing: Bool { !all && !published && !own }
}

/// A place in a list, as text: the values that the list is sorted by, which its records show. Whoever makes one up gets the
/// records that it may see after that place, and learns nothing else.
struct ListPlace {
    let values: [Int64]

    init(_ values: [Int64]) { self.values = values }

    /// - Parameter count: Of the values that the list is sorted by.
    init(reading text: String, count: Int) throws(ViewsError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.count <= 20 ? Int64(part) : nil
        }
        let values = parts.compactMap(\.self)
        guard parts.count == count, values.count == count, ListPlace(values).text == text else {
            throw .unknownPlace(text)
        }
        self.values = values
    }

    var text: String { values.map(String.init).joined(separator: ".") }
}

extension Page {
    /// Nil: from the start.
    func place(of count: Int) throws(ViewsError) -> ListPlace? {
        guard let after else { return nil }
        return try ListPlace(reading: after, count: count)
    }
}
