import Truce

/// Sieved JSON as a person reads it: every field that is there, under its name, and nothing else.
struct ShownJSON: Sendable {
    let visit: Visit

    private var language: Language { visit.language }

    /// The fields of a record, in the order of the record; those in `leaving` are left out.
    func facts(_ record: JSONObject, leaving: Set<String> = []) -> Markup {
        .facts(
            Self.ordered(record).filter { !leaving.contains($0.key) && !Self.isEmpty($0.value) }.map { member in
                (SiteWords.field(member.key, language), value(member.value, of: member.key))
            })
    }

    /// A table with a column for each of `columns` that any record has.
    func table(_ caption: String, _ records: [JSONObject], columns: [String]) -> Markup {
        guard !records.isEmpty else { return .nothing }
        let shown = columns.filter { column in records.contains { !Self.isEmpty($0[column]) } }
        return .table(
            caption, heads: shown.map { SiteWords.field($0, language) },
            rows: records.map { record in
                shown.map { column in record[column].map { value($0, of: column) } ?? .nothing }
            })
    }

    func value(_ value: JSONValue, of field: String) -> Markup {
        switch value {
        case .bool(let isSo): return .text(SiteWords.value(isSo ? "yes" : "no", language))
        case .integer(let number): return .tag("bdi", ["dir": "ltr"], .text(String(number)))
        case .double(let number): return .tag("bdi", ["dir": "ltr"], .text(Self.text(number)))
        case .string(let text): return self.text(text, of: field)
        case .null: return .nothing
        case .array(let values):
            if field == "at", values.count == 2 { return coordinate(values) }
            if field == "region90" || field == "rings" { return .text(String(values.count)) }
            if values.isEmpty { return "–" }
            return .list(values.map { self.value($0, of: field) })
        case .object(let object):
            if object["kind"] != nil, field == "place" { return place(object) }
            if field == "public_place" || object["side_m"] != nil { return publicPlace(object) }
            return facts(object)
        }
    }

    // MARK: Texts

    private func text(_ text: String, of field: String) -> Markup {
        if let moment = Self.moment(text) { return time(moment) }
        if Self.enumerations.contains(field), SiteWords.has(value: text) {
            return .text(SiteWords.value(text, language))
        }
        switch field {
        case "fact": return .text(SiteWords.fact(text, language))
        case "acts", "act": return .text(visit.catalogue.act(text))
        case "incident", "into", "proposed_incident", "incidents": return named(text, "/incidents/")
        case "report": return named(text, "/reports/")
        // What a case rests on is told to many who may not read the reports themselves.
        case "duplicate_of", "reports": return readsReports ? named(text, "/reports/") : .code(text)
        case "finding": return named(text, "/findings/")
        case "id":
            if text.hasPrefix("INC-") { return named(text, "/incidents/") }
            return .code(text)
        case "provision", "provisions", "gate", "obligation":
            return visit.agreement.title(of: field, text).map { title in
                .group([.code(text), " ", .words(title.text(in: language.rawValue))])
            } ?? .code(text)
        case _ where Self.sides.contains(field):
            return visit.agreement.nameOfSide(text).map { .words($0.text(in: language.rawValue)) } ?? .code(text)
        case _ where Self.codes.contains(field): return .code(text)
        default: return .tag("bdi", ["class": "prose"], .text(text))
        }
    }

    func time(_ moment: Instant) -> Markup {
        .tag(
            "time", ["datetime": moment.description, "dir": "ltr"],
            .text(visit.zone.shortText(moment)))
    }

    /// Whether every report has a page for the asker, and not only some.
    private var readsReports: Bool {
        visit.asker.effectiveGrants.contains {
            AccessTable.sight(of: ReportRecord.existence, for: $0.role) == .always
        }
    }

    private func named(_ text: String, _ path: String) -> Markup {
        .tag(
            "a", ["href": visit.href(path + Links.encoded(text))], .code(text))
    }

    private func place(_ place: JSONObject) -> Markup {
        guard case .string(let kind)? = place["kind"] else { return .nothing }
        var parts: [Markup] = [.text(SiteWords.value(kind, language))]
        if case .array(let at)? = place["at"] { parts += [" ", coordinate(at)] }
        for (name, words) in [("sigma_m", Words.giveOrTake), ("radius_m", Words.within), ("side_m", Words.square)] {
            if let metres = place[name].flatMap(Self.number) { parts += [", ", distance(words, metres)] }
        }
        return .group(parts)
    }

    /// A square of the public grid: its name, its middle, how wide it is.
    private func publicPlace(_ place: JSONObject) -> Markup {
        var parts: [Markup] = []
        if let name = place.string("name") { parts += [.words(name), " "] }
        if case .array(let centre)? = place["centre"] { parts.append(coordinate(centre)) }
        if let side = place["side_m"].flatMap(Self.number) {
            parts += [", ", distance(Words.square, side)]
        }
        return .group(parts)
    }

