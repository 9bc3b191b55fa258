extension Register {
    func decide(_ command: FileReport, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let filesForOthers = desk.sees(.reportSource)
        if command.source != nil, !filesForOthers {
            throw .invalid(path: "source", why: "You file your own account: leave “source” out.")
        }
        try Self.check(command.sourceClass, desk, forAnother: command.source != nil)
        try Self.check(command.content, desk)
        try desk.require(files: command.evidence, at: "evidence")
        let report: ReportID = try free(desk, "R") { reports.number(of: $0) == nil }
        // Nobody knows whether two reports without a name are of one source: each is of its own.
        let name = command.source ?? desk.asker.holder?.text ?? "anonymous \(report)"
        let spokenFor = desk.agreement.sources.first { $0.name == name }?.speaksFor.flatMap { PartyID($0) }
        let side = command.source == nil ? desk.side ?? spokenFor : spokenFor
        var sealed = SealedParts()
        let source = SourceIdentity(name: name, holder: desk.asker.holder, side: side)
        sealed.arrival = Arrival(channel: command.channel, sourceClass: command.sourceClass, receivedAt: desk.now)
        sealed.source = source
        sealed.report = command.content
        if !command.evidence.isEmpty { sealed.files = FilesContent(digests: command.evidence) }
        let fact = ReportReceived(report: report, sealed: [], evidence: [])
        return [NewFact(.reportReceived(fact), sealed: sealed, tags: ["report:\(report)", source.tag])]
    }

    func decide(_ command: CorrectReport, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let row = try own(command.report, desk)
        guard !reports[row].isWithdrawn else { throw .withdrawn(command.report) }
        try Self.check(command.content, desk)
        try desk.require(files: command.evidence, at: "evidence")
        var sealed = SealedParts()
        sealed.arrival = Arrival(channel: nil, sourceClass: nil, receivedAt: desk.now)
        sealed.report = command.content
        sealed.note = command.note.map(NoteContent.init)
        if !command.evidence.isEmpty { sealed.files = FilesContent(digests: command.evidence) }
        let fact = ReportCorrected(report: command.report, sealed: [], evidence: [], reason: "Corrected by its source.")
        return [NewFact(.reportCorrected(fact), sealed: sealed, tags: ["report:\(command.report)"])]
    }

    func decide(_ command: WithdrawReport, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let row = try seen(command.report, desk)
        guard !reports[row].isWithdrawn else { throw .withdrawn(command.report) }
        let isOwn = relation(ofReport: row, to: desk.asker).isOwn
        // What a finding rests on the mechanism takes away by reopening it first. A source may always take back its own.
        if !isOwn, let incident = incident(ofReport: row) { _ = try stage(of: incident, after: .take, desk) }
        let fact = ReportWithdrawn(
            report: command.report, by: isOwn ? .source : .mechanism,
            reason: isOwn ? "Taken back by its source." : "Taken back by the mechanism.")
        var sealed = SealedParts()
        sealed.note = command.note.map(NoteContent.init)
        return [NewFact(.reportWithdrawn(fact), sealed: sealed, tags: ["report:\(command.report)"])]
    }

    func decide(_ command: TriageReport, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let row = try seen(command.report, desk)
        try check(place: command, of: row, desk)
        let now = reports[row]
        guard !now.isWithdrawn else { throw .withdrawn(command.report) }
        if let current = incident(ofReport: row), current != command.incident {
            _ = try stage(of: current, after: .take, desk)
        }
        switch command.disposition {
        case .incident:
            if let target = command.incident {
                _ = try stage(of: target, after: .place, desk)
                guard now.incident != target.raw else {
                    throw .conflict(why: "Report \(command.report) is placed with incident \(target) already.")
                }
            }
        case .duplicate:
            if let other = command.duplicateOf, let original = reports.number(of: other) {
                try check(row, repeats: original)
            }
        case .setAside: break
        }
        let fact = ReportTriaged(
            report: command.report, disposition: command.disposition, incident: command.incident,
            duplicateOf: command.duplicateOf, officer: officer, sealed: [])
        var sealed = SealedParts()
        sealed.note = command.note.map(NoteContent.init)
        return [NewFact(.reportTriaged(fact), sealed: sealed, tags: ["report:\(command.report)"])]
    }

    /// What goes with which disposition, and that the things named are there.
    private func check(place command: TriageReport, of row: Int32, _ desk: Desk) throws(Refusal) {
        if let target = command.incident {
            guard command.disposition == .incident else {
                throw .invalid(path: "incident", why: "Only a report that tells of an incident is placed with one.")
            }
            _ = try seen(target, desk)
        }
        guard let other = command.duplicateOf else {
            guard command.disposition != .duplicate else {
                throw .invalid(path: "duplicate_of", why: "Say which report it repeats.")
            }
            return
        }
        guard command.disposition == .duplicate else {
            throw .invalid(path: "duplicate_of", why: "Only a duplicate repeats another report.")
        }
        guard try seen(other, desk) != row else {
            throw .invalid(path: "duplicate_of", why: "A report does not repeat itself.")
        }
    }

    /// Two sources are two accounts, however alike: to call one a duplicate would take a witness away.
    private func check(_ row: Int32, repeats original: Int32) throws(Refusal) {
        let (a, b) = (reports[row], reports[original])
        guard !b.isWithdrawn else { throw .withdrawn(reports.id(original)) }
        guard a.source == b.source || a.source == 0 || b.source == 0 else {
            throw .conflict(
                why: "Reports \(reports.id(row)) and \(reports.id(original)) are of two sources: that is two accounts, "
                    + "not a duplicate. Place both with one incident.")
        }
        var at = original
        for _ in 0..<Self.longestChain {
            guard reports[at].placing == .duplicate, reports[at].duplicateOf >= 0 else { return }
            at = reports[at].duplicateOf
            if at == row { break }
        }
        throw .conflict(
            why: "Report \(reports.id(original)) is itself a duplicate of \(reports.id(row)). Place that one first.")
    }
    private static let longestChain = 100

    /// A side's liaison speaks as the side; nobody else does, unless an officer takes its account down.
    private static func check(_ claimed: SourceClass, _ desk: Desk, forAnother: Bool) throws(Refusal) {
        if forAnother { return }
        let isOfSide = claimed == .party || claimed == .guarantor
        if let role = desk.asker.grants.first(where: { $0.side != nil })?.role {
            let own = role == .guarantor ? SourceClass.guarantor : .party
            guard claimed == own else {
                throw .invalid(path: "source_class", why: "Who speaks for a side files as “\(own.rawValue)”.")
            }
        } else if isOfSide {
            throw .invalid(path: "source_class", why: "Only who speaks for a side files as “\(claimed.rawValue)”.")
        }
    }

    private static func check(_ content: ReportContent, _ desk: Desk) throws(Refusal) {
        try desk.require(from: content.earliest, to: content.latest, at: "content.")
        try desk.require(place: content.place, at: "content.place")
        try desk.require(distinct: content.acts, at: "content.acts")
        for (low, high, name) in [
            (content.killedLow, content.killedHigh, "killed"), (content.injuredLow, content.injuredHigh, "injured"),
        ] {
            if let low, let high, low > high {
                throw .invalid(path: "content.\(name)_high", why: "It is below “\(name)_low”, \(low).")
            }
        }
    }
}

extension Refusal {
    static func withdrawn(_ report: ReportID) -> Refusal {
        .conflict(
            why: "Report \(report) was withdrawn. What was received stays on record; file a new one if it holds again.")
    }
}
