import CTruceScan
import Foundation
import Truce

/// Whole records found in one stretch of a file. Valid until the reader is asked for the next.
struct CSVChunk {
    let bytes: UnsafePointer<UInt8>
    /// Where fields end, for all records one after the other; the byte there is the separator or the line end.
    let fieldEnds: UnsafePointer<UInt32>
    /// For each record, the index in `fieldEnds` of its last field.
    let recordEnds: UnsafePointer<UInt32>
    let count: Int
    /// The row number of the first record; the file's first is 1.
    let firstRow: Int
    /// False when a record of the stretch may hold bytes that are not UTF-8, or a NUL: each is then looked at.
    let isCleanText: Bool

    @inline(__always) subscript(i: Int) -> CSVRecord {
        let first = i == 0 ? 0 : Int(recordEnds[i - 1]) + 1
        let start = first == 0 ? 0 : Int(fieldEnds[first - 1]) + 1
        return CSVRecord(
            bytes: bytes, ends: fieldEnds + first, count: Int(recordEnds[i]) + 1 - first, start: start)
    }
}

/// One record: its fields by position.
struct CSVRecord {
    let bytes: UnsafePointer<UInt8>
    let ends: UnsafePointer<UInt32>
    let count: Int
    let start: Int

    /// The field as it stands in the file, quotes included.
    @inline(__always) func raw(_ i: Int) -> ByteSlice {
        let from = i == 0 ? start : Int(ends[i - 1]) + 1
        var to = Int(ends[i])
        if i == count - 1, to > from, bytes[to - 1] == UInt8(ascii: "\r") { to -= 1 }
        return ByteSlice(start: bytes + from, count: to - from)
    }

    /// The field's text; `nil` when its quotes are malformed. A text with doubled quotes is written out in `scratch`.
    @inline(__always) func text(_ i: Int, _ scratch: Scratch) -> ByteSlice? {
        let raw = raw(i)
        if raw.count == 0 || raw[0] != UInt8(ascii: "\"") { return raw }
        return unquoted(raw, scratch)
    }

    /// The record's bytes without the line end.
    var all: ByteSlice {
        let last = raw(count - 1)
        return ByteSlice(start: bytes + start, count: last.baseAddress! + last.count - (bytes + start))
    }

    var isBlank: Bool { count == 1 && raw(0).isEmpty }

    /// Whether quotes stand only where RFC 4180 has them: round a field, and doubled within.
    func isWellFormed(_ scratch: Scratch) -> Bool {
        for i in 0..<count {
            let field = raw(i)
            if field.first == UInt8(ascii: "\"") {
                scratch.clear()
                if unquoted(field, scratch) == nil { return false }
            } else if field.contains(UInt8(ascii: "\"")) {
                return false
            }
        }
        return true
    }
}

/// What stands between the quotes, doubled ones made single; `nil` when malformed.
@inline(never)
private func unquoted(_ raw: ByteSlice, _ scratch: Scratch) -> ByteSlice? {
    guard raw.count >= 2, raw[raw.count - 1] == UInt8(ascii: "\"") else { return nil }
    let inner = ByteSlice(rebasing: raw[1..<raw.count - 1])
    guard let base = inner.baseAddress, memchr(base, 0x22, inner.count) != nil else { return inner }
    let out = scratch.take(inner.count)
    var (from, to) = (0, 0)
    while from < inner.count {
        let byte = inner[from]
        if byte == UInt8(ascii: "\"") {
            guard from + 1 < inner.count, inner[from + 1] == UInt8(ascii: "\"") else { return nil }
            from += 1
        }
        out[to] = byte
        from += 1
        to += 1
    }
    return ByteSlice(start: out, count: to)
}

/// Room for the few texts of a record that cannot be used where they lie.
final class Scratch {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var used = 0

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// What was taken before is given back.
    @inline(__always) func clear() { used = 0 }

    /// All that is taken for one record must fit the capacity: that of the longest record.
    func take(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        precondition(used + count <= capacity, "a record longer than the reader's limit")
        used += count
        return base + used - count
    }
}
