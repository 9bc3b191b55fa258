extension Condition {
    /// The chance of yes: 1 or 0 where that is certain.
    var chance: Double { probability ?? (truth == .yes ? 1 : 0) }
}

/// One text of an agreement with its names turned into numbers, ready to be asked about place, time and weapons.
struct CompiledAgreement: Sendable {
    /// Aligned to the roll, so that a number means the same under every version.
    let agreement: Agreement
    let collectiveMembers: [[Int]]
    let partyOfActor: [Int?]
    let territory: [Int]
    let excludedCombat: [Int]
    let hasCompetingLines: Bool
    /// Acts that some provision forbids whoever is hit, or nobody.
    let actsAgainstAnyone: ActSet
    /// By number in the report table's pool of strings: who a side's text names; whom a source speaks for; the number
    /// of the first source that is spelled alike.
    let readings: [SideReading]
    let speaksFor: [Int?]
    let sourceNumbers: [Int32]
    private let guarantorsOf: [[String]]
    private let permissions: [(provision: Int, permission: Permission, zones: [Int])]

    var actors: [Actor] { agreement.actors }
    var parties: [Party] { agreement.parties }

    /// - Parameter agreement: Aligned to the roll.
    init(_ agreement: Agreement, reports: ReportTable, extraAliases: [(alias: String, actor: String)]) {
        self.agreement = agreement
        let (actors, parties, zones) = (agreement.actors, agreement.parties, agreement.zones)
        let numberOfParty = { (id: String) in parties.firstIndex { $0.id == id } }
        collectiveMembers = agreement.collectives.map { names in
            names.mayBe.compactMap { id in actors.firstIndex { $0.id == id } }
        }
        partyOfActor = actors.map { $0.party.flatMap(numberOfParty) }
        territory = agreement.territory.compactMap { id in zones.firstIndex { $0.id == id } }
        excludedCombat = zones.indices.filter { zones[$0].kind == .excludedCombat }
        hasCompetingLines = agreement.lines.contains { !$0.accordingTo.isEmpty }
        actsAgainstAnyone = agreement.provisions.reduce(into: []) { acts, provision in
            switch provision.rule {
            case .forbids(let prohibition) where prohibition.against.contains(.anyone): acts.formUnion(prohibition.acts)
            case .withdraws: acts.formUnion(ActSet(.weaponPastLine))
            case .forbids, .permits, .undertakes: break
            }
        }
        // A guarantor whose standing a party disputes does not speak for that party.
        guarantorsOf = parties.map { party in
            agreement.guarantors
                .filter { $0.answersFor.contains(party.id) && !$0.disputedBy.contains(party.id) }.map(\.id)
        }
        permissions = agreement.provisions.enumerated().compactMap { index, provision in
            guard case .permits(let permission) = provision.rule else { return nil }
            return (index, permission, permission.within.compactMap { id in zones.firstIndex { $0.id == id } })
        }

        let strings = reports.strings
        let index = ActorIndex(agreement, extra: extraAliases)
        var isSide = [Bool](repeating: false, count: strings.count)
        for id in reports.sidesA { isSide[Int(id)] = true }
        for id in reports.sidesB { isSide[Int(id)] = true }
        var isSource = [Bool](repeating: false, count: strings.count)
        for id in reports.sources { isSource[Int(id)] = true }
        /// A party by itself, or the one that a guarantor answers for. A mediator speaks for no side.
        func side(_ id: String) -> Int? {
            if let party = numberOfParty(id) { return party }
            let answers = agreement.guarantors.first { $0.id == id }?.answersFor ?? []
            return answers.count == 1 ? numberOfParty(answers[0]) : nil
        }
        var listed: [String: Int?] = [:]
        for source in agreement.sources { listed[ActorIndex.folded(source.name)] = source.speaksFor.flatMap(side) }
        var readings = [SideReading](repeating: .notGiven, count: strings.count)
        var speaksFor = [Int?](repeating: nil, count: strings.count)
        var sourceNumbers = [Int32](repeating: 0, count: strings.count)
        var firstSpelled: [String: Int32] = [:]
        for id in 0..<strings.count where isSide[id] || isSource[id] {
            let text = strings[Int32(id)]
            if isSide[id] { readings[id] = SideReading(members: index.members(in: text)) }
            guard isSource[id] else { continue }
            let name = ActorIndex.folded(text)
            sourceNumbers[id] = firstSpelled[name] ?? Int32(id)
            firstSpelled[name] = sourceNumbers[id]
            if let known = listed[name] {
                speaksFor[id] = known
            } else if case .actor(let actor)? = index.members(in: text).first {
                // A source that goes by a side's own name speaks for that side, listed or not.
                speaksFor[id] = partyOfActor[actor] ?? side(actors[actor].id)
            }
        }
        self.readings = readings
        self.speaksFor = speaksFor
        self.sourceNumbers = sourceNumbers
    }

