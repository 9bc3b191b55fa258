import Truce

@testable import TruceWeb

/// Holds what readers saw against the published table. What there is to see is what the head of mission saw; how each
/// thing stands to a reader is worked out here once more, from what the page says of *own* and *published*.
struct Judgement: Sendable {
    let table: PublishedTable
    let whole: Sighting
    /// What each mark was written as.
    let subjects: [String: String]
    /// The fields in which each mark stands.
    let guards: [String: [(thing: Thing, field: String)]]
    /// Fields that hold records: each of those is judged by itself.
    let containers: Set<String>
    /// What is put together for each reader anew.
    static let computed: Set<String> = ["MapCell", "Queue", "SearchHit"]
    /// Published for as long as a finding stands, and not because there was one.
    private static let whileItStands: Set<String> = [
        "day", "public_place", "acts", "killed_low", "killed_high", "injured_low", "injured_high", "reports",
    ]

    init(
        table: PublishedTable, whole: Sighting, document: JSONValue, marks: [(word: String, subject: String)]
    ) {
        self.table = table
        self.whole = whole
        subjects = Dictionary(uniqueKeysWithValues: marks)
        var containers: Set<String> = []
        let schemas = document["components"]?["schemas"]
        for schema in DescriptionCheck.members(schemas) where schema.value["x-seen-by"] != nil {
            for field in DescriptionCheck.members(schema.value["properties"]) {
                let reference = field.value["$ref"] ?? field.value["items"]?["$ref"]
                guard case .string(let text)? = reference,
                    schemas?[String(text.split(separator: "/").last!)]?["x-seen-by"] != nil
                else { continue }
                containers.insert("\(schema.key).\(field.key)")
            }
        }
        self.containers = containers
        var guards: [String: [(thing: Thing, field: String)]] = [:]
        for (thing, shown) in whole.things where !Self.computed.contains(thing.record) && !thing.isNote {
            for (field, value) in shown.members where !containers.contains("\(thing.record).\(field)") {
                // Nothing that a server sent is a number that JSON cannot hold.
                let text = SearchedBytes((try? value.canonicalBytes()) ?? [])
                for (word, _) in marks where text.contains(word) {
                    guards[word, default: []].append((thing, field))
                }
            }
        }
        for (word, subject) in marks where subject.hasPrefix("file ") {
            let files = whole.things.keys.filter { $0.record == "Evidence" && $0.key.hasSuffix(subject.dropFirst(5)) }
            // A file says more than its record: as much as its report and the report's source.
            guards[word] = files.map {
                (Thing(record: "Report", key: String($0.key.split(separator: " ")[1])), "source")
            }
        }
        self.guards = guards
    }

    /// What must be allowed, all of it, for a reader to see one field of one thing; and whether it was seen.
    struct Probe: Hashable {
        struct Link: Hashable {
            let row: String
            let relation: Relation
        }
        let reader: Reader
        let links: [Link]
        let wasSeen: Bool

        func isRight(by table: PublishedTable) -> Bool {
            links.allSatisfy { table.shows($0.row, $0.relation, to: reader.roles) } == wasSeen
        }
    }

    /// Each different one, with a field that shows it.
    func probes(of sighting: Sighting) -> [Probe: String] {
        var probes: [Probe: String] = [:]
        for (thing, shown) in whole.things where !Self.computed.contains(thing.record) {
            let seen = sighting.things[thing]?.members
            for field in shown.members.keys where !containers.contains("\(thing.record).\(field)") {
                let probe = Probe(
                    reader: sighting.reader, links: links(thing, field, sighting.reader), wasSeen: seen?[field] != nil)
                probes[probe] = probes[probe] ?? "\(thing): \(field)"
            }
        }
        for (record, page) in [("Queue", "/"), ("SearchHit", Sweep.openSearch)] {
            let links = [Probe.Link(row: table.existence[record]!, relation: Relation(isOwn: record == "Queue"))]
            let wasSeen = sighting.things.keys.contains { $0.record == record + " of " + page }
            probes[Probe(reader: sighting.reader, links: links, wasSeen: wasSeen)] = "\(record) at \(page)"
        }
        return probes
    }

