import Testing
import TruceLedger

@testable import TruceMechanism

@Suite("Exit codes of what goes wrong with a ledger")
struct LedgerErrorsTests {
    static let hash = TreeHash.leaf([1])

    @Test(
        "1: asked rightly, and the answer is no",
        arguments: [
            EvidenceError.damaged(hash, why: "x"), EvidenceError.conflict(hash),
            EvidenceError.vault(.unknown([hash])), WitnessError.damaged(path: "p", why: "x"),
            WitnessError.busy(path: "p"), VaultError.unknown([hash]), VaultError.busy(path: "p"),
        ] as [any Error])
    func refused(error: any Error) {
        #expect(MechanismError(error) == .refused("\(error)"))
        #expect(MechanismError(error).exitCode == 1)
    }

    @Test(
        "65: what was given cannot be used",
        arguments: [
            EvidenceError.notAFile(path: "p"), EvidenceError.tooLarge(hash, bytes: 2, limit: 1),
            EvidenceError.vault(.tooLarge(bytes: 1)), WitnessError.badConfiguration("x"),
            VaultError.unusableField(name: "n", why: "x"), VaultError.tooLarge(bytes: 1),
            StoreError.tooLarge(bytes: 1),
        ] as [any Error])
    func badInput(error: any Error) {
        #expect(MechanismError(error) == .badInput("\(error)"))
        #expect(MechanismError(error).exitCode == 65)
    }

    @Test(
        "69: the machine, a file or a disk",
        arguments: [
            EvidenceError.cannotRead(path: "p", why: "x"), EvidenceError.cannotWrite(path: "p", why: "x"),
            EvidenceError.vault(.cannotWrite(why: "x")), WitnessError.cannotRead(path: "p", why: "x"),
            WitnessError.cannotWrite(path: "p", why: "x"), VaultError.cannotOpen(path: "p", why: "x"),
            VaultError.cannotRead(why: "x"), StoreError.cannotWrite(why: "x"),
        ] as [any Error])
    func unreachable(error: any Error) {
        #expect(MechanismError(error) == .unreachable("\(error)"))
        #expect(MechanismError(error).exitCode == 69)
    }
}
