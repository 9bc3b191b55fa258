extension Register {
    mutating func drafted(_ fact: FindingDrafted, _ sealed: SealedParts) {
        let incident = standing(fact.incident)
        incidents.change(incident, from: IncidentCase()) { $0.drafts.append(fact.finding) }
        findings.set(
            fact.finding,
            FindingCase(
                incident: incident, author: fact.officer, content: sealed.finding ?? fact.content,
                draftedAt: entry))
        switch incidents[incident]?.stage {
        case .adopted, .joined: break
        default: set(incident, to: .findingDrafted)
        }
    }

    mutating func reviewed(_ fact: FindingReviewed) {
        findings.change(fact.finding) { $0.verdict = fact.verdict }
        guard fact.verdict == .returned, let incident = findings[fact.finding]?.incident,
            let known = incidents[incident], known.drafts.last == fact.finding,
            let next = known.stage.after(.giveBack)
        else { return }
        set(incident, to: next)
    }

    mutating func adopted(_ fact: FindingAdopted) {
        let incident = standing(fact.incident)
        let content = FindingContent(
            outcome: fact.outcome, provisions: fact.provisions, attribution: fact.attribution, basis: fact.basis,
            statement: fact.statement)
        findings.change(
            fact.finding,
            from: FindingCase(
                incident: incident, author: fact.author ?? fact.officer, content: content, draftedAt: entry)
        ) { ($0.isAdopted, $0.isReopened) = (true, false) }
        incidents.change(incident, from: IncidentCase()) { known in
            (known.finding, known.isPublished) = (fact.finding, true)
        }
        set(incident, to: .adopted)
        // Who had not answered yet owes no answer any more.
        for ask in incidents[incident]?.asks ?? [] where asks[ask]?.isAwaited == true {
            asks.change(ask) { $0.isLapsed = true }
            awaited.set(ask, nil)
        }
    }

    mutating func reopened(_ fact: FindingReopened, _ at: Instant) {
        findings.change(fact.finding) { $0.isReopened = true }
        guard let incident = findings[fact.finding]?.incident, incidents[incident]?.finding == fact.finding else {
            return
        }
        incidents.change(incident) { $0.finding = nil }
        if incidents[incident]?.stage == .adopted {
            set(incident, to: .underVerification)
            incidents.change(incident) { $0.underWaySince = at }
        }
    }
}
