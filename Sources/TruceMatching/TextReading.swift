import Foundation
import Truce

/// What one report's text says that its columns do not.
struct TextReading {
    /// Meanings of the words that can tell incidents apart, ascending, each once, at most ``limit``.
    var words: [Int32] = []
    var acts: ActSet = []
    var count: Int?
    var isCorrection = false
    /// From the observer, when the text says so: degrees clockwise from north, and metres.
    var bearing: Double?
    var distance: Double?

    static let limit = 16

    /// Reads one text; linear in its bytes. `buffer` is scratch.
    static func read(_ text: ByteSlice, _ vocabulary: inout Vocabulary, _ buffer: inout [UInt8]) -> TextReading {
        var reading = TextReading()
        var previous: Int32 = 0
        var pendingNumber: Double?
        var pendingIsCount = false
        var isFirst = true
        var at = 0
        while at < text.count {
            guard isWordByte(text[at]) else {
                at += 1
                continue
            }
            if TimeText.isDigit(text[at]) {
                let (value, after) = number(text, at)
                let end = wordEnd(text, after)
                if end == after {
                    if at > 0, after < text.count, text[after] == UInt8(ascii: ":") || text[at - 1] == UInt8(ascii: ":")
                    {
                        pendingNumber = nil
                    } else {
                        pendingNumber = value
                        if previous == vocabulary.bearing, value <= 360 { reading.bearing = value }
                        if pendingIsCount, reading.count == nil, value < 1_000_000 { reading.count = Int(value) }
                    }
                    pendingIsCount = false
                    previous = 0
                    at = end
                    continue
                }
                let unit = ByteSlice(rebasing: text[after..<end])
                if unit.count == 1, unit[0] == UInt8(ascii: "x"), reading.count == nil, value < 1_000_000 {
                    reading.count = Int(value)
                } else if unit.count == 2, unit[0] == UInt8(ascii: "k"), unit[1] == UInt8(ascii: "m") {
                    reading.distance = value * 1000
                }
                if text[at..<after].contains(UInt8(ascii: ".")) {
                    at = end
                    continue
                }
            }
            let end = wordEnd(text, at)
            buffer.removeAll(keepingCapacity: true)
            for byte in text[at..<end] { buffer.append(byte >= 65 && byte <= 90 ? byte | 0x20 : byte) }
            while buffer.last == UInt8(ascii: "-") { buffer.removeLast() }
            at = end
            if buffer.count < 2, buffer.first != UInt8(ascii: "n") { continue }
            let written = buffer.withUnsafeBufferPointer { vocabulary.number(of: $0) }
            let word = vocabulary.meaning[Int(written)]
            if isFirst { reading.isCorrection = vocabulary.isCorrection[Int(word)] }
            isFirst = false
            if let number = pendingNumber, vocabulary.countsAfter[Int(word)], reading.count == nil, number < 1_000_000 {
                reading.count = Int(number)
            }
            pendingNumber = nil
            pendingIsCount = vocabulary.countsBefore[Int(word)]
            if word == vocabulary.shaft, previous == vocabulary.mine {
                reading.acts.subtract([.init(.mines), .init(.explosiveDevice)])
            }
            reading.acts.formUnion(vocabulary.acts[Int(word)])
            if vocabulary.classes[Int(word)] != .ignored, reading.words.count < limit, !reading.words.contains(word) {
                reading.words.append(word)
            }
            previous = word
        }
        reading.words.sort()
        return reading
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte >= 0x80
    }

    private static func wordEnd(_ text: ByteSlice, _ start: Int) -> Int {
        var end = start
        while end < text.count, isWordByte(text[end]) || (end > start && text[end] == UInt8(ascii: "-")) { end += 1 }
        return end
    }

    private static func number(_ text: ByteSlice, _ start: Int) -> (Double, Int) {
        var value = 0.0
        var at = start
        while at < text.count, TimeText.isDigit(text[at]) {
            value = value * 10 + Double(text[at] - 48)
            at += 1
        }
        if at + 1 < text.count, text[at] == UInt8(ascii: "."), TimeText.isDigit(text[at + 1]) {
            var scale = 0.1
            at += 1
            while at < text.count, TimeText.isDigit(text[at]) {
                value += scale * Double(text[at] - 48)
                scale /= 10
                at += 1
            }
        }
        return (value, at)
    }
}
