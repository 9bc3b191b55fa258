import GRDB
import Truce

extension FindingList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<FindingRecord> {
        try look.list(FindingFold.self, page) { record in
            func holds<Value>(_ wanted: Value?, _ field: String, _ test: (Value) -> Bool) -> Bool {
                wanted.map { look.sees(field, of: record) && test($0) } ?? true
            }
            return holds(outcome, "outcome") { record.outcome == $0 }
                && holds(side, "attribution") { record.attribution.party == $0 }
                && holds(from, "summary") { from in record.summary.map { $0.day >= from } ?? false }
                && holds(through, "summary") { through in record.summary.map { $0.day <= through } ?? false }
        }
    }
}

extension FindingByID: AnsweredByViews {
    package func answer(_ look: Look) throws -> Single<FindingRecord> {
        let record = try look.subject(FindingFold.self, id.text)
        return Single(record: record.flatMap { look.mayKnow($0) ? $0 : nil }, position: look.position)
    }
}

extension AskList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<AskRecord> {
        try look.list(AskFold.self, page) { record in
            guard let open else { return true }
            guard look.sees("overdue", of: record), look.sees("reply", of: record),
                look.sees("lapsed", of: record)
            else { return false }
            return record.isOpen == open
        }
    }
}

extension DenialList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<DenialRecord> { try look.list(DenialFold.self, page) }
}

extension PresenceList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<PresenceRecord> { try look.list(PresenceFold.self, page) }
}

extension SessionList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<SessionRecord> { try look.list(SessionFold.self, page) }
}

extension DemandList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<DemandRecord> { try look.list(DemandFold.self, page) }
}

extension CommuniqueList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<CommuniqueRecord> { try look.list(CommuniqueFold.self, page) }
}

extension AmendmentList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<AmendmentRecord> { try look.list(AmendmentFold.self, page) }
}

extension HolderList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<HolderRecord> { try look.list(HolderFold.self, page) }
}

extension EntryList: AnsweredByViews {
    /// Read from the ledger itself: the views keep no second copy of a million entries.
    package func answer(_ look: Look) throws -> Listing<EntryRecord> {
        let from = try page.place(of: 1).map { max(0, $0.values[0]) } ?? -1
        let start = Int(min(from, Int64(look.position))) + 1
        let end = min(look.position, start + page.limit)
        guard start < end else { return Listing(records: [], next: nil, position: look.position) }
        let records = try look.source.entries(start..<end).filter(look.mayKnow)
        let next = end < look.position && !records.isEmpty ? ListPlace([Int64(end - 1)]).text : nil
        return Listing(records: records, next: next, position: look.position)
    }
}