    /// What is not as the table has it.
    func faults(of sighting: Sighting) -> [String] {
        var faults: [String] = []
        for (probe, example) in probes(of: sighting) where !probe.isRight(by: table) {
            faults.append("\(sighting.reader) \(probe.wasSeen ? "saw" : "did not see") \(example)")
        }
        for (thing, shown) in sighting.things where !Self.computed.contains(thing.record) && !thing.isNote {
            let known = whole.things[thing]?.members
            for field in shown.members.keys {
                if table.rows[thing.record]?[field] == nil {
                    faults.append("\(sighting.reader) saw \(thing): \(field), which stands in no row of the table")
                } else if known?[field] == nil {
                    faults.append("\(sighting.reader) saw \(thing): \(field), and the head of mission did not")
                }
            }
        }
        for (mark, places) in sighting.marks where !mayMeet(mark, sighting.reader) {
            faults.append("\(sighting.reader) met \(mark) at \(Set(places).sorted().prefix(5))")
        }
        for change in sighting.changes {
            // What is named in another way is looked at by its name alone.
            let things = whole.things.keys.filter { $0.key == change.key && $0.record == change.record }
            if things.isEmpty, !mayHear(of: change, sighting.reader) {
                faults.append("\(sighting.reader) heard of \(change)")
            }
            for thing in things where !isVisible(thing, sighting.reader) {
                faults.append("\(sighting.reader) heard that \(thing) changed")
            }
        }
        return (faults + sighting.beyond.map { "\(sighting.reader): \($0)" }).sorted()
    }

    /// Of what is in no list any more, or is named by its entry.
    private func mayHear(of change: Thing, _ reader: Reader) -> Bool {
        switch change.record {
        case "Holder":
            let entry = whole.things[Thing(record: "Entry", key: change.key)]?.members["data"]
            let isOwn = reader.holder != nil && entry?["holder"] == reader.holder.map(JSONValue.string)
            return table.shows("grant", Relation(isOwn: isOwn), to: reader.roles)
        case "Draft": return table.shows("draft", Relation(), to: reader.roles)
        case "Incident": return table.shows("incident", Relation(), to: reader.roles)
        default: return false
        }
    }

    func isVisible(_ thing: Thing, _ reader: Reader) -> Bool {
        links(thing, nil, reader).allSatisfy { table.shows($0.row, $0.relation, to: reader.roles) }
    }

    /// Whether the word stands in something that the reader may see.
    func mayMeet(_ mark: String, _ reader: Reader) -> Bool {
        if subjects[mark] == "import by \(reader)" { return true }
        return (guards[mark] ?? []).contains { thing, field in
            links(thing, field, reader).allSatisfy { table.shows($0.row, $0.relation, to: reader.roles) }
        }
    }

    private func links(_ thing: Thing, _ field: String?, _ reader: Reader) -> [Probe.Link] {
        var links: [Probe.Link] = []
        var (thing, field): (Thing?, String?) = (thing, field)
        while let at = thing {
            let relation = relation(of: at, to: reader)
            if let field, let row = table.rows[at.record]?[field] {
                var relation = relation
                if at.record == "Incident", Self.whileItStands.contains(field),
                    whole.things[at]?.members["stage"] != "adopted"
                {
                    relation.isPublished = false
                }
                links.append(.init(row: row, relation: relation))
            }
            if let row = table.existence[at.record] { links.append(.init(row: row, relation: relation)) }
            thing = whole.things[at]?.parent
            field = nil
        }
        return links
    }

