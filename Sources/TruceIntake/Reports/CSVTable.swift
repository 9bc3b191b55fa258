import CTruceScan
import Truce

/// A CSV file with a header: its column names, then its records one by one. Blank lines and an HXL tag row are
/// passed over; records that are no rows of this table (other width, not text) are refused here.
final class CSVTable {
    let reader: CSVReader
    let name: String
    private(set) var header: [String] = []
    /// The stretch that held the header, and where its first data record stands.
    private var pending: (chunk: CSVChunk, from: Int)?
    private var isFirstRecord = true
    private let rowLimit: Int
    /// Whether rows count from 1 after the header, as features do.
    var countsFromHeader = false

    var scratch: Scratch { reader.scratch }

    init(_ source: ByteSource, named name: String, options: IntakeOptions) throws(IntakeError) {
        self.name = name
        rowLimit = options.rowLimit
        reader = CSVReader(
            source, named: name, recordLimit: options.recordLimit, chunkLength: options.chunkLength)
        var first: (CSVChunk, Int)?
        while first == nil {
            guard let step = try reader.next() else { throw .empty(file: name) }
            guard case .records(let chunk) = step else { throw .malformedHeader(file: name) }
            if let at = (0..<chunk.count).first(where: { !chunk[$0].isBlank }) { first = (chunk, at) }
        }
        guard let (chunk, at) = first else { throw .empty(file: name) }
        let record = chunk[at]
        if !chunk.isCleanText {
            if let nul = record.all.firstIndex(of: 0) { throw .binary(file: name, at: nul) }
            for i in 0..<record.count {
                let field = record.raw(i)
                if truce_utf8_error(field.baseAddress, field.count) != field.count {
                    throw .invalidHeaderText(file: name, column: i + 1)
                }
            }
        }
        for i in 0..<record.count {
            scratch.clear()
            guard let text = record.text(i, scratch) else { throw .malformedHeader(file: name) }
            header.append(String(decoding: text, as: UTF8.self).trimmed)
        }
        pending = (chunk, at + 1)
        if header.count == 1 {
            for (mark, said) in [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
            where header[0].contains(mark) { throw .wrongSeparator(file: name, found: said) }
        }
    }

    /// Takes the first row for data after all: the columns are these.
    func useHeader(_ names: [String]) {
        header = names
        if let (chunk, from) = pending { pending = (chunk, from - 1) }
    }

    /// Where a column stands, by name, letter case apart. Nil when there is none.
    func column(_ name: String) throws(IntakeError) -> Int? {
        let wanted = name.lowercased()
        var found: Int?
        for (at, known) in header.enumerated() where known.lowercased() == wanted {
            if found != nil { throw .repeatedColumn(file: self.name, name: known) }
            found = at
        }
        return found
    }

    func has(_ names: String...) -> Bool {
        let known = Set(header.map { $0.lowercased() })
        return names.allSatisfy(known.contains)
    }

    /// Calls `body` with each row and its number. Counts every row; the refused ones only where this refuses them.
    @inline(__always)
    func forEachRecord(
        _ refused: inout [RefusedRow], _ summary: inout IntakeSummary,
        _ body: (CSVRecord, Int, inout [RefusedRow], inout IntakeSummary) -> Void
    ) throws(IntakeError) {
        while true {
            let chunk: CSVChunk
            var from = 0
            if let (held, at) = pending {
                (chunk, from) = (held, at)
                pending = nil
            } else {
                if summary.rows > rowLimit { throw .tooManyRows(file: name, limit: rowLimit) }
                guard let step = try reader.next() else { return }
                switch step {
                case .refused(let row, let problem, let line):
                    summary.rows += 1
                    summary.refused += 1
                    refuse(row, "", line, problem, &refused)
                    continue
                case .records(let records): chunk = records
                }
            }
            for i in from..<max(from, chunk.count) {
                let record = chunk[i]
                let row = chunk.firstRow + i - (countsFromHeader ? 1 : 0)
                if record.count != header.count || !chunk.isCleanText || isFirstRecord {
                    if !isRow(record, row, isClean: chunk.isCleanText, &refused, &summary) { continue }
                }
                summary.rows += 1
                scratch.clear()
                body(record, row, &refused, &summary)
            }
        }
    }

    /// What stood in a row of a file that has confidential reports is not repeated: nobody could tell which rows are.
    @inline(never)
    func refuse(_ row: Int, _ column: String, _ value: ByteSlice, _ problem: RowProblem, _ refused: inout [RefusedRow])
    {
        let shown = has("confidential") ? ByteSlice(start: nil, count: 0) : value
        refused.append(RefusedRow(file: name, row: row, column: column, bytes: shown, problem: problem))
    }

    /// Looks closer at a record that may be none: false when it is blank, a tag row, or refused here.
    @inline(never)
    private func isRow(
        _ record: CSVRecord, _ row: Int, isClean: Bool, _ refused: inout [RefusedRow], _ summary: inout IntakeSummary
    ) -> Bool {
        if record.isBlank, header.count > 1 { return false }
        if isFirstRecord {
            isFirstRecord = false
            if isTagRow(record) { return false }
        }
        var fault: (String, ByteSlice, RowProblem)?
        if record.count != header.count {
            fault = ("", record.all, .fieldCount(found: record.count, expected: header.count))
        } else if !isClean {
            for i in 0..<record.count where fault == nil {
                let field = record.raw(i)
                if truce_utf8_error(field.baseAddress, field.count) != field.count {
                    fault = (header[i], field, .notUTF8)
                } else if field.contains(0) {
                    fault = (header[i], field, .nul)
                }
            }
        }
        guard let (column, value, problem) = fault else { return true }
        summary.rows += 1
        summary.refused += 1
        refuse(row, column, value, problem, &refused)
        return false
    }

    /// HXL: every field that says anything says a tag.
    private func isTagRow(_ record: CSVRecord) -> Bool {
        var tags = 0
        for i in 0..<record.count {
            scratch.clear()
            guard let text = record.text(i, scratch) else { return false }
            if text.isEmpty { continue }
            if text[0] != UInt8(ascii: "#") { return false }
            tags += 1
        }
        return tags > 0
    }
}

extension String {
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
