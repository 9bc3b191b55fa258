import Foundation
import Synchronization
import Testing
import Truce
import TruceIntake
import TruceTesting

@testable import TruceMechanism

@Suite("Making and opening a mission")
struct MissionMakingTests {
    @Test("what is made is on record: the ledger, the agreement with its files, everybody's role")
    func made() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        try await mission.settle()
        let holders = try await mission.ask(HolderList(page: Page(limit: 500)), as: mission.asker(.head)).records
        #expect(holders.count == TestMission.offices.count)
        #expect(mission.asker(.north).isOf(PartyID("north")!))
        #expect(mission.asker(HolderID("nobody")!).grants.isEmpty)
        #expect(mission.asker(nil) == .anyone)
        #expect(mission.title.text(in: "en") == "Two Rivers Mission")
        let entries = try await mission.ask(EntryList(), as: .anyone).records.map(\.fact)
        #expect(entries.contains("ledger-opened") && entries.contains("agreement-adopted"))
        try await mission.close()
    }

    @Test("opened again nothing is recorded anew")
    func openedAgain() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        let size = mission.parts.recorder.size
        try await mission.close()
        mission = try await test.open()
        #expect(mission.parts.recorder.size == size)
        try await mission.close()
    }

    @Test("says how far it has read the record, and leaves off when it is told to; then it can be opened again")
    func howFar() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        let size = mission.parts.recorder.size
        try await mission.close()
        let told = Mutex<[[Int]]>([])
        await #expect(throws: MechanismError.self) {
            try await test.open {
                $0.whileOpening = { read, total in
                    told.withLock { $0.append([read, total]) }
                    return false
                }
            }
        }
        mission = try await test.open {
            $0.whileOpening = { read, total in
                told.withLock { $0.append([read, total]) }
                return true
            }
        }
        let reports = told.withLock { $0 }
        #expect(reports.first?.last == size && reports.last == [size, size])
        try await mission.close()
    }

    @Test("one process has a mission open at a time")
    func onlyOne() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        await #expect(throws: MechanismError.self) { try await test.open() }
        try await mission.close()
        try await test.open().close()
    }

    @Test("a mission that is there is never touched; one half made is removed and made again")
    func half() async throws {
        let test = try TestMission()
        try await Mission.make(TestMission.new, at: test.path)
        await #expect(
            throws: MechanismError.badRequest("“\(test.path)” is not empty. Name a folder that does not exist yet.")
        ) {
            try await Mission.make(TestMission.new, at: test.path)
        }
        // As if it had been stopped while the ledger was made.
        try Data().write(to: URL(filePath: test.path + "/unfinished"))
        try FileManager.default.removeItem(atPath: test.path + "/ledger/ledger.json")
        await #expect(throws: MechanismError.self) { try await test.open() }
        try await Mission.make(TestMission.new, at: test.path)
        try await test.open().close()
    }

    @Test(
        "a mistake in mission.yaml is told with its line and what to write",
        arguments: [
            ("role: analyst", "role: analist", "mission.yaml:", "“analyst”"),
            ("side: \"north\"", "side: \"nort\"", "mission.yaml:", "“north”"),
            ("side: \"north\"", "until: \"soon\"", "mission.yaml:", "2027-01-31T00:00:00Z"),
            ("people:", "peple:", "mission.yaml:", "“people”"),
            ("truce-mission: 1", "truce-mission: 2", "mission.yaml:1:", "newer"),
            ("languages: [en]", "languages: [xx]", "mission.yaml:", "en, ar"),
        ])
    func mistakes(right: String, wrong: String, place: String, remedy: String) async throws {
        let test = try TestMission()
        try await Mission.make(TestMission.new, at: test.path)
        let file = URL(filePath: test.path + "/mission.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing(right, with: wrong, maxReplacements: 1).write(to: file, atomically: true, encoding: .utf8)
        do {
            try await test.open().close()
            Issue.record("it was opened")
        } catch {
            let sentence = "\(error)"
            #expect(sentence.contains(place) && sentence.contains(remedy), "\(sentence)")
        }
    }

    @Test("what mission.yaml says is read back as it was written", arguments: UInt64(0)..<20)
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed)
        let people = (0..<Int.random(in: 0...6, using: &random)).map { number in
            let role = Role.allCases.filter { $0 != .public }.randomElement(using: &random)!
            return MissionFile.Person(
                holder: HolderID(
                    ["a \"b\"", "مكتب \(number)", "c\\d", "x: y #z"].randomElement(using: &random)! + "\(number)")!,
                role: role, side: role.isForASide ? PartyID("north")! : nil,
                until: Bool.random(using: &random) ? Fictional.moment("2032-01-01T00:00:00Z") : nil)
        }
        let file = MissionFile(
            title: LocalizedText([.init(language: "en", text: "A: “b” \"c\""), .init(language: "ar", text: "بعثة")]),
            languages: ["ar", "en"], people: people)
        let read = MissionFile.read(.init(name: "mission.yaml", text: file.text), sides: ["north"])
        #expect(read.file == file, "\(read.diagnostics)")
    }

    @Test("people that the file adds or drops are granted or revoked at the next start; an officer's word stands")
    func people() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        // By an officer: the file neither takes this back …
        let guest = HolderID("guest")!
        _ = try await mission.submit(
            .grantAccess(GrantAccess(holder: guest, role: .auditor, side: nil, until: nil)), as: .administrator,
            key: "g")
        // … nor gives this again.
        _ = try await mission.submit(
            .revokeAccess(RevokeAccess(holder: .otherAnalyst, role: .analyst, reason: "left")), as: .administrator,
            key: "r")
        try await mission.close()

        let file = URL(filePath: test.path + "/mission.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = text.replacing("holder: \"observer-3\"", with: "holder: \"observer-4\"")
        try changed.write(to: file, atomically: true, encoding: .utf8)
        for _ in 0..<2 {
            mission = try await test.open()
            #expect(mission.asker(HolderID("observer-3")!).grants.isEmpty)
            #expect(mission.asker(HolderID("observer-4")!).roles.contains(.observer))
            #expect(mission.asker(guest).roles.contains(.auditor))
            #expect(mission.asker(.otherAnalyst).grants.isEmpty)
            try await mission.close()
        }
        try text.write(to: file, atomically: true, encoding: .utf8)
        mission = try await test.open()
        #expect(mission.asker(HolderID("observer-3")!).roles.contains(.observer))
        #expect(mission.asker(HolderID("observer-4")!).grants.isEmpty)
        try await mission.close()
    }

    @Test("an agreement that is not the adopted one stops the start")
    func otherAgreement() async throws {
        let test = try TestMission()
        try await test.start().close()
        let file = URL(filePath: test.path + "/agreement/agreement.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("public_grid_m: 1000", with: "public_grid_m: 1").write(
            to: file, atomically: true, encoding: .utf8)
        do {
            try await test.open().close()
            Issue.record("it was opened")
        } catch { #expect("\(error)".contains("is not a file that the ledger names")) }
        try text.write(to: file, atomically: true, encoding: .utf8)
        try await test.open().close()
    }
}
