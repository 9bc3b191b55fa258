import Foundation
import Testing

@testable import TruceMechanism

@Suite("Pipes and devices in the place of files")
struct PlainFilesTests {
    @Test("a pipe or device is refused at once where a file is needed")
    func pipes() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        for (path, why) in [(pipe, "it is a pipe"), ("/dev/zero", "a device"), (folder.path(""), "a folder")] {
            #expect { try Files.read(path) } throws: { "\($0)".contains(why) }
            let verified = try TruceProgram.run("verify", path, "--policy", path)
            #expect(verified.exitCode == 69 && verified.errors.contains(why), "\(verified.errors)")
        }
        #expect { try FileSource("/dev/zero") } throws: { "\($0)".contains("a device") }
        // A pipe among the files beside an agreement was named by nobody.
        let agreement = try folder.write("agreement.yaml", "one: 1\n")
        #expect(mkfifo(folder.path("amendment-1.yaml"), 0o600) == 0)
        #expect(try TruceProgram.run("check", agreement).errors.contains("it is a pipe"))
    }

    @Test("a pipe named on purpose is read to its end")
    func namedPipe() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        // More than a pipe holds at once.
        let text = String(repeating: "0123456789abcdef", count: 1 << 14)
        let thread = Thread { try? Data(text.utf8).write(to: URL(filePath: pipe), options: []) }
        thread.start()
        #expect(try Files.read(pipe, takesPipes: true) == Array(text.utf8))
    }
}
