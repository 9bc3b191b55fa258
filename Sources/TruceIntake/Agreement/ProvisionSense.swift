import Truce

/// Provisions that say the same thing twice, or contradict each other, at the same time.
struct ProvisionSense {
    let agreement: Agreement
    /// The provisions' own nodes, in the same order.
    let nodes: [Node]
    let findings: Findings

    func check() {
        let scopes = agreement.provisions.map(Scope.init)
        // Only provisions of the same place can clash.
        var byPlace: [Set<String>: [Int]] = [:]
        for later in scopes.indices where scopes[later].isRule {
            defer { byPlace[scopes[later].within, default: []].append(later) }
            let sharers = byPlace[scopes[later].within] ?? []
            let clashing = sharers.lazy.filter { clash(scopes[$0], scopes[later]) }
            // One is enough to find the mistake: the first that is an error, or else the first.
            if let earlier = clashing.first(where: { isError(scopes[$0], scopes[later]) }) ?? clashing.first {
                switch (agreement.provisions[earlier].rule, agreement.provisions[later].rule) {
                case (.forbids(let a), .forbids(let b)): reportTwice(earlier, a, later, b)
                case (.forbids(let a), .permits(let b)): reportContradiction(a, b, earlier, later, permits: true)
                case (.permits(let b), .forbids(let a)): reportContradiction(a, b, earlier, later, permits: false)
                default: break
                }
            }
        }
        checkLimits()
    }

    /// What two provisions are compared by, cheapest first: a long file has many pairs.
    private struct Scope {
        var acts: ActSet = []
        var from: Instant
        var until: Instant
        var permits = false
        var by: [String] = []
        var against: Set<Target> = []
        var within: Set<String> = []
        var isRule: Bool { !acts.isEmpty }

        init(_ provision: Provision) {
            from = provision.from ?? .distantPast
            until = provision.until ?? .distantFuture
            switch provision.rule {
            case .forbids(let prohibition):
                acts = prohibition.acts
                by = prohibition.by
                against = Set(prohibition.against)
                within = Set(prohibition.within)
            case .permits(let permission):
                acts = permission.acts
                by = permission.by
                within = Set(permission.within)
                permits = true
            default: break
            }
        }
    }

    private func clash(_ a: Scope, _ b: Scope) -> Bool {
        guard a.acts.overlaps(b.acts), a.from < b.until, b.from < a.until else { return false }
        if a.permits || b.permits {
            return a.permits != b.permits && !parties(a.by).isDisjoint(with: parties(b.by))
        }
        return a.against == b.against && parties(a.by) == parties(b.by)
    }

    private func isError(_ a: Scope, _ b: Scope) -> Bool { a.permits || b.permits || a.acts == b.acts }

    private func overlap(_ a: Provision, _ b: Provision) -> Bool {
        (a.from ?? .distantPast) < (b.until ?? .distantFuture) && (b.from ?? .distantPast) < (a.until ?? .distantFuture)
    }

    /// The parties meant; none written = every one.
    private func parties(_ by: [String]) -> Set<String> { Set(by.isEmpty ? agreement.parties.map(\.id) : by) }

    private func name(_ i: Int) -> String { "provision “\(agreement.provisions[i].id)” (\(nodes[i].spot.text))" }

    private func reportTwice(_ i: Int, _ a: Prohibition, _ k: Int, _ b: Prohibition) {
        let same = a.acts == b.acts
        let shared = a.acts.intersection(b.acts).shortCodes.joined(separator: ", ")
        findings.report(
            same ? .error : .warning, nodes[k].spot, "provisions.\(agreement.provisions[k].id)",
            same
                ? "it forbids the same acts by and against the same, in the same place and time, as \(name(i))"
                : "it forbids \(shared) by and against the same, in the same place and time, as \(name(i))",
            same
                ? "keep one of the two, or let their times follow each other"
                : "leave each act with one provision, or an incident breaks both")
    }

    private func reportContradiction(_ a: Prohibition, _ b: Permission, _ earlier: Int, _ later: Int, permits: Bool) {
        let shared = a.acts.intersection(b.acts).shortCodes.joined(separator: ", ")
        let place = a.within.isEmpty ? "everywhere" : "in the same place (\(a.within.joined(separator: ", ")))"
        findings.report(
            nodes[later].spot, "provisions.\(agreement.provisions[later].id)",
            "it \(permits ? "permits" : "forbids") \(shared) \(place) while \(name(earlier)) \(permits ? "forbids" : "permits") it",
            "permit it within a smaller zone, or take it out of what is forbidden")
    }

    private func checkLimits() {
        var seen: [(provision: Int, limit: Withdrawal.Limit)] = []
        for (k, provision) in agreement.provisions.enumerated() {
            guard case .withdraws(let withdrawal) = provision.rule else { continue }
            let limitNodes = nodes[k]["withdraws"]?["limits"]?.items ?? []
            for (n, limit) in withdrawal.limits.enumerated() {
                let spot = n < limitNodes.count ? limitNodes[n].spot : nodes[k].spot
                if let other = seen.first(where: { contradict($0, (k, limit)) }) {
                    findings.report(
                        spot, "provisions.\(provision.id).withdraws.limits[\(n + 1)]",
                        "\(limit.weapon.rawValue) stays \(ShapeCheck.plain(limit.metres / 1000)) km back from “\(limit.line)” here, but \(ShapeCheck.plain(other.limit.metres / 1000)) km for calibres, parties and a time in common in \(name(other.provision))",
                        "write one distance, or tell calibres, models or parties apart")
                }
                seen.append((k, limit))
            }
        }
    }

    /// A limit that begins later replaces none: phases of a withdrawal may follow each other.
    private func contradict(
        _ a: (provision: Int, limit: Withdrawal.Limit), _ b: (provision: Int, limit: Withdrawal.Limit)
    ) -> Bool {
        let (x, y) = (a.limit, b.limit)
        let sameModels = x.models.isEmpty && y.models.isEmpty || !Set(x.models).isDisjoint(with: y.models)
        return x.weapon == y.weapon && x.line == y.line && x.metres != y.metres && sameModels && x.from == y.from
            && (x.calibreFrom ?? 0) < (y.calibreBelow ?? .infinity)
            && (y.calibreFrom ?? 0) < (x.calibreBelow ?? .infinity)
            && !parties(x.by).isDisjoint(with: parties(y.by))
            && overlap(agreement.provisions[a.provision], agreement.provisions[b.provision])
    }
}
