import Truce
import TruceMechanism
import TruceTesting

/// What stands beside the cases of the marked mission.
extension MarkedMission {
    func beside() async throws {
        try await submit(
            "analyst",
            .reportProgress(
                ReportProgress(
                    obligation: ObligationID("heavy-weapons")!, at: now, score: 1, percent: 24, count: nil, evidence: []
                )))
        try await submit(
            "north-liaison",
            .stateBaseline(
                StateBaseline(obligation: ObligationID("detainees")!, value: 340, reason: marks.word("baseline"))))
        let text = """
            amends: two-rivers
            version: 3
            from: 2031-04-01 00:00 Atlantic/Azores
            title: {en: Second amendment, ar: التعديل الثاني}
            set:
              in_force:
                until: 2031-07-01 06:00 Atlantic/Azores

            """
        let file = try await attach(text, by: "head_of_mission")
        try await submit(
            "head_of_mission",
            .proposeAmendment(
                ProposeAmendment(
                    version: 3, inForceFrom: Fictional.moment("2031-04-01T00:00:00Z"), files: [file],
                    signatories: ["north", "south", "marenna", "taluwe"].map { PartyID($0)! },
                    reason: marks.word("amendment"))))
    }

    func talks() async throws {
        let sides = ["north", "south"].map { PartyID($0)! }
        let opened = try await submit(
            "mediator",
            .openSession(
                OpenSession(
                    title: marks.word("session"), at: now,
                    delegations: sides.map { Delegation(party: $0, head: marks.word("head of delegation")) },
                    note: marks.word("session: note"))))
        let session = SessionID(opened.name("session")!)!
        // Between the parties, to be made public, and between the guarantors.
        for (holder, of, answering, isPublic) in [
            ("north-liaison", "south", "south-liaison", false), ("south-liaison", "north", "north-liaison", true),
            ("marenna-envoy", "taluwe", "taluwe-envoy", false), ("taluwe-envoy", "marenna", "marenna-envoy", true),
        ] {
            let made = try await submit(
                holder,
                .fileDemand(
                    FileDemand(
                        session: session, of: [PartyID(of)!], text: marks.word("demand of \(holder)"),
                        isPublic: isPublic)))
            try await submit(
                answering,
                .answerDemand(
                    AnswerDemand(
                        demand: DemandID(made.name("demand")!)!, answer: .deferred, obligation: nil,
                        text: marks.word("answer of \(answering)"), isPublic: isPublic)))
        }
        for isAgreed in [false, true] {
            let drafted = try await submit(
                "mediator",
                .draftCommunique(
                    DraftCommunique(
                        communique: nil, session: session,
                        parts: [
                            CommuniquePart(
                                text: marks.word(isAgreed ? "communiqué" : "communiqué: draft"),
                                bracketedBy: isAgreed ? [] : [sides[0]])
                        ], parties: [sides[0]])))
            guard isAgreed else { continue }
            try await submit(
                "north-liaison",
                .agreeCommunique(
                    AgreeCommunique(communique: CommuniqueID(drafted.name("communique")!)!, version: 1)))
        }
    }
}
