/// Writes CSV that others can read: UTF-8, commas, CRLF, quotes where needed (RFC 4180). A text that a spreadsheet
/// would take for a formula gets a leading apostrophe.
struct CSVWriter {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    /// Words: guarded against being run as a formula.
    mutating func text(_ text: String) {
        begin()
        let isFormula =
            switch text.utf8.first {
            case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: true
            default: false
            }
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0D || $0 == 0x0A }
        if needsQuotes { bytes.append(0x22) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in text.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        if needsQuotes { bytes.append(0x22) }
    }

    /// A number, date or code of ours, which needs no guard; empty = unknown.
    mutating func plain(_ text: String) {
        begin()
        bytes.append(contentsOf: text.utf8)
    }

    mutating func number(_ value: Int?) { plain(value.map(String.init) ?? "") }

    mutating func endRow() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        isFirst = true
    }

    mutating func row(_ names: [String]) {
        for name in names { plain(name) }
        endRow()
    }

    private mutating func begin() {
        if !isFirst { bytes.append(0x2C) }
        isFirst = false
    }
}
