/// Base64 with the URL alphabet and without padding (RFC 4648, section 5), in its one canonical form: bits of the last
/// letter that say nothing are zero.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// What each letter stands for; 255 for what is none.
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        for (digit, letter) in alphabet.enumerated() { digits[Int(letter)] = UInt8(digit) }
        return digits
    }()

    /// Letters that so many bytes take.
    package static func letters(forBytes count: Int) -> Int { (count * 4 + 2) / 3 }

    /// Bytes that so many letters hold, if any text has so many.
    private static func bytes(forLetters count: Int) -> Int? { count % 4 == 1 ? nil : count * 3 / 4 }

    /// - Precondition: `text` has exactly as many places as ``letters(forBytes:)`` says.
    package static func write(_ bytes: UnsafeRawBufferPointer, to text: UnsafeMutableBufferPointer<UInt8>) {
        precondition(text.count == letters(forBytes: bytes.count))
        alphabet.withUnsafeBufferPointer { alphabet in
            func letter(_ word: UInt32, _ place: UInt32) -> UInt8 { alphabet[Int(word >> (18 - 6 * place) & 63)] }
            var (from, to) = (0, 0)
            while from + 3 <= bytes.count {
                let word = UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8 | UInt32(bytes[from + 2])
                text[to] = letter(word, 0)
                text[to + 1] = letter(word, 1)
                text[to + 2] = letter(word, 2)
                text[to + 3] = letter(word, 3)
                (from, to) = (from + 3, to + 4)
            }
            guard from < bytes.count else { return }
            let second = from + 1 < bytes.count ? UInt32(bytes[from + 1]) : 0
            let word = UInt32(bytes[from]) << 16 | second << 8
            for place in UInt32(0)..<UInt32(text.count - to) { text[to + Int(place)] = letter(word, place) }
        }
    }

    /// False for anything but the one text that ``write(_:to:)`` makes of some bytes, as many as there is room for.
    package static func read(_ text: ByteSlice, to bytes: UnsafeMutableRawBufferPointer) -> Bool {
        guard Self.bytes(forLetters: text.count) == bytes.count else { return false }
        return digits.withUnsafeBufferPointer { digits in
            var (word, bits, to): (UInt32, UInt32, Int) = (0, 0, 0)
            // Letters that are none have bits set that no digit has.
            var all: UInt8 = 0
            for letter in text {
                let digit = digits[Int(letter)]
                all |= digit
                word = word << 6 | UInt32(digit & 63)
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    bytes[to] = UInt8(truncatingIfNeeded: word >> bits)
                    to += 1
                }
            }
            return all < 64 && word & (1 << bits - 1) == 0
        }
    }

    package static func text(_ bytes: [UInt8]) -> String {
        let count = letters(forBytes: bytes.count)
        return String(unsafeUninitializedCapacity: count) { text in
            bytes.withUnsafeBytes { write($0, to: UnsafeMutableBufferPointer(rebasing: text[..<count])) }
            return count
        }
    }

    /// Nil for anything but the one text that ``text(_:)`` writes for some bytes.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var text = String(text)
        return text.withUTF8 { letters in
            guard let count = bytes(forLetters: letters.count) else { return nil }
            var isText = false
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
                isText = read(
                    letters, to: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[..<count])
                )
                filled = isText ? count : 0
            }
            return isText ? bytes : nil
        }
    }
}
