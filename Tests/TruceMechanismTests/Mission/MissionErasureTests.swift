import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("Erasing a source while the mission runs")
struct MissionErasureTests {
    /// Every file of the mission but its keys, as one run of bytes.
    private func bytes(of path: String) throws -> Data {
        var all = Data()
        for name in Files.tree(path) where !name.hasPrefix("keys/") {
            all += try Data(contentsOf: URL(filePath: path + "/" + name))
        }
        return all
    }

    private func picture(_ mission: Mission) async throws -> FileDigest {
        try await mission.takeIn(
            AsyncStream<[UInt8]> {
                $0.yield(Array("PICTUREOFTHESOURCE".utf8)); $0.finish()
            }, by: .observer)
    }

    @Test(
        "what a crash cut off, after the sealed parts were destroyed and before the files were, the next start finishes"
    )
    func cutOff() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        _ = try await mission.submit(
            .report(text: "WORDS", evidence: [try await picture(mission)]), as: .observer, key: "r")
        _ = try await mission.submit(.report(minutes: 9, text: "OTHER"), as: HolderID("observer-2")!, key: "other")
        try await mission.settle()
        let records = try await mission.ask(ReportList(), as: mission.asker(.analyst)).records
        let source = try #require(records.first { $0.content?.text == "WORDS" }?.source?.name)
        let marked = mission.parts.folder.erasing
        try await mission.close()

        // As far as it came: the mark, and what the ledger's own erasure does.
        try Data().write(to: URL(filePath: marked))
        let session = try await LedgerSession(
            LedgerFolder(test.path + "/ledger"), clock: { [clock = test.clock] in clock.now })
        _ = try await session.erase(source: source, commitments: [], evidence: [], authority: "a", reason: "b")
        try await session.close()
        #expect(try bytes(of: test.path).range(of: Data("PICTUREOFTHESOURCE".utf8)) != nil)

