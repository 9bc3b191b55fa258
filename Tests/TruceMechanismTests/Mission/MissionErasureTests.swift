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
