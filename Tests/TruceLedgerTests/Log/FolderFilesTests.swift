import Foundation
import Testing

@testable import TruceLedger

@Suite("Files of a log in a folder")
struct FolderFilesTests {
    @Test("a pipe in a file's place is no file, and is not waited for", .timeLimit(.minutes(1)))
    func pipe() throws {
        let folder = TestFolder()
        let files = FolderFiles(folder.path)
        try #require(mkfifo(folder.path + "/checkpoint", 0o600) == 0)
        #expect(try files.read("checkpoint") == nil)
    }

    @Test("what was written is listed and read, below folders too")
    func lists() throws {
        let folder = TestFolder()
        let files = FolderFiles(folder.path)
        for path in ["checkpoint", "tile/0/x001/000", "tile/0/000.p/3"] { try files.write([1, 2], to: path) }
        try files.sync()
        #expect(try files.list() == ["tile/0/000.p/3", "tile/0/x001/000"])
        #expect(try files.read("tile/0/x001/000") == [1, 2])
        #expect(try files.read("tile/0/x001") == nil)
        try files.remove("tile/0/000.p/3")
        #expect(try files.list() == ["tile/0/x001/000"])
    }
}
