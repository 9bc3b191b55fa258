extension Register {
    func decide(_ command: ReportDenial, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let source = try desk.source()
        let content = command.content
        try desk.require(from: content.earliest, to: content.latest, at: "content.")
        try desk.require(place: content.place, at: "content.place")
        if let by = content.by { try desk.require(side: by, at: "content.by") }
        let denial: DenialID = try free(desk, "D") { denials[$0] == nil }
        var sealed = SealedParts()
        (sealed.source, sealed.denial) = (source, content)
        return [
            NewFact(
                .movementDenied(MovementDenied(denial: denial, sealed: [])), sealed: sealed,
                tags: ["denial:\(denial)", source.tag])
        ]
    }

    func decide(_ command: ReportPresence, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let source = try desk.source()
        let content = command.content
        try desk.require(from: content.earliest, to: content.latest, at: "content.")
        // Who says until when somebody watched says so afterwards.
        try desk.require(happened: content.latest, at: "content.latest")
        try desk.require(place: content.place, at: "content.place")
        guard content.means != .notGiven else {
            throw .invalid(path: "content.means", why: "Say whether it was heard, seen or recorded.")
        }
        let presence: PresenceID = try free(desk, "W") { presences[$0] == nil }
        var sealed = SealedParts()
        (sealed.source, sealed.presence) = (source, content)
        return [
            NewFact(
                .presenceReported(PresenceReported(presence: presence, sealed: [])), sealed: sealed,
                tags: ["presence:\(presence)", source.tag])
        ]
    }

    func decide(_ command: ReportProgress, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let speaker = try desk.speaker()
        try known(command.obligation, desk)
        try desk.require(happened: command.at, at: "at")
        guard command.score != nil || command.percent != nil || command.count != nil else {
            throw .invalid(path: "score", why: "Give a score, a percentage or a count.")
        }
        try Self.check(command.score.map(Double.init), in: 0...3, at: "score")
        try Self.check(command.percent, in: 0...100, at: "percent")
        try Self.check(command.count, in: 0...Self.largestCount, at: "count")
        try desk.require(files: command.evidence, at: "evidence")
        let fact = ObligationProgressed(
            obligation: command.obligation, at: command.at, by: speaker, score: command.score, percent: command.percent,
            count: command.count, evidence: command.evidence)
        return [NewFact(.obligationProgressed(fact))]
    }

    func decide(_ command: StateBaseline, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let speaker = try desk.speaker()
        try known(command.obligation, desk)
        try Self.check(command.value, in: 0...Self.largestCount, at: "value")
        let fact = BaselineStated(
            obligation: command.obligation, by: speaker, value: command.value, reason: command.reason)
        return [NewFact(.baselineStated(fact))]
    }
    private static let largestCount = 1e15

    func decide(_ command: BeginStep, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        guard desk.agreement.gates.contains(where: { $0.id == command.gate.text }) else {
            throw .unknown(kind: "gate", name: command.gate.text)
        }
        let fact = StepBegun(
            gate: command.gate, standing: desk.context.gates[command.gate] ?? .unknown, reason: command.reason,
            officer: officer)
        return [NewFact(.stepBegun(fact))]
    }

    func decide(_ command: SuspendAgreement, _ desk: Desk) throws(Refusal) -> [NewFact] {
        _ = try desk.holder()
        let agreement = try identifier(of: desk.agreement)
        try desk.require(toCome: command.from)
        if let until = command.until, until <= command.from {
            throw .invalid(path: "until", why: "It ends, at \(until), before it begins, at \(command.from).")
        }
        for known in suspensions[agreement] ?? []
        where known.overlaps(RecordedSuspension(from: command.from, until: command.until)) {
            throw .conflict(why: "The agreement is suspended from \(known.from) already. Resume it first.")
        }
        let fact = AgreementSuspended(
            agreement: agreement, from: command.from, until: command.until, reason: command.reason)
        return [NewFact(.agreementSuspended(fact))]
    }

    func decide(_ command: ResumeAgreement, _ desk: Desk) throws(Refusal) -> [NewFact] {
        _ = try desk.holder()
        let agreement = try identifier(of: desk.agreement)
        try desk.require(toCome: command.from)
        guard (suspensions[agreement] ?? []).contains(where: { $0.holds(at: command.from) }) else {
            throw .conflict(why: "At \(command.from) the agreement is not suspended by anything on record.")
        }
        let fact = AgreementResumed(agreement: agreement, from: command.from, reason: command.reason)
        return [NewFact(.agreementResumed(fact))]
    }

    mutating func suspended(_ fact: AgreementSuspended) {
        suspensions.change(fact.agreement, from: []) {
            $0.append(RecordedSuspension(from: fact.from, until: fact.until))
        }
    }

    mutating func resumed(_ fact: AgreementResumed) {
        suspensions.change(fact.agreement) { known in
            for i in known.indices where known[i].holds(at: fact.from) { known[i].until = fact.from }
        }
    }

    private func known(_ obligation: ObligationID, _ desk: Desk) throws(Refusal) {
        guard desk.agreement.obligations.contains(where: { $0.id == obligation.text }) else {
            throw .unknown(kind: "obligation", name: obligation.text)
        }
    }

    /// As facts cite it.
    func identifier(of agreement: Agreement) throws(Refusal) -> AgreementID {
        guard let id = AgreementID(agreement.id) else {
            throw .conflict(
                why: "The agreement's identifier “\(agreement.id)” cannot stand in a fact. Correct its file.")
        }
        return id
    }

    private static func check(_ value: Double?, in range: ClosedRange<Double>, at path: String) throws(Refusal) {
        guard let value, !range.contains(value) else { return }
        throw .invalid(path: path, why: "It is to be from \(range.lowerBound) to \(range.upperBound).")
    }
}

extension RecordedSuspension {
    func holds(at moment: Instant) -> Bool { from <= moment && until.map { moment < $0 } ?? true }

    func overlaps(_ other: RecordedSuspension) -> Bool {
        from < other.until ?? .distantFuture && other.from < until ?? .distantFuture
    }
}
