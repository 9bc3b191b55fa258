import Glibc
import Truce
import TruceTesting

@testable import TruceWeb

/// One thing of the mission as answers name it: a record's name in the description, and its own.
struct Thing: Hashable, Sendable, CustomStringConvertible {
    let record: String
    let key: String
    var description: String { "\(record) \(key)" }
    /// Stands for something that was seen and is no record: see ``Sighting/note(_:)``.
    var isNote: Bool { record.contains(" ") }
}

/// Everything that one reader got to see.
struct Sighting: Sendable {
    let reader: Reader
    /// As it was shown, each in the fullest form, with what it was shown within.
    var things: [Thing: (members: [String: JSONValue], parent: Thing?)] = [:]
    /// Where each mark stood.
    var marks: [String: [String]] = [:]
    /// By address.
    var answers: [String: (status: Int, tag: String?, bodyHash: Int)] = [:]
    /// What the stream of changes named.
    var changes: Set<Thing> = []
    /// What a filter found without being allowed to look.
    var beyond: [String] = []

    /// Every record in an answer, found by following its schema.
    mutating func read(
        _ value: JSONValue, _ schema: JSONValue, in document: JSONValue, parent: Thing? = nil, at place: String = ""
    ) {
        if case .string(let reference)? = schema["$ref"] {
            let name = String(reference.split(separator: "/").last!)
            guard let target = document["components"]?["schemas"]?[name] else { return }
            var parent = parent
            if target["x-seen-by"] != nil, case .object(let object) = value {
                let thing = Thing(record: name, key: Self.key(of: value, name, parent, at: place))
                let isInner = parent != nil && things[thing].map { $0.parent != nil } ?? true
                var members = things[thing]?.members ?? [:]
                for member in object.members { members[member.key] = member.value }
                things[thing] = (members, isInner ? parent : nil)
                parent = thing
            }
            read(value, target, in: document, parent: parent, at: place)
            return
        }
        switch value {
        case .array(let values):
            guard let items = schema["items"] else { return }
            for (at, value) in values.enumerated() {
                read(value, items, in: document, parent: parent, at: "\(place)/\(at)")
            }
        case .object(let object):
            for member in object.members {
                guard let schema = schema["properties"]?[member.key] else { continue }
                read(member.value, schema, in: document, parent: parent, at: "\(place)/\(member.key)")
            }
        default: break
        }
    }

    private static func key(of value: JSONValue, _ record: String, _ parent: Thing?, at place: String) -> String {
        func text(_ names: String...) -> String? {
            let parts = names.compactMap { name -> String? in
                switch value[name] {
                case .string(let text): text
                case .integer(let number): "\(number)"
                default: nil
                }
            }
            return parts.count == names.count ? parts.joined(separator: " ") : nil
        }
        let within = parent.map { $0.description + " " } ?? ""
        switch record {
        case "Evidence": return within + (text("digest") ?? place)
        case "Escalation": return text("incident", "rung") ?? place
        case "EscalationAnswer", "DemandAnswer": return within + (text("by") ?? place)
        case "Holder": return text("holder", "role", "from") ?? place
        case "Journal", "Entry": return text("index") ?? place
        case "DayCount": return text("day") ?? place
        default: return text("id") ?? within + (parent == nil ? place : String(place.split(separator: "/").last ?? ""))
        }
    }

    mutating func look(for words: [(word: String, subject: String)], in bytes: [UInt8], at path: String) {
        let text = SearchedBytes(bytes)
        for (word, _) in words where text.contains(word) { marks[word, default: []].append(path) }
    }
}

/// Bytes in which many words are looked for: by C, because a test's own loops are slow.
struct SearchedBytes {
    private let text: [CChar]

    init(_ bytes: [UInt8]) {
        // C's texts end at the first zero.
        text = (bytes.contains(0) ? bytes.map { $0 == 0 ? 0x20 : $0 } : bytes).map { CChar(bitPattern: $0) } + [0]
    }

    func contains(_ word: String) -> Bool { text.withUnsafeBufferPointer { strstr($0.baseAddress!, word) != nil } }
}
