import Foundation
import GRDB
import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("The file is a cache")
struct FileTests {
    private func history() -> [OpenedEntry] {
        var history = History()
        for number in 0..<5 { history.report("R-\(number)") }
        return history.entries
    }

    @Test("opened again it stands where it stood")
    func reopened() throws {
        let open = try OpenViews(history())
        try open.reopen()
        #expect(open.views.position == 5)
        #expect(try open.views.answer(ReportList(), for: Cast.analyst).records.count == 5)
    }

    @Test("a file of another program, another schema, or none at all is made anew", arguments: 0..<6)
    func strange(kind: Int) throws {
        let open = try OpenViews(history())
        try open.views.close()
        let file = URL(fileURLWithPath: open.path)
        switch kind {
        case 0: try Data("not a database, and long enough to be looked at".utf8).write(to: file)
        case 1: try Data().write(to: file)
        case 2:
            try FileManager.default.removeItem(at: file)
            try DatabaseQueue(path: open.path).write { try $0.execute(sql: "CREATE TABLE other (a)") }
        case 3:
            try DatabaseQueue(path: open.path).write { try $0.execute(sql: "UPDATE state SET fingerprint = 'older'") }
        case 4: try DatabaseQueue(path: open.path).write { try $0.execute(sql: "PRAGMA application_id = 7") }
        default:
            let bytes = try Data(contentsOf: file)
            try bytes.prefix(4096 * 2 + 100).write(to: file)
        }
        let views = try Views.open(open.path, rules: OpenViews.rules, source: open.source)
        #expect(views.position == 0)
        try views.fold(history())
        #expect(try views.answer(ReportList(), for: Cast.analyst).records.count == 5)
        try views.close()
    }

    @Test("a rebuild that never ended is begun again; one that ended is not")
    func rebuild() throws {
        let open = try OpenViews([])
        try open.views.beginRebuild()
        try open.views.fold(history())
        try open.reopen()
        #expect(open.views.position == 0)
        try open.views.beginRebuild()
        try open.views.fold(history())
        try open.views.endRebuild()
        try open.reopen()
        #expect(open.views.position == 5)
    }

    @Test("nobody but its owner reads it")
    func permissions() throws {
        let open = try OpenViews(history())
        for end in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: open.path + end) {
            let mode = try FileManager.default.attributesOfItem(atPath: open.path + end)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(end)")
        }
    }

    @Test("a folder is no file, and stays")
    func folder() throws {
        let open = try OpenViews([])
        #expect(throws: ViewsError.self) {
            try Views.open(open.folder.path, rules: OpenViews.rules, source: open.source)
        }
        #expect(FileManager.default.fileExists(atPath: open.path))
    }

    @Test("entries come in order: what is folded already is passed over, a gap is refused")
    func order() throws {
        let entries = history()
        let open = try OpenViews(Array(entries.prefix(2)))
        #expect(throws: ViewsError.outOfOrder(expected: 2, found: 3)) { try open.views.fold([entries[3]]) }
        #expect(throws: ViewsError.outOfOrder(expected: 3, found: 4)) { try open.views.fold([entries[2], entries[4]]) }
        #expect(open.views.position == 2)
        try open.views.fold(Array(entries[1...]))
        #expect(open.views.position == 5)
    }
}
