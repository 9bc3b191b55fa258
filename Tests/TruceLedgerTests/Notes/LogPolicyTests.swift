import Testing
import Truce

@testable import TruceLedger

@Suite("Policy")
struct LogPolicyTests {
    static let log = key("truce.example/log", .log, 1)
    static func key(_ name: String, _ kind: VerifierKey.Kind, _ seed: UInt8) -> SigningKey {
        // A name and a seed that are right.
        try! SigningKey(name: name, kind: kind, seed: [UInt8](repeating: seed, count: 32))
    }
    static func witness(_ number: UInt8) -> VerifierKey { key("w\(number).example/w", .witness, 100 + number).verifier }

    static let text = """
        # Both sides and one of two guarantors.
        log \(log.verifier) https://truce.example/log
        witness north \(witness(1)) https://north.example
        witness south\t\(witness(2))   # asked by messenger
        witness g1 \(witness(3))
        witness g2 \(witness(4))
        group guarantors any g1 g2
        group all all north south guarantors
        quorum all
        """

    @Test(
        "a quorum needs every member of “all” and one of “any”",
        arguments: [
            (["north", "south", "g1"], true), (["north", "south", "g2"], true), (["north", "south", "g1", "g2"], true),
            (["north", "south"], false), (["north", "g1", "g2"], false), ([], false), (["all"], true),
        ])
    func quorum(signers: [String], isQuorum: Bool) throws {
        // “all” as a signer's name cannot come from a note: names of groups and witnesses are one set.
        #expect(try LogPolicy(Self.text).isQuorum(Set(signers)) == isQuorum)
    }

    @Test("two of three", arguments: [(1, false), (2, true), (3, true)])
    func twoOfThree(signers: Int, isQuorum: Bool) throws {
        let policy = try LogPolicy(
            """
            log \(Self.log.verifier)
            witness a \(Self.witness(1))
            witness b \(Self.witness(2))
            witness c \(Self.witness(3))
            group q 2 a b c
            quorum q
            """)
        #expect(policy.isQuorum(Set(["a", "b", "c"].prefix(signers))) == isQuorum)
    }

    @Test("is written and read back the same, with either line end")
    func roundTrip() throws {
        let policy = try LogPolicy(Self.text)
        #expect(try LogPolicy(policy.text) == policy)
        #expect(try LogPolicy(Self.text.split(separator: "\n").joined(separator: "\r\n")) == policy)
        #expect(policy.witnesses.map(\.url) == ["https://north.example", nil, nil, nil])
    }

    @Test(
        "says the line and what is wrong",
        arguments: [
            ("quorum none", 1, "no log"), ("log \(log.verifier)", 1, "no quorum"),
            ("log x+y\nquorum none", 1, "no verifier key"),
            ("log \(log.verifier)\nquorum q", 2, "defined above"),
            ("log \(witness(1))\nquorum none", 1, "not of a log"),
            ("log \(log.verifier)\nwitness none \(witness(1))\nquorum none", 2, "reserved"),
            ("log \(log.verifier)\nwitness a \(witness(1))\nwitness a \(witness(2))\nquorum a", 3, "already"),
            ("log \(log.verifier)\nwitness a \(witness(1))\nwitness b \(witness(1))\nquorum a", 3, "twice"),
            ("log \(log.verifier)\nwitness a \(witness(1))\ngroup g 2 a\nquorum g", 3, "from 1 to 1"),
            ("log \(log.verifier)\nwitness a \(witness(1))\ngroup g all a\ngroup h all a\nquorum g", 4, "already"),
            ("log \(log.verifier)\nwitness a \(witness(1))\ngroup g all b\nquorum g", 3, "defined above"),
            ("log \(log.verifier)\nquorum none\nquorum none", 3, "already"),
            ("log \(log.verifier)\nlogs\nquorum none", 2, "“logs”"),
            ("log \(log.verifier)\nwitness a\nquorum none", 2, "witness NAME KEY"),
            ("log \(log.secret)\nquorum none", 1, "private key"),
        ])
    func mistakes(text: String, line: Int, says: String) {
        do {
            _ = try LogPolicy(text)
            Issue.record("accepted: \(text)")
        } catch NoteError.badPolicy(let found, let why) {
            #expect(found == line)
            #expect(why.contains(says), "\(why)")
        } catch { Issue.record("\(error)") }
    }

    @Test(
        "names are of a few plain characters, up to 128",
        arguments: [
            ("aZ09._-/:@", true), (String(repeating: "n", count: 128), true),
            (String(repeating: "n", count: 129), false), ("n\u{F6}rd", false), ("e\u{301}", false),
            ("a\u{202E}b", false),
            ("a\u{0}", false), ("a+b", false), ("a,b", false), ("a\u{A0}b", false),
        ])
    func names(name: String, isName: Bool) {
        let witness = "log \(Self.log.verifier)\nwitness \(name) \(Self.witness(1))\nquorum \(name)"
        let group = "log \(Self.log.verifier)\nwitness w \(Self.witness(1))\ngroup \(name) all w\nquorum none"
        for (text, line) in [(witness, 2), (group, 3)] {
            do {
                _ = try LogPolicy(text)
                #expect(isName)
            } catch NoteError.badPolicy(let found, let why) {
                #expect(!isName && found == line && why.hasPrefix("a name has 1 to 128 characters"), "\(why)")
            } catch { Issue.record("\(error)") }
        }
    }

