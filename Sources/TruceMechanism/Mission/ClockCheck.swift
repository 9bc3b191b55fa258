import Foundation
import Synchronization
import Truce

/// Whether the machine's clock may be believed. What is recorded under a wrong one cannot be undone: silence of those whose
/// time had not run out, and a last entry that nothing can be recorded before. While it is not believed nothing is recorded,
/// signed or cleared away; reading goes on.
///
/// It is not believed when it is behind the last entry, or further ahead than can be. How far can be: while the mission
/// runs, as far as a clock that nobody sets has counted since it was last believed, and ``jumpSeconds``; at a start, as long
/// as a mission may have been away, ``absenceSeconds``, since it was last seen at work (a mark in its folder, or the last
/// entry). An operator's word (``confirm(_:at:)``) is a new mark. See docs/decisions/0014-the-clock-is-checked.md.
final class ClockCheck: Sendable {
    static let toleranceSeconds: Int64 = 2
    static let jumpSeconds: Int64 = 15 * 60
    static let absenceSeconds: Int64 = 7 * 86_400
    /// Who was kept from answering because the mission was away gets that time, and at most so much.
    static let longestGraceSeconds: Int64 = 86_400
    private static let marksEvery = Duration.seconds(60)

    private struct State {
        /// When the clock was believed: what it said, and what the other one did.
        var believed: (time: Instant, elapsed: Duration)?
        /// Of the last entry.
        var last: Instant?
        var lapsesFrom = Duration.zero
        /// The mark as it was last read; anew once a second, where it decides.
        var mark: (readAt: Duration, time: Instant?)?
        var markedAt: Duration?
    }

    private let file: String
    private let elapsed: (@Sendable () -> Duration)?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - file: of the mark.
    ///   - elapsed: Counts on whatever anybody sets the clock to. Nil: only a clock behind is noticed.
    init(_ file: String, elapsed: (@Sendable () -> Duration)?) {
        self.file = file
        self.elapsed = elapsed
    }

    /// - Parameter last: When the last entry was recorded.
    func check(_ now: Instant, after last: Instant?) throws(MissionError) {
        let fault = state.withLock { state in
            state.last = last ?? state.last
            return self.fault(now, &state)
        }
        if let fault { throw fault }
    }

    /// What is wrong with it, by the last entry that ``check(_:after:)`` was told of.
    func fault(_ now: Instant) -> MissionError? { state.withLock { fault(now, &$0) } }

    /// Whether what is due by the time may be put on record: not before those concerned had the time that they lost.
    func letsLapse(_ now: Instant) -> Bool {
        state.withLock { state in
            guard fault(now, &state) == nil else { return false }
            guard let elapsed else { return true }
            return elapsed() >= state.lapsesFrom
        }
    }

    /// Marks, once a minute, that the mission is at work.
    func mark(_ now: Instant) {
        let isDue = state.withLock { state in
            guard let elapsed, fault(now, &state) == nil else { return false }
            let present = elapsed()
            if let before = state.markedAt, present - before < Self.marksEvery { return false }
            state.markedAt = present
            return true
        }
        // Not written because the disk is full, say: the last entry stands in for it.
        if isDue { try? Self.confirm(file, at: now) }
    }

    // MARK: The mark

    /// Writes that the clock was right at this moment.
    static func confirm(_ file: String, at now: Instant) throws(MechanismError) {
        try NewFile.write(Array("\(now)\n".utf8), to: file)
    }

    static func marked(_ file: String) -> Instant? {
        // Missing, unreadable or damaged is no mark: then the last entry counts.
        guard let bytes = try? Files.read(file, limit: 64) else { return nil }
        return bytes.prefix(Instant.textByteCount).withUnsafeBufferPointer { Instant(exactly: $0) }
    }

    // MARK: The rule

    private func fault(_ now: Instant, _ state: inout State) -> MissionError? {
        if let last = state.last, last.seconds(since: now) > Self.toleranceSeconds {
            return .clockRunsBackwards(now: now, last: last)
        }
        guard let elapsed else { return nil }
        let present = elapsed()
        let (expected, bound): (Instant, Int64) =
            if let believed = state.believed {
                (
                    believed.time.advanced(bySeconds: (present - believed.elapsed).components.seconds),
                    Self.jumpSeconds
                )
            } else {
                (
                    [state.last, mark(&state, at: present)].compactMap(\.self).max() ?? now,
                    Self.absenceSeconds
                )
            }
        let ahead = now.seconds(since: expected)
        guard ahead > bound else {
            if state.believed == nil { believe(now, at: present, away: ahead, &state) }
            return nil
        }
        guard let word = mark(&state, at: present), abs(now.seconds(since: word)) <= Self.jumpSeconds else {
            return .clockAhead(now: now, expected: expected)
        }
        believe(now, at: present, away: ahead, &state)
        return nil
    }

    private func believe(_ now: Instant, at present: Duration, away: Int64, _ state: inout State) {
        state.believed = (now, present)
        guard away > Self.jumpSeconds else { return }
        state.lapsesFrom = present + .seconds(min(away, Self.longestGraceSeconds))
    }

    private func mark(_ state: inout State, at present: Duration) -> Instant? {
        if let mark = state.mark, present - mark.readAt < .seconds(1) { return mark.time }
        let time = Self.marked(file)
        state.mark = (present, time)
        return time
    }
}

extension WallClock {
    private static let start = ContinuousClock.now

    /// Counts on while the machine sleeps, and whatever anybody sets its clock to.
    @Sendable package static func elapsed() -> Duration { ContinuousClock.now - start }
}

extension Mission {
    /// When a mission was last seen at work under a clock that was believed; nil where nothing tells.
    public static func lastSeen(at path: String) throws(MechanismError) -> Instant? {
        ClockCheck.marked(try existing(path).clockMark)
    }

    /// An operator's word that the machine's clock is right now. A mission that runs takes it up within seconds.
    public static func confirmClock(at path: String) throws(MechanismError) -> Instant {
        let (file, now) = (try existing(path).clockMark, WallClock.now())
        try ClockCheck.confirm(file, at: now)
        return now
    }

    private static func existing(_ path: String) throws(MechanismError) -> MissionFolder {
        let folder = MissionFolder(path)
        guard Files.exists(folder.file) else { throw .cannotRead(path: folder.file, why: MissionFolder.absence) }
        return folder
    }
}
