import Truce

/// How a mission works while it runs: what its server's settings may change. Nothing here changes what is recorded.
public struct MissionSettings: Sendable {
    /// Between two signed checkpoints, where there is something new.
    public var publishEvery: Duration
    /// Proposals are computed anew once nothing came for so long …
    public var quietBeforeMatching: Duration
    /// … or so long after the first that came.
    public var matchingAtLatest: Duration
    /// How often it is worked out anew how commitments and gates stand, where nothing comes.
    public var standingsEvery: Duration
    /// How often the clerk looks what has fallen due.
    public var clerkEvery: Duration
    /// Commands that may wait; more are told to come again.
    public var waitingLimit: Int
    /// How long a question waits for answers as of a position.
    public var answerWithin: Duration
    /// Bytes of one attached file.
    public var attachmentLimit: Int
    /// Bytes of all attached files that nothing cites yet.
    public var quarantineLimit: Int
    /// Files that nothing cites are removed after this many seconds.
    public var quarantineSeconds: Int64
    /// Told how many entries of the record were read, of how many, while a mission is opened; false: leave off.
    public var whileOpening: @Sendable (_ read: Int, _ of: Int) -> Bool = { _, _ in true }
    /// Tests: the wall clock otherwise.
    package var clock: @Sendable () -> Instant { didSet { elapsed = nil } }
    /// What the wall clock is checked against; nil beside any other clock, which may jump: those of exercises and tests.
    package var elapsed: (@Sendable () -> Duration)?
    /// Tests: the system's chance otherwise.
    package var names: NameSource
    /// Tests stop the tasks that run by themselves, and take their steps one by one.
    package var runsByItself: Bool

    public init(
        publishEvery: Duration = .seconds(5), quietBeforeMatching: Duration = .milliseconds(200),
        matchingAtLatest: Duration = .seconds(2), standingsEvery: Duration = .seconds(60),
        clerkEvery: Duration = .seconds(1), waitingLimit: Int = 20_000,
        answerWithin: Duration = .seconds(10), attachmentLimit: Int = 64 << 20, quarantineLimit: Int = 4 << 30,
        quarantineSeconds: Int64 = 86_400
    ) {
        self.publishEvery = publishEvery
        self.quietBeforeMatching = quietBeforeMatching
        self.matchingAtLatest = matchingAtLatest
        self.standingsEvery = standingsEvery
        self.clerkEvery = clerkEvery
        self.waitingLimit = waitingLimit
        self.answerWithin = answerWithin
        self.attachmentLimit = attachmentLimit
        self.quarantineLimit = quarantineLimit
        self.quarantineSeconds = quarantineSeconds
        clock = WallClock.now
        elapsed = WallClock.elapsed
        names = NameSource { .random(in: .min ... .max) }
        runsByItself = true
    }
}

/// How a running mission stands, for its health page and its metrics.
public struct MissionHealth: Sendable {
    /// Entries recorded.
    public var recorded: Int
    /// Entries that answers show.
    public var answered: Int
    /// The position that proposals were computed from.
    public var computedAt: Int
    /// Entries covered by the last signed checkpoint.
    public var signed: Int
    /// Commands that wait to be recorded.
    public var waiting: Int
    /// Why nothing is recorded or signed, where the machine's clock cannot be believed.
    public var clock: String?
    /// What last went wrong with each part and was not made good since, a sentence each; empty when all is well.
    public var troubles: [String]
}
