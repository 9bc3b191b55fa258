import TruceLedger

extension StoreContract {
    /// Random operations against a store and against an array that does the same.
    func random(seed: UInt64, _ verdict: inout Verdict) async throws {
        var random = SeededRandom(seed)
        var store = try await make(Self.origin)
        var model: [StoredEntry] = []
        for step in 0..<150 {
            let place = "seed \(seed), step \(step)"
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let size =
                    Int.random(in: 0..<6, using: &random) == 0
                    ? Int.random(in: 0...model.count + 2, using: &random) : model.count
                // Few numbers, so that submissions repeat, in a batch and across.
                let batch = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    Self.entry(Int.random(in: 0..<400, using: &random), bytes: Int.random(in: 0...90, using: &random))
                }
                let expected = Self.append(batch, after: size, to: &model)
                let found = await refusal(of: batch, after: size, by: store)
                verdict.expect(
                    found == expected, "\(place): \(describe(found)) where the model says \(describe(expected))")
            case 5..<8:
                let start = Int.random(in: 0...model.count + 1, using: &random)
                let limit = Int.random(in: 0...20, using: &random)
                let read = try await store.read(from: start, limit: limit)
                verdict.expect(
                    read == Array(model.dropFirst(start).prefix(limit)),
                    "\(place): read(from: \(start), limit: \(limit))")
            case 8:
                let asked = (0..<5).map { _ in Self.entry(Int.random(in: 0..<400, using: &random)).submission }
                let found = try await store.indices(of: asked)
                verdict.expect(
                    found == asked.map { id in model.firstIndex { $0.submission == id } }, "\(place): indices")
            default: store = try await reopen(store)
            }
            let head = try await store.head()
            verdict.expect(head.size == model.count, "\(place): \(head.size) entries, the model has \(model.count)")
        }
        verdict.expect(try await store.read(from: 0, limit: .max) == model, "seed \(seed): the record at the end")
    }

    /// The model: nil when it took the batch.
    private static func append(_ batch: [StoredEntry], after size: Int, to model: inout [StoredEntry]) -> StoreError? {
        guard size == model.count else { return .movedOn(expected: size, found: model.count) }
        var longer = model
        for entry in batch {
            if let index = longer.firstIndex(where: { $0.submission == entry.submission }) {
                return .repeatedSubmission(entry.submission, index: index)
            }
            longer.append(entry)
        }
        model = longer
        return nil
    }
}
