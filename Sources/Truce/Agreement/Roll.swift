extension AgreementHistory {
    /// The latest text with everybody whom any text names. Numbers of actors, parties and collective names in
    /// assessments count through it, so that a number means the same under every text.
    public var roll: Agreement {
        var roll = latest
        for version in versions.reversed() {
            for actor in version.text.actors where !roll.actors.contains(where: { $0.id == actor.id }) {
                roll.actors.append(actor)
            }
            for party in version.text.parties where !roll.parties.contains(where: { $0.id == party.id }) {
                roll.parties.append(party)
            }
            for names in version.text.collectives where !roll.collectives.contains(where: { $0.names == names.names }) {
                roll.collectives.append(names)
            }
        }
        return roll
    }
}

extension Agreement {
    /// This text with its actors, parties and collective names in the order of the roll. Whoever this text does not
    /// name has no name in it, so that nobody is judged by a later text.
    func aligned(to roll: Agreement) -> Agreement {
        var text = self
        text.actors = roll.actors.map { listed in
            actors.first { $0.id == listed.id }
                ?? Actor(id: listed.id, name: LocalizedText([]), standing: .notBound)
        }
        text.parties = roll.parties
        text.collectives = roll.collectives.map { listed in
            collectives.first { $0.names == listed.names } ?? Collective(names: [], mayBe: [])
        }
        return text
    }
}