    /// The one party that everybody on this side belongs to; nil where there is none or it is not known.
    func party(of side: SideReading) -> Int? {
        var found: Int?
        for member in side.members {
            let party: Int?
            switch member {
            case .actor(let actor): party = partyOfActor[actor]
            case .collective(let index):
                let first = collectiveMembers[index].first.flatMap { partyOfActor[$0] }
                party = collectiveMembers[index].allSatisfy { partyOfActor[$0] == first } ? first : nil
            case .civilians, .unnamed: party = nil
            }
            guard let party, found == nil || found == party else { return nil }
            found = party
        }
        return found
    }

    /// Whether a side is one unit or group rather than a party as a whole.
    func isExact(_ side: SideReading) -> Bool {
        guard side.members.count == 1, case .actor(let actor) = side.members[0] else { return false }
        return actors[actor].id != actors[actor].party
    }

    func partyNumbers(_ ids: [String]) -> Set<Int> { Set(ids.compactMap { id in parties.firstIndex { $0.id == id } }) }

    // MARK: Positions

    /// What a party says of a contested group at a moment: its own position, else that of a guarantor that answers
    /// for it; the latest since then. Nil where none of them has one, or guarantors contradict each other.
    func position(of party: Int, on actor: Int, at moment: Instant) -> Standing? {
        func latest(_ speaker: String) -> Standing? {
            actors[actor].positions
                .filter { $0.by == speaker && ($0.since.map { $0 <= moment } ?? true) }
                .max { ($0.since ?? .distantPast) < ($1.since ?? .distantPast) }?.says
        }
        if let own = latest(parties[party].id) { return own }
        // Guarantors that contradict each other say nothing for their party.
        let answers = Set(guarantorsOf[party].compactMap(latest))
        return answers.count == 1 ? answers.first : nil
    }

    /// Whether `by` speaks for this party: itself or a guarantor that answers for it.
    private func speaks(_ by: [String], for party: Int) -> Bool {
        by.contains(parties[party].id) || by.contains(where: guarantorsOf[party].contains)
    }

    // MARK: Time

    func inForce(_ incident: Incident) -> Condition {
        let (time, force) = (incident.time, agreement.inForce)
        let before = time.probability(before: force.from)
        if before >= 1 { return Condition(.inForce, .no, .before(force.from)) }
        var chance = 1 - before
        var boundary: Instant? = before > 0 ? force.from : nil
        if let until = force.until {
            let after = 1 - time.probability(before: until)
            if after >= 1 { return Condition(.inForce, .no, .after(until)) }
            if after > 0 { boundary = until }
            chance -= after
        }
        for suspension in force.suspensions {
            let end = suspension.until ?? .distantFuture
            let within = time.probability(before: end) - time.probability(before: suspension.from)
            if within >= 1 { return Condition(.inForce, .no, .suspended(suspension.from)) }
            if within > 0 { boundary = suspension.from }
            chance -= within
        }
        guard let boundary else { return Condition(.inForce, .yes, .during) }
        // Suspensions one after the other may cover the whole window.
        if chance <= 1e-9 { return Condition(.inForce, .no, .suspended(boundary)) }
        return Condition(
            .inForce, .unknown, .straddles(boundary), probability: max(0, chance), missing: .timeRelativeTo(boundary))
    }

    func inForce(_ provision: Provision, _ incident: Incident) -> Condition {
        var chance = 1.0
        var boundary: Instant?
        if let from = provision.from {
            let before = incident.time.probability(before: from)
            if before >= 1 { return Condition(.provisionInForce, .no, .before(from)) }
            if before > 0 { boundary = from }
            chance -= before
        }
        if let until = provision.until {
            let after = 1 - incident.time.probability(before: until)
            if after >= 1 { return Condition(.provisionInForce, .no, .after(until)) }
            if after > 0 { boundary = until }
            chance -= after
        }
        guard let boundary else { return Condition(.provisionInForce, .yes, .during) }
        return Condition(
            .provisionInForce, .unknown, .straddles(boundary), probability: max(0, chance),
            missing: .timeRelativeTo(boundary))
    }

    // MARK: Place

