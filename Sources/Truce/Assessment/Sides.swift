/// The questions about who: is anybody excluded, is everybody bound, did a bound party do it, was a protected target hit.
extension Assessor {
    // MARK: Members and sides

    /// What an account takes an actor's standing to be at a moment; nil where it is contested and the account says nothing.
    func standing(of actor: Int, _ account: Account, at moment: Instant, _ text: CompiledAgreement) -> Standing? {
        let actors = text.actors
        guard actors[actor].standing == .contested else { return actors[actor].standing }
        guard case .party(let party) = account else { return nil }
        return text.position(of: party, on: actor, at: moment)
    }

    /// Whether any member of a side is of this standing, so far as is known: yes when one is, no when none is.
    private func anyMember(
        of side: SideReading, is wanted: (Standing) -> Bool, _ account: Account, _ moment: Instant,
        _ text: CompiledAgreement, civilians: Truth
    ) -> Truth {
        side.members.reduce(.no) {
            $0 || member($1, is: wanted, account, moment, text, civilians: civilians)
        }
    }

    /// Whether a side consists of actors of this standing: yes when all do, no when none does.
    private func side(
        _ side: SideReading?, is wanted: (Standing) -> Bool, _ account: Account, _ moment: Instant,
        _ text: CompiledAgreement, civilians: Truth
    ) -> Truth {
        guard let side, side.isGiven else { return .unknown }
        var (all, any) = (Truth.yes, Truth.no)
        for member in side.members {
            let truth = self.member(member, is: wanted, account, moment, text, civilians: civilians)
            all = all && truth
            any = any || truth
        }
        return all == .yes ? .yes : any == .no ? .no : .unknown
    }

    private func member(
        _ member: ActorIndex.Member, is wanted: (Standing) -> Bool, _ account: Account, _ moment: Instant,
        _ text: CompiledAgreement, civilians: Truth
    ) -> Truth {
        switch member {
        case .civilians: return civilians
        case .unnamed: return .unknown
        case .actor(let actor):
            return self.actor(actor, is: wanted, account, moment, text)
        case .collective(let index):
            var (all, any) = (Truth.yes, Truth.no)
            for actor in text.collectiveMembers[index] {
                let truth = self.actor(actor, is: wanted, account, moment, text)
                all = all && truth
                any = any || truth
            }
            return all == .yes ? .yes : any == .no ? .no : .unknown
        }
    }

    /// A contested standing of which the account says nothing may be any that somebody claims.
    private func actor(
        _ actor: Int, is wanted: (Standing) -> Bool, _ account: Account, _ moment: Instant, _ text: CompiledAgreement
    ) -> Truth {
        if let standing = standing(of: actor, account, at: moment, text) { return Truth(wanted(standing)) }
        let claimed = text.actors[actor].positions.map { wanted($0.says) }
        return claimed.allSatisfy { $0 } ? .yes : claimed.contains(true) ? .unknown : .no
    }

    private func isContested(_ member: ActorIndex.Member, _ text: CompiledAgreement) -> Bool {
        if case .actor(let actor) = member { text.actors[actor].standing == .contested } else { false }
    }

    /// Whether somebody says that this actor is excluded, and somebody that it is not.
    private func isExclusionContested(_ member: ActorIndex.Member, _ text: CompiledAgreement) -> Bool {
        guard case .actor(let actor) = member, text.actors[actor].standing == .contested else { return false }
        return text.actors[actor].positions.contains { $0.says == .excluded }
    }

    /// The first group of contested standing that any report names on either side.
    func contestedActor(in incident: Incident, _ text: CompiledAgreement, _ reports: ReportTable) -> Int? {
        var found: Int?
        for row in incident.rows.lazy.map(Int.init) {
            for side in [reports.sidesA[row], reports.sidesB[row]] {
                for case .actor(let actor) in text.readings[Int(side)].members
                where text.actors[actor].standing == .contested && actor < found ?? .max {
                    found = actor
                }
            }
        }
        return found
    }

    /// The first member of either side for which `truth` holds, with what to say of it.
    private func firstMember(
        _ sides: [SideReading?], where truth: (ActorIndex.Member) -> Bool
    ) -> ActorIndex.Member? {
        for side in sides {
            if let member = side?.members.first(where: truth) { return member }
        }
        return nil
    }

