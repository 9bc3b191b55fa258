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
/// entry). An operator's word (``confirm(_:at:)``) stands beside the mark: what the mission writes is nobody's word. See
/// docs/decisions/0014-the-clock-is-checked.md.
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
        /// An operator's word as it was last read; anew once a second, where it decides.
        var word: (readAt: Duration, time: Instant?)?
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

    /// Marks, once a minute, that the mission is at work, and until when nothing lapses.
    func mark(_ now: Instant) {
        let mark: Mark? = state.withLock { state in
            guard let elapsed, fault(now, &state) == nil, let believed = state.believed else { return nil }
            let present = elapsed()
            if let before = state.markedAt, present - before < Self.marksEvery { return nil }
            state.markedAt = present
            // What a clock that runs ahead gained is not taken along to the next start.
            let counted = believed.time.advanced(bySeconds: (present - believed.elapsed).components.seconds)
            let grace = (state.lapsesFrom - present).components.seconds
            return Mark(seen: min(now, counted), lapsesFrom: grace > 0 ? now.advanced(bySeconds: grace) : nil)
        }
        // Not written because the disk is full, say: the last entry stands in for it.
        if let mark { try? Self.write(mark, to: file) }
    }

    // MARK: The mark and the word

    /// When the mission was at work under a clock that was believed.
    struct Mark: Equatable {
        var seen: Instant
        /// Before it nothing lapses: the mission had been away.
        var lapsesFrom: Instant? = nil
    }

    static func write(_ mark: Mark, to file: String) throws(MechanismError) {
        let lines = [mark.seen, mark.lapsesFrom].compactMap(\.self).map { "\($0)\n" }
        try NewFile.write(Array(lines.joined().utf8), to: file)
    }

    static func marked(_ file: String) -> Mark? {
        let times = times(file)
        return times.first.map { Mark(seen: $0, lapsesFrom: times.dropFirst().first) }
    }

    /// An operator's word that the clock was right at this moment.
    static func confirm(_ file: String, at now: Instant) throws(MechanismError) {
        try NewFile.write(Array("\(now)\n".utf8), to: word(beside: file))
    }

    private static func word(beside file: String) -> String { file + "-confirmed" }

    /// One a line; none from where a line is something else.
    private static func times(_ file: String) -> [Instant] {
        // Missing, unreadable or damaged says nothing: then the last entry counts.
        guard let bytes = try? Files.read(file, limit: 128) else { return [] }
        var times: [Instant] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let time = Array(line).withUnsafeBufferPointer({ Instant(exactly: $0) }) else { break }
            times.append(time)
        }
        return times
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
                ([state.last, Self.marked(file)?.seen].compactMap(\.self).max() ?? now, Self.absenceSeconds)
            }
        let ahead = now.seconds(since: expected)
        guard ahead > bound else {
            if state.believed == nil { believe(now, at: present, away: ahead, &state) }
            return nil
        }
        guard let word = word(&state, at: present), abs(now.seconds(since: word)) <= Self.jumpSeconds else {
            return .clockAhead(now: now, expected: expected)
        }
        believe(now, at: present, away: ahead, &state)
        return nil
    }

    private func believe(_ now: Instant, at present: Duration, away: Int64, _ state: inout State) {
        // What was still owed when the mission stopped is owed on.
        let owed = state.believed == nil ? Self.marked(file)?.lapsesFrom?.seconds(since: now) ?? 0 : 0
        state.believed = (now, present)
        let grace = max(owed, away > Self.jumpSeconds ? away : 0)
        guard grace > 0 else { return }
        state.lapsesFrom = max(state.lapsesFrom, present + .seconds(min(grace, Self.longestGraceSeconds)))
    }

    private func word(_ state: inout State, at present: Duration) -> Instant? {
        if let word = state.word, present - word.readAt < .seconds(1) { return word.time }
        let time = Self.times(Self.word(beside: file)).first
        state.word = (present, time)
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
        ClockCheck.marked(try existing(path).clockMark)?.seen
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
