extension Register {
    /// Who this holder is at that moment: its roles in force. A role that ends at a moment is not held at that moment.
    public func asker(_ holder: HolderID, at now: Instant, under history: AgreementHistory) -> Asker {
        let held = (roles[holder] ?? []).filter { $0.isHeld(at: now) }
        guard !held.isEmpty else { return Asker(holder: holder, grants: []) }
        let text = history.text(at: now)
        let grants = held.compactMap { held -> Asker.Grant? in
            guard let role = Role(rawValue: held.role.text) else { return nil }
            guard role.isForASide else { return Asker.Grant(role: role) }
            // Who speaks for nobody that the agreement knows speaks for nobody.
            guard let side = held.side, text.isSide(side) else { return nil }
            let answersFor =
                role == .guarantor
                ? text.guarantors.first { $0.id == side.text }?.answersFor.compactMap { PartyID($0) } ?? [] : [side]
            return Asker.Grant(role: role, side: side, answersFor: answersFor)
        }
        // Decided so by ``GrantAccess``; held to also where somebody wrote the facts by hand.
        guard let side = grants.lazy.compactMap(\.side).first else { return Asker(holder: holder, grants: grants) }
        return Asker(holder: holder, grants: grants.filter { $0.side == side || $0.role == .witness })
    }

    func decide(_ command: GrantAccess, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let text = desk.agreement
        guard command.role != .public else {
            throw .invalid(path: "role", why: "Everybody is of the public; nobody is given that.")
        }
        guard command.holder != desk.asker.holder else {
            throw .conflict(why: "Nobody gives a role to themselves. Another administrator does.")
        }
        if let until = command.until, until <= desk.now {
            throw .invalid(path: "until", why: "\(until) has gone by. Give a later time, or none.")
        }
        switch (command.role, command.side) {
        case (.partyLiaison, let side?): try desk.require(party: side, at: "side")
        case (.guarantor, let side?):
            guard text.guarantors.contains(where: { $0.id == side.text }) else {
                throw .invalid(path: "side", why: "The agreement has no guarantor “\(side)”.")
            }
        case (.partyLiaison, nil), (.guarantor, nil):
            throw .invalid(path: "side", why: "Say for which side the role is held.")
        case (_, .some):
            throw .invalid(path: "side", why: "“\(command.role.rawValue)” is held for no side: leave it out.")
        case (_, nil): break
        }
        if text.isSide(command.holder.renamed()), command.side?.text != command.holder.text {
            throw .invalid(
                path: "holder",
                why: "“\(command.holder)” is a side of the agreement: what this holder says would pass for it.")
        }
        let held = (roles[command.holder] ?? []).filter { $0.isHeld(at: desk.now) }
        for other in held where !Self.mayBeHeldTogether(command, other) {
            throw .conflict(
                why:
                    "“\(command.holder)” is \(other.role)\(other.side.map { " for “\($0)”" } ?? "") already. Who speaks for a "
                    + "side holds no other office, and speaks for one side only. Revoke that, or name another holder.")
        }
        let fact = AccessGranted(
            holder: command.holder, role: command.role.identifier, party: command.side, until: command.until,
            officer: officer)
        return [NewFact(.accessGranted(fact))]
    }

    func decide(_ command: RevokeAccess, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let role = command.role.identifier
        guard (roles[command.holder] ?? []).contains(where: { $0.role == role }) else {
            throw .unknown(kind: "role", name: "\(role) of \(command.holder)")
        }
        if command.role == .administrator {
            let remains = roles.values.contains { holder, held in
                holder != command.holder && held.contains { $0.role == role && $0.until == nil }
            }
            guard remains else {
                throw .conflict(
                    why: "“\(command.holder)” is the last administrator. Give somebody else the role first.")
            }
        }
        let fact = AccessRevoked(holder: command.holder, role: role, reason: command.reason, officer: officer)
        return [NewFact(.accessRevoked(fact))]
    }

    mutating func granted(_ fact: AccessGranted) {
        roles.change(fact.holder, from: []) { held in
            held.removeAll { $0.role == fact.role && $0.side == fact.party }
            held.append(HeldRole(role: fact.role, side: fact.party, until: fact.until))
        }
    }

    /// What a side may see and what the mechanism may see are never put together in one pair of hands. A side may also be
    /// a witness of the log: it sees nothing more by it.
    private static func mayBeHeldTogether(_ command: GrantAccess, _ other: HeldRole) -> Bool {
        if command.role == .witness || other.role == Role.witness.identifier { return true }
        return command.side == other.side
    }
}

extension Role {
    /// As facts cite it.
    var identifier: RoleID {
        guard let id = RoleID(rawValue) else { preconditionFailure("a role without a name") }
        return id
    }
}
