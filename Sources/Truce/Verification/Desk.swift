/// Who commands what, and when: what every decision asks.
struct Desk {
    let asker: Asker
    let kind: CommandKind
    let context: DecisionContext

    var now: Instant { context.now }
    /// The text in force now: how the mechanism works at present.
    var agreement: Agreement { context.history.text(at: now) }
    /// The party or guarantor that the asker speaks for. A holder speaks for one at most (see ``GrantAccess``).
    var side: PartyID? { asker.grants.lazy.compactMap(\.side).first }
    /// Who is on record for what was done. The public is on record for nothing but a report.
    func holder() throws(Refusal) -> HolderID {
        guard let holder = asker.holder else { throw .notAllowed(kind) }
        return holder
    }
    func officer() throws(Refusal) -> OfficerID { try holder().renamed() }
    /// The asker as the source of what it reports itself.
    func source() throws(Refusal) -> SourceIdentity {
        let holder = try holder()
        return SourceIdentity(name: holder.text, holder: holder, side: side)
    }
    /// As whom the asker speaks on what the sides owe each other: the side, or else the office.
    func speaker() throws(Refusal) -> HolderID {
        if let side { return side.renamed() }
        return try holder()
    }

    func sees(_ field: Field, _ relation: Relation = Relation()) -> Bool {
        AccessTable.may(asker, see: field, relation)
    }

    // MARK: What a command may say

    /// The parties and guarantors of the agreement.
    func require(side: PartyID, at path: String) throws(Refusal) {
        guard !agreement.isSide(side) else { return }
        let known = (agreement.parties.map(\.id) + agreement.guarantors.map(\.id)).joined(separator: ", ")
        throw .invalid(path: path, why: "The agreement knows no party or guarantor “\(side)”; it knows \(known).")
    }

    func require(party: PartyID, at path: String) throws(Refusal) {
        guard !agreement.isParty(party) else { return }
        let known = agreement.parties.map(\.id).joined(separator: ", ")
        throw .invalid(path: path, why: "The agreement binds no party “\(party)”; its parties are \(known).")
    }

    /// Each once, each a party or guarantor.
    func require(sides: [PartyID], at path: String) throws(Refusal) {
        try require(distinct: sides, at: path)
        for (i, side) in sides.enumerated() { try require(side: side, at: "\(path)[\(i)]") }
    }

    func require<Value: Hashable>(distinct values: [Value], at path: String) throws(Refusal) {
        var seen: Set<Value> = []
        for (i, value) in values.enumerated() where !seen.insert(value).inserted {
            throw .invalid(path: "\(path)[\(i)]", why: "“\(value)” stands here twice. Name each once.")
        }
    }

    /// Files that a command cites.
    func require(files: [FileDigest], at path: String) throws(Refusal) {
        guard files.count <= Self.fileLimit else {
            throw .invalid(
                path: path, why: "\(files.count) files are too many for one entry; at most \(Self.fileLimit) are.")
        }
        try require(distinct: files, at: path)
    }
    static let fileLimit = 100

    /// Reports that one entry names.
    func require(reports: [ReportID], at path: String) throws(Refusal) {
        try require(distinct: reports, at: path)
        let bytes = reports.reduce(0) { $0 + $1.text.utf8.count + 3 }
        guard bytes <= Self.reportBytes else {
            throw .invalid(
                path: path,
                why: "\(reports.count) reports are too many for one entry. Name fewer, and place the others one by one."
            )
        }
    }
    /// Of an entry's ``Entry/byteLimit``, what its reports' names may take.
    static let reportBytes = 24_000

    /// A window that has begun and is not upside down.
    func require(from earliest: Instant, to latest: Instant, at path: String) throws(Refusal) {
        guard earliest <= latest else {
            throw .invalid(path: path + "latest", why: "It ends, at \(latest), before it begins, at \(earliest).")
        }
        try require(happened: earliest, at: path + "earliest")
    }

    /// What has happened is not in the future, give or take a clock that is fast.
    func require(happened moment: Instant, at path: String) throws(Refusal) {
        guard moment <= now.advanced(bySeconds: Self.clockToleranceSeconds) else {
            throw .invalid(
                path: path, why: "\(moment) is still to come; it is \(now) here. Correct the time or its zone.")
        }
    }
    static let clockToleranceSeconds: Int64 = 3_600

    /// What binds and what does not is changed from now on only: what happened keeps being judged by what bound then.
    func require(toCome from: Instant) throws(Refusal) {
        guard from < now else { return }
        throw .invalid(path: "from", why: "\(from) has gone by; it is \(now) here. Give a moment from now on.")
    }

    func require(place: Place, at path: String) throws(Refusal) {
        guard case .located = place else { return }
        throw .invalid(path: path, why: "A place made from several reports is none that anybody reports.")
    }
}

extension SourceIdentity {
    /// By which what it told is found again, to be erased with it.
    var tag: String { "source:\(name)" }
}

extension Agreement {
    func isParty(_ id: PartyID) -> Bool { parties.contains { $0.id == id.text } }
    /// Whether it is a party or a guarantor.
    func isSide(_ id: PartyID) -> Bool { isParty(id) || guarantors.contains { $0.id == id.text } }

    /// Who is asked for a reply beside the party itself: each guarantor that answers for it. One whose standing the party
    /// itself disputes is not its guarantor in this; what others say of it does not matter here.
    func guarantorsAsked(for party: PartyID) -> [PartyID] {
        guarantors.filter { $0.answersFor.contains(party.text) && !$0.disputedBy.contains(party.text) }
            .compactMap { PartyID($0.id) }.filter { $0 != party }
    }
}