    /// What leaves the standing of a side open, and what would settle it.
    private func doubt(
        _ sides: [SideReading?], _ account: Account, _ moment: Instant, _ text: CompiledAgreement,
        orElse missing: MissingFact
    ) -> (Ground, MissingFact) {
        if sides.contains(where: { $0 == nil }) { return (.sourcesDisagree, missing) }
        let contested = firstMember(sides) { member in
            if case .actor(let actor) = member {
                return text.actors[actor].standing == .contested
            } else {
                return false
            }
        }
        if case .actor(let actor)? = contested {
            let says = standing(of: actor, account, at: moment, text)
            if says == nil { return (.contestedGroup(actor: actor, says: nil), .standing(actor: actor)) }
            // This account has a view of the group, but others fight beside it.
            return (.partlyExcluded(actor: actor), .whichMember(actor: actor))
        }
        if case .unnamed(let name)? = firstMember(sides, where: { if case .unnamed = $0 { true } else { false } }) {
            return (.unnamed(text: name), .whoIs(text: name))
        }
        if case .collective(let index)? = firstMember(
            sides, where: { if case .collective = $0 { true } else { false } })
        {
            let name = text.agreement.collectives[index].names.first ?? ""
            return (.collective(text: name), .whoIs(text: name))
        }
        if sides.contains(where: { $0?.isGiven == false }) { return (.notGiven, missing) }
        if case .actor(let actor)? = sides.lazy.compactMap({ $0 }).first(where: { $0.members.count > 1 })?.members.first
        {
            return (.partlyExcluded(actor: actor), .whichMember(actor: actor))
        }
        if case .actor(let actor)? = firstMember(sides, where: { if case .actor = $0 { true } else { false } }) {
            return (.partlyExcluded(actor: actor), .whichMember(actor: actor))
        }
        return (.notGiven, missing)
    }

    // MARK: Scope

    /// No excluded group takes part, on either side.
    func covered(_ evidence: Evidence, _ account: Account, _ incident: Incident, _ text: CompiledAgreement) -> Condition
    {
        let moment = incident.time.earliest
        let sides = [evidence.author, evidence.target]
        func excluded(_ side: SideReading?) -> Truth {
            // A side that nobody names is not taken to be excluded: the agreement covers it unless shown otherwise.
            if let side, !side.isGiven { return .no }
            return self.side(side, is: { $0 == .excluded }, account, moment, text, civilians: .no)
        }
        let truth = !(excluded(sides[0]) || excluded(sides[1]))
        // A contested group that takes part is named whatever the account makes of it.
        let contested = firstMember(sides) { isExclusionContested($0, text) }
        switch truth {
        case .no:
            let member = firstMember(sides) { member in
                self.member(member, is: { $0 == .excluded }, account, moment, text, civilians: .no) == .yes
            }
            guard case .actor(let actor)? = member else { return Condition(.covered, .no, .sourcesDisagree) }
            if text.actors[actor].standing == .contested {
                return Condition(.covered, .no, .contestedGroup(actor: actor, says: .excluded), reports: evidence.rows)
            }
            return Condition(.covered, .no, .excludedGroup(actor: actor), reports: evidence.rows)
        case .yes:
            if case .actor(let actor)? = contested {
                let says = standing(of: actor, account, at: moment, text)
                return Condition(.covered, .yes, .contestedGroup(actor: actor, says: says), reports: evidence.rows)
            }
            return Condition(.covered, .yes, .noneExcluded)
        case .unknown:
            let (ground, missing) = doubt(sides, account, moment, text, orElse: .toWhom)
            return Condition(.covered, .unknown, ground, reports: evidence.rows, missing: missing)
        }
    }

    /// Whoever acted is bound, and so is, or is protected, whoever was acted on.
    func bound(_ evidence: Evidence, _ account: Account, _ incident: Incident, _ text: CompiledAgreement) -> Condition {
        let moment = incident.time.earliest
        let author = evidence.author
        let target = evidence.target
        func isBound(_ side: SideReading?, civilians: Truth) -> Truth {
            self.side(side, is: { $0 == .bound }, account, moment, text, civilians: civilians)
        }
        var truth: Truth
        if evidence.namesInitiator || target?.isGiven == false {
            truth = isBound(author, civilians: .no)
        } else {
            // Only named as having fought: at least one of them must be bound, and neither outside.
            truth = isBound(author, civilians: .yes)
        }
        let needsTarget = !incident.acts.isEmpty && !text.actsAgainstAnyone.overlaps(incident.acts)
        if needsTarget, target.map(\.isGiven) ?? true {
            // A target is protected when one of those hit is.
            truth =
                truth
                && (target.map { anyMember(of: $0, is: { $0 == .bound }, account, moment, text, civilians: .yes) }
                    ?? .unknown)
        }
        switch truth {
        case .no:
            let member = firstMember([author, target]) { member in
                self.member(member, is: { $0 == .bound }, account, moment, text, civilians: .yes) == .no
            }
            if case .actor(let actor)? = member {
                return Condition(.bound, .no, .notBound(actor: actor), reports: evidence.rows)
            }
            return Condition(.bound, .no, .civilians, reports: evidence.rows)
        case .yes:
            let actors = [author, target].compactMap { side -> Int? in
                if case .actor(let actor)? = side?.members.first { return actor } else { return nil }
            }
            let ground: Ground =
                actors.count == 2
                ? .bothBound(actors[0], actors[1]) : actors.first.map { .bound(actor: $0) } ?? .civilians
            return Condition(.bound, .yes, ground, reports: evidence.rows)
        case .unknown:
            let (ground, missing) = doubt([author, target], account, moment, text, orElse: .who)
            return Condition(.bound, .unknown, ground, reports: evidence.rows, missing: missing)
        }
    }

