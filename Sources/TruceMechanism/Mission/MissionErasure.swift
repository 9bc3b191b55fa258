import Foundation
import Truce
import TruceLedger

extension Mission {
    /// The mission's folder where a path names one, or the ledger in one; nil for a ledger by itself. What is beside the
    /// ledger must be erased with it.
    public static func folder(around path: String) -> String? {
        let above = Files.folder(of: URL(filePath: path).standardizedFileURL.path)
        return [path, above].first { Files.exists(MissionFolder($0).file) && Files.exists(MissionFolder($0).ledger) }
    }

    /// Destroys for ever what is sealed from a source, or the parts and sealed files named, while the mission runs: in the
    /// vault, in the answers, in what proposals are computed from. The act goes on record; the log still verifies. Who may
    /// order it is the caller's to know.
    ///
    /// Returns once no question can show any of it. Copies of the vault made before still hold it: `truce ledger rewrap`
    /// and a new backup are how they die.
    public func erase(
        source: String? = nil, commitments: [String] = [], evidence: [String] = [], authority: String, reason: String
    ) async throws(MechanismError) -> LedgerSession.ErasureSummary {
        let recorder = parts.recorder
        // Stands until nothing of it is left anywhere: what is cut off is finished by the next start.
        try NewFile.write([], to: parts.folder.erasing)
        let summary = try await parts.session.erase(
            source: source, commitments: commitments, evidence: evidence, authority: authority, reason: reason
        ) { facts in
            try await recorder.record { _, _ in
                facts.map { OwnFact(submission: $0.submission, fact: NewFact($0.fact)) }
            }.entries
        }
        try await parts.forget(summary.entries)
        try parts.endErasure()
        return summary
    }
}

extension MissionParts {
    /// Finishes what was cut off between the destruction of what was sealed and that of the files and marks beside it.
    func finishErasure() async throws(MechanismError) {
        guard Files.exists(folder.erasing) else { return }
        let reading = LedgerReading(store: session.store, vault: try session.openVault())
        var (erasures, index): ([Int], Int) = ([], 0)
        while true {
            let facts = try await reading.facts(from: index)
            if facts.isEmpty { break }
            for (offset, fact) in facts.enumerated() {
                if case .secretErased = fact { erasures.append(index + offset) }
            }
            index += facts.count
        }
        let (desk, affected) = try await readAgain(without: erasures, reading)
        try marks.erase(affected)
        try attachments.erase(attachments.all().subtracting(desk.sealedFiles).subtracting(desk.cited))
        try endErasure()
    }

    fileprivate func endErasure() throws(MechanismError) {
        unlink(folder.erasing)
        try Files.flushFolder(of: folder.erasing)
    }

    /// What the ledger says now, and the entries that these erasures destroyed a part of.
    private func readAgain(
        without erasures: [Int], _ reading: LedgerReading
    ) async throws(MechanismError) -> (WritersDesk, affected: [Int]) {
        var erased: Set<Commitment> = []
        for index in erasures {
            for fact in try await reading.facts(from: index, limit: 1) {
                if case .secretErased(let fact) = fact { erased.formUnion(fact.commitments) }
            }
        }
        var (desk, affected) = (WritersDesk(shelf.history), [Int]())
        while true {
            let entries = try await reading.entries(from: desk.size)
            if entries.isEmpty { return (desk, affected) }
            for entry in entries {
                desk.register.apply(entry)
                desk.note(entry, files: shelf.history)
                if entry.fact.commitments?.contains(where: erased.contains) == true { affected.append(entry.index) }
            }
        }
    }
}

extension MissionParts {
    /// Takes what was erased out of everything that is kept in memory or beside the ledger. All of it is made anew from
    /// the ledger, as a start would, so that nothing can be overlooked.
    fileprivate func forget(_ erasures: [Int]) async throws(MechanismError) {
        let before: Set<FileDigest>
        do { before = try await recorder.look(\.sealedFiles) } catch { throw .unreachable("\(error)") }
        let reading = LedgerReading(store: session.store, vault: try session.openVault())
        let (desk, affected) = try await readAgain(without: erasures, reading)
        try marks.erase(affected)
        try attachments.erase(before.subtracting(desk.sealedFiles).subtracting(desk.cited))
        follower.startOver()
        do {
            try await recorder.replace(by: desk)
            try await follower.waitUntilFolded(erasures.last.map { $0 + 1 } ?? 0)
        } catch {
            throw .unreachable(
                "It is erased and on record. Answers may show it until the mission is started again: \(error)")
        }
        _ = try await asMechanism { try await Blocking.run { [follower] in try follower.propose() } }
    }
}
