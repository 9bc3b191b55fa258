import Foundation
import Truce
import TruceIntake

/// How a file of reports is to be read and filed: what the command line's options say, too.
public struct ImportRequest: Hashable, Sendable, Codable {
    /// As `truce`, `ged`, `geojson`; nil: told from the columns.
    public var format: String?
    /// Truce's column, then the file's: `lat=LATITUDE`.
    public var columns: [String]
    /// Who reported, where the file does not say.
    public var source: String
    /// Who sends it, where they may file their own account only: whatever names no other source is theirs. Nil: they may
    /// file for others.
    public var sender: String?
    /// ``SourceClass``.
    public var sourceClass: String
    /// For dates that state none.
    public var year: Int?

    public init(
        format: String? = nil, columns: [String] = [], source: String = "", sender: HolderID? = nil,
        sourceClass: SourceClass = .organisation, year: Int? = nil
    ) {
        self.format = format
        self.columns = columns
        self.source = source
        self.sender = sender?.description
        self.sourceClass = sourceClass.rawValue
        self.year = year
    }

    public static let formats = ReportFormat.allCases.map(\.rawValue)
}

/// A file on its way into the ledger, row by row.
public struct ImportJob: Hashable, Sendable, Codable {
    public enum State: String, Sendable, CaseIterable, Codable {
        /// Received whole; not begun.
        case waiting
        /// Its rows are being filed.
        case filing
        case done
        /// Nothing, or no more of it, can be filed; ``ImportJob/why`` says why.
        case failed

        var isEnd: Bool { self == .done || self == .failed }
    }

    /// `I-` and 26 letters and digits.
    public var id: String
    /// Who sent it, and files its rows.
    public var holder: String
    public var request: ImportRequest
    /// SHA-256 of the file as received, in hexadecimal digits.
    public var file: String
    public var state = State.waiting
    /// Rows that were dealt with: as many of the readable ones, in the file's order, are filed or refused.
    public var dealtWith = 0
    /// Rows that could be read; nil until the file was.
    public var readable: Int?
    public var accepted = 0
    public var refused = 0
    /// The ledger's size once the last row that was filed so far was recorded.
    public var position = 0
    /// For the one who sent it.
    public var why: String?
    /// When it came, in seconds since 1970 UTC.
    var received: Int64
    /// How often it was begun since it last got further.
    var attempts = 0
    /// Bytes of the refused rows' file that belong to what was dealt with; more was written by a run that was cut off.
    var refusedBytes = 0

    init(id: String, holder: HolderID, request: ImportRequest, file: String, received: Int64) {
        self.received = received
        self.id = id
        self.holder = holder.description
        self.request = request
        self.file = file
    }

    /// Rows of the file, as far as is known: readable ones and refused ones.
    public var rows: Int? { readable.map { $0 + refused - (dealtWith - accepted) } }
}

extension FileReport {
    /// A row of a file as the command that files it.
    ///
    /// - Parameter sender: As in ``ImportRequest/sender``.
    init(_ report: Report, as sourceClass: SourceClass, from sender: String?) {
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        let content = ReportContent(
            earliest: report.time.earliest, latest: report.time.latest, precision: report.time.precision,
            place: report.place, placeName: given(report.placeName), country: given(report.country),
            type: given(report.type), acts: report.acts.acts,
            sideA: given(report.sideA), sideB: given(report.sideB), namesInitiator: report.namesInitiator,
            killedLow: report.killed.low, killedHigh: report.killed.high, injuredLow: report.injured.low,
            injuredHigh: report.injured.high, text: given(report.text),
            means: report.detail.means == .notGiven ? nil : report.detail.means,
            direction: report.detail.direction == .notGiven ? nil : report.detail.direction,
            count: report.detail.count, weapon: given(report.detail.weapon),
            calibre: report.detail.calibreMillimetres, confidential: report.detail.isConfidential)
        self.init(
            content: content, channel: .file, sourceClass: sourceClass,
            source: report.source == sender ? nil : given(report.source),
            evidence: [])
    }
}
