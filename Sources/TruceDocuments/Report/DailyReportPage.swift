import Mustache
import Truce

/// The report of one period as a page: everything that is shown, already in words. The HTML is
/// `Templates/daily-report.mustache`, which escapes all of it.
public struct DailyReportPage: Sendable {
    var lang: String
    var dir: String
    /// Words of the template itself, by catalogue key.
    var w: [String: String]
    var pageTitle: String
    var agreementTitle: String
    var fictional: Bool
    var facts: [Fact]
    var countingRules: [String]
    var silences: [String]
    var totals: TotalsTable
    var provisionsTable: ProvisionsTable
    var partiesTable: PartiesTable
    var open: OpenCases
    var map: MapDrawing
    var timeline: TimelineDrawing
    var incidents: IncidentsTable
    var contested: ContestedCases
    var obligations: [ObligationRow]
    var hasObligations: Bool
    var gates: [GateRow]
    var hasGates: Bool
    var inputs: [InputRow]
    var hasInputs: Bool
    var refusals: [RefusalRow]
    var hasRefusals: Bool
    var refusalsCaption: String
    var colophon: [Fact]

    /// A name and what it is; `isCode` is set in a fixed-width face, from left to right.
    struct Fact: Sendable {
        var term: String
        var values: [Value]
        init(_ term: String, _ values: [String], isCode: Bool = false) {
            self.term = term
            self.values = values.map { Value(text: $0, isCode: isCode) }
        }
        struct Value: Sendable {
            var text: String
            var isCode: Bool
        }
    }

    struct TotalsTable: Sendable {
        var caption: String
        var rows: [Row]
        var notes: [String]
        struct Row: Sendable {
            var label: String
            var this: String
            var previous: String
            var change: String
            /// `main`, `sub` or `key`, for the style sheet.
            var level: String
            /// The outcome whose mark stands before the label; empty for none.
            var mark: Mark?
        }
    }

    struct ProvisionsTable: Sendable {
        var rows: [Row]
        struct Row: Sendable {
            var id: String
            var title: String
            var breached: String
            var undetermined: String
        }
    }

    struct PartiesTable: Sendable {
        var rows: [Row]
        var threshold: String
        struct Row: Sendable {
            var party: String
            var attributed: String
            var alleged: String
            var isWhole: Bool
        }
    }

    struct OpenCases: Sendable {
        var undetermined: String
        var missing: [Count]
        var hasMissing: Bool
        var scope: String
        var reasons: [Count]
        var hasReasons: Bool
        struct Count: Sendable {
            var what: String
            var number: String
            var of: [String]
        }
    }

    struct IncidentsTable: Sendable {
        var note: String
        var rows: [IncidentRow]
        var isEmpty: Bool
    }

    struct IncidentRow: Sendable {
        var id: String
        var when: String
        var whenPrecision: String
        var placeText: String
        var placePrecision: String
        var actsText: String
        var remarks: [String]
        var sides: [Side]
        var figures: [Side]
        var reportCount: String
        var sourceKinds: String
        var outcomeText: String
        var outcomeClass: String
        var mark: Mark
        var isContested: Bool
        var why: [String]
        var verdicts: [VerdictRow]
        var untouched: String?
        /// Who did it and how grave it is are said of what is, or may be, a breach.
        var isWeighed: Bool
        var weighedText: String
        var lacks: [String]
        var hasLacks: Bool
    }

    struct Side: Sendable {
        var role: String
        var who: String
    }

    struct VerdictRow: Sendable {
        var head: String
        var verdictClass: String
        var because: [String]
        var hasBecause: Bool
    }

    struct ContestedCases: Sendable {
        var note: String
        var cases: [ContestedCase]
        var isEmpty: Bool
    }

    struct ContestedCase: Sendable {
        var caseID: String
        var caseWhen: String
        var casePlace: String
        var caseActs: String
        var partings: [String]
        var sameOutcome: Bool
        var readings: [ReadingRow]
    }

    struct ReadingRow: Sendable {
        var accountName: String
        var readingOutcome: String
        var readingClass: String
        var readingMark: Mark
        var grounds: [String]
    }

    struct ObligationRow: Sendable {
        var obligationTitle: String
        var source: String?
        var duty: String
        var quota: String?
        var due: String
        var state: String
        var stateClass: String
        var stateWhy: String
        var progress: [String]
        var noProgress: Bool
        var lowest: String?
        var baselines: [String]
        var hasBaselines: Bool
        var forecast: String
    }

    struct GateRow: Sendable {
        var gateTitle: String
        var according: String
        var standing: String
        var standingClass: String
        var gateReasons: [GateReason]
        struct GateReason: Sendable {
            var text: String
            var answer: String
            var answerClass: String
        }
    }

    struct InputRow: Sendable {
        var file: String
        var format: String
        var rowCount: String
        var accepted: String
        var refused: String
        var repeats: String
        var corrections: String
        var after: String
    }

    struct RefusalRow: Sendable {
        var refusalFile: String
        var refusalRow: String
        var refusalReason: String
        var remedy: String
    }
}

/// The shape that stands for an outcome beside its colour and its word: an SVG path in a 16 by 16 square.
struct Mark: Sendable {
    var markPath: String
    var markClass: String

    init(_ code: String) {
        markClass = "o-" + code.replacing("_", with: "-")
        markPath =
            switch code {
            case "breached": "M8 1L15 8L8 15L1 8Z"
            case "undetermined": "M8 2L15 14H1Z"
            case "not_breached": "M8 1.5A6.5 6.5 0 1 1 7.99 1.5Z"
            default: "M2 2H14V14H2Z"
            }
    }
    init(_ outcome: ProposedOutcome) { self.init(outcome.code) }
}

extension DailyReportPage {
    /// The page as one HTML file: styles and pictures inside, no script, nothing fetched.
    public func html() -> [UInt8] {
        Array(Self.library.render(self, withTemplate: "daily-report")!.utf8)
    }

    private static let library: MustacheLibrary = {
        let parts = [
            ("daily-report", PackageResources.daily_report_mustache), ("style", PackageResources.style_mustache),
            ("map", PackageResources.map_mustache), ("timeline", PackageResources.timeline_mustache),
            ("patterns", PackageResources.patterns_mustache), ("mark", PackageResources.mark_mustache),
        ]
        var library = MustacheLibrary()
        for (name, bytes) in parts {
            // The templates are part of the program: one that cannot be read is our own fault.
            library.register(try! MustacheTemplate(string: String(decoding: bytes, as: UTF8.self)), named: name)
        }
        return library
    }()
}

extension Docket {
    /// The report of the docket's period as one HTML file. The same docket gives the same bytes.
    public func dailyReport(in language: Language, totals: DocketTotals? = nil) -> [UInt8] {
        DailyReportPage(Casebook(self), totals: totals ?? DocketTotals(self), language: language).html()
    }
}
