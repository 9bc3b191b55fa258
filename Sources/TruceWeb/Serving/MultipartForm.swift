import NIOCore

/// A form with files (RFC 7578), read part by part as it arrives; no part is held.
///
/// Unchecked: it has places to keep, and only the one task that answers the request ever reads it.
package final class MultipartForm: @unchecked Sendable {
    package struct Part: Hashable, Sendable {
        package let name: String
        /// Nil for a field; empty where no file was chosen.
        package let fileName: String?
    }

    private var pieces: IncomingBody.Pieces.Iterator
    private var buffer = ByteBuffer(string: "\r\n")
    private let delimiter: [UInt8]
    /// What stands before the first delimiter is a part that nobody asked for.
    private var isWithinPart = true
    private var hasEnded = false
    private var partCount = 0
    private var textBytesLeft: Int
    /// Why reading broke off, for whoever took the bytes and was only told that they did.
    package private(set) var problem: Problem?

    /// - Parameters:
    ///   - type: The Content-Type, boundary and all.
    ///   - textBytes: How long all fields may be together.
    init(_ body: IncomingBody, type: String, textBytes: Int) throws(Problem) {
        guard let boundary = Self.parameter("boundary", of: type[...]), (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { throw Problem(.malformed, "The Content-Type names no boundary.") }
        pieces = body.pieces.makeAsyncIterator()
        delimiter = Array("\r\n--\(boundary)".utf8)
        textBytesLeft = textBytes
    }

    /// The next part; what was not read of the one before is passed over. Nil at the end.
    package func next() async throws(Problem) -> Part? {
        guard !hasEnded else { return nil }
        while try await piece() != nil {}
        try await need(2)
        let start = buffer.readBytes(length: 2) ?? []
        if start == Array("--".utf8) {
            hasEnded = true
            // What stands behind the end says nothing, and is taken off the line.
            buffer.clear()
            while try await fill() { buffer.clear() }
            return nil
        }
        partCount += 1
        guard start == Array("\r\n".utf8), partCount <= Self.mostParts else {
            throw refuse("A part of the form does not begin as it should, or there are too many.")
        }
        isWithinPart = true
        return try part(of: try await head())
    }

    /// More of this part; nil at its end.
    package func piece() async throws(Problem) -> ByteBufferView? {
        guard isWithinPart else { return nil }
        while true {
            let view = buffer.readableBytesView
            if let found = Self.find(delimiter, in: view) {
                if found > 0 { return buffer.readSlice(length: found)?.readableBytesView }
                buffer.moveReaderIndex(forwardBy: delimiter.count)
                isWithinPart = false
                return nil
            }
            // The last bytes may be the beginning of the delimiter.
            let safe = view.count - (delimiter.count - 1)
            if safe > 0 { return buffer.readSlice(length: safe)?.readableBytesView }
            guard try await fill() else { throw refuse("The form ended early.") }
        }
    }

    /// All of this part, a field.
    package func text() async throws(Problem) -> String {
        var bytes: [UInt8] = []
        while let piece = try await piece() {
            textBytesLeft -= piece.count
            guard textBytesLeft >= 0 else {
                let problem = Problem(.tooLarge, "The fields of the form are too long together.")
                self.problem = problem
                throw problem
            }
            bytes += piece
        }
        guard let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: {
                $0.value < 0x20 && !"\t\n\r".unicodeScalars.contains($0) || $0 == "\u{7F}"
            })
        else { throw refuse("A field of the form is not UTF-8, or holds control characters.") }
        return text
    }

    // MARK: Reading

    private func head() async throws(Problem) -> String {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let found = Self.find(end, in: buffer.readableBytesView) {
                guard found <= Self.mostHeadBytes, let text = buffer.readString(length: found) else { break }
                buffer.moveReaderIndex(forwardBy: end.count)
                return text
            }
            guard buffer.readableBytes <= Self.mostHeadBytes, try await fill() else { break }
        }
        throw refuse("The head of a part of the form is too long, or has no end.")
    }

    private func part(of head: String) throws(Problem) -> Part {
        let name = "content-disposition:"
        // A line end is one Character.
        let lines = head.split(separator: "\r\n").filter { $0.lowercased().hasPrefix(name) }
        guard lines.count == 1, let field = lines.first?.dropFirst(name.count),
            field.prefix(while: { $0 != ";" }).filter({ $0 != " " }).lowercased() == "form-data",
            let called = Self.parameter("name", of: field)
        else { throw refuse("A part of the form has no name.") }
        return Part(name: called, fileName: Self.parameter("filename", of: field))
    }

    private func need(_ count: Int) async throws(Problem) {
        while buffer.readableBytes < count {
            guard try await fill() else { throw refuse("The form ended early.") }
        }
    }

    /// False at the end of the body.
    private func fill() async throws(Problem) -> Bool {
        do {
            guard var piece = try await pieces.next() else { return false }
            buffer.discardReadBytes()
            buffer.writeBuffer(&piece)
            return true
        } catch {
            let problem = error as? Problem ?? Problem(.malformed, "The body broke off.")
            self.problem = problem
            throw problem
        }
    }

    private func refuse(_ why: String) -> Problem {
        let problem = Problem(.malformed, why)
        self.problem = problem
        return problem
    }

    /// How many bytes stand before it.
    private static func find(_ wanted: [UInt8], in view: ByteBufferView) -> Int? {
        view.withUnsafeBytes { bytes in
            guard bytes.count >= wanted.count else { return nil }
            for at in 0...(bytes.count - wanted.count) where bytes[at] == wanted[0] {
                if wanted.indices.allSatisfy({ bytes[at + $0] == wanted[$0] }) { return at }
            }
            return nil
        }
    }

    /// The value of `; name=value` or `; name="value"`. Browsers write a quotation mark within as `%22`.
    private static func parameter(_ name: String, of field: Substring) -> String? {
        var rest = field.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let key = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(key.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let value: Substring
            if rest.first == "\"" {
                value = rest.dropFirst().prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 1)
                guard rest.first == "\"" else { return nil }
                rest = rest.dropFirst()
            } else {
                value = rest.prefix { $0 != ";" }
                rest = rest.dropFirst(value.count)
            }
            if key.lowercased() == name { return String(value) }
            rest = rest.drop { $0 != ";" }
        }
        return nil
    }

    private static let mostParts = 20_000
    private static let mostHeadBytes = 8 << 10
}

extension MultipartForm {
    /// The bytes of the part that ``next()`` gave, for one reader.
    package var content: Content { Content(form: self) }

    package struct Content: AsyncSequence, Sendable {
        fileprivate let form: MultipartForm

        package func makeAsyncIterator() -> Iterator { Iterator(form: form) }

        package struct Iterator: AsyncIteratorProtocol {
            fileprivate let form: MultipartForm

            package mutating func next() async throws -> ByteBufferView? { try await form.piece() }
        }
    }
}