    /// All that a reader may see of some records, and what of it is its own.
    func view(of records: Set<String>, _ reader: Reader) -> [String] {
        var view: [String] = []
        for (thing, shown) in whole.things where records.contains(thing.record) {
            for field in shown.members.keys where !containers.contains("\(thing.record).\(field)") {
                let links = links(thing, field, reader)
                guard links.allSatisfy({ table.shows($0.row, $0.relation, to: reader.roles) }) else { continue }
                view.append("\(thing) \(field) \(relation(of: thing, to: reader).isOwn) \(hasReported(thing, reader))")
            }
        }
        // Rows that could be there: an empty list says something too.
        for row in Set(records.compactMap { table.existence[$0] }) {
            let couldSee = Relation.allCases.contains { table.shows(row, $0, to: reader.roles) }
            view.append("\(row) \(couldSee) \(reader.holder == nil)")
        }
        return view.sorted()
    }

    // MARK: How a thing stands to a reader

    /// Whether one of an incident's reports is the reader's own, which the incident says to whoever may see it.
    private func hasReported(_ thing: Thing, _ reader: Reader) -> Bool {
        guard thing.record == "Incident", case .array(let reports)? = whole.things[thing]?.members["reports"] else {
            return false
        }
        return reports.contains { report in
            guard case .string(let key) = report else { return false }
            return relation(of: Thing(record: "Report", key: key), to: reader).isOwn
        }
    }

    private func relation(of thing: Thing, to reader: Reader) -> Relation {
        guard let shown = whole.things[thing] else { return Relation() }
        func text(_ field: String, _ inner: String? = nil) -> String? {
            let value = inner == nil ? shown.members[field] : shown.members[field]?[inner!]
            return if case .string(let text)? = value { text } else { nil }
        }
        func list(_ field: String) -> [String] {
            guard case .array(let values)? = shown.members[field] else { return [] }
            return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        }
        func isReaders(_ holder: String?) -> Bool { holder != nil && holder == reader.holder }
        func isSides(_ side: String?) -> Bool { side != nil && side == reader.side }
        switch thing.record {
        case "Report": return Relation(isOwn: isReaders(text("source", "holder")) || isSides(text("source", "side")))
        case "Incident":
            let isAsked = list("asked_sides").contains { isSides($0) }
            // What is only proposed is nobody's own.
            let isTakenUp = text("stage") != "proposed"
            return Relation(
                isOwn: isTakenUp && (hasReported(thing, reader) || isAsked),
                isPublished: shown.members["published"] == true)
        case "Finding": return Relation(isPublished: true)
        case "Draft", "Patrol", "Journal": return Relation()
        case "Ask": return Relation(isOwn: isSides(text("content", "of")))
        case "Reply": return Relation(isOwn: isSides(text("party")))
        case "Escalation":
            let incident = whole.things[Thing(record: "Incident", key: text("incident") ?? "")]?.members["asked_sides"]
            guard case .array(let sides)? = incident else { return Relation() }
            return Relation(isOwn: sides.contains { $0 == reader.side.map(JSONValue.string) })
        case "EscalationAnswer":
            return Relation(isOwn: isReaders(text("by")) || isSides(text("by").flatMap(Reader.side)))
        case "Denial", "Presence": return Relation(isOwn: isReaders(text("reported_by")))
        case "Demand", "DemandAnswer":
            let demand = thing.record == "Demand" ? shown.members : shown.parent.flatMap { whole.things[$0]?.members }
            var sides: [JSONValue] = []
            if case .array(let of)? = demand?["of"] { sides = of }
            if let by = demand?["by"] { sides.append(by) }
            let isOwn = sides.contains { $0 == reader.side.map(JSONValue.string) } || isReaders(text("by"))
            return Relation(isOwn: isOwn, isPublished: shown.members["public"] == true)
        case "Communique": return Relation(isPublished: shown.members["agreed_at"] != nil)
        case "Holder": return Relation(isOwn: isReaders(text("holder")))
        default: return shown.parent.map { relation(of: $0, to: reader) } ?? Relation()
        }
    }
}
