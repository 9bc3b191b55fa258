import Foundation
import Testing
import Truce
import TruceLedger
import TruceTesting

@testable import TruceMechanism

@Suite("An amendment that the sides sign")
struct AmendmentTests {
    private static let text = """
        amends: two-rivers
        version: 3
        from: 2031-04-01 00:00 Atlantic/Azores
        title: {en: Second amendment, ar: التعديل الثاني}
        set:
          in_force:
            until: 2031-07-01 06:00 Atlantic/Azores

        """

    private static func propose(_ digest: FileDigest, from: String = "2031-04-01T00:00:00Z") -> Command {
        .proposeAmendment(
            ProposeAmendment(
                version: 3, inForceFrom: Fictional.moment(from), files: [digest],
                signatories: ["north", "south", "marenna", "taluwe"].map { PartyID($0)! }, reason: "Longer."))
    }

    private func file(_ text: String) -> AsyncStream<[UInt8]> {
        AsyncStream {
            $0.yield(Array(text.utf8)); $0.finish()
        }
    }

    @Test(
        "takes effect with the last signature, not from before it, and is there after a restart",
        arguments: [0, 24 * 20])
    func signed(hoursLate: Int64) async throws {
        let test = try TestMission()
        var mission = try await test.start()
        let envoy = HolderID("taluwe-envoy")!
        _ = try await mission.submit(
            .grantAccess(GrantAccess(holder: envoy, role: .guarantor, side: PartyID("taluwe")!, until: nil)),
            as: .administrator, key: "g")
        let digest = try await mission.takeIn(file(Self.text), by: .head)
        let proposed = try await mission.submit(Self.propose(digest), as: .head, key: "p")
        let amendment = AmendmentID(proposed.name("amendment")!)!
        let entry = try await mission.parts.session.store.read(from: proposed.entries[0], limit: 1)[0]
        guard case .amendmentProposed(let fact) = try Entry(bytes: entry.bytes).fact else {
            Issue.record("the first entry is no proposal")
            return
        }
        let statement = try fact.statement()
        test.clock.move(hours: hoursLate)
        let last = mission.agreement.latest.version
        for (side, holder) in [
            ("north", HolderID.north), ("south", .south), ("marenna", .marenna), ("taluwe", envoy),
        ] {
            #expect(mission.agreement.latest.version == last)
            let key = try SigningKey(name: "\(side)-key", kind: .log)
            func naming(provenBy other: SigningKey) throws -> Command {
                let verifier = key.verifier.description
                let proof = other.sign(try SignatoryKeyNamed.statement(PartyID(side)!, verifier), at: test.clock.now)
                return .nameSignatoryKey(
                    NameSignatoryKey(
                        signatory: PartyID(side)!, key: verifier,
                        signature: Data(proof.bytes).base64EncodedString()))
            }
            // A key whose other half the side does not hold is not named.
            let stranger = try SigningKey(name: "\(side)-key", kind: .log)
            await #expect(throws: MissionError.self) {
                try await mission.submit(naming(provenBy: stranger), as: holder, key: "no\(side)")
            }
            _ = try await mission.submit(naming(provenBy: key), as: holder, key: "k\(side)")
            let signature = key.sign(statement, at: test.clock.now)
            let text = Data(signature.bytes).base64EncodedString()
            await #expect(throws: MissionError.self) {
                try await mission.submit(
                    .signAmendment(SignAmendment(amendment: amendment, signature: Data([1, 2]).base64EncodedString())),
                    as: holder, key: "bad\(side)")
            }
            _ = try await mission.submit(
                .signAmendment(SignAmendment(amendment: amendment, signature: text)), as: holder, key: "s\(side)")
        }
        let inForceFrom = max(Fictional.moment("2031-04-01T00:00:00Z"), test.clock.now)
        for _ in 0..<2 {
            let version = try #require(mission.agreement.versions.last)
            #expect(version.text.version == 3)
            #expect(version.from == inForceFrom)
            #expect(version.text.inForce.until == Fictional.moment("2031-07-01T06:00:00Z"))
            try await mission.close()
            mission = try await test.open()
        }
        try await mission.close()
    }

    @Test(
        "a file that is not the text it says to be is refused when it is proposed",
        arguments: [
            ("version: 3", "version: 4", "2031-04-01T00:00:00Z"), ("in_force", "in_farce", "2031-04-01T00:00:00Z"),
            ("amends: two-rivers", "amends: three-rivers", "2031-04-01T00:00:00Z"),
            ("Second", "Second", "2031-04-02T00:00:00Z"),
        ])
    func refused(right: String, wrong: String, from: String) async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let digest = try await mission.takeIn(file(Self.text.replacing(right, with: wrong)), by: .head)
        let size = mission.parts.recorder.size
        await #expect(throws: MissionError.self) {
            try await mission.submit(Self.propose(digest, from: from), as: .head, key: "p")
        }
        #expect(mission.parts.recorder.size == size)
        try await mission.close()
    }
}

@Suite("What the passing of time puts on record")
struct ClerkTests {
    @Test("two clerks at once record each silence once, and say nothing before its time")
    func once() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        _ = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.settle()
        let incident = try #require(try await mission.ask(IncidentList(), as: mission.asker(.analyst)).records.first)
        _ = try await mission.submit(
            .openIncident(OpenIncident(incident: incident.id, reports: incident.reports, note: nil)), as: .analyst,
            key: "o")
        _ = try await mission.submit(
            .askReply(
                AskReply(
                    incident: incident.id, accused: PartyID("north")!, allegation: "Fire.", provisions: [], severity: 3,
                    note: "Shells still fall.")), as: .head, key: "a")
        func kinds() async throws -> [String: Int] {
            let entries = try await mission.parts.session.store.read(from: 0, limit: 1_000)
            return try entries.reduce(into: [:]) { $0[try Entry(bytes: $1.bytes).fact.name, default: 0] += 1 }
        }
        func clerks() async throws {
            let clerk = Clerk(
                recorder: mission.parts.recorder, attachments: mission.parts.attachments,
                settings: mission.parts.settings, clock: mission.parts.clock)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try await clerk.step() } }
                try await group.waitForAll()
            }
        }
        // Severity 3: 24 hours.
        test.clock.move(seconds: 24 * 3_600)
        try await clerks()
        #expect(try await kinds()["reply-deadline-passed"] == nil)
        #expect(try await kinds()["reminder-sent"] == 1)
        test.clock.move(seconds: 1)
        try await clerks()
        try await clerks()
        #expect(try await kinds()["reply-deadline-passed"] == 1)
        #expect(try await kinds()["reminder-sent"] == 1)
        try await mission.close()
    }
}
