import Foundation
import GRDB
import Testing
import Truce

@testable import TruceViews

@Suite("Answers that nobody waits for")
struct InterruptionTests {
    /// Counts for minutes, and says when it began.
    private struct Endless: AnsweredByViews {
        typealias Answer = Int
        let began: Signal

        func answer(_ look: Look) throws -> Int {
            began.send()
            return try Int.fetchOne(
                look.db,
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000000000)
                    SELECT COUNT(*) FROM number
                    """) ?? 0
        }
    }

    /// Each record of a list is cheap; that there is no end to them is the point.
    private struct ManyRecords: AnsweredByViews {
        typealias Answer = Int
        let began: Signal

        func answer(_ look: Look) throws -> Int {
            began.send()
            var count = 0
            while try look.incident(.numbered(1)) == nil { count += 1 }
            return count
        }
    }

    private final class Signal: Hashable, Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        func send() { semaphore.signal() }
        func wait() { semaphore.wait() }
        static func == (a: Signal, b: Signal) -> Bool { a === b }
        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    }

    private func interrupted<Question: AnsweredByViews>(
        _ make: (Signal) -> Question, _ views: Views
    ) async -> ViewsError? {
        let (began, interruption) = (Signal(), Interruption())
        let question = make(began)
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(ViewsError) {
                    _ = try views.answer(question, for: .anyone, unless: interruption)
                    continuation.resume(returning: nil)
                } catch { continuation.resume(returning: error) }
            }
            Thread.detachNewThread {
                began.wait()
                interruption.interrupt()
            }
        }
    }

    @Test("stop within a statement, and between statements; others are answered as before")
    func stops() async throws {
        var history = History()
        history.report("R-1")
        let open = try OpenViews(history.entries)
        // More often than there are connections.
        for _ in 0..<6 {
            #expect(await interrupted(Endless.init, open.views) == .interrupted)
            #expect(await interrupted(ManyRecords.init, open.views) == .interrupted)
        }
        #expect(try open.views.answer(ReportList(), for: Cast.analyst).records.count == 1)
    }

    @Test("are not begun")
    func unasked() throws {
        let open = try OpenViews([])
        let interruption = Interruption()
        interruption.interrupt()
        #expect(throws: ViewsError.interrupted) {
            try open.views.answer(ReportList(), for: Cast.analyst, unless: interruption)
        }
        #expect(throws: ViewsError.interrupted) {
            try open.views.changes(since: ChangeMark(position: 0, computed: 0), for: .anyone, unless: interruption)
        }
    }
}
