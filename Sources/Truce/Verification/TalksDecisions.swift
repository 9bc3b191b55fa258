extension Register {
    func decide(_ command: OpenSession, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        try desk.require(sides: command.delegations.map(\.party), at: "delegations")
        let session: SessionID = try free(desk, "S") { sessions[$0] == nil }
        let fact = SessionOpened(
            session: session, title: command.title, at: command.at, delegations: command.delegations, officer: officer,
            sealed: [])
        var sealed = SealedParts()
        sealed.note = command.note.map(NoteContent.init)
        return [NewFact(.sessionOpened(fact), sealed: sealed, tags: ["session:\(session)"])]
    }

    func decide(_ command: CloseSession, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let session = try open(command.session, desk)
        guard command.at >= session.openedAt else {
            throw .invalid(path: "at", why: "The session began at \(session.openedAt), after that.")
        }
        let fact = SessionClosed(session: command.session, at: command.at, reason: command.reason, officer: officer)
        return [NewFact(.sessionClosed(fact))]
    }

    func decide(_ command: FileDemand, _ desk: Desk) throws(Refusal) -> [NewFact] {
        guard let by = desk.side, desk.asker.holder != nil else { throw .notAllowed(desk.kind) }
        if let session = command.session { _ = try open(session, desk) }
        try desk.require(sides: command.of, at: "of")
        guard !command.of.contains(by) else {
            throw .invalid(path: "of", why: "A demand is made of others than “\(by)” itself.")
        }
        let demand: DemandID = try free(desk, "M") { demands[$0] == nil }
        let fact = DemandFiled(
            demand: demand, session: command.session, by: by, of: command.of,
            text: command.isPublic ? command.text : nil, sealed: [])
        var sealed = SealedParts()
        if !command.isPublic { sealed.note = NoteContent(text: command.text) }
        return [NewFact(.demandFiled(fact), sealed: sealed, tags: ["demand:\(demand)"])]
    }

    /// A side that the demand was made of answers; who made it may withdraw it; who leads the talks may do either.
    func decide(_ command: AnswerDemand, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let speaker = try desk.speaker()
        guard let demand = demands[command.demand],
            desk.side.map({ command.answer == .withdrawn ? demand.by == $0 : demand.isMade(of: $0) })
                ?? desk.sees(.demand)
        else { throw .unknown(kind: "demand", name: command.demand.text) }
        guard !demand.isWithdrawn else {
            throw .conflict(why: "Demand \(command.demand) was withdrawn.")
        }
        if let obligation = command.obligation {
            guard command.answer == .accepted else {
                throw .invalid(path: "obligation", why: "Only a demand that is accepted is met by an obligation.")
            }
            guard
                desk.context.history.versions.contains(where: {
                    $0.text.obligations.contains { $0.id == obligation.text }
                })
            else { throw .unknown(kind: "obligation", name: obligation.text) }
        }
        let fact = DemandAnswered(
            demand: command.demand, by: speaker, answer: command.answer, obligation: command.obligation,
            reason: command.isPublic ? command.text : nil, sealed: [])
        var sealed = SealedParts()
        if !command.isPublic { sealed.note = command.text.map(NoteContent.init) }
        return [NewFact(.demandAnswered(fact), sealed: sealed, tags: ["demand:\(command.demand)"])]
    }

    func decide(_ command: DraftCommunique, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let (name, version) = try nextVersion(of: command.communique, desk)
        if let session = command.session { _ = try open(session, desk) }
        guard !command.parts.isEmpty else { throw .invalid(path: "parts", why: "A communiqué has at least one part.") }
        for (i, part) in command.parts.enumerated() {
            try desk.require(sides: part.bracketedBy, at: "parts[\(i)].bracketed_by")
        }
        guard !command.parties.isEmpty else {
            throw .invalid(path: "parties", why: "Say whose agreement it needs.")
        }
        try desk.require(sides: command.parties, at: "parties")
        let bytes = Self.text(of: command.parts).utf8.count
        guard bytes <= String.freeTextByteLimit else {
            throw .invalid(
                path: "parts", why: "The text has \(bytes) bytes; a communiqué has at most \(String.freeTextByteLimit)."
            )
        }
        let fact = CommuniqueDrafted(
            communique: name, session: command.session, version: version, officer: officer, sealed: [])
        var sealed = SealedParts()
        sealed.communique = CommuniqueContent(parts: command.parts, parties: command.parties)
        return [NewFact(.communiqueDrafted(fact), sealed: sealed, tags: ["communique:\(name)"])]
    }

    /// Each side agrees for itself; the last one's agreement publishes it. Nobody says of a side that it agreed.
    func decide(_ command: AgreeCommunique, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let holder = try desk.holder()
        guard let side = desk.side else { throw .notAllowed(desk.kind) }
        let communique = try current(command.communique, desk)
        guard command.version == communique.version else {
            throw .conflict(
                why: "Version \(command.version) is not the newest of communiqué \(command.communique): that is "
                    + "\(communique.version).")
        }
        guard let parts = communique.parts, let parties = communique.parties else {
            throw .conflict(
                why:
                    "The text of communiqué \(command.communique) was erased, or whose agreement it needs was never said. "
                    + "It has to be drafted again.")
        }
        if let open = parts.firstIndex(where: { !$0.bracketedBy.isEmpty }) {
            throw .conflict(
                why:
                    "Part \(open + 1) is still in brackets, by \(parts[open].bracketedBy.map(\.text).joined(separator: ", "))."
            )
        }
        guard parties.contains(side) else {
            throw .conflict(
                why: "It needs the agreement of \(parties.map(\.text).joined(separator: ", ")), and not of “\(side)”.")
        }
        guard !communique.agreedBy.contains(side) else {
            throw .conflict(why: "“\(side)” has agreed to it already.")
        }
        var sealed = SealedParts()
        sealed.speaker = Speaker(holder: holder, side: side)
        let one = CommuniqueAgreed(
            communique: command.communique, version: command.version, text: nil, parties: [], officer: nil)
        var facts = [NewFact(.communiqueAgreed(one), sealed: sealed, tags: ["communique:\(command.communique)"])]
        if Set(parties).isSubset(of: communique.agreedBy + [side]) {
            let all = CommuniqueAgreed(
                communique: command.communique, version: command.version, text: Self.text(of: parts),
                parties: parties, officer: nil)
            facts.append(NewFact(.communiqueAgreed(all)))
        }
        return facts
    }

    mutating func agreed(_ fact: CommuniqueAgreed, _ sealed: SealedParts) {
        communiques.change(fact.communique, from: CommuniqueCase(version: fact.version)) { known in
            if fact.text != nil {
                known.isAgreed = true
            } else if let side = sealed.speaker?.side, fact.version == known.version, !known.agreedBy.contains(side) {
                known.agreedBy.append(side)
            }
        }
    }

    private func nextVersion(
        of communique: CommuniqueID?, _ desk: Desk
    ) throws(Refusal) -> (name: CommuniqueID, version: Int) {
        if let communique { return (communique, try current(communique, desk).version + 1) }
        return (try free(desk, "C") { communiques[$0] == nil }, 1)
    }

    private static func text(of parts: [CommuniquePart]) -> String { parts.map(\.text).joined(separator: "\n\n") }

    private func open(_ session: SessionID, _ desk: Desk) throws(Refusal) -> SessionCase {
        guard let known = sessions[session], desk.sees(.session) else {
            throw .unknown(kind: "session", name: session.text)
        }
        guard !known.isClosed else { throw .conflict(why: "Session \(session) is closed.") }
        return known
    }

    private func current(_ communique: CommuniqueID, _ desk: Desk) throws(Refusal) -> CommuniqueCase {
        guard let known = communiques[communique],
            desk.sees(.communiqueDraft) || (known.isAgreed && desk.sees(.communique, .public))
        else { throw .unknown(kind: "communiqué", name: communique.text) }
        guard !known.isAgreed else {
            throw .conflict(why: "Communiqué \(communique) is agreed and published. Draft another one.")
        }
        return known
    }
}

extension DemandCase {
    func isMade(of side: PartyID) -> Bool { of.isEmpty ? by != side : of.contains(side) }
}
