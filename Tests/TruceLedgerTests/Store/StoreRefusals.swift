@testable import TruceLedger

/// The error of opening, nil when it went well.
func refusal(_ body: () throws(StoreError) -> SQLiteStore) -> StoreError? {
    do throws(StoreError) {
        try body().close()
        return nil
    } catch { return error }
}

func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError? {
    do throws(StoreError) {
        try await body()
        return nil
    } catch { return error }
}
