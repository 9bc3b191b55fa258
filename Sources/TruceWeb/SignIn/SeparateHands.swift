import Truce

/// Which holders one account may act as. The mandate's rules look at holders (nobody adopts their own finding, nobody sits on
/// both sides of a reply); one person who goes from one holder to another would walk past them.
enum SeparateHands {
    /// Why these may not be one person's; nil where they may.
    static func fault(_ askers: [Asker]) -> String? {
        for (at, a) in askers.enumerated() {
            for b in askers[(at + 1)...] where !areApart(a, b) {
                let names = [a, b].compactMap { $0.holder?.description }.joined(separator: " and ")
                return
                    "One account may not act as \(names): one checks what the other does, or they belong to different "
                    + "sides. Give them to two people."
            }
        }
        return nil
    }

    private static func areApart(_ a: Asker, _ b: Asker) -> Bool {
        // A witness of the log sees nothing more by it, and decides nothing.
        let (ofA, ofB) = (offices(a), offices(b))
        guard !ofA.isEmpty, !ofB.isEmpty else { return true }
        guard Set(ofA.map(side)) == Set(ofB.map(side)) else { return false }
        return !checks(a, b) && !checks(b, a)
    }

    private static func offices(_ asker: Asker) -> [Asker.Grant] {
        asker.effectiveGrants.filter { $0.role != .witness }
    }

    private static func side(_ grant: Asker.Grant) -> PartyID? { grant.role.isForASide ? grant.side : nil }

    private static func checks(_ drafter: Asker, _ other: Asker) -> Bool {
        AccessTable.may(drafter, do: .draftFinding)
            && [.adoptFinding, .reviewFinding].contains { AccessTable.may(other, do: $0) }
    }
}