        mission = try await test.open()
        #expect(!Files.exists(marked))
        #expect(try bytes(of: test.path).range(of: Data("PICTUREOFTHESOURCE".utf8)) == nil)
        // Its key says nothing of what was sent under it.
        #expect(try await mission.submit(.report(text: "guess"), as: .observer, key: "r").wasThere)
        await #expect(throws: MissionError.otherContent(key: "other")) {
            try await mission.submit(.report(text: "guess"), as: HolderID("observer-2")!, key: "other")
        }
        try await mission.close()
    }

    @Test("“truce erase” destroys the files too, by the mission's folder or its ledger's", arguments: ["", "/ledger"])
    func command(folder: String) async throws {
        let test = try TestMission()
        // The command has no clock but the wall's.
        let mission = try await test.start { $0.clock = WallClock.now }
        let minutes = (WallClock.now().seconds - test.clock.now.seconds) / 60 - 3_000
        _ = try await mission.submit(
            .report(minutes: minutes, text: "WORDS", evidence: [try await picture(mission)]), as: .observer, key: "r")
        try await mission.settle()
        let source = try #require(
            try await mission.ask(ReportList(), as: mission.asker(.analyst)).records.first?.source?.name)
        let arguments = ["erase", test.path + folder, "--source", source, "--authority", "a", "--reason", "b"]
        let open = try TruceProgram.run(list: arguments)
        #expect(open.exitCode != 0 && open.errors.contains("open"), "\(open)")
        #expect(try bytes(of: test.path).range(of: Data("PICTUREOFTHESOURCE".utf8)) != nil)
        try await mission.close()
        let run = try TruceProgram.run(list: arguments)
        #expect(run.exitCode == 0 && run.output.contains("Erased"), "\(run)")
        #expect(try bytes(of: test.path).range(of: Data("PICTUREOFTHESOURCE".utf8)) == nil)
    }

    @Test("a reply's files go with what its liaison said; what the file is was shown until then")
    func replies() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        func file(_ text: String, by holder: HolderID) async throws -> FileDigest {
            try await mission.takeIn(
                AsyncStream<[UInt8]> {
                    $0.yield(Array(text.utf8)); $0.finish()
                }, by: holder)
        }
        let report = try await mission.submit(
            .report(evidence: [try await file("PICTURE", by: .observer)]), as: .observer, key: "report")
        try await mission.settle()
        let officer = mission.asker(.analyst)
        let id = ReportID(report.name("report")!)!
        let kept = try #require(try await mission.ask(ReportByID(id: id), as: officer).record?.evidence.first)
        #expect(kept.size == 7 && kept.mediaType == "text/plain")
        let incident = try #require(try await mission.ask(IncidentList(), as: officer).records.first)
        _ = try await mission.submit(
            .openIncident(OpenIncident(incident: incident.id, reports: incident.reports, note: nil)), as: .analyst,
            key: "open")
        let asked = try await mission.submit(
            .askReply(
                AskReply(
                    incident: incident.id, accused: PartyID("north")!, allegation: "Mortar fire.", provisions: [],
                    severity: nil)), as: .analyst, key: "ask")
        try await mission.settle()
        let own = try await mission.ask(AskList(), as: mission.asker(.north)).records
        let ask = try #require(own.first { $0.content?.of == PartyID("north") })
        #expect(asked.names.contains { $0.id == ask.id.text })
        let plan = try await file("PLANOFTHELIAISON", by: .north)
        _ = try await mission.submit(
            .fileReply(
                FileReply(ask: ask.id, position: .denies, statement: nil, confidence: nil, evidence: [plan])),
            as: .north, key: "reply")
        #expect(try bytes(of: test.path).range(of: Data("PLANOFTHELIAISON".utf8)) != nil)
        _ = try await mission.erase(source: HolderID.north.text, authority: "the liaison", reason: "protection")
        try await mission.close()
        #expect(try bytes(of: test.path).range(of: Data("PLANOFTHELIAISON".utf8)) == nil)
        #expect(try bytes(of: test.path).range(of: Data("PICTURE".utf8)) != nil)
    }

    @Test("no file, answer or proposal holds what the source said; the act is on record; others' reports stay")
    func erased() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        let file = try await mission.takeIn(
            AsyncStream<[UInt8]> {
                $0.yield(Array("PICTUREOFTHESOURCE".utf8)); $0.finish()
            }, by: .observer)
        let secret = try await mission.submit(
            .report(text: "WORDSOFTHESOURCE", evidence: [file]), as: .observer, key: "secret")
        let kept = try await mission.submit(
            .report(minutes: 2, text: "KEPTWORDS"), as: HolderID("observer-2")!, key: "kept")
        try await mission.settle()
        let officer = mission.asker(.analyst)
        let report = ReportID(secret.name("report")!)!
        let source = try #require(try await mission.ask(ReportByID(id: report), as: officer).record?.source?.name)

        let summary = try await mission.erase(source: source, authority: "request of the source", reason: "protection")
        #expect(!summary.entries.isEmpty)
        try await mission.settle()
        let record = try #require(try await mission.ask(ReportByID(id: report), as: officer).record)
        #expect(record.isErased && record.content == nil && record.source == nil)
        let proposals = try await mission.ask(IncidentList(), as: officer).records
        #expect(proposals.flatMap(\.reports) == [ReportID(kept.name("report")!)!])
        let hits = try await mission.ask(Search(text: "WORDSOFTHESOURCE"), as: officer).records
        #expect(hits.isEmpty)
        #expect(try await !mission.ask(Search(text: "KEPTWORDS"), as: officer).records.isEmpty)
        // What was sent cannot be proved by sending it again.
        #expect(try await mission.submit(.report(text: "another guess"), as: .observer, key: "secret").wasThere)
        try await mission.close()

        let all = try bytes(of: test.path)
        #expect(all.range(of: Data("WORDSOFTHESOURCE".utf8)) == nil)
        #expect(all.range(of: Data("PICTUREOFTHESOURCE".utf8)) == nil)
        mission = try await test.open()
        try await mission.settle()
        #expect(try await mission.ask(IncidentList(), as: mission.asker(.analyst)).records == proposals)
        let size = mission.parts.recorder.size
        _ = try await mission.submit(.report(text: "goes on"), as: .observer, key: "on")
        #expect(mission.parts.recorder.size == size + 1)
        try await mission.close()
    }
}
