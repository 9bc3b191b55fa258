/// What an account holds of an incident: who acted, on whom, and what was claimed, taken from the reports that the
/// account relies on.
struct Evidence: Sendable {
    /// Nil where the reports relied on disagree.
    var author: SideReading?
    var target: SideReading?
    /// The reports say who did it to whom; false: the two are only named as having fought.
    var namesInitiator: Bool
    var exemptions: [Exemption]
    /// Rows relied on.
    var rows: [Int32]
    /// Independent sources among the incident's reports.
    var independentSources: Int
    /// Some report of the account's own side is relied on.
    var isOwnAccount: Bool
}

/// A side's text, resolved. The number is a place in the assessor's table of side texts.
struct SideReading: Sendable, Hashable {
    var members: [ActorIndex.Member]
    var isGiven: Bool { !members.isEmpty }
    static let notGiven = SideReading(members: [])
}

extension Assessor {
    /// The rows that the mechanism relies on: of sources that speak for no side; all where there are none.
    func reliedOn(_ rows: ArraySlice<Int32>, in reports: ReportTable) -> [Int32]? {
        guard hasSpeakers else { return nil }
        let independent = rows.filter { row in
            let text = texts[history.index(at: Instant(seconds: reports.earliest[Int(row)]))]
            return text.speaksFor[Int(reports.sources[Int(row)])] == nil
        }
        return independent.count == rows.count ? nil : independent
    }

    /// The evidence under an account. The mechanism relies on sources that speak for no side, and on the sides only
    /// where nobody else reports; a party's account relies on its own reports, and on the mechanism's for the rest.
    func evidence(
        for account: Account, in rows: [Int32], of reports: ReportTable, _ text: CompiledAgreement
    ) -> Evidence {
        var independent: [Int32] = []
        var own: [Int32] = []
        for row in rows {
            if let party = text.speaksFor[Int(reports.sources[Int(row)])] {
                if case .party(party) = account { own.append(row) }
            } else {
                independent.append(row)
            }
        }
        let common = independent.isEmpty ? rows : independent
        var (author, target, names) = sides(in: own.isEmpty ? common : own, of: reports, text)
        if !own.isEmpty {
            // What one's own reports leave open, the others may say.
            let (otherAuthor, otherTarget, otherNames) = sides(in: common, of: reports, text)
            if author?.isGiven == false {
                author = otherAuthor
                names = otherNames
            }
            if target?.isGiven == false { target = otherTarget }
        }
        return Evidence(
            author: author, target: target, namesInitiator: names,
            exemptions: exemptions(claimedIn: own.isEmpty && account == .mechanism ? rows : own, author, reports, text),
            rows: own.isEmpty ? common : own, independentSources: independentSources(independent, reports, text),
            isOwnAccount: !own.isEmpty)
    }

    /// What is claimed for the author: by its own side, or by a source that speaks for none. An accuser cannot claim
    /// an exception for the accused.
    private func exemptions(
        claimedIn rows: [Int32], _ author: SideReading?, _ reports: ReportTable, _ text: CompiledAgreement
    ) -> [Exemption] {
        let accused = author.flatMap { text.party(of: $0) }
        var claimed: [Exemption] = []
        for row in rows {
            let speaker = text.speaksFor[Int(reports.sources[Int(row)])]
            if let speaker, let accused, speaker != accused { continue }
            claimed += claims(Int(row), of: reports)
        }
        return Exemption.allCases.filter(claimed.contains)
    }

    /// Distinct sources, whatever their spelling; one that repeats another's words at length is no second source.
    func independentSources(_ rows: [Int32], _ reports: ReportTable, _ text: CompiledAgreement) -> Int {
        var seen: [Int32] = []
        var told: [Int] = []
        for row in rows.lazy.map(Int.init) {
            let source = text.sourceNumbers[Int(reports.sources[row])]
            if seen.contains(source) { continue }
            let isCopy =
                reports.texts.range(row).count >= 24
                && told.contains { reports.texts.compare($0, reports.texts, row) == 0 }
            if isCopy { continue }
            seen.append(source)
            told.append(row)
        }
        return seen.count
    }

    /// What happened according to a side: its own time, place and acts where it states them, the mechanism's for the
    /// rest. The incident stays the same one.
    func facts(of incident: Incident, for account: Account, _ evidence: Evidence, _ reports: ReportTable) -> Incident {
        guard account != .mechanism, evidence.isOwnAccount else { return incident }
        let own = Incident(rows: incident.rows[...], relyingOn: evidence.rows, of: reports)
        var facts = incident
        facts.time = own.time
        facts.timesAgree = own.timesAgree
        if own.place != .unknown { (facts.place, facts.placesAgree) = (own.place, own.placesAgree) }
        if !own.acts.isEmpty { (facts.acts, facts.actsAgree) = (own.acts, own.actsAgree) }
        if !own.country.isEmpty { facts.country = own.country }
        facts.reliedOn = evidence.rows
        return facts
    }

    /// Who did it and to whom, as these rows agree on it; nil where they disagree. The order of the rows does not matter.
    private func sides(
        in rows: [Int32], of reports: ReportTable, _ text: CompiledAgreement
    ) -> (author: SideReading?, target: SideReading?, names: Bool) {
        let names = rows.contains { reports.initiatorNamed[Int($0)] && reports.sidesA[Int($0)] != 0 }
        return (agreed(rows, reports.sidesA, text), agreed(rows, reports.sidesB, text), names)
    }

    /// One reading of what the rows name: the one that all give; of several names on one side, the exact ones (a unit,
    /// a named group) before the party as a whole. Nil where they name different sides.
    private func agreed(_ rows: [Int32], _ column: [Int32], _ text: CompiledAgreement) -> SideReading? {
        var named: [SideReading] = []
        for row in rows {
            let side = text.readings[Int(column[Int(row)])]
            if side.isGiven, !named.contains(side) { named.append(side) }
        }
        guard let first = named.first else { return .notGiven }
        if named.count == 1 { return first }
        guard let party = text.party(of: first), named.allSatisfy({ text.party(of: $0) == party }) else { return nil }
        let exact = named.filter(text.isExact)
        var members: [ActorIndex.Member] = []
        for side in exact.isEmpty ? named : exact {
            for member in side.members where !members.contains(member) { members.append(member) }
        }
        return SideReading(members: members.sorted())
    }

    private func claims(_ row: Int, of reports: ReportTable) -> [Exemption] {
        guard reports.details[row] >= 0 else { return [] }
        return reports.detailValues[Int(reports.details[row])].extras
            .filter { $0.name == "claims" }
            .flatMap { $0.value.split(separator: "|") }
            .compactMap { word in
                let code = word.lowercased().filter { !$0.isWhitespace }.replacing("-", with: "_")
                return Exemption(rawValue: code)
            }
    }
}
