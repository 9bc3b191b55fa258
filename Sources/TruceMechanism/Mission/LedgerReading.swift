import Truce
import TruceLedger

/// Entries read back with what can be opened of their sealed parts.
struct LedgerReading: Sendable {
    let store: any LedgerStore
    let vault: Vault
    /// Entries read at a time.
    static let stretch = 4_096

    /// At most `limit` entries from `index` on; fewer only at the end. Throws for an entry that this program cannot read:
    /// who decides without knowing all that was decided before decides wrongly.
    func entries(from index: Int, limit: Int = stretch) async throws(MechanismError) -> [OpenedEntry] {
        let stored: [StoredEntry]
        do { stored = try await store.read(from: index, limit: limit) } catch { throw MechanismError(error) }
        guard !stored.isEmpty else { return [] }
        let vault = vault
        return try await asMechanism { try await Blocking.run { try Self.open(stored, from: index, vault) } }
    }

    /// At most `limit` facts from `index` on, without what is sealed. Empty at the end.
    func facts(from index: Int, limit: Int = stretch) async throws(MechanismError) -> [Fact] {
        do {
            return try await store.read(from: index, limit: limit).map { try Entry(bytes: $0.bytes).fact }
        } catch { throw MechanismError(error) }
    }

    static func open(_ stored: [StoredEntry], from first: Int, _ vault: Vault) throws -> [OpenedEntry] {
        var entries: [OpenedEntry] = []
        entries.reserveCapacity(stored.count)
        var wanted: [TreeHash] = []
        var owners: [Int] = []
        for (offset, row) in stored.enumerated() {
            let entry: Entry
            do { entry = try Entry(bytes: row.bytes) } catch {
                throw MechanismError.refused(
                    "Entry \(first + offset) of the ledger cannot be read by this program: \(error) Use the program that wrote it, "
                        + "or a newer one.")
            }
            entries.append(OpenedEntry(index: first + offset, recorded: entry.recorded, fact: entry.fact))
            for commitment in entry.fact.commitments ?? [] {
                wanted.append(TreeHash(commitment))
                owners.append(offset)
            }
        }
        for (place, opened) in try vault.disclosures(of: wanted).enumerated() {
            let disclosure: Disclosure?
            do throws(VaultError) { disclosure = try opened.get() } catch {
                guard case .erased = error else { throw error }
                continue
            }
            // A decoy.
            guard let disclosure else { continue }
            // A part of another name, sealed by other means, says nothing that the mechanism knows how to use: false.
            do { _ = try entries[owners[place]].sealed.take(disclosure.name, disclosure.value) } catch {
                throw MechanismError.refused(
                    "What entry \(first + owners[place]) of the ledger has sealed as “\(disclosure.name)” cannot be read by this "
                        + "program: \(error) Use the program that wrote it, or a newer one.")
            }
        }
        return entries
    }
}
