import Foundation
import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

@Suite("Imports over HTTP")
struct ImportTests {
    private static let file = """
        report_id,event_start,lat,lon,type,text\r
        1,2031-03-18T09:00:00Z,40.5,-35.0,fire.mortar,First\r
        2,yesterday,40.5,-35.0,fire.mortar,No time\r
        3,2031-03-18T09:30:00Z,40.5,-35.0,fire.mortar,"=Third, with a comma"\r
        4,2031-03-18T10:00:00Z,140.5,-35.0,fire.mortar,No such place\r
        """

    private static func send(
        _ api: APIServer, _ file: String = file, key: String = "import-1", query: String = "?source=Patrol",
        as token: String = "analyst"
    ) async throws -> RawHTTP.Answer {
        try await api.ask(
            "POST", "/api/v1/imports" + query, as: token, ["Idempotency-Key: \(key)"], body: Array(file.utf8),
            type: "text/csv")
    }

    private static func finish(
        _ api: APIServer, _ path: String, as token: String = "analyst"
    ) async throws -> JSONValue? {
        for _ in 0..<500 {
            let answer = try await api.ask("GET", path, as: token)
            if answer.json?["state"] == "done" || answer.json?["state"] == "failed" { return answer.json }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    @Test("file the rows that can be used, and give back the others with their reasons")
    func rows() async throws {
        try await APIServer.run { api in
            let working = Task { await api.imports.run() }
            defer { working.cancel() }
            let begun = try await Self.send(api)
            #expect(begun.status == 202, "\(begun.text)")
            let path = try #require(begun["location"])
            let job = try #require(try await Self.finish(api, path))
            #expect(job["state"] == "done" && job["rows"] == 4 && job["accepted"] == 2 && job["refused"] == 2, "\(job)")
            let refused = try await api.ask("GET", path + "/refused.csv", as: "analyst")
            let lines = refused.text.split(separator: "\r\n")
            #expect(lines.count == 3 && lines[1].hasPrefix("3,") && lines[2].hasPrefix("5,"), "\(refused.text)")
            guard case .integer(let position)? = job["position"] else { return }
            let reports = try await api.ask("GET", "/api/v1/reports?after_position=\(position)", as: "analyst")
            guard case .array(let records)? = reports.json?["records"] else { return }
            #expect(records.count == 2)
            // The same again is the same import; another file under its key is not.
            let again = try await Self.send(api)
            #expect(again.status == 202 && again["location"] == path && again.json?["state"] == "done")
            #expect(try await Self.send(api, Self.file + "5,x,1,1,,\r\n").problem == "key-reused")
            // Nobody else sees it.
            #expect(try await api.ask("GET", path, as: "head").status == 404)
            #expect(try await api.ask("GET", path + "/refused.csv", as: "head").status == 404)
            let table = try await api.ask("GET", "/api/v1/export/reports.csv", as: "analyst")
            #expect(table.text.contains("\"'=Third, with a comma\""))
        }
    }

    @Test(
        "of who may file their own account only are theirs where a row names nobody, and refused where it names somebody",
        arguments: [
            ("observer", "patrol", "", [] as [String]), ("observer", "patrol", "source,", ["", "", "observer"]),
            ("observer", "patrol", "source,", ["", "Somebody Else", ""]), ("north", "party", "", []),
            ("north", "party", "source,", ["north", "", "observer"]),
        ])
    func own(sender: String, sourceClass: String, column: String, cells: [String]) async throws {
        try await APIServer.run { api in
            let working = Task { await api.imports.run() }
            defer { working.cancel() }
            var file = "report_id,\(column)event_start,lat,lon,type,text\r\n"
            for row in 0..<3 {
                let source = column.isEmpty ? "" : cells[row] + ","
                file += "\(row),\(source)2031-03-18T0\(row):00:00Z,40.5,-35.0,fire.mortar,Row \(row)\r\n"
            }
            let others = cells.filter { !["", sender].contains($0) }.count
            let named = try await Self.send(
                api, file, key: "named", query: "?source_class=\(sourceClass)&source=Patrol", as: sender)
            #expect(named.status == 422 && named.text.contains("leave “source” out"))
            let begun = try await Self.send(api, file, query: "?source_class=\(sourceClass)", as: sender)
            let path = try #require(begun["location"], "\(begun.text)")
            let job = try #require(try await Self.finish(api, path, as: sender))
            let accepted = 3 - others
            #expect(job["state"] == "done" && job["accepted"] == .integer(Int64(accepted)), "\(job)")
            let refused = try await api.ask("GET", path + "/refused.csv", as: sender)
            #expect(refused.text.components(separatedBy: "You file your own account").count == others + 1)
            // They are the sender's own: who sent them sees them.
            guard case .integer(let position)? = job["position"] else { return }
            let reports = try await api.ask("GET", "/api/v1/reports?after_position=\(position)", as: sender)
            guard case .array(let records)? = reports.json?["records"] else { return }
            #expect(records.count == accepted)
        }
    }

    @Test("fail as a whole where nothing can be understood, and say why")
    func unreadable() async throws {
        try await APIServer.run { api in
            let working = Task { await api.imports.run() }
            defer { working.cancel() }
            let begun = try await Self.send(api, "this is\nno table\n", key: "k")
            let path = try #require(begun["location"])
            let job = try #require(try await Self.finish(api, path))
            guard case .string(let why)? = job["why"] else {
                Issue.record("\(job)")
                return
            }
            #expect(job["state"] == "failed" && !why.contains(api.mission.path))
            #expect(try await Self.send(api, key: "l", query: "?format=nonsense").status == 422)
            #expect(try await Self.send(api, key: "l", query: "?map=lat").status == 422)
            #expect(try await Self.send(api, key: "l", as: "mediator").status == 403)
            #expect(try await Self.send(api, key: "l", as: "analyst~read").status == 403)
        }
    }
}

@Suite("An import that is cut off")
struct ImportRestartTests {
    /// What a mission would hold: one submission for each key.
    private final class Ledger: Sendable {
        let state = Mutex((recorded: [String: Command](), failsAt: Int.max))

        func submit(_ command: Command, _ holder: HolderID, _ key: String) throws(MissionError) -> Submitted {
            let result: Result<Submitted, MissionError> = state.withLock { state in
                if let old = state.recorded[key] {
                    guard old == command else { return .failure(.otherContent(key: key)) }
                    return .success(Submitted(position: state.recorded.count, entries: [], names: [], wasThere: true))
                }
                guard state.recorded.count < state.failsAt else { return .failure(.closed) }
                state.recorded[key] = command
                return .success(Submitted(position: state.recorded.count, entries: [], names: [], wasThere: false))
            }
            return try result.get()
        }
    }

    @Test("goes on after a restart and files no row twice", arguments: [0, 1, 700, 1023, 1024, 1025, 2999])
    func restart(stop: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "truce-imports-\(UUID().uuidString)").path
        // What is left in a folder for temporary files does no harm.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ledger = Ledger()
        ledger.state.withLock { $0.failsAt = stop }
        let zone = MissionZone.utc
        func imports() throws -> Imports {
            try Imports(folder: folder, zone: { zone }) { (command, holder, key) async throws(MissionError) in
                try ledger.submit(command, holder, key)
            }
        }
        var text = "report_id,event_start,lat,lon,type\n"
        for row in 0..<3000 {
            text += "\(row),\(row % 10 == 3 ? "never" : "2031-03-18T09:00:00Z"),40.5,-35.0,fire.mortar\n"
        }
        let holder = HolderID("analyst")!
        let first = try imports()
        let arriving = first.arriving()
        try Data(text.utf8).write(to: URL(filePath: arriving))
        let job = try await first.begin(
            ImportRequest(source: "Patrol"), file: arriving, digest: Array(repeating: 1, count: 32), by: holder,
            key: "k")
        func work(_ imports: Imports, until isEnough: @escaping @Sendable (ImportJob?) -> Bool) async throws {
            let working = Task { await imports.run() }
            for _ in 0..<3000 {
                if isEnough(try imports.job(job.id, of: holder)) { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            working.cancel()
            await working.value
        }
        try await work(first) { _ in ledger.state.withLock { $0.recorded.count >= min(stop, 2700) } }
        ledger.state.withLock { $0.failsAt = .max }
        let second = try imports()
        try await work(second) { $0?.state == .done }
        let done = try #require(try second.job(job.id, of: holder))
        #expect(done.state == .done && done.accepted == 2700 && done.refused == 300 && done.rows == 3000)
        #expect(ledger.state.withLock { $0.recorded.count } == 2700)
        let refused = String(decoding: try second.refusedRows(of: done), as: UTF8.self)
        #expect(refused.split(separator: "\r\n").count == 301)
        #expect(!Files.exists(ImportFolder(folder, job.id).rows))
    }
}
