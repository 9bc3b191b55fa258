/// Texts one after the other in one array: a column of strings without a heap object each.
public struct ByteColumn: Sendable {
    @usableFromInline var bytes: [UInt8] = []
    @usableFromInline var ends: [Int] = []

    public init() {}
    @inlinable public var count: Int { ends.count }
    @inlinable public var totalBytes: Int { bytes.count }

    @inlinable public mutating func append(_ text: ByteSlice) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    public mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        ends.append(bytes.count)
    }

    /// Many texts at once, one after the other in `texts`; `lengths` says where each ends. The lengths must add up to
    /// the count of `texts`.
    package mutating func append(_ texts: ByteSlice, lengths: UnsafeBufferPointer<Int32>) {
        var end = bytes.count
        bytes.append(contentsOf: texts)
        for length in lengths {
            end += Int(length)
            ends.append(end)
        }
        precondition(end == bytes.count, "lengths that do not add up to the texts")
    }

    public mutating func reserve(rows: Int, bytes count: Int) {
        ends.reserveCapacity(rows)
        bytes.reserveCapacity(count)
    }

    @inlinable public func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

    /// The text of a row; bytes that are not UTF-8 were refused on the way in.
    public subscript(row: Int) -> String { String(decoding: bytes[range(row)], as: UTF8.self) }

    @inlinable public func withBytes<T>(_ row: Int, _ body: (ByteSlice) throws -> T) rethrows -> T {
        let range = range(row)
        return try bytes.withUnsafeBufferPointer { try body(ByteSlice(rebasing: $0[range])) }
    }

    @inlinable public func isEmpty(_ row: Int) -> Bool { range(row).isEmpty }

    /// Byte order, the same on every machine.
    public func isLess(_ a: Int, _ b: Int) -> Bool { compare(a, self, b) < 0 }

    public func compare(_ a: Int, _ other: ByteColumn, _ b: Int) -> Int {
        withBytes(a) { left in other.withBytes(b) { right in compareBytes(left, right) } }
    }
}

/// Negative, zero or positive as `a` sorts before, with or after `b`, byte by byte.
public func compareBytes(_ a: ByteSlice, _ b: ByteSlice) -> Int {
    let shared = min(a.count, b.count)
    var i = 0
    while i < shared {
        if a[i] != b[i] { return a[i] < b[i] ? -1 : 1 }
        i += 1
    }
    return a.count - b.count
}

/// FNV-1a over 8 bytes at a time with a final mix: a hash for tables and identifiers. Not for secrets; the same
/// on every machine and in every run.
@inlinable public func stableHash(_ bytes: ByteSlice, seed: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
    var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var at = 0
    while at + 8 <= bytes.count {
        let word = UnsafeRawPointer(bytes.baseAddress! + at).loadUnaligned(as: UInt64.self)
        hash = (hash ^ UInt64(littleEndian: word)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
        at += 8
    }
    while at < bytes.count {
        hash = (hash ^ UInt64(bytes[at])) &* 0x0000_0100_0000_01B3
        at += 1
    }
    hash ^= hash >> 32
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    hash ^= hash >> 32
    return hash
}

/// Strings met again and again, each held once and known by a small number. Number 0 is the empty string.
public struct StringPool: Sendable {
    public private(set) var texts = ByteColumn()
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    public init() { _ = intern("") }

    public var count: Int { texts.count }
    public subscript(id: Int32) -> String { texts[Int(id)] }

    public mutating func intern(_ text: ByteSlice) -> Int32 {
        if text.isEmpty, texts.count > 0 { return 0 }
        if texts.count * 2 >= slots.count { grow() }
        var slot = Int(truncatingIfNeeded: stableHash(text)) & (slots.count - 1)
        while slots[slot] >= 0 {
            let id = slots[slot]
            if texts.withBytes(Int(id), { $0.count == text.count && compareBytes($0, text) == 0 }) { return id }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(texts.count)
        texts.append(text)
        return Int32(texts.count - 1)
    }

    public mutating func intern(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { intern($0) }
    }

    private mutating func grow() {
        var larger = [Int32](repeating: -1, count: slots.count * 2)
        for id in 0..<texts.count {
            var slot = Int(truncatingIfNeeded: texts.withBytes(id) { stableHash($0) }) & (larger.count - 1)
            while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = Int32(id)
        }
        slots = larger
    }
}
