import Truce
import TruceMechanism

/// A list read to its end, part after part, each record once: as of one moment where nothing in the list is computed, and
/// otherwise as it stands, with what moved past the place that was being read.
struct ExportWalk<Record: Sendable>: Sendable {
    /// How a list is kept together whose records may move within it while it is read.
    struct Moving: Sendable {
        /// Of what kind its records are among changes, and what a record is called there.
        var kind: String
        var name: @Sendable (Record) -> String
        /// What changed since a mark.
        var changes: @Sendable (String) async throws -> Mission.Changes
        /// One as it stands; nil where it is there no more.
        var record: @Sendable (String) async throws -> Record?
        /// Given before the first part is read.
        var mark: String
    }

    private enum Step: Sendable { case read(Listing<Record>), readAfter(String), passed, over }

    private let part: @Sendable (String?, Moment) async throws -> Listing<Record>
    private let moment: Moment
    private var moving: Moving?
    private var step: Step
    private var seen: Set<String> = []
    private var changed: Set<String> = []
    /// More changed at once than is told one by one.
    private var isUnsure = false
    private var isSecond = false

    /// Reads the first part.
    ///
    /// - Parameters:
    ///   - moving: Nil for a list in which nothing moves.
    ///   - part: After a place, as known when.
    init(moving: Moving?, part: @escaping @Sendable (String?, Moment) async throws -> Listing<Record>) async throws {
        let first = try await part(nil, .now)
        self.part = part
        self.moving = moving
        moment = moving == nil ? .position(first.position) : .now
        step = .read(first)
    }

    /// The next records, perhaps none; nil at the end.
    mutating func next() async throws -> [Record]? {
        switch step {
        case .read(let listing): return try await records(of: listing)
        case .readAfter(let place): return try await records(of: part(place, moment))
        case .passed:
            if isUnsure, !isSecond {
                isSecond = true
                return try await records(of: part(nil, moment))
            }
            step = .over
            return try await missed()
        case .over: return nil
        }
    }

    private mutating func records(of listing: Listing<Record>) async throws -> [Record] {
        step = listing.next.map { .readAfter($0) } ?? .passed
        guard let moving else { return listing.records }
        let changes = try await moving.changes(moving.mark)
        self.moving?.mark = changes.mark
        isUnsure = isUnsure || changes.isCut
        changed.formUnion(changes.records.filter { $0.kind == moving.kind }.map(\.id))
        return listing.records.filter { seen.insert(moving.name($0)).inserted }
    }

    /// What changed on the way and was met in no part.
    private mutating func missed() async throws -> [Record] {
        guard let moving else { return [] }
        var missed: [Record] = []
        for name in changed.subtracting(seen).sorted() {
            if let record = try await moving.record(name) { missed.append(record) }
        }
        return missed
    }
}
