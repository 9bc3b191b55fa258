/// The path and query of a request, decoded once and strictly.
package struct Target: Hashable, Sendable {
    /// The parts of the path between slashes; `/` has one, which is empty.
    package let segments: [String]
    package let query: [Parameter]

    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    private static let mostParameters = 100
    /// A case of hundreds of reports is a form of as many boxes; how long a form may be is a setting.
    private static let mostFields = 20_000

    /// - Parameter text: In origin form: `/path?query`.
    init(_ text: String) throws(Problem) {
        // Whatever else a URI is not made of (RFC 3986 §2): white space, controls, bytes of other alphabets.
        guard text.utf8.first == UInt8(ascii: "/"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"#<>\\^`{|}".utf8.contains($0) })
        else { throw Problem(.badTarget, "The address must begin with a slash and consist of what RFC 3986 allows.") }
        let parts = text.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for part in parts[0].dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let segment = try Self.decode(part)
            guard segment != ".", segment != "..", !segment.utf8.contains(where: { "/\\".utf8.contains($0) }) else {
                throw Problem(.badTarget, "A part of the path is “.” or “..”, or holds a slash of its own.")
            }
            segments.append(segment)
        }
        self.segments = segments
        query = parts.count > 1 ? try Self.pairs(parts[1], isForm: false) : []
    }

    /// `a=1&b=2` as forms and queries write it; a plus is a space.
    static func pairs(_ text: some Collection<UInt8>, isForm: Bool) throws(Problem) -> [Parameter] {
        let pairs = text.split(separator: UInt8(ascii: "&"))
        let most = isForm ? mostFields : mostParameters
        guard pairs.count <= most else {
            throw Problem(isForm ? .malformed : .badTarget, "There are more than \(most) parameters.")
        }
        var found: [Parameter] = []
        for pair in pairs {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            found.append(
                Parameter(
                    name: try decode(sides[0], plusIsSpace: true),
                    value: sides.count > 1 ? try decode(sides[1], plusIsSpace: true, isText: isForm) : ""))
        }
        return found
    }

    /// - Parameter isText: Line ends and tabs may stand in it.
    private static func decode(
        _ text: some Collection<UInt8>, plusIsSpace: Bool = false, isText: Bool = false
    ) throws(Problem) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var at = text.startIndex
        while at < text.endIndex {
            var byte = text[at]
            text.formIndex(after: &at)
            if byte == UInt8(ascii: "%") {
                let digits = text[at...].prefix(2).compactMap(hexadecimal)
                guard digits.count == 2 else { throw Problem(.badTarget, "A percent sign stands without two digits.") }
                byte = digits[0] << 4 | digits[1]
                at = text.index(at, offsetBy: 2)
            } else if byte == UInt8(ascii: "+"), plusIsSpace {
                byte = 0x20
            }
            let isAllowed = byte >= 0x20 ? byte != 0x7F : isText && [0x09, 0x0A, 0x0D].contains(byte)
            guard isAllowed else { throw Problem(.badTarget, "A control character stands in a value.") }
            bytes.append(byte)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.badTarget, "A value is not UTF-8.")
        }
        return decoded
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
