import Foundation
import Testing
import TruceTesting

/// A mission's keys and ledger in a folder of its own, kept through the command line.
struct MissionFolder {
    let folder: TemporaryFolder

    init(sealing: Bool = true, policy: String? = nil) throws {
        folder = try TemporaryFolder()
        #expect(try run("key", "new", "two-rivers.example/log", "--out", path("log.key")).exitCode == 0)
        #expect(try run("key", "new", "vault", "--kind", "vault", "--out", path("vault.key")).exitCode == 0)
        var arguments = ["ledger", "init", ledger, "--origin", "two-rivers.example/log", "--key", path("log.key")]
        if sealing { arguments += ["--vault-key", path("vault.key")] }
        if let policy { arguments += ["--policy", policy] }
        let made = try TruceProgram.run(list: arguments)
        #expect(made.exitCode == 0, "\(made.errors)")
    }

    var ledger: String { path("LEDGER") }
    func path(_ name: String) -> String { folder.path(name) }
    func run(_ arguments: String...) throws -> ChildProgram { try TruceProgram.run(list: arguments) }

    static func line(_ number: Int, source: String? = nil) -> String {
        let sealed = source.map { #","sealed":{"source":"\#($0)","place":[44.1,15.\#(number)]}"# } ?? ""
        return
            #"{"submission":"s-\#(number)","fact":"report-received","data":{"report":"R-\#(number)","channel":"form","#
            + #""source_class":"patrol","received_at":"2026-11-22T06:30:00Z","evidence":[]}\#(sealed)}"#
    }

    func append(_ lines: [String]) throws -> ChildProgram {
        try run("ledger", "append", ledger, folder.write("facts.jsonl", lines.joined(separator: "\n") + "\n"))
    }

    /// Every byte below the folder.
    func allBytes() throws -> [(String, Data)] {
        let files = FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: [.isRegularFileKey])
        return try (files?.allObjects as? [URL] ?? []).filter {
            try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
        }.map { ($0.path, try Data(contentsOf: $0)) }
    }
}

@Suite("The ledger on the command line")
struct LedgerCommandTests {
    @Test("made, filled, checked, proven, exported: as a mission would")
    func life() throws {
        let mission = try MissionFolder()
        let appended = try mission.append((0..<300).map { MissionFolder.line($0, source: $0 < 3 ? "observer-7" : nil) })
        #expect(appended.exitCode == 0, "\(appended.errors)")
        #expect(appended.output.split(separator: "\n").count == 300)
        let verified = try mission.run("ledger", "verify", mission.ledger)
        #expect(verified.exitCode == 0)
        #expect(verified.output.hasPrefix("The log “two-rivers.example/log” is intact: 301 entries"))
        #expect(verified.output.contains("holds the same 301 entries"))
        #expect(verified.output.contains("6 sealed parts open"))

        #expect(
            try mission.run("ledger", "prove", mission.ledger, "17", "--out", mission.path("r.tlog-proof")).exitCode
                == 0)
        let policy = mission.ledger + "/policy"
        let receipt = try mission.run("verify", mission.path("r.tlog-proof"), "--policy", policy)
        #expect(receipt.exitCode == 0)
        #expect(receipt.output.contains("entry 17 of 301"))