    func territory(_ incident: Incident) -> Condition {
        for zone in excludedCombat {
            let chance = probability([zone], incident)
            if chance >= 1 { return Condition(.territory, .no, .insideExcludedCombat(zone: zone)) }
            if chance > 0 {
                return Condition(
                    .territory, .unknown, .mayBeInside(zone: zone), probability: 1 - chance,
                    missing: .placeRelativeToZone(zone))
            }
        }
        if territory.isEmpty { return Condition(.territory, .yes, .unlimited) }
        switch incident.statedInside(territory.map { agreement.zones[$0] }) {
        case true?: return Condition(.territory, .yes, .inside(zone: territory[0]))
        case false? where probability(territory, incident) > 0:
            // The country named is another one, the position is not: one of the two is wrong.
            return Condition(
                .territory, .unknown, .mayBeInside(zone: territory[0]), missing: .placeRelativeToZone(territory[0]))
        case false?: return Condition(.territory, .no, .outside)
        case nil: return inside(territory, incident, .territory)
        }
    }

    func within(_ ids: [String], _ incident: Incident) -> Condition {
        inside(ids.compactMap { id in agreement.zones.firstIndex { $0.id == id } }, incident, .zone)
    }

    /// The chance that the incident lies in any of these zones while the zone exists; 0 for an unknown place.
    private func probability(_ zones: [Int], _ incident: Incident) -> Double {
        let there = zones.map { (zone: $0, existence: agreement.zones[$0].existence(during: incident.time)) }
            .filter { $0.existence > 0 }
        if there.isEmpty || incident.place == .unknown { return 0 }
        var best = 0.0
        for (zone, existence) in there {
            best = max(best, existence * incident.place.probability(inside: agreement.zones[zone].polygon))
        }
        if there.count == 1 || best >= 1 { return best }
        // Zones may touch or overlap: what counts is to lie in one of them.
        let lasting = there.filter { $0.existence >= 1 }.map { agreement.zones[$0.zone].polygon }
        let union = incident.place.probability { spot in lasting.contains { $0.contains(spot) } }
        return max(best, union)
    }

    private func inside(_ zones: [Int], _ incident: Incident, _ question: Question) -> Condition {
        if incident.place == .unknown {
            return Condition(
                question, .unknown, .placeUnknown, missing: zones.first.map { .placeRelativeToZone($0) } ?? .place)
        }
        let chance = probability(zones, incident)
        guard let zone = zones.first(where: { probability([$0], incident) > 0 }) else {
            return Condition(question, .no, .outside)
        }
        if chance >= 1 { return Condition(question, .yes, .inside(zone: zone)) }
        return Condition(
            question, .unknown, .mayBeInside(zone: zone), probability: chance, missing: .placeRelativeToZone(zone))
    }

    /// A permission that takes the act out: nil where no provision permits anything like it to anybody who may have
    /// done it.
    func notPermitted(_ incident: Incident, by author: SideReading?) -> Condition? {
        var answer: Condition?
        for (provision, permission, zones) in permissions where permission.acts.overlaps(incident.acts) {
            let party = author.flatMap { self.party(of: $0) }
            let mayBeThem = permission.by.isEmpty || party.map { partyNumbers(permission.by).contains($0) } ?? true
            let validity = inForce(agreement.provisions[provision], incident).chance
            if !mayBeThem || validity <= 0 { continue }
            let isThem = permission.by.isEmpty || party != nil
            let covers = permission.acts.isSuperset(of: incident.acts)
            let isPlaceOpen = !zones.isEmpty && incident.place == .unknown
            let place = zones.isEmpty ? 1 : isPlaceOpen ? 0.5 : probability(zones, incident)
            if place <= 0 { continue }
            if covers, isThem, place * validity >= 1 {
                return Condition(.notPermitted, .no, .permitted(provision: provision))
            }
            answer = Condition(
                .notPermitted, .unknown, .mayBePermitted(provision: provision),
                probability: covers && isThem && !isPlaceOpen ? 1 - place * validity : nil,
                missing: !covers ? .whatHappened : !isThem ? .who : .place)
        }
        let isPermittedElsewhere = permissions.contains { $0.permission.acts.overlaps(incident.acts) }
        return answer ?? (isPermittedElsewhere ? Condition(.notPermitted, .yes, .notPermittedAnywhere) : nil)
    }

    /// Whether a weapon stands outside the holding areas where it may.
    func notHeld(_ ids: [String], _ incident: Incident) -> Condition {
        let held = inside(ids.compactMap { id in agreement.zones.firstIndex { $0.id == id } }, incident, .notExempt)
        switch held.ground {
        case .inside(let zone): return Condition(.notExempt, .no, .inHoldingArea(zone: zone))
        case .mayBeInside(let zone):
            return Condition(
                .notExempt, .unknown, .mayBeInHoldingArea(zone: zone), probability: held.probability.map { 1 - $0 },
                missing: .placeRelativeToZone(zone))
        case .placeUnknown: return Condition(.notExempt, .unknown, .placeUnknown, missing: .place)
        default: return Condition(.notExempt, .yes, .outside)
        }
    }

