/// What a file seems to be, by its first bytes; what its name or sender claims is not asked. The raw value is the
/// media type as registered with IANA.
public enum MediaType: String, Hashable, Sendable {
    case jpeg = "image/jpeg"
    case png = "image/png"
    case heic = "image/heic"
    case mp4 = "video/mp4"
    case pdf = "application/pdf"
    case plainText = "text/plain"
    case unknown = "application/octet-stream"

    /// How many bytes ``init(sniffing:)`` asks for.
    static let sniffedBytes = 4096

    /// By the first bytes of a file: 4096 of them, or all when there are fewer.
    public init(sniffing start: some Collection<UInt8>) {
        let bytes = Array(start.prefix(Self.sniffedBytes))
        func has(_ text: String, at offset: Int) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if has("%PDF-", at: 0) {
            self = .pdf
        } else if has("ftyp", at: 4) {
            let brands = stride(from: 8, to: 40, by: 4)
            let isHEIC = ["heic", "heix", "mif1", "heim", "heis"].contains { brand in
                brands.contains { has(brand, at: $0) }
            }
            self = isHEIC ? .heic : .mp4
        } else {
            self = Self.isText(bytes) ? .plainText : .unknown
        }
    }

    /// UTF-8 without control characters other than tab, line feed, form feed and carriage return. The last character
    /// may be cut off.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, !bytes.contains(where: { ($0 < 0x20 && ![9, 10, 12, 13].contains($0)) || $0 == 0x7F })
        else { return false }
        return (0..<4).contains { cut in
            (cut == 0 || bytes.count == sniffedBytes) && String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
        }
    }
}
