/// Writing canonical JSON straight to bytes, without a tree of values between: every report is written this way.
extension FactValue {
    /// The plain way: by a JSON value.
    func writePlainly(to bytes: inout [UInt8]) throws(FactError) {
        let json = try json()
        do { try JSONWriter.write(json, to: &bytes) } catch { throw .notJSON(error) }
    }

    func write(to bytes: inout [UInt8]) throws(FactError) { try writePlainly(to: &bytes) }
}

extension FactText {
    func write(to bytes: inout [UInt8]) throws(FactError) { JSONWriter.write(text, to: &bytes) }
}

extension String {
    func write(to bytes: inout [UInt8]) throws(FactError) {
        guard isFreeText else { throw .expected(Self.expectation, found: .string(self)) }
        JSONWriter.write(self, to: &bytes)
    }
}

extension Bool {
    func write(to bytes: inout [UInt8]) throws(FactError) { bytes += (self ? "true" : "false").utf8 }
}

extension Int {
    func write(to bytes: inout [UInt8]) throws(FactError) {
        guard 0..<10 ~= self else { return try writePlainly(to: &bytes) }
        bytes.append(UInt8(ascii: "0") + UInt8(self))
    }
}

extension Coordinate {
    func write(to bytes: inout [UInt8]) throws(FactError) { try [longitude, latitude].write(to: &bytes) }
}

extension Instant {
    func write(to bytes: inout [UInt8]) throws(FactError) {
        guard (Self.distantPast...Self.distantFuture).contains(self) else { return try writePlainly(to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(count: Self.textByteCount) { write(to: $0) }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension Commitment {
    func write(to bytes: inout [UInt8]) throws(FactError) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(count: Base64URL.letters(forBytes: Self.byteCount)) { write(to: $0) }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension Array where Element: FactValue {
    func write(to bytes: inout [UInt8]) throws(FactError) {
        bytes.append(UInt8(ascii: "["))
        for (i, element) in enumerated() {
            if i > 0 { bytes.append(UInt8(ascii: ",")) }
            do { try element.write(to: &bytes) } catch { throw error.under("[\(i)]") }
        }
        bytes.append(UInt8(ascii: "]"))
    }
}

extension [UInt8] {
    /// Room for so many more bytes, all of which `fill` writes.
    fileprivate mutating func append(count: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        append(contentsOf: repeatElement(0, count: count))
        withUnsafeMutableBufferPointer { fill(UnsafeMutableBufferPointer(rebasing: $0[($0.count - count)...])) }
    }
}