    private func distance(_ words: Phrase, _ metres: Double) -> Markup {
        .group([
            .text(visit.say(words) + " "), .tag("bdi", [:], .text("\(Self.text(metres)) \(visit.say(Words.metres))")),
        ])
    }

    private enum Words {
        static let giveOrTake = Phrase("give or take", "بهامش")
        static let within = Phrase("radius", "نصف القطر")
        static let square = Phrase("square of", "مربع ضلعه")
        static let metres = Phrase("m", "م")
    }

    /// Latitude first, as people say it.
    private func coordinate(_ at: [JSONValue]) -> Markup {
        guard at.count == 2, let longitude = Self.number(at[0]), let latitude = Self.number(at[1]) else {
            return .nothing
        }
        return .tag("bdi", ["dir": "ltr"], .text("\(Self.text(latitude)), \(Self.text(longitude))"))
    }

    // MARK: Kinds of fields

    /// Whose words stand in ``SiteWords``.
    static let enumerations: Set<String> = [
        "stage", "outcome", "finding_outcome", "channel", "source_class", "position", "verdict", "kind", "means",
        "direction", "precision",
        "role", "confidence", "standing", "truth", "disposition", "answer", "status", "missing",
    ]
    static let sides: Set<String> = [
        "of", "by", "accused", "party", "side", "signatory", "demanded_by", "according_to", "parties", "signatories",
        "bracketed_by", "asked_sides", "answers_for", "needs", "agreed_by",
    ]
    private static let codes: Set<String> = [
        "evidence", "digest", "leaf", "key", "signature", "files", "holder", "officer", "author", "reviewer",
        "opened_by",
        "asked_by", "tasked_by", "reported_by", "granted_by", "ask", "patrol", "session", "demand", "communique",
        "amendment", "subject", "media_type", "name", "day",
    ]

    /// The record's name first, then as it is declared; JSON is in the order of the keys.
    private static func ordered(_ record: JSONObject) -> [JSONObject.Member] {
        record.members.enumerated().sorted { a, b in
            (rank(a.element.key), a.offset) < (rank(b.element.key), b.offset)
        }.map(\.element)
    }

    private static let order: [String] = [
        "id", "index", "title", "stage", "fact", "kind", "incident", "report", "outcome", "provision", "verdict",
        "content", "of", "accused", "party", "position", "allegation", "statement", "text", "day", "earliest", "latest",
        "precision", "place_name", "public_place", "place", "acts", "type",
        "killed_low", "killed_high", "injured_low", "injured_high",
    ]
    private static func rank(_ key: String) -> Int { order.firstIndex(of: key) ?? order.count }

    static func isEmpty(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null?: true
        case .array(let values)?: values.isEmpty
        case .object(let object)?: object.members.isEmpty
        default: false
        }
    }

    static func moment(_ text: String) -> Instant? {
        guard text.utf8.count == 20, text.hasSuffix("Z") else { return nil }
        return ParameterText.instant(text)
    }

    static func number(_ value: JSONValue) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// Without a fraction that says nothing.
    static func text(_ number: Double) -> String {
        let rounded = (number * 100_000).rounded() / 100_000
        return Int64(exactly: rounded).map(String.init) ?? "\(rounded)"
    }
}

extension JSONObject {
    func string(_ key: String) -> String? {
        guard case .string(let text)? = self[key] else { return nil }
        return text
    }

    func object(_ key: String) -> JSONObject? {
        guard case .object(let object)? = self[key] else { return nil }
        return object
    }

    func objects(_ key: String) -> [JSONObject] {
        guard case .array(let values)? = self[key] else { return [] }
        return values.compactMap { value in
            guard case .object(let object) = value else { return nil }
            return object
        }
    }

    func strings(_ key: String) -> [String] {
        guard case .array(let values)? = self[key] else { return [] }
        return values.compactMap { value in
            guard case .string(let text) = value else { return nil }
            return text
        }
    }

    func bool(_ key: String) -> Bool { self[key] == .bool(true) }

    func integer(_ key: String) -> Int? {
        guard case .integer(let number)? = self[key] else { return nil }
        return Int(number)
    }
}

extension Agreement {
    func nameOfSide(_ id: String) -> LocalizedText? {
        parties.first { $0.id == id }?.name ?? guarantors.first { $0.id == id }?.name
            ?? mediators.first { $0.id == id }?.name
    }

    /// Of a provision, an obligation or a gate, by the name of the field that names it.
    func title(of field: String, _ id: String) -> LocalizedText? {
        switch field {
        case "provision", "provisions": provisions.first { $0.id == id }?.title
        case "obligation": obligations.first { $0.id == id }?.title
        case "gate": gates.first { $0.id == id }?.title
        default: nil
        }
    }
}
