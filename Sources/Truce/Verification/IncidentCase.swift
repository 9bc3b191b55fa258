/// An incident as far as officers' decisions go. Before one opens it, it is only proposed.
struct IncidentCase: Hashable, Sendable {
    var stage = IncidentStage.proposed
    /// Where it was joined into another.
    var into: IncidentID?
    /// Of those that are one, the earliest.
    var openedAt: Instant?
    /// Since when nothing settles it: its opening, or later the reopening of a finding. The ladder's hours count from it.
    var underWaySince: Instant?
    /// Numbers in the roll, in the order in which they were placed.
    var reports: [Int32] = []
    /// The entry that last changed which reports it has.
    var placedAt = 0
    /// The newest last: that one is *the* draft.
    var drafts: [FindingID] = []
    /// The adopted one that stands.
    var finding: FindingID?
    /// Whether a finding was ever adopted.
    var isPublished = false
    var asks: [AskID] = []
    var patrols: [PatrolID] = []
    /// Taken so far, from 1, ascending.
    var rungs: [Rung] = []
    /// How many rungs were ever taken under this name; some may have gone elsewhere with their reports.
    var climbs = 0
    /// What each of those that were joined had, this one among them: goes back with its reports when a split takes them
    /// out again.
    var joined: [Belongings] = []

    struct Rung: Hashable, Sendable {
        var number: Int
        var at: Instant
        /// That took it.
        var entry: Int
    }

    /// What an incident had of its own before it was joined with others.
    struct Belongings: Hashable, Sendable {
        /// Numbers in the roll; at least one.
        var reports: [Int32]
        var asks: [AskID]
        var patrols: [PatrolID]
        var rungs: [Rung]
    }

    /// Nil where it has no reports, and so nothing that these could go back with.
    var belongings: Belongings? {
        reports.isEmpty ? nil : Belongings(reports: reports, asks: asks, patrols: patrols, rungs: rungs)
    }
}

/// A finding from its draft on.
struct FindingCase: Hashable, Sendable {
    var incident: IncidentID
    var author: OfficerID
    /// Nil where the sealed part was erased.
    var content: FindingContent?
    /// The entry.
    var draftedAt: Int
    var verdict: ReviewVerdict?
    var isAdopted = false
    var isReopened = false
}

/// A question to a side.
struct AskCase: Hashable, Sendable {
    var incident: IncidentID
    /// Nil where the sealed part was erased: nobody can say then who was asked.
    var about: About?
    /// Those that the incident had when it was asked, by their numbers: what is placed with it later the side was not
    /// asked about.
    var reports: [Int32]
    /// That asked.
    var entry: Int
    var askedAt: Instant
    /// As the agreement gave it, before any time was given or taken back.
    var firstDeadline: Instant
    var deadline: Instant
    var isReminded = false
    /// Whether its silence is on record.
    var isSilent = false
    /// A finding was adopted before it came to an answer or to silence: it owes none.
    var isLapsed = false
    /// In the order in which they came. A request for time is no answer: one more may follow it.
    var replies: [FiledReply] = []

    struct About: Hashable, Sendable {
        var of: PartyID
        var accused: PartyID
        /// Empty: the incident as a whole.
        var provisions: [ProvisionID]
    }

    /// What it answered, apart from asking for time.
    var answer: FiledReply? { replies.last { $0.position != .asksForTime } }
    /// Whether neither a reply nor silence is on record, and one of them still may be.
    var isAwaited: Bool { replies.isEmpty && !isSilent && !isLapsed }

    /// Whether the side has had its say, or its time.
    func isClosed(at now: Instant) -> Bool {
        isSilent || answer != nil || (!replies.isEmpty && now > deadline)
    }

    /// The agreement's own period, and where it would end were it as long again.
    var period: (end: Instant, twice: Instant) {
        (firstDeadline, firstDeadline.advanced(bySeconds: max(0, firstDeadline.seconds(since: askedAt))))
    }

    /// When a reminder is due: when half of the period has gone.
    var reminderAt: Instant { askedAt.advanced(bySeconds: max(0, deadline.seconds(since: askedAt)) / 2) }
}

struct FiledReply: Hashable, Sendable {
    var id: ReplyID
    var filedAt: Instant
    /// Nil where the sealed part was erased.
    var position: ReplyPosition?
    var statement: String?
}

struct PatrolCase: Hashable, Sendable {
    var incident: IncidentID
    var isReported = false
}
