import Truce

/// What stops a row: the column at fault, by position (−1 = the row as a whole), and why.
struct RowFault: Error {
    let column: Int
    let problem: RowProblem

    init(_ column: Int, _ problem: RowProblem) {
        self.column = column
        self.problem = problem
    }
}

extension CSVTable {
    /// Records a row as refused.
    @inline(never)
    func refuse(
        _ fault: RowFault, _ record: CSVRecord, _ row: Int, _ refused: inout [RefusedRow],
        _ summary: inout IntakeSummary
    ) {
        summary.refused += 1
        let isColumn = fault.column >= 0
        scratch.clear()
        let value = isColumn ? record.text(fault.column, scratch) ?? record.raw(fault.column) : record.all
        refuse(row, isColumn ? header[fault.column] : "", value, fault.problem, &refused)
    }
}

/// The cells of one record by column; a column that the file does not have (−1) is always empty.
struct Cells {
    let record: CSVRecord
    let scratch: Scratch

    @inline(__always) func text(_ column: Int) throws(RowFault) -> ByteSlice {
        if column < 0 { return ByteSlice(start: nil, count: 0) }
        guard let text = record.text(column, scratch) else { throw RowFault(column, .strayQuote) }
        return text
    }

    /// Words: without the apostrophe that exports put before `= + - @`, so that spreadsheets take them for text.
    @inline(__always) func words(_ column: Int) throws(RowFault) -> ByteSlice {
        let text = try text(column)
        guard text.count >= 2, text[0] == UInt8(ascii: "'") else { return text }
        switch text[1] {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
            return ByteSlice(rebasing: text[1...])
        default: return text
        }
    }

    /// −1 when empty.
    @inline(__always) func count(_ column: Int) throws(RowFault) -> Int32 {
        let text = try text(column)
        if text.isEmpty { return -1 }
        guard let count = FieldText.count(text) else { throw RowFault(column, .number) }
        return count
    }

    /// Nil when both are empty.
    @inline(__always) func coordinate(_ north: Int, _ east: Int) throws(RowFault) -> Coordinate? {
        let (first, second) = (try text(north), try text(east))
        if first.isEmpty, second.isEmpty { return nil }
        if first.isEmpty { throw RowFault(north < 0 ? east : north, .halfCoordinate) }
        if second.isEmpty { throw RowFault(east < 0 ? north : east, .halfCoordinate) }
        guard let latitude = FieldText.number(first), abs(latitude) <= 90 else { throw RowFault(north, .coordinate) }
        guard let longitude = FieldText.number(second), abs(longitude) <= 180 else { throw RowFault(east, .coordinate) }
        return Coordinate(latitude: latitude, longitude: longitude)
    }

    func string(_ column: Int) throws(RowFault) -> String { String(decoding: try words(column), as: UTF8.self) }
}
