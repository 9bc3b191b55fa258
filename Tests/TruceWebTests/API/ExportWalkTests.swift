import Synchronization
import Testing
import Truce

@testable import TruceMechanism
@testable import TruceWeb

@Suite("Lists read to their end")
struct ExportWalkTests {
    /// Names under days, the latest first, in parts of two; a plan says what moves before which part is read.
    private final class MovingList: Sendable {
        private struct State {
            var days: [String: Int]
            var changes: [Set<String>] = []
            var parts = 0
            var moments: [Moment] = []
        }

        private let state: Mutex<State>
        private let plan: [Int: [String: Int?]]
        private let isCut: Bool

        init(_ days: [String: Int], plan: [Int: [String: Int?]] = [:], isCut: Bool = false) {
            state = Mutex(State(days: days))
            self.plan = plan
            self.isCut = isCut
        }

        var moments: [Moment] { state.withLock(\.moments) }

        func part(_ after: String?, _ moment: Moment) -> Listing<String> {
            state.withLock { state in
                state.parts += 1
                state.moments.append(moment)
                let moves = plan[state.parts] ?? [:]
                for (name, day) in moves { state.days[name] = day }
                state.changes.append(Set(moves.keys))
                let all = state.days.map { "\($0.value) \($0.key)" }.sorted(by: >).filter {
                    after.map($0.lessThan) ?? true
                }
                let shown = Array(all.prefix(2))
                return Listing(
                    records: shown.map { String($0.split(separator: " ")[1]) }, next: all.count > 2 ? shown.last : nil,
                    position: 7)
            }
        }

        func changes(_ mark: String) -> Mission.Changes {
            state.withLock { state in
                let since = Int(mark) ?? 0
                let names = state.changes.dropFirst(since).reduce(Set()) { $0.union($1) }
                let isCut = isCut && !names.isEmpty
                return Mission.Changes(
                    records: isCut ? [] : names.sorted().map { .init(kind: "thing", id: $0, index: nil) },
                    mark: "\(state.changes.count)", isCut: isCut)
            }
        }

        func record(_ name: String) -> String? { state.withLock { $0.days[name] == nil ? nil : name } }

        func read(isMoving: Bool = true) async throws -> [String] {
            var walk = try await ExportWalk<String>(
                moving: isMoving
                    ? .init(
                        kind: "thing", name: { $0 }, changes: { self.changes($0) }, record: { self.record($0) },
                        mark: "0") : nil,
                part: { self.part($0, $1) })
            var names: [String] = []
            while let records = try await walk.next() { names += records }
            #expect(try await walk.next() == nil)
            return names
        }
    }

    private static let days = ["a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6]

    @Test("each once, in order", arguments: [true, false])
    func still(isMoving: Bool) async throws {
        #expect(try await MovingList(Self.days).read(isMoving: isMoving) == ["f", "e", "d", "c", "b", "a"])
        #expect(try await MovingList([:]).read(isMoving: isMoving) == [])
    }

    @Test(
        "what moves to where nobody has read yet, or past it, is there once; what is gone is not",
        arguments: [false, true])
    func moves(isCut: Bool) async throws {
        // Read already and moved on; not read yet and moved back; gone; and come.
        let list = MovingList(Self.days, plan: [2: ["f": 0, "a": 9, "b": nil, "g": 8]], isCut: isCut)
        let names = try await list.read()
        #expect(names.sorted() == ["a", "c", "d", "e", "f", "g"])
    }

    @Test("of one moment where nothing moves")
    func moment() async throws {
        let list = MovingList(Self.days)
        _ = try await list.read(isMoving: false)
        #expect(list.moments == [.now, .position(7), .position(7)])
    }
}

extension String {
    fileprivate func lessThan(_ other: String) -> Bool { self < other }
}
