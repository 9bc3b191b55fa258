import Truce
import TruceLedger

extension MechanismError {
    /// What went wrong with a ledger, for the exit code: the machine, the input, or an answer that is no.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as MechanismError: error
            case let error as LedgerRefusal: .init(refusal: error)
            case let error as StoreError: .init(store: error)
            case let error as LogFault:
                if case .unreadable = error { .unreachable(error.description) } else { .refused(error.description) }
            case let error as LogError: .unreachable(error.description)
            case let error as NoteError: .badInput(error.description)
            case let error as FactError: .badInput(error.description)
            case let error as ProofError: .refused(error.description)
            case let error as WitnessError: .init(witness: error)
            case let error as VaultError: .init(vault: error)
            case let error as EvidenceError: .init(evidence: error)
            default: .unreachable("\(error)")
            }
    }

    private init(refusal: LedgerRefusal) {
        self =
            switch refusal {
            case .store(let error), .append(.store(let error)): .init(store: error)
            case .files, .cannotRemember: .unreachable(refusal.description)
            case .fact, .append(.otherContent): .badInput(refusal.description)
            default: .refused(refusal.description)
            }
    }

    private init(store error: StoreError) {
        self =
            switch error {
            case .cannotOpen, .cannotRead, .cannotWrite: .unreachable(error.description)
            case .tooLarge: .badInput(error.description)
            default: .refused(error.description)
            }
    }

    private init(witness error: WitnessError) {
        self =
            switch error {
            case .damaged, .busy: .refused(error.description)
            case .badConfiguration: .badInput(error.description)
            case .cannotRead, .cannotWrite: .unreachable(error.description)
            }
    }

    private init(vault error: VaultError) {
        self =
            switch error {
            case .cannotOpen, .cannotRead, .cannotWrite, .cannotReadKeyFile: .unreachable(error.description)
            case .unusableField, .tooLarge: .badInput(error.description)
            default: .refused(error.description)
            }
    }

    private init(evidence error: EvidenceError) {
        self =
            switch error {
            case .vault(let error): .init(vault: error)
            case .damaged, .conflict: .refused(error.description)
            case .notAFile, .tooLarge: .badInput(error.description)
            case .cannotRead, .cannotWrite, .changedWhileRead, .missing, .notAnImage: .unreachable(error.description)
            }
    }
}

/// Runs what throws errors of the ledger's parts, and throws them as the front door's own.
func asMechanism<Value>(_ body: () throws -> Value) throws(MechanismError) -> Value {
    do { return try body() } catch { throw MechanismError(error) }
}

func asMechanism<Value>(
    isolation: isolated (any _Concurrency.Actor)? = #isolation, _ body: () async throws -> Value
) async throws(MechanismError) -> Value {
    do { return try await body() } catch { throw MechanismError(error) }
}
