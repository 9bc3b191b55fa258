import Testing

@testable import TruceMechanism

@Suite("The files of a mission")
struct MissionFilesTests {
    @Test("while it runs, the vault keeps a log, so that sealing waits for the disk once; closed, it is one file")
    func vault() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        _ = try await mission.submit(.report(), as: .observer, key: "1")
        let vault = test.path + "/ledger/vault.sqlite"
        #expect(Files.exists(vault + "-wal"))
        try await mission.close()
        #expect(Files.exists(vault))
        for end in ["-wal", "-shm"] { #expect(!Files.exists(vault + end)) }
    }
}
