import Truce

/// Whether an incident that is known in full broke the agreement. Deliberately plain, and apart from the assessment
/// that it is there to try: no uncertain places, no accounts.
struct TrueBreach: Sendable, Hashable {
    var breach: Truth
    var provision = ""
    /// `breached`, or why not or why unknown: `did_not_happen`, `not_in_force`, `outside_territory`,
    /// `excluded_combat`, `initiator_not_bound`, `target_not_bound`, `contested_actor`, `permitted`, `self_defence`,
    /// `notified_movement`, `training_area`, `excluded_target`, `beyond_the_limit`, `near_the_limit`,
    /// `lines_compete`, `no_target`, `no_provision`.
    var reason: String

    init(_ breach: Truth, provision: String = "", _ reason: String) {
        self.breach = breach
        self.provision = provision
        self.reason = reason
    }

    init(of incident: TrueIncident, under agreement: Agreement) {
        self = Self.scope(incident, agreement) ?? Self.provisions(incident, agreement)
    }

    private static func scope(_ incident: TrueIncident, _ agreement: Agreement) -> TrueBreach? {
        if incident.isSpurious { return TrueBreach(.no, "did_not_happen") }
        let force = agreement.inForce
        let isSuspended = force.suspensions.contains { pause in
            pause.from <= incident.at && (pause.until.map { incident.at < $0 } ?? true)
        }
        if incident.at < force.from || (force.until.map { $0 <= incident.at } ?? false) || isSuspended {
            return TrueBreach(.no, "not_in_force")
        }
        let territory = agreement.zones.filter { agreement.territory.contains($0.id) }
        if !territory.isEmpty, !territory.contains(where: { $0.polygon.contains(incident.place) }) {
            return TrueBreach(.no, "outside_territory")
        }
        if isIn(agreement.zones.filter { $0.kind == .excludedCombat }, incident) {
            return TrueBreach(.no, "excluded_combat")
        }
        switch incident.initiatorStanding {
        case .excluded, .notBound: return TrueBreach(.no, "initiator_not_bound")
        case .contested: return TrueBreach(.unknown, "contested_actor")
        case .bound: return nil
        }
    }

    private static func isIn(_ zones: [Zone], _ incident: TrueIncident) -> Bool {
        zones.contains { $0.exists(at: incident.at) && $0.polygon.contains(incident.place) }
    }

    private static func provisions(_ incident: TrueIncident, _ agreement: Agreement) -> TrueBreach {
        let act = ActSet(incident.act)
        let held = agreement.provisions.filter { provision in
            (provision.from.map { $0 <= incident.at } ?? true) && (provision.until.map { incident.at < $0 } ?? true)
        }
        func zones(_ ids: [String]) -> [Zone] { agreement.zones.filter { ids.contains($0.id) } }
        func isBy(_ parties: [String]) -> Bool { parties.isEmpty || parties.contains(incident.initiatorSide) }
        for provision in held {
            if case .permits(let permission) = provision.rule, permission.acts.overlaps(act), isBy(permission.by),
                permission.within.isEmpty || isIn(zones(permission.within), incident)
            {
                return TrueBreach(.no, "permitted")
            }
        }
        var found = TrueBreach(.no, "no_provision")
        for provision in held {
            var one: TrueBreach?
            switch provision.rule {
            case .forbids(let rule):
                if rule.acts.overlaps(act), isBy(rule.by), rule.within.isEmpty || isIn(zones(rule.within), incident) {
                    one =
                        Self.target(incident, rule) ?? Self.exemption(incident, rule, agreement)
                        ?? TrueBreach(.yes, provision: provision.id, "breached")
                }
            case .withdraws(let rule):
                if incident.act == .weaponPastLine, !isIn(zones(rule.exceptWithin), incident) {
                    one = Self.withdrawal(incident, rule, provision.id, agreement)
                }
            case .permits, .undertakes: break
            }
            if let one, one.breach > found.breach || found.reason == "no_provision" { found = one }
        }
        return found
    }

    /// Nil where the target is one that the rule protects.
    private static func target(_ incident: TrueIncident, _ rule: Prohibition) -> TrueBreach? {
        if rule.against.contains(.anyone) { return nil }
        if incident.target.isEmpty { return TrueBreach(.unknown, "no_target") }
        guard let standing = incident.targetStanding else {
            return rule.against.contains(.civilians) ? nil : TrueBreach(.no, "no_provision")
        }
        switch standing {
        case .bound: return rule.against.contains(.bound) ? nil : TrueBreach(.no, "no_provision")
        case .contested: return TrueBreach(.unknown, "contested_actor")
        case .excluded, .notBound: return TrueBreach(.no, "target_not_bound")
        }
    }

    private static func exemption(
        _ incident: TrueIncident, _ rule: Prohibition, _ agreement: Agreement
    ) -> TrueBreach? {
        for exemption in rule.exceptions {
            let holds =
                switch exemption {
                case .selfDefence: incident.isSelfDefence
                case .excludedTarget: incident.targetStanding == .excluded
                case .notifiedMovement: incident.isNotified
                case .trainingArea: isIn(agreement.zones.filter { $0.kind == .training }, incident)
                }
            if holds { return TrueBreach(.no, exemption.rawValue) }
        }
        return nil
    }

    /// Nil where the rule has no limit for this weapon. The longest limit that holds decides; within 1 % of it, or
    /// 100 m, the plane on which distances are taken here says too little.
    private static func withdrawal(
        _ incident: TrueIncident, _ rule: Withdrawal, _ provision: String, _ agreement: Agreement
    ) -> TrueBreach? {
        var found: TrueBreach?
        for limit in rule.limits where incident.weaponUsed.isMeant(by: limit) {
            guard limit.by.isEmpty || limit.by.contains(incident.initiatorSide),
                limit.from.map({ $0 <= incident.at }) ?? true
            else { continue }
            let ways = agreement.lines.filter { $0.of == limit.line && $0.exists(at: incident.at) }
                .map { $0.path.metres(from: incident.place) }
            guard let nearest = ways.min(), let farthest = ways.max() else { continue }
            let doubt = max(100, limit.metres * 0.01)
            let one =
                if farthest < limit.metres - doubt {
                    TrueBreach(.yes, provision: provision, "breached")
                } else if nearest >= limit.metres + doubt {
                    TrueBreach(.no, "beyond_the_limit")
                } else {
                    TrueBreach(.unknown, farthest - nearest > doubt ? "lines_compete" : "near_the_limit")
                }
            if found.map({ one.breach > $0.breach }) ?? true { found = one }
        }
        return found
    }
}