    // MARK: Weapons

    /// The weapon that the incident's reports name: one with a class and a calibre before one without; of several such,
    /// the first by its words.
    func weapon(of incident: Incident, in reports: ReportTable) -> Weapon {
        var best = Weapon()
        for row in incident.reliedOn.lazy.map(Int.init) where reports.details[row] >= 0 {
            let detail = reports.detailValues[Int(reports.details[row])]
            guard !detail.weapon.isEmpty || detail.calibreMillimetres != nil else { continue }
            var weapon = Weapon(words: detail.weapon)
            if let calibre = detail.calibreMillimetres { weapon.calibreMillimetres = calibre }
            func rank(_ weapon: Weapon) -> Int {
                (weapon.weaponClass == nil ? 0 : 2) + (weapon.calibreMillimetres == nil ? 0 : 1)
            }
            let (old, new) = (rank(best), rank(weapon))
            if new > old || (new == old && (best.words.isEmpty || weapon.words < best.words)) { best = weapon }
        }
        return best
    }

    /// Whether the incident is a weapon found standing somewhere.
    func present(_ weapon: Weapon, _ incident: Incident) -> Condition {
        let wanted = ActSet([.weaponPastLine])
        if incident.acts.isEmpty { return Condition(.act, .unknown, .actUnknown(text: ""), missing: .whatHappened) }
        if wanted.isSuperset(of: incident.acts) { return Condition(.act, .yes, .forbiddenAct(incident.acts)) }
        if wanted.overlaps(incident.acts), weapon.weaponClass != nil {
            return Condition(.act, .yes, .forbiddenAct(wanted))
        }
        if wanted.overlaps(incident.acts) {
            return Condition(.act, .unknown, .mayBeForbidden(wanted), missing: .whatHappened)
        }
        return Condition(.act, .no, .otherAct(incident.acts))
    }

    /// Whether the weapon stands nearer to a line than some limit allows, every limit that may hold for it being asked:
    /// the strictest answer decides, and is given with the limit's own two questions.
    func standsTooNear(
        _ withdrawal: Withdrawal, _ weapon: Weapon, by party: Int?, _ incident: Incident, _ account: Account
    ) -> (weapon: Condition, distance: Condition, by: [String]) {
        var found: (truth: Truth, weapon: Condition, distance: Condition, by: [String])?
        for limit in withdrawal.limits {
            if !limit.by.isEmpty, let party, !partyNumbers(limit.by).contains(party) { continue }
            var applies = Self.matches(weapon, limit)
            if let from = limit.from {
                applies = applies && !Truth(probability: incident.time.probability(before: from))
            }
            if applies == .no { continue }
            let distance = distance(limit, incident, account)
            let truth = applies && distance.truth
            if let found, (truth, applies) <= (found.truth, found.weapon.truth) { continue }
            let listed =
                applies == .yes
                ? Condition(.weapon, .yes, .weaponListed(text: weapon.words))
                : Condition(.weapon, .unknown, .weaponUnknown, missing: .weapon)
            found = (truth, listed, distance, limit.by)
        }
        if let found { return (found.weapon, found.distance, found.by) }
        return (
            Condition(.weapon, .no, .weaponNotListed(text: weapon.words)),
            Condition(.distance, .unknown, .noSuchLine, missing: .whichLine), []
        )
    }

    private static func matches(_ weapon: Weapon, _ limit: Withdrawal.Limit) -> Truth {
        var truth: Truth =
            limit.weapon == .any ? .yes : weapon.weaponClass.map { Truth($0 == limit.weapon) } ?? .unknown
        if !limit.models.isEmpty {
            let isNamed = limit.models.contains { weapon.words.contains($0.lowercased()) }
            // Another model is named, or only a class, which may be this model.
            truth = truth && (isNamed ? .yes : weapon.model == nil ? .unknown : .no)
        }
        if limit.calibreFrom != nil || limit.calibreBelow != nil {
            guard let calibre = weapon.calibreMillimetres else { return truth && .unknown }
            truth = truth && Truth(calibre >= limit.calibreFrom ?? 0 && calibre < limit.calibreBelow ?? .infinity)
        }
        return truth
    }

