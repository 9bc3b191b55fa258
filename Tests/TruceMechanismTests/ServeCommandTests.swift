import Foundation
import Testing
import TruceTesting

@Suite("truce serve that does not start")
struct ServeCommandTests {
    /// A mission as `truce init` makes it.
    private func made() throws -> (folder: TemporaryFolder, mission: String) {
        let folder = try TemporaryFolder()
        let mission = folder.path("mission")
        let result = try TruceProgram.run(
            "init", mission, "--title", "Two Rivers Mission", "--agreement", "Examples/two-rivers/agreement.yaml",
            "--origin", "two-rivers.example/log", "--administrator", "ada", "--yes")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("http://127.0.0.1:8080/invitation/"))
        for file in try FileManager.default.subpathsOfDirectory(atPath: mission) {
            let rights = try FileManager.default.attributesOfItem(atPath: mission + "/" + file)[.posixPermissions]
            #expect((rights as? Int).map { $0 & 0o077 } == 0, "\(file) can be read by others")
        }
        return (folder, mission)
    }

    /// A port of this machine that somebody listens at for as long as the descriptor is open.
    private func taken() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        try #require(bound)
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    @Test("says why, with an exit code that tells bad input from what cannot be reached")
    func codes() throws {
        let (folder, mission) = try made()
        func serve(_ more: String...) throws -> ChildProgram {
            try TruceProgram.run(list: ["serve", mission] + more)
        }
        let nowhere = try TruceProgram.run("serve", folder.path("nowhere"))
        #expect(nowhere.exitCode == 69 && nowhere.errors.contains("truce init"), "\(nowhere.errors)")

        let mistake = try serve("--config", folder.write("mistake.yaml", "listen:\n  prot: 80\n"))
        #expect(mistake.exitCode == 65 && mistake.errors.contains("mistake.yaml:2"), "\(mistake.errors)")
        let open = try serve("--config", folder.write("open.yaml", "listen:\n  address: 0.0.0.0\n"))
        #expect(open.exitCode == 65 && open.errors.contains("without TLS"), "\(open.errors)")
        let missing = try serve("--config", folder.path("missing.yaml"))
        #expect(missing.exitCode == 69, "\(missing.errors)")

        let (descriptor, port) = try taken()
        defer { close(descriptor) }
        let busy = try serve("--config", folder.write("busy.yaml", "listen:\n  port: \(port)\n"))
        #expect(busy.exitCode == 69 && busy.errors.contains("port \(port)"), "\(busy.errors)")

        chmod(mission + "/keys/accounts", 0o644)
        let readable = try serve()
        #expect(readable.exitCode == 65 && readable.errors.contains("chmod 600"), "\(readable.errors)")
        unlink(mission + "/keys/accounts")
        let lost = try serve()
        #expect(lost.exitCode == 69 && lost.errors.contains("keys/accounts"), "\(lost.errors)")
        #expect(!FileManager.default.fileExists(atPath: mission + "/keys/accounts"))
    }
}
