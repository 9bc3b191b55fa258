/// Every report that the ledger speaks of, a row each in flat arrays: a million take about a hundred megabytes. Rows are
/// numbered in the order in which reports are first mentioned.
struct ReportRoll: Sendable {
    struct Row: Hashable, Sendable {
        /// ``IncidentID/raw``, or ``none``.
        var incident = Row.none
        /// The incident that an officer last took it out of, while it is in no other.
        var takenFrom = Row.none
        /// A hash of the source's name, 0 where it is not known: enough to tell two sources apart.
        var source: UInt64 = 0
        /// Who filed it, by number; −1 where that is not known.
        var holder: Int32 = -1
        /// For which side it speaks, by number; −1 for none.
        var side: Int32 = -1
        /// The row that it repeats, −1 for none.
        var duplicateOf: Int32 = -1
        var placing = Placing.none
        var isReceived = false
        var isWithdrawn = false

        static let none = UInt64.max
        /// Whether it counts.
        var isStanding: Bool { !isWithdrawn && placing != .duplicate && placing != .setAside }
    }

    enum Placing: UInt8, Sendable { case none, incident, duplicate, setAside }

    private(set) var ids: [ReportID] = []
    private(set) var rows: [Row] = []
    private var numbers: [ReportID: Int32] = [:]
    private var holders = Names<HolderID>()
    private var sides = Names<PartyID>()
    private var before: (count: Int, rows: [Int32: Row])?

    func number(of report: ReportID) -> Int32? { numbers[report] }
    subscript(number: Int32) -> Row { rows[Int(number)] }
    func id(_ number: Int32) -> ReportID { ids[Int(number)] }
    func ids(_ numbers: [Int32]) -> [ReportID] { numbers.map(id) }
    func holder(of number: Int32) -> HolderID? { holders[self[number].holder] }
    func side(of number: Int32) -> PartyID? { sides[self[number].side] }

    /// Makes a row where there is none yet: a fact may speak of a report before the one that says it came in.
    mutating func row(for report: ReportID) -> Int32 {
        if let known = numbers[report] { return known }
        let number = Int32(ids.count)
        numbers[report] = number
        ids.append(report)
        rows.append(Row())
        return number
    }

    mutating func change(_ number: Int32, _ body: (inout Row) -> Void) {
        // Not bound to a name: that would hold the dictionary a second time, and copy it whole.
        if before != nil, number < before!.count, before!.rows.index(forKey: number) == nil {
            before!.rows[number] = rows[Int(number)]
        }
        body(&rows[Int(number)])
    }

    mutating func setSource(_ identity: SourceIdentity?, of number: Int32) {
        let holder = identity?.holder.map { holders.number(of: $0) } ?? -1
        let side = identity?.side.map { sides.number(of: $0) } ?? -1
        let source = identity.map { Self.hash($0.name) } ?? 0
        change(number) { ($0.holder, $0.side, $0.source) = (holder, side, source) }
    }

    mutating func journal(_ step: JournalStep) {
        switch step {
        case .begin: before = (ids.count, [:])
        case .commit: before = nil
        case .rollback:
            guard let before else { return }
            self.before = nil
            for id in ids[before.count...] { numbers[id] = nil }
            ids.removeSubrange(before.count...)
            rows.removeSubrange(before.count...)
            for (number, row) in before.rows { rows[Int(number)] = row }
        }
    }

    private static func hash(_ name: String) -> UInt64 {
        var name = name
        return name.withUTF8 { max(1, stableHash($0)) }
    }

    /// Each name once. What a rollback leaves here is harmless: a name that no row has.
    private struct Names<Name: Hashable & Sendable>: Sendable {
        private var names: [Name] = []
        private var numbers: [Name: Int32] = [:]

        subscript(number: Int32) -> Name? { number < 0 ? nil : names[Int(number)] }

        mutating func number(of name: Name) -> Int32 {
            if let known = numbers[name] { return known }
            names.append(name)
            numbers[name] = Int32(names.count - 1)
            return Int32(names.count - 1)
        }
    }
}

extension ReportRoll: Equatable {
    /// Whether the same is known of the same reports, first mentioned in the same order.
    static func == (a: ReportRoll, b: ReportRoll) -> Bool {
        a.ids == b.ids
            && a.ids.indices.allSatisfy { i in
                let number = Int32(i)
                var (left, right) = (a[number], b[number])
                // Numbers of names are each roll's own.
                (left.holder, left.side, right.holder, right.side) = (0, 0, 0, 0)
                return left == right && a.holder(of: number) == b.holder(of: number)
                    && a.side(of: number) == b.side(of: number)
            }
    }
}
