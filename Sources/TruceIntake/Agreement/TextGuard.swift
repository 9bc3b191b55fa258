/// Looks at a file's bytes before any parser does: size, encoding, control characters.
struct TextGuard {
    let file: NamedBytes
    let findings: Findings
    let limit: Int

    /// The text without byte order mark; nil, and a diagnostic, where the bytes are not a text file.
    func text() -> String? {
        let bytes = file.bytes
        guard bytes.count <= limit else {
            refuse(
                line: 1, "the file has \(bytes.count) bytes; at most \(limit) are read",
                "leave out what is not part of the agreement, or thin the map's positions")
            return nil
        }
        guard bytes.contains(where: { $0 > 0x20 }) else {
            refuse(line: 1, "the file is empty", "begin with “truce: 1”")
            return nil
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            refuse(line: 1, "the file is UTF-16", "save it as UTF-8")
            return nil
        }
        var line = 1
        var column = 1
        for byte in bytes {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte < 0x20, byte != 0x09, byte != 0x0D {
                let code = String(byte, radix: 16, uppercase: true)
                refuse(
                    line: line, column: column,
                    "a control character (code \(code) hexadecimal) stands here: not a text file",
                    "remove it, or save the file as UTF-8 text")
                return nil
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            refuse(
                line: firstBadLine(bytes), "a character that is not UTF-8 stands in this line", "save the file as UTF-8"
            )
            return nil
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        return text
    }

    private func firstBadLine(_ bytes: [UInt8]) -> Int {
        var line = 1
        for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { return line }
            line += 1
        }
        return 1
    }

    private func refuse(line: Int, column: Int = 1, _ message: String, _ remedy: String) {
        findings.report(Spot(file: file.name, line: line, column: column), "", message, remedy)
    }
}