    // MARK: Evidence

    /// Enough sources that speak for no side tell of it; or it is a side's own account, which takes itself as read.
    func established(_ evidence: Evidence, _ account: Account, _ text: CompiledAgreement) -> Condition {
        if evidence.independentSources >= text.agreement.procedure.independentSources {
            return Condition(.established, .yes, .independent(evidence.independentSources))
        }
        if evidence.isOwnAccount { return Condition(.established, .yes, .accountOfSide, reports: evidence.rows) }
        return Condition(.established, .unknown, .onlySides, reports: evidence.rows, missing: .independentSource)
    }

    // MARK: Provision

    func act(_ forbidden: ActSet, _ incident: Incident, _ reports: ReportTable) -> Condition {
        let acts = incident.acts
        if acts.isEmpty {
            let words = incident.rows.lazy.map { reports.strings[reports.types[Int($0)]] }.first { !$0.isEmpty } ?? ""
            return Condition(.act, .unknown, .actUnknown(text: words), missing: .whatHappened)
        }
        if forbidden.isSuperset(of: acts) { return Condition(.act, .yes, .forbiddenAct(acts)) }
        if forbidden.overlaps(acts) {
            return Condition(
                .act, .unknown, .mayBeForbidden(acts.intersection(forbidden)), missing: .whatHappened)
        }
        return Condition(.act, .no, .otherAct(acts))
    }

    /// Whether a party that the provision names did it; `by` empty = any party.
    func author(
        _ by: [String], _ evidence: Evidence, _ account: Account, _ incident: Incident, _ text: CompiledAgreement
    ) -> Condition {
        let moment = incident.time.earliest
        let sides =
            evidence.namesInitiator || evidence.target?.isGiven == false
            ? [evidence.author] : [evidence.author, evidence.target]
        let wanted = by.isEmpty ? Set(text.parties.indices) : text.partyNumbers(by)
        func isWanted(_ side: SideReading?) -> Truth {
            guard let side, side.isGiven else { return .unknown }
            if let party = text.party(of: side) {
                return Truth(wanted.contains(party))
                    && self.side(side, is: { $0 == .bound }, account, moment, text, civilians: .no)
            }
            return self.side(side, is: { $0 == .bound }, account, moment, text, civilians: .no) == .no ? .no : .unknown
        }
        let answers = sides.map(isWanted)
        // Two that fought, both of whom the provision names: one of them broke it, whoever began.
        let any = answers.reduce(Truth.no) { $0 || $1 }
        let truth: Truth = answers.count == 2 && any == .yes && answers.contains(.no) ? .unknown : any
        switch truth {
        case .yes:
            if case .actor(let actor)? = sides[0]?.members.first {
                return Condition(.author, .yes, .bound(actor: actor), reports: evidence.rows)
            }
            return Condition(.author, .yes, .collective(text: name(of: sides[0], text)), reports: evidence.rows)
        case .no:
            if case .actor(let actor)? = sides[0]?.members.first {
                let isBound = standing(of: actor, account, at: moment, text) == .bound
                return Condition(
                    .author, .no, isBound ? .otherParty(actor: actor) : .notBound(actor: actor),
                    reports: evidence.rows)
            }
            return Condition(.author, .no, .civilians, reports: evidence.rows)
        case .unknown:
            let (ground, missing) = doubt(sides, account, moment, text, orElse: .who)
            return Condition(.author, .unknown, ground, reports: evidence.rows, missing: missing)
        }
    }

