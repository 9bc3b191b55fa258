extension Register {
    /// Asks the party and each guarantor that answers for it, in one fact: an ask and a name each, all of them sealed.
    func decide(_ command: AskReply, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let incident = try seen(command.incident, desk)
        _ = try stage(of: command.incident, after: .ask, desk)
        let text = desk.agreement
        try desk.require(party: command.accused, at: "accused")
        try desk.require(distinct: command.provisions, at: "provisions")
        for (i, provision) in command.provisions.enumerated()
        where !desk.context.history.versions.contains(where: { $0.text.has(provision) }) {
            throw .invalid(path: "provisions[\(i)]", why: "The agreement has no provision “\(provision)”.")
        }
        let severity = try severity(of: command, desk)
        let sides = [command.accused] + text.guarantorsAsked(for: command.accused)
        for (name, ask) in incident.asks.map({ ($0, asks[$0]) }) {
            guard let ask, let of = ask.about?.of, sides.contains(of), !ask.isLapsed, !ask.isClosed(at: desk.now) else {
                continue
            }
            throw .conflict(
                why:
                    "“\(of)” was asked already, with \(name), and has until \(ask.deadline). Extend that, or ask again later."
            )
        }
        let deadline = desk.now.advanced(bySeconds: text.procedure.replySeconds(severity: severity))
        var asked: [SideAsk] = []
        for side in sides {
            let ask: AskID = try free(desk, "A") { name in
                asks[name] == nil && !asked.contains { $0.ask == name }
            }
            asked.append(SideAsk(ask: ask, of: side))
        }
        var sealed = SealedParts()
        sealed.question = QuestionContent(
            accused: command.accused, allegation: command.allegation, provisions: command.provisions,
            severity: severity, deadline: deadline, asks: asked)
        sealed.note = command.note.map(NoteContent.init)
        let fact = ReplyAsked(ask: nil, incident: command.incident, deadline: nil, officer: officer, sealed: [])
        return [NewFact(.replyAsked(fact), sealed: sealed, tags: ["incident:\(command.incident)"])]
    }

    /// The one that was assessed, or another. Nobody shortens the time that the agreement gives an accused but a head of
    /// mission, who says why; where nothing is assessed yet, that is the longest there is.
    private func severity(of command: AskReply, _ desk: Desk) throws(Refusal) -> Int {
        let procedure = desk.agreement.procedure
        let assessed = desk.context.basis.map { min(max($0.severity, 0), 3) }
        guard let severity = command.severity ?? assessed else {
            throw .invalid(path: "severity", why: "The incident is not assessed yet: give its severity, 0 to 3.")
        }
        let due =
            assessed.map { procedure.replySeconds(severity: $0) }
            ?? (0...3).map { procedure.replySeconds(severity: $0) }.max() ?? 0
        guard procedure.replySeconds(severity: severity) < due else { return severity }
        guard desk.asker.roles.contains(.headOfMission) else {
            throw .invalid(
                path: "severity",
                why:
                    "The agreement gives the accused \(due / 3_600) hours, by what is assessed. Only a head of mission "
                    + "asks with a shorter period.")
        }
        guard command.note != nil else {
            throw .invalid(path: "note", why: "Say why the accused gets less than \(due / 3_600) hours.")
        }
        return severity
    }

    /// Moves the deadline of all that were asked together and still owe an answer: one for each would tell their number.
    func decide(_ command: ExtendReply, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let ask = try seen(command.ask, desk)
        guard desk.sees(.ask) else { throw .unknown(kind: "ask", name: command.ask.text) }
        guard !ask.isSilent else {
            throw .conflict(why: "The silence of the side asked with \(command.ask) is on record. Ask it again.")
        }
        guard ask.answer == nil, !ask.isLapsed else {
            throw .conflict(why: "Nothing is owed on \(command.ask) any more.")
        }
        let isHead = desk.asker.roles.contains(.headOfMission)
        let isShorter = command.deadline < ask.deadline
        guard command.deadline != ask.deadline, !isShorter || isHead else {
            throw .invalid(path: "deadline", why: "It is \(ask.deadline) now; more time means a later moment.")
        }
        if isShorter {
            let earliest = max(ask.period.end, desk.now.advanced(bySeconds: Self.noticeSeconds))
            guard command.deadline >= earliest else {
                throw .invalid(
                    path: "deadline",
                    why:
                        "Time that was given is taken back with a day's notice, and never of the agreement's own period: "
                        + "to \(earliest) at the earliest.")
            }
            guard command.note != nil else {
                throw .invalid(path: "note", why: "Say why time that was given is taken back.")
            }
        } else {
            let most = isHead ? desk.now.advanced(bySeconds: Self.longestPeriodSeconds) : ask.period.twice
            guard command.deadline > desk.now, command.deadline <= most else {
                throw .invalid(
                    path: "deadline",
                    why: "Give a moment that is still to come, by \(most) at the latest."
                        + (isHead ? "" : " A head of mission may give more."))
            }
        }
        let fact = ReplyExtended(ask: nil, deadline: nil, officer: officer, sealed: [])
        var extended = note(command.note, about: ask.incident, .replyExtended(fact))
        extended.sealed.term = ReplyTerm(asks: owing(with: ask), deadline: command.deadline)
        return [extended]
    }

    /// Those that were asked together with it and owe an answer, it among them, in the order in which they were asked.
    private func owing(with ask: AskCase) -> [AskID] {
        (incidents[ask.incident]?.asks ?? []).filter { name in
            guard let other = asks[name], other.entry == ask.entry else { return false }
            return other.answer == nil && !other.isSilent && !other.isLapsed
        }
    }

    /// A year: no case waits for ever because somebody mistyped one.
    static let longestPeriodSeconds: Int64 = 366 * 86_400
    /// Before time that was given ends earlier than it was said to.
    static let noticeSeconds: Int64 = 86_400

    func decide(_ command: FileReply, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let source = try desk.source()
        guard let ask = asks[command.ask], let of = ask.about?.of, desk.asker.isOf(of) else {
            throw .unknown(kind: "ask", name: command.ask.text)
        }
        guard ask.answer == nil else {
            throw .conflict(
                why: "\(command.ask) was answered already. What is to be added can be said when you are asked again.")
        }
        guard ask.replies.isEmpty || command.position != .asksForTime else {
            throw .conflict(why: "Time was asked for on \(command.ask) already.")
        }
        if let statement = command.statement, statement.utf8.count > Self.statementBytes {
            throw .invalid(
                path: "statement",
                why:
                    "It has \(statement.utf8.count) bytes; \(Self.statementBytes) stand beside a finding. Send the rest as a file."
            )
        }
        try desk.require(files: command.evidence, at: "evidence")
        let reply: ReplyID = try free(desk, "Y") { replies[$0] == nil }
        // Once silence is on record the reply is late, whatever a clock that was set back may say.
        let filedAt = ask.isSilent ? max(desk.now, ask.deadline.advanced(bySeconds: 1)) : desk.now
        var fact = ReplyFiled(
            reply: reply, ask: command.ask, incident: nil, filedAt: filedAt, party: nil, position: nil,
            statement: nil, sealed: [], evidence: [])
        var sealed = SealedParts()
        sealed.reply = ReplyContent(
            party: of, position: command.position, statement: command.statement, confidence: command.confidence)
        if incidents[ask.incident]?.stage == .adopted {
            guard command.position != .asksForTime else {
                throw .invalid(
                    path: "position",
                    why: "A finding is adopted: nothing waits any more.")
            }
            // A reply that waited for another finding might wait for ever. That this side was asked is public where the
            // finding tells its answer or its silence; of a question that lapsed it tells nothing.
            if !ask.isLapsed {
                (fact.incident, fact.party, fact.position) = (ask.incident, of, command.position)
                fact.statement = command.statement
                sealed.reply?.statement = nil
            }
        }
        if !command.evidence.isEmpty { sealed.files = FilesContent(digests: command.evidence) }
        return [NewFact(.replyFiled(fact), sealed: sealed, tags: ["incident:\(ask.incident)", source.tag])]
    }
    /// So that those of a party and all its guarantors fit into the entry of the finding.
    static let statementBytes = 4_000
}

extension Procedure {
    /// How long a side has to reply, in seconds. The last period listed holds for higher severities.
    func replySeconds(severity: Int) -> Int64 {
        let hours =
            replyHours.isEmpty ? Self.replyHoursWhereNotSet : replyHours[min(max(severity, 0), replyHours.count - 1)]
        return min(max(0, Int64(hours)), Register.longestPeriodSeconds / 3_600) * 3_600
    }
    /// Three days, where the agreement says nothing.
    static let replyHoursWhereNotSet = 72
}

extension Agreement {
    func has(_ provision: ProvisionID) -> Bool { provisions.contains { $0.id == provision.text } }
}
