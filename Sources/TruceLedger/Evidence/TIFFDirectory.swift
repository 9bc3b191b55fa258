/// The directories of a TIFF structure, as Exif uses it (CIPA DC-008, section 4.5), read without trusting a single
/// offset or count. Whatever lies outside the bytes, or has another type than asked for, is nil.
struct TIFFDirectory {
    /// Limits that no camera reaches: values of more bytes than this are not looked at.
    private static let valueLimit = 1 << 16
    private static let entryLimit = 1024

    private let bytes: ArraySlice<UInt8>
    private let isLittleEndian: Bool
    /// Where the value of each tag lies, with its type and count. The first entry of a tag counts.
    private var entries: [UInt16: (type: UInt16, count: Int, start: Int)] = [:]

    /// The first directory (IFD0) of `bytes`, which begin at the byte order mark.
    init?(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        switch Array(bytes.prefix(4)) {
        case [0x49, 0x49, 42, 0]: isLittleEndian = true
        case [0x4D, 0x4D, 0, 42]: isLittleEndian = false
        default: return nil
        }
        guard let start = number(at: 4, bytes: 4), readEntries(at: start) else { return nil }
    }

    /// The directory that the tag points to. Such a pointer is followed once, from IFD0, and no chain of directories
    /// is, so that a loop leads nowhere.
    func directory(at tag: UInt16) -> TIFFDirectory? {
        guard let start = integer(tag) else { return nil }
        var other = self
        other.entries = [:]
        return other.readEntries(at: start) ? other : nil
    }

    private mutating func readEntries(at start: Int) -> Bool {
        guard let count = number(at: start, bytes: 2) else { return false }
        for index in 0..<min(count, Self.entryLimit) {
            let place = start + 2 + index * 12
            guard let tag = number(at: place, bytes: 2), let type = number(at: place + 2, bytes: 2),
                let count = number(at: place + 4, bytes: 4), let offset = number(at: place + 8, bytes: 4)
            else { break }
            let size = Self.size(ofType: UInt16(type)) * count
            guard size > 0, size <= Self.valueLimit else { continue }
            let value = size <= 4 ? place + 8 : offset
            guard value + size <= bytes.count, entries[UInt16(tag)] == nil else { continue }
            entries[UInt16(tag)] = (UInt16(type), count, value)
        }
        return true
    }

    private static func size(ofType type: UInt16) -> Int {
        switch type {
        case 1, 2, 6, 7: 1
        case 3, 8: 2
        case 4, 9: 4
        case 5, 10: 8
        default: 0
        }
    }

    /// An unsigned number of at most four bytes.
    private func number(at offset: Int, bytes count: Int) -> Int? {
        guard offset >= 0, offset + count <= bytes.count else { return nil }
        let slice = bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + count)]
        return isLittleEndian
            ? slice.reversed().reduce(0) { $0 << 8 | Int($1) } : slice.reduce(0) { $0 << 8 | Int($1) }
    }

    /// The first value of a BYTE, SHORT or LONG.
    func integer(_ tag: UInt16) -> Int? {
        guard let entry = entries[tag], [1, 3, 4].contains(entry.type) else { return nil }
        return number(at: entry.start, bytes: Self.size(ofType: entry.type))
    }

    /// ASCII up to the first NUL, without space around it. Nil when nothing is left, or when it is not printable ASCII
    /// or UTF-8.
    func text(_ tag: UInt16) -> String? {
        guard let entry = entries[tag], entry.type == 2 || entry.type == 7 else { return nil }
        let start = bytes.startIndex + entry.start
        let raw = bytes[start..<(start + entry.count)].prefix { $0 != 0 }
        guard let text = String(validating: raw, as: UTF8.self), !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        return words.isEmpty ? nil : words
    }

    /// The values of a RATIONAL or SRATIONAL, when there are `count` of them and none is divided by zero.
    func rationals(_ tag: UInt16, count: Int) -> [Double]? {
        guard let entry = entries[tag], entry.type == 5 || entry.type == 10, entry.count == count else { return nil }
        var values: [Double] = []
        for index in 0..<count {
            guard let above = number(at: entry.start + index * 8, bytes: 4),
                let below = number(at: entry.start + index * 8 + 4, bytes: 4), below != 0
            else { return nil }
            values.append(
                entry.type == 5
                    ? Double(above) / Double(below)
                    : Double(Int32(truncatingIfNeeded: above)) / Double(Int32(truncatingIfNeeded: below)))
        }
        return values
    }
}
