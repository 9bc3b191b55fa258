import GRDB
import Truce

/// A part of the file that answers some questions: its tables, and how it folds an entry in.
protocol View: Sendable {
    static var schema: String { get }
    /// Folds one entry. All before it are folded in every view, and this one in the views listed before.
    static func fold(_ entry: OpenedEntry, in writing: Writing) throws
}

/// Every view, in the order in which they fold.
let allViews: [any View.Type] = [
    ClockView.self, StepView.self, CoverageView.self, ReportView.self, MemberView.self, PartView.self,
    IncidentView.self, FindingView.self,
    MapView.self,
    QueueView.self,
    SearchView.self,
]

/// One transaction that folds entries or proposals.
final class Writing {
    let db: Database
    let rules: ViewRules
    let source: any RecordSource
    /// Whose row is to be made anew when the batch is in.
    var touched: Set<IncidentID> = []
    var reports: ReportInserter
    /// How many more or fewer lie in a cell of the map.
    var cells: [MapCellKey: Int] = [:]
    /// Commitments that were erased in this batch.
    var erased: Set<UInt64> = []
    /// The latest moment that anything was recorded at.
    var clock: Int64
    /// When the mission day of ``clock`` is over; not looked up yet at first.
    var dayEnds = Int64.min
    /// Entries folded once this one is.
    var position = 0
    /// What the entry is about, wholes included.
    var about: [About] = []
    /// Whether something was done with reports that were not received yet.
    var isExpecting: Bool
    private let path: String

    init(_ db: Database, rules: ViewRules, source: any RecordSource, clock: Int64, path: String) throws {
        self.db = db
        self.rules = rules
        self.source = source
        self.clock = clock
        self.path = path
        reports = try ReportInserter(db)
        isExpecting = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM report_expected)") ?? false
    }
}

extension Writing {
    /// What is on record before `position`, seen by nobody in particular.
    func look(before position: Int) -> Look {
        Look(
            db: db, asker: .anyone, position: position, isNow: false, rules: rules, source: source, standings: nil,
            path: path, interruption: Interruption())
    }
}