    @Test(
        "a key's name has only what is seen",
        arguments: [
            ("truce.example/log", true), ("n\u{F6}rd.example", true), ("\u{627}\u{644}", true), ("", false),
            ("a b", false),
            ("a+b", false), ("a\u{0}", false), ("a\u{1F}", false), ("a\u{7F}", false), ("a\u{80}", false),
            ("a\u{9B}", false),
            ("a\u{9F}", false), ("a\u{AD}", false), ("a\u{61C}", false), ("a\u{200B}", false), ("a\u{200D}", false),
            ("a\u{200F}", false), ("a\u{2028}", false), ("a\u{202E}", false), ("a\u{2066}", false),
            ("a\u{2069}", false),
            ("a\u{FEFF}", false), ("a\u{E0041}", false),
        ])
    func keyNames(name: String, isName: Bool) { #expect(VerifierKey.isName(name) == isName) }

    @Test("32 of each are read")
    func many() throws {
        var text = "log \(Self.log.verifier)\n"
        for number in UInt8(1)...32 { text += "witness w\(number) \(Self.witness(number))\n" }
        for number in 1...32 { text += "group g\(number) all w\(number)\n" }
        let policy = try LogPolicy(text + "quorum g32")
        #expect(policy.isQuorum(["w32"]))
        #expect(!policy.isQuorum(["w31"]))
    }

    @Test("a cosignature from the future is refused beyond five minutes", arguments: [(300, true), (301, false)])
    func future(ahead: Int64, isAccepted: Bool) throws {
        let now = Instant(seconds: 1_800_000_000)
        let policy = try LogPolicy(
            "log \(Self.log.verifier)\nwitness a \(Self.witness(1))\nquorum a")
        var note = SignedNote(text: Checkpoint(origin: "truce.example/log", size: 0, root: .emptyTree).text)
        note.add(Self.log.sign(note.text, at: now))
        note.add(Self.key("w1.example/w", .witness, 101).sign(note.text, at: now.advanced(bySeconds: ahead)))
        if isAccepted {
            #expect(try policy.check(note, now: now).isWitnessed)
        } else {
            #expect(throws: NoteError.self) { try policy.check(note, now: now) }
        }
    }

    @Test("a log's key signs for its own log only")
    func twoLogs() throws {
        let other = Self.key("other.example/log", .log, 2)
        let policy = try LogPolicy("log \(Self.log.verifier)\nlog \(other.verifier)\nquorum none")
        var note = SignedNote(text: Checkpoint(origin: "truce.example/log", size: 0, root: .emptyTree).text)
        note.add(other.sign(note.text, at: Instant(seconds: 0)))
        #expect(throws: NoteError.self) { try policy.check(note) }
        note.add(Self.log.sign(note.text, at: Instant(seconds: 0)))
        #expect(try policy.check(note).checkpoint.size == 0)
    }

    @Test(
        "a cosignature's time lies within the calendar",
        arguments: [(253_402_300_799, true), (253_402_300_800, false), (1 << 62, false)])
    func times(seconds: Int64, isAccepted: Bool) throws {
        let policy = try LogPolicy("log \(Self.log.verifier)\nwitness a \(Self.witness(1))\nquorum a")
        var note = SignedNote(text: Checkpoint(origin: "truce.example/log", size: 0, root: .emptyTree).text)
        note.add(Self.log.sign(note.text, at: Instant(seconds: 0)))
        note.add(Self.key("w1.example/w", .witness, 101).sign(note.text, at: Instant(seconds: seconds)))
        if isAccepted {
            #expect(try policy.check(note).cosignatures.count == 1)
        } else {
            #expect(throws: NoteError.wrongSignature(name: "w1.example/w")) { try policy.check(note) }
        }
    }

    @Test("a line by a key that nobody named is carried; a known key's line under another name or ID is altered")
    func unknownLine() throws {
        let policy = try LogPolicy("log \(Self.log.verifier)\nwitness a \(Self.witness(1))\nquorum none")
        var note = SignedNote(text: Checkpoint(origin: "truce.example/log", size: 0, root: .emptyTree).text)
        note.add(Self.log.sign(note.text, at: Instant(seconds: 0)))
        note.add(Self.key("stranger.example", .witness, 9).sign(note.text, at: Instant(seconds: 0)))
        // The log's next key, which this policy does not know yet.
        note.add(Self.key("truce.example/log", .log, 200).sign(note.text, at: Instant(seconds: 0)))
        #expect(try policy.check(note, isStrict: true).isWitnessed == false)
        let line = Self.key("w1.example/w", .witness, 101).sign(note.text, at: Instant(seconds: 5))
        for (name, id) in [("w2.example/w", line.keyID), ("w1.example/w", line.keyID ^ 1), ("w2.example/w", 7)] {
            var altered = note
            altered.add(.init(name: name, keyID: id, bytes: line.bytes))
            #expect(throws: NoteError.unknownSigner(name: name)) { try policy.check(altered, isStrict: true) }
        }
    }
}
