import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: amendments are in force when all who must have signed")
struct AmendmentRulesTests {
    static func key(_ side: String) -> String { side + "+0a1b2c3d+" + String(repeating: "A", count: 44) }

    private static func proposing(
        _ mission: TestMission, version: Int = 2, hours: Int64 = 24,
        by sides: [String] = ["hill", "lake", "north", "south"], files: [FileDigest] = [FactExamples.digest(3)]
    ) -> Command {
        .proposeAmendment(
            .init(
                version: version, inForceFrom: mission.now.advanced(bySeconds: hours * 3_600), files: files,
                signatories: sides.map { id($0) }, reason: "The line moves."))
    }

    private static func proposed(_ mission: inout TestMission) throws -> AmendmentProposed {
        for side in ["hill", "lake", "north", "south"] {
            try mission.submit(naming(side), by: "\(side)-1")
        }
        let facts = try mission.submit(proposing(mission), by: "mediation")
        guard case .amendmentProposed(let fact) = facts[0].fact else { preconditionFailure() }
        return fact
    }

    /// The side names its key, with a signature by it.
    static func naming(_ side: String, key: String? = nil, signature: String? = nil) -> Command {
        .nameSignatoryKey(.init(signatory: id(side), key: key ?? self.key(side), signature: signature ?? side))
    }

    private static func signing(_ amendment: AmendmentID, as side: String) -> Command {
        .signAmendment(.init(amendment: amendment, signature: side))
    }

    @Test("what is laid before the sides makes the next version, from a time to come, and leaves nobody out")
    func proposals() {
        let mission = TestMission()
        for (command, refusal) in [
            (Self.proposing(mission), nil), (Self.proposing(mission, hours: 0), nil),
            (Self.proposing(mission, hours: -1), "invalid in_force_from"),
            (Self.proposing(mission, version: 1), "conflict"),
            (Self.proposing(mission, version: 3), "conflict"), (Self.proposing(mission, files: []), "invalid files"),
            (Self.proposing(mission, by: ["hill", "lake", "north"]), "invalid signatories"),
            (Self.proposing(mission, by: ["hill", "north", "south"]), "invalid signatories"),
            (Self.proposing(mission, by: ["hill", "lake", "north", "south", "moon"]), "invalid signatories[4]"),
            (Self.proposing(mission, by: ["hill", "hill", "lake", "north", "south"]), "invalid signatories[1]"),
        ] as [(Command, String?)] {
            #expect(mission.refusal(of: command, by: "mediation")?.kindOf == refusal)
        }
        #expect(mission.refusal(of: Self.proposing(mission), by: "hill-1")?.kindOf == "not allowed")
    }

