import Foundation
import Truce
import TruceLedger

/// One entry, as it is shown.
public struct ShownEntry: Sendable {
    public var index: Int
    /// SHA-256 of the submission's own text, in hexadecimal.
    public var submission: String
    /// Canonical JSON, as logged.
    public var entry: String
    public var leaf: String

    /// `{"entry":{…},"index":…,"leaf":"…","submission":"…"}`
    public var json: String {
        "{\"entry\":\(entry),\"index\":\(index),\"leaf\":\"\(leaf)\",\"submission\":\"\(submission)\"}"
    }

    /// `17  2026-11-22T06:30:00Z  report-received  {…}`
    public var line: String {
        guard let entry = try? Entry(bytes: Array(entry.utf8)), let json = try? entry.fact.json(),
            case .object(let object) = json, let data = try? object["data"]?.canonicalBytes()
        else {
            // Of a newer program: shown as it stands.
            return "\(index)  \(entry)"
        }
        return "\(index)  \(entry.recorded)  \(entry.fact.name)  \(String(decoding: data, as: UTF8.self))"
    }
}

extension Mechanism {
    /// How a ledger stands.
    public struct LedgerState: Sendable {
        public var origin: String
        public var size: Int
        /// Sentences: what is logged, what is witnessed, by whom.
        public var sentences: [String]
    }

    public static func ledgerState(_ path: String) async throws(MechanismError) -> LedgerState {
        let folder = try LedgerFolder(path)
        let policy = try folder.policy()
        return try await asMechanism {
            let size = try await SQLiteStore.open(reading: folder.record).head().size
            let files = FolderFiles(folder.published)
            var sentences = ["\(folder.settings.origin): \(LogWords.entries(size)) recorded."]
            for (path, word) in [(PublishedPath.logged, "Logged"), (PublishedPath.checkpoint, "Readers get")] {
                guard let bytes = try files.read(path) else { continue }
                let verified = try policy.check(bytes)
                sentences.append(
                    "\(word): \(LogWords.entries(verified.checkpoint.size))\(LogWords.witnessed(verified, policy))")
            }
            if let bytes = try files.read(PublishedPath.logged) {
                let open = size - (try policy.check(bytes)).checkpoint.size
                if open > 0 {
                    sentences.append("\(LogWords.entries(open)) not signed yet: truce ledger publish \(path)")
                }
            }
            let remembered = try SigningFile.remembered(besideKey: folder.settings.key)
            for (name, standing) in (remembered?.witnesses ?? [:]).sorted(by: { $0.key < $1.key })
            where standing.isReportedSilent {
                sentences.append(
                    "The witness “\(name)” has been silent since \(standing.since), at \(LogWords.entries(standing.size))."
                )
            }
            return LedgerState(origin: folder.settings.origin, size: size, sentences: sentences)
        }
    }

    /// Hands over entries from `index` on, at most `limit`; following, waits for more until `show` answers false.
    public static func showEntries(
        of path: String, from index: Int, limit: Int, follows: Bool, show: (ShownEntry) -> Bool
    ) async throws(MechanismError) {
        let folder = try LedgerFolder(path)
        try await asMechanism {
            let store = try SQLiteStore.open(reading: folder.record)
            var next = index
            var left = limit
            while left > 0 {
                let entries = try await store.read(from: next, limit: min(left, 1_000))
                for entry in entries {
                    let shown = ShownEntry(
                        index: next, submission: entry.submission.hash.description,
                        entry: String(decoding: entry.bytes, as: UTF8.self), leaf: entry.leaf.description)
                    guard show(shown) else { return }
                    next += 1
                    left -= 1
                }
                if entries.isEmpty {
                    guard follows else { return }
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
        }
    }
}