    /// Whether the weapon stands nearer to the line than this limit allows. Lines of one kind compete where they are
    /// according to somebody: a side's account takes its own, the mechanism asks all of them. Stretches that nobody
    /// disputes belong to every one of them.
    private func distance(_ limit: Withdrawal.Limit, _ incident: Incident, _ account: Account) -> Condition {
        if incident.place == .unknown { return Condition(.distance, .unknown, .placeUnknown, missing: .place) }
        struct Alternative {
            var accordingTo: [String]
            var line = -1
            var chance = 0.0
            mutating func add(_ line: Int, _ chance: Double) {
                if self.line < 0 || chance > self.chance { (self.line, self.chance) = (line, chance) }
            }
        }
        var alternatives: [Alternative] = []
        let lines = agreement.lines.indices.filter { agreement.lines[$0].of == limit.line }
        for line in lines where !agreement.lines[line].accordingTo.isEmpty {
            let by = agreement.lines[line].accordingTo
            if !alternatives.contains(where: { $0.accordingTo == by }) {
                alternatives.append(Alternative(accordingTo: by))
            }
        }
        if case .party(let party) = account {
            let own = alternatives.filter { speaks($0.accordingTo, for: party) }
            if !own.isEmpty { alternatives = own }
        }
        if alternatives.isEmpty { alternatives = [Alternative(accordingTo: [])] }
        for line in lines {
            let existence = agreement.lines[line].existence(during: incident.time)
            if existence <= 0 { continue }
            let chance = existence * incident.place.probability(within: limit.metres, of: agreement.lines[line].path)
            let by = agreement.lines[line].accordingTo
            for at in alternatives.indices where by.isEmpty || alternatives[at].accordingTo == by {
                alternatives[at].add(line, chance)
            }
        }
        alternatives.removeAll { $0.line < 0 }
        guard let first = alternatives.first else {
            return Condition(.distance, .unknown, .noSuchLine, missing: .whichLine)
        }
        let chances = alternatives.map(\.chance)
        if chances.allSatisfy({ $0 >= 1 }) { return Condition(.distance, .yes, near(limit, first.line, incident)) }
        if chances.allSatisfy({ $0 <= 0 }) { return Condition(.distance, .no, far(limit, first.line, incident)) }
        if chances.contains(where: { $0 >= 1 }), chances.contains(where: { $0 <= 0 }) {
            return Condition(.distance, .unknown, .linesDisagree(required: limit.metres), missing: .whichLine)
        }
        // Alternatives that give the same chance need not be told apart to state it.
        let spread = chances.max()! - chances.min()!
        return Condition(
            .distance, .unknown, .mayBeNearerThan(required: limit.metres, line: first.line),
            probability: spread < 0.005 ? chances[0] : nil,
            missing: .placeRelativeToLine(first.line, metres: limit.metres))
    }

    private func near(_ limit: Withdrawal.Limit, _ line: Int, _ incident: Incident) -> Ground {
        .nearerThan(required: limit.metres, line: line, metres: exactMetres(line, incident))
    }
    private func far(_ limit: Withdrawal.Limit, _ line: Int, _ incident: Incident) -> Ground {
        .fartherThan(required: limit.metres, line: line, metres: exactMetres(line, incident))
    }
    private func exactMetres(_ line: Int, _ incident: Incident) -> Double? {
        guard case .point(let spot, let sigma) = incident.place, sigma == 0 else { return nil }
        return agreement.lines[line].path.metres(to: spot)
    }

    // MARK: Severity

    func severity(of incident: Incident) -> Severity {
        func level(_ rules: [SeverityRules.Rule]) -> Int {
            rules.first { holds($0, incident) }?.level ?? 0
        }
        return Severity(
            harm: level(agreement.severity.harm), weaponOrZone: level(agreement.severity.weaponOrZone),
            threat: level(agreement.severity.threat))
    }

    /// Every condition that the rule states; a figure counts by its low bound, an act where it is certain.
    private func holds(_ rule: SeverityRules.Rule, _ incident: Incident) -> Bool {
        if let killed = rule.killedAtLeast, (incident.killed.low ?? 0) < killed { return false }
        if let injured = rule.injuredAtLeast, (incident.injured.low ?? 0) < injured { return false }
        if let acts = rule.acts, incident.acts.isEmpty || !acts.isSuperset(of: incident.acts) { return false }
        if !rule.zones.isEmpty {
            let inside = rule.zones.contains { id in
                agreement.zones.first { $0.id == id }.map { incident.place.probability(inside: $0.polygon) >= 1 }
                    ?? false
            }
            if !inside { return false }
        }
        return true
    }
}
