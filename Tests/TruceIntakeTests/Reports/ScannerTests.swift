import CTruceScan
import Testing
import TruceTesting

/// What the scanner must find, written plainly: one byte after the other.
private struct PlainScan {
    var positions: [UInt32] = []
    var lineEnds: [UInt32] = []
    var isInside = false
    var quotedLineEnds: UInt64 = 0

    mutating func read(_ bytes: ArraySlice<UInt8>, next: UInt8?, separator: UInt8) {
        positions = []
        lineEnds = []
        for at in bytes.indices {
            let byte = bytes[at]
            let after = at + 1 < bytes.endIndex ? bytes[at + 1] : next
            if byte == UInt8(ascii: "\"") { isInside.toggle() }
            let isLineEnd = byte == 0x0A || (byte == 0x0D && after != 0x0A)
            if isLineEnd, isInside { quotedLineEnds += 1 }
            guard !isInside, isLineEnd || byte == separator else { continue }
            if isLineEnd { lineEnds.append(UInt32(positions.count)) }
            positions.append(UInt32(at - bytes.startIndex))
        }
    }
}

private typealias Scan = (
    UnsafePointer<UInt8>?, Int, UInt8, Int32, UnsafeMutablePointer<truce_scan_state>?, UnsafeMutablePointer<UInt32>?,
    UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<Int>?
) -> Int

private func found(
    _ scan: Scan, _ bytes: ArraySlice<UInt8>, next: UInt8?, separator: UInt8, _ state: inout truce_scan_state
) -> (positions: [UInt32], lineEnds: [UInt32]) {
    var positions = [UInt32](repeating: 0, count: bytes.count + 64)
    var lineEnds = [UInt32](repeating: 0, count: bytes.count + 1)
    var lines = 0
    let count = Array(bytes).withUnsafeBufferPointer {
        scan($0.baseAddress, $0.count, separator, next.map(Int32.init) ?? -1, &state, &positions, &lineEnds, &lines)
    }
    return (Array(positions.prefix(count)), Array(lineEnds.prefix(lines)))
}

private func randomBytes(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
    let rare = Array("\",\r\n\r\n;".utf8) + [0, 0xC3, 0xA9]
    return (0..<count).map { _ in
        random.next() % 4 == 0
            ? rare[Int(random.next() % UInt64(rare.count))] : UInt8(ascii: "a") + UInt8(random.next() % 26)
    }
}

@Suite("The scanner finds separators and line ends outside quotes")
struct ScannerTests {
    @Test("as a plain loop finds them, with and without vector instructions", arguments: UInt64(0)..<40)
    func wholeStretch(seed: UInt64) {
        var random = SeededRandom(seed)
        let bytes = randomBytes(Int(random.next() % 700), &random)
        let separator: UInt8 = seed % 3 == 0 ? UInt8(ascii: ";") : UInt8(ascii: ",")
        for next in [nil, UInt8(ascii: "\n"), UInt8(ascii: "x")] {
            var plain = PlainScan()
            plain.read(bytes[...], next: next, separator: separator)
            for scan in [truce_scan, truce_scan_portable] as [Scan] {
                var state = truce_scan_state()
                let result = found(scan, bytes[...], next: next, separator: separator, &state)
                #expect(result.positions == plain.positions)
                #expect(result.lineEnds == plain.lineEnds)
                #expect((state.in_quotes != 0) == plain.isInside)
                #expect(state.quoted_line_ends == plain.quotedLineEnds)
                #expect((state.has_high != 0) == bytes.contains { $0 > 0x7F })
                #expect((state.has_nul != 0) == bytes.contains(0))
            }
        }
    }

    @Test("wherever the stretch is cut in two", arguments: UInt64(0)..<6)
    func everyBoundary(seed: UInt64) {
        var random = SeededRandom(seed)
        let bytes = randomBytes(200, &random)
        var plain = PlainScan()
        plain.read(bytes[...], next: nil, separator: UInt8(ascii: ","))
        for cut in 0...bytes.count {
            for scan in [truce_scan, truce_scan_portable] as [Scan] {
                var state = truce_scan_state()
                let first = found(
                    scan, bytes[..<cut], next: cut < bytes.count ? bytes[cut] : nil, separator: UInt8(ascii: ","),
                    &state)
                let second = found(scan, bytes[cut...], next: nil, separator: UInt8(ascii: ","), &state)
                #expect(first.positions + second.positions.map { $0 + UInt32(cut) } == plain.positions)
                #expect(
                    first.lineEnds + second.lineEnds.map { $0 + UInt32(first.positions.count) } == plain.lineEnds)
                #expect(state.quoted_line_ends == plain.quotedLineEnds)
            }
        }
    }
}

@Suite("UTF-8 is checked as RFC 3629 has it")
struct UTF8CheckTests {
    @Test(
        "sequences on both sides of each boundary",
        arguments: [
            ([0x41], nil), ([0xC3, 0xA9], nil), ([0xC2, 0x80], nil), ([0xC1, 0xBF], 0), ([0x80], 0),
            ([0xE0, 0xA0, 0x80], nil), ([0xE0, 0x9F, 0xBF], 0), ([0xED, 0x9F, 0xBF], nil), ([0xED, 0xA0, 0x80], 0),
            ([0xF0, 0x90, 0x80, 0x80], nil), ([0xF0, 0x8F, 0xBF, 0xBF], 0), ([0xF4, 0x8F, 0xBF, 0xBF], nil),
            ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0), ([0x41, 0xC3], 1), ([0xE2, 0x82], 0),
        ] as [([UInt8], Int?)])
    func boundaries(bytes: [UInt8], error: Int?) {
        #expect(truce_utf8_error(bytes, bytes.count) == error ?? bytes.count)
    }

    @Test("the same answer as the standard library on random bytes, at every offset", arguments: UInt64(0)..<200)
    func random(seed: UInt64) {
        var random = SeededRandom(seed)
        var bytes = Array(String(repeating: "aé漢𐍈", count: Int(random.next() % 40)).utf8)
        bytes.insert(contentsOf: [UInt8](repeating: 0x61, count: Int(random.next() % 130)), at: 0)
        if seed % 2 == 0, !bytes.isEmpty {
            bytes[Int(random.next() % UInt64(bytes.count))] = UInt8.random(in: 0...255, using: &random)
        }
        let isValid = String(validating: bytes, as: UTF8.self) != nil
        #expect((truce_utf8_error(bytes, bytes.count) == bytes.count) == isValid)
    }
}