    /// Whether one of the targets that the provision protects was hit.
    func target(
        _ against: [Target], _ evidence: Evidence, _ account: Account, _ incident: Incident, _ text: CompiledAgreement
    ) -> Condition {
        if against.contains(.anyone) { return Condition(.target, .yes, .noTargetNeeded) }
        let moment = incident.time.earliest
        guard let target = evidence.target, target.isGiven else {
            let disagree = evidence.target == nil
            return Condition(
                .target, .unknown, disagree ? .sourcesDisagree : .notGiven, reports: evidence.rows, missing: .toWhom)
        }
        var truth = Truth.no
        let wantsCivilians: Truth = against.contains(.civilians) ? .yes : .no
        if against.contains(.bound) {
            truth = anyMember(of: target, is: { $0 == .bound }, account, moment, text, civilians: wantsCivilians)
            if truth == .yes, let author = evidence.author, let ours = text.party(of: author),
                ours == text.party(of: target)
            {
                if case .actor(let actor)? = target.members.first {
                    return Condition(.target, .no, .sameSide(actor: actor), reports: evidence.rows)
                }
                return Condition(.target, .no, .otherAct(incident.acts))
            }
        } else if wantsCivilians == .yes {
            truth = anyMember(of: target, is: { _ in false }, account, moment, text, civilians: .yes)
        }
        switch truth {
        case .yes:
            if case .actor(let actor)? = target.members.first {
                return Condition(.target, .yes, .bound(actor: actor), reports: evidence.rows)
            }
            return Condition(
                .target, .yes,
                target.members.contains(.civilians) ? .civilians : .collective(text: name(of: target, text)),
                reports: evidence.rows)
        case .no:
            if case .actor(let actor)? = target.members.first {
                let isBound = standing(of: actor, account, at: moment, text) == .bound
                return Condition(
                    .target, .no, isBound ? .otherParty(actor: actor) : .notBound(actor: actor),
                    reports: evidence.rows)
            }
            return Condition(.target, .no, .civilians, reports: evidence.rows)
        case .unknown:
            let (ground, missing) = doubt([target], account, moment, text, orElse: .toWhom)
            return Condition(.target, .unknown, ground, reports: evidence.rows, missing: missing)
        }
    }

    private func name(of side: SideReading?, _ text: CompiledAgreement) -> String {
        switch side?.members.first {
        case .collective(let index): text.agreement.collectives[index].names.first ?? ""
        case .unnamed(let name): name
        default: ""
        }
    }

    /// Nobody claims an exception that the provision knows. A side's own claim holds in its own account; for the
    /// mechanism it is open until it is verified.
    func notExempt(_ exceptions: [Exemption], _ evidence: Evidence, _ account: Account) -> Condition {
        guard let claimed = evidence.exemptions.first(where: exceptions.contains) else {
            return Condition(.notExempt, .yes, .noExemptionClaimed)
        }
        if account == .mechanism {
            return Condition(
                .notExempt, .unknown, .exemptionClaimed(claimed), reports: evidence.rows, missing: .exemption(claimed))
        }
        return Condition(.notExempt, .no, .exemptionAccepted(claimed), reports: evidence.rows)
    }

    // MARK: Attribution

    /// Who did it, apart from whether it was a breach: what sources that name an initiator say.
    func attribution(of incident: Incident, _ text: CompiledAgreement, _ reports: ReportTable) -> Attribution {
        var named: [(party: Int, row: Int32, isSide: Bool)] = []
        for row in incident.rows where reports.initiatorNamed[Int(row)] {
            let side = text.readings[Int(reports.sidesA[Int(row)])]
            // To name a group whose standing is contested is not to name the party on whose side it fights.
            guard side.isGiven, let party = text.party(of: side),
                !side.members.contains(where: { isContested($0, text) })
            else { continue }
            named.append((party, row, text.speaksFor[Int(reports.sources[Int(row)])] != nil))
        }
        let rows = named.map(\.row)
        guard let first = named.first(where: { !$0.isSide }) ?? named.first else {
            return Attribution(status: .notAttributable, confidence: .none)
        }
        let independent = named.filter { !$0.isSide }
        if independent.isEmpty {
            let agree = named.allSatisfy { $0.party == first.party }
            return Attribution(
                status: agree ? .alleged(party: first.party) : .disputed, confidence: .low, reports: rows)
        }
        guard independent.allSatisfy({ $0.party == first.party }) else {
            return Attribution(status: .disputed, confidence: .low, reports: rows)
        }
        let confidence: Confidence = independentSources(independent.map(\.row), reports, text) >= 2 ? .high : .medium
        return Attribution(
            status: confidence >= text.agreement.procedure.attributionNeeds
                ? .attributed(party: first.party) : .alleged(party: first.party),
            confidence: confidence, reports: rows)
    }
}