    @Test("a guarantor that a party disputes has no veto")
    func disputed() {
        var agreement = TestMission.agreement()
        agreement.guarantors[0].disputedBy = ["lake"]
        agreement.guarantors[1].disputedBy = ["somebody"]
        let mission = TestMission(agreement: agreement)
        #expect(mission.refusal(of: Self.proposing(mission, by: ["hill", "lake", "south"]), by: "mediation") == nil)
        #expect(
            mission.refusal(of: Self.proposing(mission, by: ["hill", "lake", "north"]), by: "mediation")?.kindOf
                == "invalid signatories")
    }

    @Test("each side signs once with its own key; with the last signature the text is in force, in the same breath")
    func signing() throws {
        var mission = TestMission()
        let amendment = try Self.proposed(&mission)
        for (holder, signature, refusal) in [
            ("hill-1", "hill", nil), ("hill-1", "lake", "invalid signature"), ("lake-1", "lake", nil),
            ("mediation", "hill", "not allowed"),
        ] as [(String, String, String?)] {
            #expect(
                mission.refusal(of: Self.signing(amendment.amendment, as: signature), by: holder)?.kindOf == refusal)
        }
        #expect(
            mission.refusal(of: Self.signing(id("X-NONE"), as: "hill"), by: "hill-1")?.kindOf == "unknown amendment")
        for (holder, side) in [("hill-1", "hill"), ("lake-1", "lake"), ("south-1", "south")] {
            let facts = try mission.submit(Self.signing(amendment.amendment, as: side), by: holder)
            #expect(facts.map(\.fact.kind) == [.amendmentSigned])
        }
        #expect(mission.refusal(of: Self.signing(amendment.amendment, as: "hill"), by: "hill-2")?.kindOf == "conflict")
        let last = try mission.submit(Self.signing(amendment.amendment, as: "north"), by: "north-1")
        #expect(last.map(\.fact.kind) == [.amendmentSigned, .agreementAmended])
        guard case .agreementAmended(let fact) = last[1].fact else { return }
        #expect(fact.version == 2 && fact.inForceFrom == amendment.inForceFrom && fact.files == amendment.files)
        #expect(
            mission.refusal(of: Self.signing(amendment.amendment, as: "north"), by: "north-1")?.kindOf == "conflict")
    }

    @Test("a text that is signed after its own date is in force from then on, not backwards")
    func signedLate() throws {
        var mission = TestMission()
        let amendment = try Self.proposed(&mission)
        mission.wait(hours: 48)
        var last: [NewFact] = []
        for (holder, side) in [("hill-1", "hill"), ("lake-1", "lake"), ("south-1", "south"), ("north-1", "north")] {
            last = try mission.submit(Self.signing(amendment.amendment, as: side), by: holder)
        }
        guard case .agreementAmended(let fact) = last[1].fact else { return }
        #expect(fact.inForceFrom == mission.now)
    }

    @Test("of two proposals for one version, the first that all signed holds, and the other is laid before them again")
    func rivals() throws {
        var mission = TestMission()
        let first = try Self.proposed(&mission)
        let facts = try mission.submit(Self.proposing(mission, files: [FactExamples.digest(9)]), by: "mediation")
        guard case .amendmentProposed(let second) = facts[0].fact else { return }
        for (holder, side) in [("hill-1", "hill"), ("lake-1", "lake"), ("south-1", "south"), ("north-1", "north")] {
            try mission.submit(Self.signing(first.amendment, as: side), by: holder)
        }
        var text = mission.history.latest
        text.version = 2
        mission.history = AgreementHistory(mission.history.first, amendments: [(from: first.inForceFrom, text: text)])
        #expect(mission.refusal(of: Self.signing(second.amendment, as: "hill"), by: "hill-1")?.kindOf == "conflict")
    }

    @Test("without a key on record nobody signs; a key is a verifier key, and is of a side")
    func keys() throws {
        var mission = TestMission()
        let facts = try mission.submit(Self.proposing(mission), by: "mediation")
        guard case .amendmentProposed(let fact) = facts[0].fact else { return }
        #expect(mission.refusal(of: Self.signing(fact.amendment, as: "hill"), by: "hill-1")?.kindOf == "conflict")
        for (side, key, refusal) in [
            ("hill", Self.key("hill"), nil), ("hill", "hill", "invalid key"), ("hill", Self.key(""), "invalid key"),
            ("hill", Self.key("hill") + "A", "invalid key"), ("hill", Self.key("hi ll"), "invalid key"),
            ("hill", "hill+0A1B2C3D+" + String(repeating: "A", count: 44), "invalid key"),
            ("lake", Self.key("lake"), "unknown signatory"), ("moon", Self.key("moon"), "unknown signatory"),
        ] as [(String, String, String?)] {
            #expect(mission.refusal(of: Self.naming(side, key: key), by: "hill-1")?.kindOf == refusal, "\(key)")
        }
    }

    @Test("a side names its key itself and shows that it holds it: no office names one for it")
    func ownKey() throws {
        let mission = TestMission()
        for (holder, side, signature, refusal) in [
            ("hill-1", "hill", "hill", nil), ("hill-1", "hill", "lake", "invalid signature"),
            ("hill-1", "lake", "lake", "unknown signatory"), ("north-1", "north", "north", nil),
            ("head", "hill", "hill", "not allowed"), ("mediation", "hill", "hill", "not allowed"),
            ("admin", "hill", "hill", "not allowed"),
        ] as [(String, String, String, String?)] {
            let command = Self.naming(side, signature: signature)
            #expect(mission.refusal(of: command, by: holder)?.kindOf == refusal, "\(holder)")
        }
        let statement = String(decoding: try SignatoryKeyNamed.statement(id("hill"), "k"), as: UTF8.self)
        #expect(statement == "Truce: key of a signatory, version 1\n" + #"{"key":"k","signatory":"hill"}"#)
    }

    @Test("a key is not changed between a side's own signature and the amendment's coming into force")
    func changedKey() throws {
        var mission = TestMission()
        let amendment = try Self.proposed(&mission)
        let other = Self.naming("hill", key: Self.key("hill"))
        #expect(mission.refusal(of: other, by: "hill-2") == nil)
        try mission.submit(Self.signing(amendment.amendment, as: "hill"), by: "hill-1")
        #expect(mission.refusal(of: other, by: "hill-2")?.kindOf == "conflict")
        // Who has not signed may still put a lost key right.
        #expect(mission.refusal(of: Self.naming("lake"), by: "lake-1") == nil)
        for (holder, side) in [("lake-1", "lake"), ("south-1", "south"), ("north-1", "north")] {
            let facts = try mission.submit(Self.signing(amendment.amendment, as: side), by: holder)
            #expect(facts.isEmpty == false)
        }
        #expect(mission.refusal(of: other, by: "hill-2") == nil)
    }

    @Test("what is signed says what it is, and every part of the proposal changes it")
    func statement() throws {
        let fact = AmendmentProposed(
            amendment: id("X-1"), agreement: id("fictional"), version: 2, inForceFrom: Fictional.entry,
            files: [FactExamples.digest(3)], signatories: [id("hill")], reason: "The line moves.",
            officer: id("mediation"))
        let text = String(decoding: try fact.statement(), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == "Truce: amendment of an agreement, version 1")
        #expect(lines[1].hasPrefix(#"{"agreement":"fictional","amendment":"X-1""#))
        let changes: [(inout AmendmentProposed) -> Void] = [
            { $0.amendment = id("X-2") }, { $0.agreement = id("other") }, { $0.version = 3 },
            { $0.inForceFrom = $0.inForceFrom.advanced(bySeconds: 1) }, { $0.files = [FactExamples.digest(4)] },
            { $0.signatories = [id("lake")] }, { $0.reason = "No." }, { $0.officer = id("other") },
        ]
        for change in changes {
            var other = fact
            change(&other)
            #expect(try other.statement() != fact.statement())
        }
    }
}
