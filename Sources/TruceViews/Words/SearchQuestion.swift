import GRDB
import Truce

extension Search: AnsweredByViews {
    package static let lengths = 1...200

    /// The newest first: an order by how well something fits would tell of texts that the asker may not see.
    package func answer(_ look: Look) throws -> Listing<SearchHit> {
        guard Self.lengths.contains(text.count) else {
            throw ViewsError.outOfRange("A search has 1 to 200 characters, not \(text.count).")
        }
        let wanted = WordFolding.words(in: text).map(\.folded).prefix(16)
        let position = min(look.position, try SearchView.entries(look.db))
        let audiences = Passage.audiences(of: look.asker)
        let before = try page.place(of: 1)?.values[0] ?? Int64.max
        guard !wanted.isEmpty, AccessTable.may(look.asker, see: .search, Relation()) || !audiences.isEmpty else {
            return Listing(records: [], next: nil, position: position)
        }
        var hits: [(place: Int64, hit: SearchHit)] = []
        if !audiences.isEmpty {
            // Every word is quoted, so that nothing in it is read as syntax.
            let words = wanted.map { "\"\($0)\" *" }.joined(separator: " ")
            let pattern =
                "{body} : (\(words)) AND {audience} : (\(audiences.map { "\"\($0)\"" }.joined(separator: " OR ")))"
            let rows = try Int64.fetchCursor(
                look.db.cachedStatement(
                    sql: "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC"),
                arguments: [pattern, min(before, Int64(position) << 4)])
            while hits.count <= page.limit, let row = try rows.next() {
                if let hit = try hit(row, Array(wanted), look) { hits.append((row, hit)) }
            }
        }
        // After all that was written since.
        for (at, hit) in try obligations(Array(wanted), look).enumerated() where -Int64(at) - 1 < before {
            hits.append((-Int64(at) - 1, hit))
        }
        let shown = hits.prefix(page.limit)
        return Listing(
            records: shown.map(\.hit),
            next: hits.count > page.limit ? shown.last.map { ListPlace([$0.place]).text } : nil,
            position: position)
    }

    private func hit(_ row: Int64, _ wanted: [String], _ look: Look) throws -> SearchHit? {
        guard let entry = try SearchView.entry(Int(row >> 4), look.db) else { return nil }
        let passages = try entry.passages(in: PassageContext(db: look.db, entry: entry.index))
        guard passages.indices.contains(Int(row & 15)) else { return nil }
        let passage = passages[Int(row & 15)]
        if try isReplaced(passage, entry, look) { return nil }
        let hit = SearchHit(
            kind: passage.kind.name, id: passage.id, excerpt: Excerpt(of: passage.text, around: wanted).text)
        return look.mayKnow(hit) ? hit : nil
    }

    /// Whether its record says something else by now: what a source or a negotiator took back is not shown.
    private func isReplaced(_ passage: Passage, _ entry: OpenedEntry, _ look: Look) throws -> Bool {
        let topic: Topic
        switch passage.kind {
        case .report: topic = .report
        case .communiqueDraft: topic = .communique
        default: return false
        }
        return try StepView.steps(of: topic, passage.id, before: look.position, in: look.db).contains { step in
            guard step.index > entry.index else { return false }
            return switch step.fact {
            case .reportCorrected, .communiqueDrafted: true
            default: false
            }
        }
    }

    private func obligations(_ wanted: [String], _ look: Look) throws -> [SearchHit] {
        (look.standings?.obligations ?? []).compactMap { obligation in
            guard look.mayKnow(obligation), look.sees("title", of: obligation) else { return nil }
            let words = WordFolding.words(in: obligation.title).map(\.folded)
            guard wanted.allSatisfy({ word in words.contains { $0.hasPrefix(word) } }) else { return nil }
            let hit = SearchHit(
                kind: "obligation", id: obligation.id.text, excerpt: Excerpt(of: obligation.title, around: wanted).text)
            return look.mayKnow(hit) ? hit : nil
        }
    }
}

/// Part of a text around the first of some words, with … where it was cut.
struct Excerpt {
    static let length = 160
    let text: String

    init(of whole: String, around wanted: [String]) {
        guard whole.count > Self.length else {
            text = whole
            return
        }
        let words = WordFolding.words(in: whole)
        let first = words.firstIndex { word in wanted.contains { word.folded.hasPrefix($0) } } ?? 0
        let start = words.isEmpty ? whole.startIndex : words[max(0, first - 8)].range.lowerBound
        let end = whole.index(start, offsetBy: Self.length, limitedBy: whole.endIndex) ?? whole.endIndex
        text = (start > whole.startIndex ? "… " : "") + whole[start..<end] + (end < whole.endIndex ? " …" : "")
    }
}
