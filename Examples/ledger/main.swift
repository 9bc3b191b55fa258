// A mission keeps a ledger, a party witnesses it, a reader checks a receipt. Everything lies in a temporary folder;
// run it with `swift run LedgerExample`.
import Foundation
import Truce
import TruceLedger

/// Hands requests to a witness in this process. Over a network, `truce witness` answers the same over HTTP.
struct InProcess: WitnessTransport {
    let witness: Witness

    func post(_ url: String, body: [UInt8], timeout: Duration, limit: Int) -> WitnessReply {
        let answer = witness.add(body)
        return WitnessReply(status: answer.status, contentType: answer.contentType, body: answer.body)
    }

    func get(_ url: String, timeout: Duration, limit: Int) -> WitnessReply {
        // …/ID/checkpoint
        let note = url.split(separator: "/").dropLast().last.flatMap { witness.latest(String($0)) }
        return WitnessReply(status: note == nil ? 404 : 200, contentType: WitnessAnswer.text, body: note ?? [])
    }
}

let folder = FileManager.default.temporaryDirectory.appending(path: "truce-example-\(UUID().uuidString)").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }  // The system empties its temporary folder anyway.
let clock = { @Sendable in Instant(seconds: Int64(Date().timeIntervalSince1970)) }

// The party's side: a key that never leaves it, and a folder that remembers what it cosigned.
let logKey = try SigningKey(name: "mission.example/log", kind: .log)
let northKey = try SigningKey(name: "north.example/w", kind: .witness)
let witness = try Witness(
    key: northKey, logs: [WitnessedLog(logKey.verifier)], state: WitnessFolder(folder + "/seen"), clock: clock)

// Whose signatures readers ask for: published by the mission, and known to everybody.
let policy = try LogPolicy(
    """
    log \(logKey.verifier)
    witness north \(northKey.verifier) http://north.example
    quorum north
    """)

// The mission's side: the record, the public folder, and the memory of what was signed, which lies beside the key.
let store = try SQLiteStore.create(path: folder + "/ledger.sqlite", origin: policy.origin)
let published = FolderFiles(folder + "/public")
let ledger = try await Ledger(
    store: store, files: published, memory: SigningFile(besideKey: folder + "/log.key"), keys: [logKey],
    policy: policy, transport: InProcess(witness: witness), clock: clock)

// Who reported goes into the vault; the entry carries commitments only.
let vault = try Vault.create(at: folder + "/vault.sqlite", key: MasterKey.create(at: folder + "/vault.key"))
let secret = try vault.seal(
    [SealedField(name: "source", text: "observer-7")], tags: ["source:observer-7"], at: clock())
let facts: [Fact] = [
    .ledgerOpened(LedgerOpened(origin: policy.origin, mission: "An invented mission", rules: RulesVersion.rules)),
    .reportReceived(
        ReportReceived(
            report: ReportID("R-17")!, channel: .form, sourceClass: .patrol, receivedAt: clock(),
            sealed: secret.commitments.compactMap { Commitment($0.bytes) }, evidence: [])),
    .reportWithdrawn(ReportWithdrawn(report: ReportID("R-12")!, by: .source, reason: "Sent twice by mistake.")),
]
for (number, fact) in facts.enumerated() {
    let recorded = try await ledger.append(fact, as: SubmissionID("desk/\(number)"))
    print("Entry \(recorded.index) is on disk: \(fact.name).")
}
let checkpoint = try await ledger.publish().logged
let names = checkpoint.cosignatures.map(\.witness).joined(separator: ", ")
print("\(checkpoint.checkpoint.size) entries are signed by the log and witnessed by \(names).")

// Anybody's side: a receipt and the policy are all that is needed.
let receipt = try await ledger.receipt(for: 2)
let checked = try Receipt(receipt.bytes).check(by: policy, now: clock())
print(
    "The receipt of \(receipt.bytes.count) bytes proves entry \(checked.index): \(try Entry(bytes: checked.entry).fact.name)."
)

// One byte of the entry is changed: 12 becomes 13.
var altered = receipt
altered.entry[altered.entry.lastIndex(of: UInt8(ascii: "2"))!] = UInt8(ascii: "3")
do { print("Accepted: \(try altered.check(by: policy).index)") } catch { print("With one byte changed: \(error)") }

// The same in the published log: anybody who checks it hears which entry.
print(
    "The published log: \(try LogCheck(policy: policy).run(on: published).checkpoint.checkpoint.size) entries are intact."
)
let bundle = Tile(.entries, index: 0, width: 3).path
var bytes = try published.read(bundle)!
bytes[bytes.count - 3] ^= 1
try published.write(bytes, to: bundle)
do { _ = try LogCheck(policy: policy).run(on: published) } catch { print("With one byte changed: \(error)") }
try store.close()
