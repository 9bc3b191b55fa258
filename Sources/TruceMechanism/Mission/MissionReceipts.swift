import Truce
import TruceLedger
import TruceViews

extension LedgerSession {
    /// Where what is sealed lies; a mission has one.
    nonisolated func openVault() throws(MechanismError) -> Vault {
        guard let vault else {
            throw .refused("The ledger of this mission has no vault: “vault_key” is missing in its ledger.json.")
        }
        return vault
    }

    nonisolated func recordedSize() async throws(MechanismError) -> Int {
        do { return try await store.head().size } catch { throw MechanismError(error) }
    }
}

extension Mission {
    /// A proof that an entry is in the log, as a file that anybody checks offline: `truce verify FILE`.
    public func receipt(for index: Int) async throws(MissionError) -> [UInt8] {
        guard index >= 0, index < parts.recorder.size else { throw .notFound(what: "entry") }
        do { return try await parts.session.ledger.receipt(for: index).bytes } catch let error as LogFault {
            if case .notCovered = error { throw .notSignedYet(index: index) }
            throw .cannotAnswer(why: error.description)
        } catch { throw .cannotAnswer(why: "\(error)") }
    }

    /// Signs and publishes at once what is not covered yet, instead of waiting for the next time.
    public func publish() async throws(MechanismError) { try await parts.publisher.publish() }

    /// A published file of the log, by its path as readers ask for it (`checkpoint`, `tile/0/000`); nil where there is
    /// none. These are public, static files.
    public func published(_ path: String) throws(MissionError) -> [UInt8]? {
        guard PublishedName.isOne(path) else { return nil }
        do { return try FolderFiles(parts.session.folder.published).read(path) } catch {
            throw .cannotAnswer(why: error.description)
        }
    }

    /// Whose signatures readers ask for.
    public var policy: String { parts.session.policy.text }

    /// Takes a file in as its bytes come, and gives its SHA-256, to be cited by a command of the same holder. What is not
    /// cited within a day is removed.
    public func takeIn<Pieces: AsyncSequence>(
        _ pieces: Pieces, by holder: HolderID
    ) async throws(MissionError) -> FileDigest where Pieces.Element: Sequence<UInt8> {
        try await parts.attachments.takeIn(pieces, by: holder)
    }
}

/// Names of what a log publishes, and nothing else: no name leads out of its folder.
enum PublishedName {
    static func isOne(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, path.utf8.count <= 200 else { return false }
        if parts.count == 1 { return ["checkpoint", "logged"].contains(path) }
        return parts[0] == "tile"
            && parts.dropFirst().allSatisfy { part in
                !part.isEmpty && part != ".." && part != "."
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2E
                    }
            }
    }
}