        #expect(try mission.run("ledger", "export", mission.ledger, "--out", mission.path("stick")).exitCode == 0)
        let copy = try mission.run("ledger", "verify", mission.path("stick"))
        #expect(copy.exitCode == 0)
        #expect(copy.output.contains("Compare it with the one that the mission publishes"))
        // The receipt's checkpoint against the newer one on the stick.
        #expect(try mission.append([MissionFolder.line(300)]).exitCode == 0)
        let later = try mission.run(
            "verify", mission.path("r.tlog-proof"), "--policy", policy, "--against",
            mission.ledger + "/public/checkpoint")
        #expect(later.exitCode == 0)
        #expect(later.output.contains("agrees with the checkpoint for 302 entries"))
    }

    @Test("a line that cannot be used is refused with its number, and the others are recorded")
    func badLines() throws {
        let mission = try MissionFolder(sealing: false)
        let result = try mission.append([
            MissionFolder.line(1), "not JSON", #"{"fact":"report-received"}"#,
            MissionFolder.line(2).replacing("report-received", with: "report-recieved"),
            MissionFolder.line(3).replacing("patrol", with: "spy"), MissionFolder.line(4, source: "observer-7"),
            MissionFolder.line(1).replacing("R-1", with: "R-9"), MissionFolder.line(5),
        ])
        #expect(result.exitCode == 65)
        #expect(result.output.split(separator: "\n").count == 2)
        for text in [
            "Line 2:", "Line 3:", "Line 4:", "report-received", "Line 5:", "data.source_class", "vault",
            "other content",
        ] {
            #expect(result.errors.contains(text), "\(text) in \(result.errors)")
        }
        #expect(try mission.run("ledger", "verify", mission.ledger).output.contains("3 entries"))
    }

    @Test("a line sent again gets the same index, sealed parts compared")
    func sentAgain() throws {
        let mission = try MissionFolder()
        let lines = (0..<5).map { MissionFolder.line($0, source: "observer-\($0)") }
        let first = try mission.append(lines)
        let again = try mission.append(lines)
        #expect(again.exitCode == 0)
        #expect(Set(first.output.split(separator: "\n")) == Set(again.output.split(separator: "\n")))
        let other = try mission.append([MissionFolder.line(2, source: "somebody else")])
        #expect(other.exitCode == 65)
        #expect(other.errors.contains("with other content"))
    }

    @Test("an erased source is in no file any more, and everything still verifies")
    func erase() throws {
        let mission = try MissionFolder()
        let secret = "observer-who-must-not-be-found"
        #expect(
            try mission.append((0..<40).map { MissionFolder.line($0, source: $0 % 4 == 0 ? secret : "another") })
                .exitCode == 0)
        let erased = try mission.run(
            "erase", mission.ledger, "--source", secret, "--authority", "the source's own request", "--reason",
            "protection")
        #expect(erased.exitCode == 0, "\(erased.errors)")
        for (path, bytes) in try mission.allBytes() where !path.hasSuffix("facts.jsonl") {
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(path)")
        }
        let verified = try mission.run("ledger", "verify", mission.ledger)
        #expect(verified.exitCode == 0)
        #expect(verified.output.contains("60 sealed parts open"))
        let twice = try mission.run("erase", mission.ledger, "--source", secret, "--authority", "a", "--reason", "b")
        #expect(twice.exitCode == 1)
        #expect(twice.errors.contains("Nothing is sealed from the source"))
    }

    @Test(
        "words that cannot go on record erase nothing, and block nothing",
        arguments: ["", "a\u{7}b", String(repeating: "x", count: 16_385)])
    func eraseWithoutWords(reason: String) throws {
        let mission = try MissionFolder()
        #expect(try mission.append([MissionFolder.line(1, source: "observer-7")]).exitCode == 0)
        let refused = try mission.run(
            "erase", mission.ledger, "--source", "observer-7", "--authority", "a court", "--reason", reason)
        #expect(refused.exitCode == 65, "\(refused.errors)")
        #expect(try mission.run("ledger", "verify", mission.ledger).output.contains("2 sealed parts open"))
        let erased = try mission.run(
            "erase", mission.ledger, "--source", "observer-7", "--authority", "a court", "--reason", "protection")
        #expect(erased.exitCode == 0)
    }

    @Test("entries stand in the order of the lines")
    func order() throws {
        let mission = try MissionFolder()
        let numbers = (0..<500).shuffled()
        let result = try mission.append(
            numbers.map { MissionFolder.line($0, source: $0 % 50 == 0 ? "observer-7" : nil) })
        #expect(result.exitCode == 0)
        let expected = numbers.enumerated().map { "\($0 + 1) s-\($1)" }
        #expect(result.output.split(separator: "\n").map(String.init) == expected)
    }

    @Test("facts about what a command does are that command's own; what is sealed names its source")
    func ownFacts() throws {
        let mission = try MissionFolder()
        let result = try mission.append([
            #"{"submission":"1","fact":"secret-erased","data":{"commitments":[],"authority":"a","reason":"b"}}"#,
            #"{"submission":"2","fact":"key-rotated","data":{"old_key":"x","new_key":"y","reason":"z"}}"#,
            MissionFolder.line(3, source: "observer-7").replacing("\"source\"", with: "\"sourc\""),
            MissionFolder.line(4, source: "observer-7").replacing("\"place\"", with: "\"_sd\""),
            MissionFolder.line(5, source: "observer-7"),
        ])
        #expect(result.exitCode == 65)
        #expect(result.output == "1 s-5\n", "\(result.output)\(result.errors)")
        for text in ["truce erase", "truce ledger rotate", "Line 3: “sealed” has no “source”", "Line 4:"] {
            #expect(result.errors.contains(text), "\(text) in \(result.errors)")
        }
    }

    @Test("more that is sealed under the same submission is other content, not a repetition")
    func sealedMore() throws {
        let mission = try MissionFolder()
        let less = MissionFolder.line(1, source: "observer-7").replacing(",\"place\":[44.1,15.1]", with: "")
        #expect(try mission.append([less]).exitCode == 0)
        #expect(try mission.append([less]).exitCode == 0)
        let more = try mission.append([MissionFolder.line(1, source: "observer-7")])
        #expect(more.exitCode == 65)
        #expect(more.errors.contains("Line 1:"))
    }

    @Test("a fork signed by the same key is refused by whoever holds a checkpoint of the other, also of the same size")
    func fork() throws {
        let mission = try MissionFolder(sealing: false)
        // The key is taken to another place, without its memory.
        try FileManager.default.copyItem(atPath: mission.path("log.key"), toPath: mission.path("stolen.key"))
        let other = mission.path("FORK")
        #expect(
            try mission.run(
                "ledger", "init", other, "--origin", "two-rivers.example/log", "--key", mission.path("stolen.key"),
                "--mission", "another"
            ).exitCode == 0)
        let policy = mission.ledger + "/policy"
        let kept = mission.ledger + "/public/checkpoint"
        #expect(try mission.run("ledger", "verify", other + "/public", "--policy", policy).exitCode == 0)
        let refused = try mission.run("ledger", "verify", other + "/public", "--policy", policy, "--against", kept)
        #expect(refused.exitCode == 1)
        #expect(refused.output.contains("rewritten"), "\(refused.output)")
        #expect(try mission.append([MissionFolder.line(1)]).exitCode == 0)
        let longer = try mission.run("ledger", "verify", other + "/public", "--policy", policy, "--against", kept)
        #expect(longer.exitCode == 1)
        #expect(longer.output.contains("cut short"), "\(longer.output)")
    }

    @Test("a folder that says it is a ledger is nobody's own without its key, and its policy is only its own word")
    func planted() throws {
        let mission = try MissionFolder(sealing: false)
        let own = try mission.run("ledger", "verify", mission.ledger)
        #expect(own.output.contains("The record behind it"))
        try FileManager.default.moveItem(atPath: mission.path("log.key"), toPath: mission.path("away.key"))
        let planted = try mission.run("ledger", "verify", mission.ledger)
        #expect(planted.exitCode == 0)
        #expect(!planted.output.contains("The record behind it"))
        #expect(planted.output.contains("Compare it with the one that the mission publishes"))
        let inside = try mission.run("ledger", "verify", mission.ledger, "--policy", mission.ledger + "/policy")
        #expect(inside.output.contains("Compare it with the one that the mission publishes"))
    }

    @Test("a view without its quorum is not intact, whichever file it stands in")
    func unwitnessed() throws {
        let folder = try TemporaryFolder()
        let policy = try folder.write("policy-of-nobody", "")
        #expect(
            try TruceProgram.run("key", "new", "two-rivers.example/log", "--out", folder.path("log.key")).exitCode == 0)
        let witness = try TruceProgram.run(
            "key", "new", "north.example/w", "--kind", "witness", "--out", folder.path("w.key"))
        let log = try TruceProgram.run("key", "show", folder.path("log.key"))
        try Data("log \(log.output)witness north \(witness.output)quorum north\n".utf8).write(to: URL(filePath: policy))
        let made = try TruceProgram.run(
            "ledger", "init", folder.path("L"), "--origin", "two-rivers.example/log", "--key", folder.path("log.key"),
            "--policy", policy)
        #expect(made.exitCode == 0, "\(made.errors)")
        #expect(made.output.contains("not witnessed yet"))
        #expect(FileManager.default.fileExists(atPath: folder.path("L/public/logged")))
        #expect(!FileManager.default.fileExists(atPath: folder.path("L/public/checkpoint")))
        let outside = try TruceProgram.run("ledger", "verify", folder.path("L/public"), "--policy", policy)
        #expect(outside.exitCode == 1)
        #expect(outside.output.contains("“north”"), "\(outside.output)")
        let logged = try TruceProgram.run("ledger", "verify", folder.path("L/public"), "--policy", policy, "--logged")
        #expect(logged.exitCode == 0)
    }

    @Test("commitments are the mechanism's to make: a sender who could name them could try out guesses")
    func noGuessing() throws {
        let mission = try MissionFolder()
        #expect(try mission.append([MissionFolder.line(1, source: "observer-7")]).exitCode == 0)
        let shown = try mission.run("ledger", "show", mission.ledger, "1").output
        let list = try #require(shown.firstMatch(of: /"sealed":(\[[^\]]*\])/)).1
        for sealed in [String(list), "[]"] {
            let result = try mission.append([
                MissionFolder.line(2).replacing("\"evidence\":[]", with: "\"evidence\":[],\"sealed\":\(sealed)")
            ])
            #expect(result.exitCode == 65)
            #expect(result.errors.contains("Line 1: “data.sealed” is not for the sender"), "\(result.errors)")
        }
    }

    @Test("a line whose commitments no entry can hold seals nothing")
    func noOrphans() throws {
        let mission = try MissionFolder()
        // An entry has at most 65,535 bytes, and a commitment takes 46 of them.
        let fields = (0..<1_600).map { "\"field-\($0)\":\($0)" }.joined(separator: ",")
        let many = MissionFolder.line(1, source: "observer-7").replacing("\"place\":[44.1,15.1]", with: fields)
        let result = try mission.append([many, MissionFolder.line(2, source: "observer-7")])
        #expect(result.exitCode == 65)
        #expect(result.output == "1 s-2\n", "\(result.errors)")
        #expect(try mission.run("ledger", "verify", mission.ledger).output.contains("2 sealed parts open"))
    }

    @Test("a name or a size that the vault cannot take is refused with the line's number, at the limit it is taken")
    func unusableFields() throws {
        let mission = try MissionFolder()
        func named(_ number: Int, _ name: String) -> String {
            MissionFolder.line(number, source: "observer-7").replacing("\"place\"", with: "\"\(name)\"")
        }
        /// The source takes 12 bytes, the quotation marks 2.
        func long(_ number: Int, _ bytes: Int) -> String {
            let text = "\"" + String(repeating: "x", count: bytes - 14) + "\""
            return MissionFolder.line(number, source: "observer-7").replacing("[44.1,15.\(number)]", with: text)
        }
        let limit = 1 << 24
        let result = try mission.append([
            named(1, "_sd"), named(2, "..."), named(3, ""), long(4, limit + 1), named(5, "_sd_"), long(6, limit),
        ])
        #expect(result.exitCode == 65)
        #expect(result.output == "1 s-5\n2 s-6\n", "\(result.errors)")
        for (number, says) in [(1, "“_sd”"), (2, "“...”"), (3, "an empty one"), (4, "16777217 bytes")] {
            let sentence = result.errors.split(separator: "\n").first { $0.contains("Line \(number): sealed:") }
            #expect(sentence?.contains(says) == true, "\(number): \(result.errors)")
        }
    }

    @Test("a new key takes over: old receipts and the log check by the new policy")
    func rotate() throws {
        let mission = try MissionFolder()
        #expect(try mission.append([MissionFolder.line(1)]).exitCode == 0)
        #expect(
            try mission.run("ledger", "prove", mission.ledger, "1", "--out", mission.path("old.tlog-proof")).exitCode
                == 0)
        #expect(try mission.run("key", "new", "two-rivers.example/log", "--out", mission.path("new.key")).exitCode == 0)
        let rotated = try mission.run(
            "ledger", "rotate", mission.ledger, "--key", mission.path("new.key"), "--reason", "yearly")
        #expect(rotated.exitCode == 0, "\(rotated.errors)")
        let old = try #require(
            try mission.run("key", "show", mission.path("log.key")).output.split(separator: "\n").first)
        let new = try #require(
            try mission.run("key", "show", mission.path("new.key")).output.split(separator: "\n").first)
        let checkpoint = mission.ledger + "/public"
        // The checkpoint that covers the change is signed by both.
        for key in [old, new] {
            let policy = try mission.folder.write("policy-\(key.count)", "log \(old)\nlog \(new)\nquorum none\n")
            #expect(try mission.run("ledger", "verify", checkpoint, "--policy", policy).exitCode == 0)
        }
        #expect(try mission.append([MissionFolder.line(2)]).exitCode == 0)
        #expect(try mission.run("ledger", "verify", mission.ledger).exitCode == 0)
        #expect(try mission.run("ledger", "verify", checkpoint, "--policy", String(new)).exitCode == 0)
        #expect(try mission.run("ledger", "verify", checkpoint, "--policy", String(old)).exitCode == 1)
        #expect(
            try mission.run("verify", mission.path("old.tlog-proof"), "--policy", mission.ledger + "/policy").exitCode
                == 0)
        let last = try mission.run("ledger", "show", mission.ledger, "2")
        #expect(last.output.contains("key-rotated"))
    }

    @Test("the published files are made anew from the record, byte for byte")
    func rebuild() throws {
        let mission = try MissionFolder()
        #expect(try mission.append((0..<300).map { MissionFolder.line($0) }).exitCode == 0)
        func published() throws -> [String: Data] {
            Dictionary(
                uniqueKeysWithValues: try mission.allBytes().filter { $0.0.contains("/public/") }.map { ($0.0, $0.1) })
        }
        let before = try published()
        try FileManager.default.removeItem(atPath: mission.ledger + "/public")
        let missing = try mission.run("ledger", "verify", mission.ledger)
        #expect(missing.exitCode == 1)
        #expect(missing.output.contains("is missing"))
        #expect(try mission.run("ledger", "rebuild", mission.ledger).exitCode == 0)
        let after = try published()
        #expect(after == before.filter { !$0.key.contains(".p/") || after[$0.key] != nil })
        #expect(try mission.run("ledger", "verify", mission.ledger).exitCode == 0)
    }

    @Test("evidence: kept by its hash, passed on, and a changed byte is found")
    func evidence() throws {
        let mission = try MissionFolder()
        let file = try mission.folder.write("note.txt", "two shells, one crater\n")
        let added = try mission.run(
            "evidence", "add", mission.ledger, file, "--id", "E-1", "--custodian", "evidence-officer", "--how",
            "by a patrol",
            "--at", "2026-11-22T06:30:00Z")
        #expect(added.exitCode == 0, "\(added.errors)")
        let sealed = try mission.run(
            "evidence", "add", mission.ledger, file, "--id", "E-2", "--custodian", "evidence-officer", "--how",
            "by a patrol",
            "--sealed")
        #expect(sealed.exitCode == 0, "\(sealed.errors)")
        let inTheClear = Data("one crater".utf8)
        #expect(try mission.allBytes().filter { $0.0.contains("/sealed/") }.count == 1)
        #expect(try mission.allBytes().allSatisfy { !$0.0.contains("/sealed/") || $0.1.range(of: inTheClear) == nil })
        let erased = try mission.run(
            "erase", mission.ledger, "--evidence", "E-2", "--authority", "court order", "--reason", "protection")
        #expect(erased.exitCode == 0, "\(erased.errors)")
        #expect(try mission.allBytes().allSatisfy { !$0.0.contains("/sealed/") })
        let passed = try mission.run(
            "evidence", "pass", mission.ledger, "E-1", "--from", "evidence-officer", "--to", "laboratory", "--reason",
            "analysis")
        #expect(passed.exitCode == 0)
        let story = try mission.run("evidence", "show", mission.ledger, "E-1")
        #expect(story.output.contains("evidence-officer received it"))
        #expect(story.output.contains("passed it on to laboratory"))
        #expect(!story.output.contains("broken"), "\(story.output)")
        #expect(try mission.run("ledger", "verify", mission.ledger).output.contains("Evidence: 1 file"))
        for (id, from, says) in [("E-1", "nobody", "is with “laboratory”"), ("E-9", "laboratory", "knows no evidence")]
        {
            let wrong = try mission.run(
                "evidence", "pass", mission.ledger, id, "--from", from, "--to", "court", "--reason", "trial")
            #expect(wrong.exitCode == 1)
            #expect(wrong.errors.contains(says), "\(wrong.errors)")
        }
        let stored = try #require(try mission.allBytes().first { $0.0.contains("/evidence/sha256/") }).0
        chmod(stored, 0o600)
        try Data("two shells, two craters\n".utf8).write(to: URL(filePath: stored))
        let altered = try mission.run("ledger", "verify", mission.ledger)
        let bag = try mission.run("ledger", "export", mission.ledger, "--out", mission.path("bag"), "--with-evidence")
        #expect(bag.exitCode == 1, "altered evidence is not handed on")
        #expect(altered.exitCode == 1)
        #expect(altered.output.contains("altered"), "\(altered.output)\(altered.errors)")
        try FileManager.default.removeItem(atPath: stored)
        let missing = try mission.run("ledger", "verify", mission.ledger)
        #expect(missing.exitCode == 1)
        #expect(missing.output.contains("“E-1” is missing"), "\(missing.output)")
    }

    @Test("a byte changed anywhere in the record or the log is found, with a sentence")
    func altered() throws {
        let mission = try MissionFolder()
        #expect(try mission.append((0..<3).map { MissionFolder.line($0) }).exitCode == 0)
        for name in ["public/checkpoint", "public/tile/entries/000.p/4", "public/tile/0/000.p/4"] {
            let url = URL(filePath: mission.ledger + "/" + name)
            let good = try Data(contentsOf: url)
            var bad = good
            bad[bad.count / 2] ^= 1
            try bad.write(to: url)
            let result = try mission.run("ledger", "verify", mission.ledger)
            #expect(result.exitCode == 1, "\(name)")
            #expect(result.output.contains("altered"), "\(name): \(result.output)\(result.errors)")
            try good.write(to: url)
        }
        #expect(try mission.run("ledger", "verify", mission.ledger).exitCode == 0)
    }

    @Test(
        "what is asked wrongly says what to do",
        arguments: [
            (["ledger", "verify", "/nowhere"], Int32(69), "no such folder"),
            (["ledger", "append", "/nowhere"], 69, "truce ledger init"),
            (["ledger", "show", "/tmp"], 69, "truce ledger init"),
            (["verify", "/nowhere.tlog-proof", "--policy", "x"], 69, "Cannot read"),
            (["key", "new", "two words", "--out", "/proc/nowhere/key"], 65, "key name"),
            (["key", "new", "a", "--out", "/proc/nowhere/key"], 69, "/proc/nowhere"),
            (["witness", "--key", "/nowhere", "--policy", "x", "--state", "y"], 69, "/nowhere"),
            (["erase", "/nowhere", "--authority", "a", "--reason", "b"], 64, "--source"),
        ])
    func usage(arguments: [String], exitCode: Int32, says: String) throws {
        let result = try TruceProgram.run(list: arguments)
        #expect(result.exitCode == exitCode, "\(arguments): \(result.errors)")
        #expect(result.errors.contains(says), "\(arguments): \(result.errors)")
    }

    @Test("a key file that others can read is refused; a key is never overwritten")
    func keyFiles() throws {
        let mission = try MissionFolder()
        let again = try mission.run("key", "new", "two-rivers.example/log", "--out", mission.path("log.key"))
        #expect(again.exitCode == 64)
        #expect(again.errors.contains("never overwritten"))
        chmod(mission.path("log.key"), 0o644)
        let open = try mission.append([MissionFolder.line(1)])
        #expect(open.exitCode == 1)
        #expect(open.errors.contains("chmod 600"))
    }
}
