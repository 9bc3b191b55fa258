import Foundation
import Synchronization
import Truce
import TruceLedger

/// The agreement's files in the mission's folder, and their texts as read. An amendment that the sides signed is put
/// beside them when it takes its place in the ledger.
final class AgreementShelf: Sendable {
    private struct State {
        var history: AgreementHistory
        var trouble: String?
    }

    private let agreement: String
    private let evidence: String
    private let state: Mutex<State>
    /// Of every file read, with its name.
    let digests: [(file: String, digest: String)]

    /// Reads the agreement and all that belongs to it. Throws ``MechanismError/badAgreement(_:)``.
    init(agreement: String, evidence: String) throws(MechanismError) {
        self.agreement = agreement
        self.evidence = evidence
        let (history, checked) = try Mechanism.agreement(agreement)
        digests = checked.files
        state = Mutex(State(history: history))
    }

    var history: AgreementHistory { state.withLock { $0.history } }
    var trouble: String? { state.withLock { $0.trouble } }

    /// Puts a signed amendment's files beside the agreement and reads all of them again. One that cannot be read leaves
    /// the text as it was, and is for the operator to mend.
    func take(_ amended: AgreementAmended) {
        do throws(MechanismError) {
            try put(amended)
            let (history, _) = try Mechanism.agreement(agreement)
            state.withLock { $0 = State(history: history) }
        } catch {
            let trouble =
                "Version \(amended.version) of the agreement is on record and its file cannot be read: \(error) The text "
                + "before it is still the one that is applied."
            state.withLock { $0.trouble = trouble }
        }
    }

    private func put(_ amended: AgreementAmended) throws(MechanismError) {
        guard let first = amended.files.first else { return }
        let name = Files.folder(of: agreement) + "/" + Self.name(ofVersion: amended.version)
        if !Files.exists(name) { try NewFile.write(try file(first), to: name) }
    }

    private func file(_ digest: FileDigest) throws(MechanismError) -> [UInt8] {
        guard let hash = TreeHash(digest.bytes) else { preconditionFailure("a digest has 32 bytes") }
        return try asMechanism { try EvidenceStore(folder: evidence).read(hash) }
    }

    static func name(ofVersion version: Int) -> String { "amendment-\(version).yaml" }

    /// Why these files are not the next version of the agreement; nil when they are. They are in the evidence already.
    func refusal(of proposed: ProposeAmendment) -> String? {
        guard let first = proposed.files.first else { return "an amendment has a file: its text" }
        guard proposed.files.count == 1 else {
            return "an amendment is one file; places that it needs are named in the agreement's own map"
        }
        do throws(MechanismError) {
            let text = try file(first)
            let folder = Files.folder(of: agreement)
            let trial = NSTemporaryDirectory() + "/truce-" + UUID().uuidString
            // What is left of it is nobody's loss.
            defer { try? FileManager.default.removeItem(atPath: trial) }
            do { try FileManager.default.copyItem(atPath: folder, toPath: trial) } catch {
                throw .cannotWrite(path: trial, why: Files.reason(error))
            }
            try NewFile.write(text, to: trial + "/" + Self.name(ofVersion: proposed.version))
            let checked = try Mechanism.check(trial + "/" + Files.name(agreement))
            guard let history = checked.history else {
                return checked.diagnostics.first { $0.severity == .error }?.description ?? "it cannot be read"
            }
            guard let version = history.versions.first(where: { $0.text.version == proposed.version }) else {
                return "its file is not version \(proposed.version)"
            }
            guard version.from == proposed.inForceFrom else {
                return "by its file it takes effect at \(version.from), not at \(proposed.inForceFrom)"
            }
            return nil
        } catch { return error.description }
    }
}
