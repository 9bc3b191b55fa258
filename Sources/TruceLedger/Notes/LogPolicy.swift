import Truce

/// Whose signatures a reader asks for: the log's keys, its witnesses, and how many of them make a view witnessed.
/// C2SP tlog-policy.
///
/// ```
/// log example.org/truce+1858ba41+AQ…
/// witness north party-north.example/w+04eaccc8+BC… https://witness.north.example
/// group sides all north south
/// quorum sides
/// ```
public struct LogPolicy: Hashable, Sendable {
    public struct Log: Hashable, Sendable {
        public var key: VerifierKey
        public var url: String?

        public init(key: VerifierKey, url: String? = nil) {
            self.key = key
            self.url = url
        }
    }

    public struct Witness: Hashable, Sendable {
        /// The policy's own name for it.
        public var name: String
        public var key: VerifierKey
        /// Where it takes checkpoints; nil for one that is not asked over the network.
        public var url: String?
    }

    public struct Group: Hashable, Sendable {
        public var name: String
        /// How many of the members are needed.
        public var needed: Int
        /// Names of witnesses or of groups defined before.
        public var members: [String]
    }

    /// More than one only while a key is being replaced.
    public var logs: [Log]
    public var witnesses: [Witness]
    public var groups: [Group]
    /// The witness or group that must have signed; nil for `none`.
    public var quorum: String?

    public static let byteLimit = 1 << 18

    /// A log by its key alone: nobody need witness it.
    public init(log key: VerifierKey) {
        logs = [Log(key: key, url: nil)]
        witnesses = []
        groups = []
        quorum = nil
    }

    public init(_ text: String) throws(NoteError) {
        logs = []
        witnesses = []
        groups = []
        quorum = nil
        guard text.utf8.count <= Self.byteLimit else { throw .badPolicy(line: 1, "the file is larger than 256 KiB") }
        var reading = Reading()
        var hasQuorum = false
        // A byte order mark is no part of it.
        let bytes = text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? text.utf8.dropFirst(3) : text.utf8[...]
        // By bytes: a line may end in CR LF, which is one Character.
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            let fields = line.prefix { $0 != UInt8(ascii: "#") }.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
                .map { String(Substring($0)) }
            guard let keyword = fields.first else { continue }
            guard !fields.contains(where: { $0.hasPrefix("PRIVATE+KEY+") }) else {
                throw .badPolicy(
                    line: number,
                    "a private key stands there. Do not publish it; “truce key show FILE” prints its public half")
            }
            switch keyword {
            case "log":
                guard (2...3).contains(fields.count) else { throw .badPolicy(line: number, "write: log KEY [URL]") }
                let key = try reading.key(fields[1], .log, line: number)
                logs.append(Log(key: key, url: fields.count == 3 ? fields[2] : nil))
            case "witness":
                guard (3...4).contains(fields.count) else {
                    throw .badPolicy(line: number, "write: witness NAME KEY [URL]")
                }
                try reading.define(fields[1], line: number)
                let key = try reading.key(fields[2], .witness, line: number)
                witnesses.append(Witness(name: fields[1], key: key, url: fields.count == 4 ? fields[3] : nil))
            case "group":
                guard fields.count >= 4 else {
                    throw .badPolicy(line: number, "write: group NAME all|any|NUMBER MEMBER …")
                }
                let members = Array(fields[3...])
                for member in members { try reading.use(member, line: number) }
                try reading.define(fields[1], line: number)
                let needed: Int
                switch fields[2] {
                case "all": needed = members.count
                case "any": needed = 1
                default:
                    guard let count = Checkpoint.size(fields[2]), (1...members.count).contains(count) else {
                        throw .badPolicy(
                            line: number, "“\(fields[2])” is not all, any or a number from 1 to \(members.count)")
                    }
                    needed = count
                }
                groups.append(Group(name: fields[1], needed: needed, members: members))
            case "quorum":
                guard fields.count == 2 else { throw .badPolicy(line: number, "write: quorum NAME, or quorum none") }
                guard !hasQuorum else { throw .badPolicy(line: number, "a quorum was named already") }
                hasQuorum = true
                if fields[1] != "none" {
                    guard reading.names.contains(fields[1]) else {
                        throw .badPolicy(line: number, "“\(fields[1])” is no witness or group defined above")
                    }
                    quorum = fields[1]
                }
            default:
                throw .badPolicy(line: number, "“\(keyword)” is not log, witness, group or quorum")
            }
        }
        guard !logs.isEmpty else { throw .badPolicy(line: 1, "no log is named") }
        guard hasQuorum else {
            throw .badPolicy(line: 1, "no quorum is named; write “quorum none” if nobody need witness")
        }
    }

    /// What was defined so far.
    private struct Reading {
        var names: Set<String> = []
        var used: Set<String> = []
        var keys: Set<[UInt8]> = []

        mutating func define(_ name: String, line: Int) throws(NoteError) {
            guard LogPolicy.isName(name) else {
                throw .badPolicy(
                    line: line,
                    "a name has 1 to 128 characters of these: letters A to Z and a to z, digits, . _ - / : @")
            }
            guard name != "none" else { throw .badPolicy(line: line, "“none” is a reserved word") }
            guard names.insert(name).inserted else { throw .badPolicy(line: line, "“\(name)” was defined already") }
        }

        mutating func use(_ name: String, line: Int) throws(NoteError) {
            guard names.contains(name) else {
                throw .badPolicy(line: line, "“\(name)” is no witness or group defined above")
            }
            guard used.insert(name).inserted else {
                throw .badPolicy(line: line, "“\(name)” is a member of a group already")
            }
        }

        mutating func key(_ text: String, _ kind: VerifierKey.Kind, line: Int) throws(NoteError) -> VerifierKey {
            let key: VerifierKey
            do { key = try VerifierKey(text) } catch { throw .badPolicy(line: line, error.description) }
            guard key.kind == kind else {
                throw .badPolicy(line: line, "“\(key.name)” is a key of a \(key.kind), not of a \(kind)")
            }
            guard keys.insert(key.publicKey).inserted else {
                throw .badPolicy(line: line, "the key of “\(key.name)” stands here twice")
            }
            return key
        }
    }

    /// Letters and digits of ASCII and a few signs: such names are equal only if their bytes are, and cannot be mistaken.
    static func isName(_ name: some StringProtocol) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._-/:@".utf8.contains($0)
                }
            }
    }

    /// The text form.
    public var text: String {
        func tail(_ url: String?) -> String { url.map { " \($0)" } ?? "" }
        var lines = logs.map { "log \($0.key)\(tail($0.url))" }
        lines += witnesses.map { "witness \($0.name) \($0.key)\(tail($0.url))" }
        lines += groups.map {
            let needed = $0.needed == $0.members.count ? "all" : $0.needed == 1 ? "any" : String($0.needed)
            return "group \($0.name) \(needed) \($0.members.joined(separator: " "))"
        }
        lines.append("quorum \(quorum ?? "none")")
        return lines.map { $0 + "\n" }.joined()
    }

    /// Whether these witnesses, by the policy's names for them, make a quorum.
    public func isQuorum(_ signers: Set<String>) -> Bool {
        guard let quorum else { return true }
        var satisfied = signers
        for group in groups where group.members.count(where: satisfied.contains) >= group.needed {
            satisfied.insert(group.name)
        }
        return satisfied.contains(quorum)
    }

    /// The log's name, which is its origin.
    public var origin: String { logs[0].key.name }
}
