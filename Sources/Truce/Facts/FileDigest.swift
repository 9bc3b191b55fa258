/// Which bytes a file had: their SHA-256, written as 64 lower-case hexadecimal digits, as `sha256sum` prints it.
public struct FileDigest: Hashable, Sendable, CustomStringConvertible {
    public static let byteCount = 32

    public let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads what ``description`` writes; nil for anything else, upper case included.
    public init?(_ text: String) {
        var text = text
        guard let digest = text.withUTF8({ FileDigest(letters: $0) }) else { return nil }
        self = digest
    }

    /// As ``init(_:)-(String)``, for a text that lies somewhere already.
    init?(letters: ByteSlice) {
        guard letters.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for place in stride(from: 0, to: letters.count, by: 2) {
            guard let high = Self.digit(letters[place]), let low = Self.digit(letters[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    private static func digit(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): letter - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    public var description: String {
        String(unsafeUninitializedCapacity: 64) { text in
            for (i, byte) in bytes.enumerated() {
                text[2 * i] = Self.letter(byte >> 4)
                text[2 * i + 1] = Self.letter(byte & 15)
            }
            return 64
        }
    }

    private static func letter(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
    }
}
