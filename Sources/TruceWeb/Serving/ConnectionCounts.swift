import Synchronization

/// Connections open at the moment, by address. As many entries as there are connections at most.
final class ConnectionCounts: Sendable {
    private let perAddress: Int
    private let isExempt: @Sendable (NetworkAddress) -> Bool
    private let state = Mutex((all: 0, byAddress: [NetworkAddress: Int]()))

    struct Place: Sendable { fileprivate let counted: NetworkAddress? }

    /// - Parameter isExempt: Proxies, behind which many people are.
    init(perAddress: Int, isExempt: @escaping @Sendable (NetworkAddress) -> Bool) {
        self.perAddress = perAddress
        self.isExempt = isExempt
    }

    var open: Int { state.withLock { $0.all } }

    /// Nil when the address has as many as it may.
    func enter(_ address: NetworkAddress?) -> Place? {
        let counted = address.flatMap { isExempt($0) ? nil : $0.subscriber }
        return state.withLock { state in
            if let counted {
                guard state.byAddress[counted, default: 0] < perAddress else { return nil }
                state.byAddress[counted, default: 0] += 1
            }
            state.all += 1
            return Place(counted: counted)
        }
    }

    func leave(_ place: Place) {
        state.withLock { state in
            state.all -= 1
            guard let counted = place.counted, let count = state.byAddress[counted] else { return }
            state.byAddress[counted] = count > 1 ? count - 1 : nil
        }
    }
}
