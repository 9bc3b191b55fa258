import CTruceScan
import Foundation
import Truce

/// Records of a CSV file (RFC 4180), a stretch at a time and in bounded memory. Line ends are LF, CRLF or CR; a byte
/// order mark is skipped.
///
/// Quotes are followed by parity, as the scanner sees them. Where that cannot be right (a record over several lines
/// whose quotes do not fit, a quote never closed, a record over the limit), the record's first *line* alone is refused
/// and reading goes on at the next: a stray quote costs its own row, not the rest of the file.
final class CSVReader {
    enum Step {
        case records(CSVChunk)
        /// A line that could not be taken as a record; its first bytes.
        case refused(row: Int, RowProblem, ByteSlice)
    }

    private let source: ByteSource
    private let name: String
    private let separator: UInt8
    private let limit: Int
    private let chunkLength: Int
    private let buffer: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private let fieldEnds: UnsafeMutablePointer<UInt32>
    private let recordEnds: UnsafeMutablePointer<UInt32>
    let scratch: Scratch

    /// What is in the buffer and not yet given out: it begins where a record begins.
    private var start = 0
    private var filled = 0
    private var isAtEnd = false
    private(set) var bytesRead = 0
    private var isFirst = true
    private var nextRow = 1
    /// Whether the rest of an over-long line is to be passed over.
    private var isSkipping = false
    /// After a refusal, how far to look ahead before looking further: else a file of stray quotes would be scanned
    /// as often as it has lines.
    private var window: Int
    private static let smallWindow = 4096

    init(
        _ source: ByteSource, named name: String, separator: UInt8 = 0x2C, recordLimit: Int = 1 << 20,
        chunkLength: Int = 1 << 20
    ) {
        self.source = source
        self.name = name
        self.separator = separator
        self.chunkLength = chunkLength
        limit = recordLimit
        capacity = recordLimit + chunkLength + 64
        window = capacity
        buffer = .allocate(capacity: capacity)
        fieldEnds = .allocate(capacity: capacity + 64)
        recordEnds = .allocate(capacity: capacity + 64)
        scratch = Scratch(capacity: capacity)
    }

    deinit {
        buffer.deallocate()
        fieldEnds.deallocate()
        recordEnds.deallocate()
    }

    /// Nil at the end. What the step points to is valid until the next call.
    func next() throws(IntakeError) -> Step? {
        while true {
            if start == filled {
                try fill()
                if start == filled { return nil }
            }
            if isSkipping {
                if let end = lineEnd() {
                    start = end
                    isSkipping = false
                } else {
                    passOver()
                    if start < filled { try fill() }
                }
                continue
            }
            if let step = try scan() { return step }
        }
    }

    /// Moves what is left to the front and reads until a chunk more is there, or the input ends.
    private func fill() throws(IntakeError) {
        if start > 0 {
            memmove(buffer, buffer + start, filled - start)
            filled -= start
            start = 0
        }
        let wanted = min(capacity, filled + chunkLength)
        while !isAtEnd, filled < wanted {
            let room = UnsafeMutableRawBufferPointer(start: buffer + filled, count: wanted - filled)
            let count = try source.readChecked(room, named: name)
            if count == 0 { isAtEnd = true }
            filled += count
            bytesRead += count
        }
        if isFirst, filled >= 3 || isAtEnd {
            isFirst = false
            if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { start = 3 }
        }
    }

    private func scan() throws(IntakeError) -> Step? {
        let length = min(window, filled - start)
        let isWhole = isAtEnd && length == filled - start
        let base = buffer + start
        var state = truce_scan_state()
        var records = 0
        let next: Int32 = isWhole ? -1 : length < filled - start ? Int32(base[length]) : 0x0A
        var fields = truce_scan(base, length, separator, next, &state, fieldEnds, recordEnds, &records)
        var used = records == 0 ? 0 : Int(fieldEnds[Int(recordEnds[records - 1])]) + 1
        if isWhole, used < length, state.in_quotes == 0 {  // the last line has no line end
            fieldEnds[fields] = UInt32(length)
            recordEnds[records] = UInt32(fields)
            (fields, records, used) = (fields + 1, records + 1, length)
        }
        if records == 0 {
            if length < filled - start {
                window = min(capacity, window * 2)
            } else if length > limit {
                return refuseLine(state.in_quotes == 0 ? .tooLong(limit: limit) : .unclosedQuote)
            } else if isAtEnd {
                return refuseLine(.unclosedQuote)
            } else {
                try fill()
                window = capacity
            }
            return nil
        }
        if state.quoted_line_ends > 0 || used > limit {
            let (sound, problem) = soundRecords(records)
            if sound == 0 { return refuseLine(problem) }
            if sound < records {
                records = sound
                used = Int(fieldEnds[Int(recordEnds[records - 1])]) + 1
                window = Self.smallWindow / 2
            }
        }
        window = min(capacity, window * 2)
        let isClean = state.has_nul == 0 && (state.has_high == 0 || truce_utf8_error(base, used) == used)
        let chunk = CSVChunk(
            bytes: base, fieldEnds: fieldEnds, recordEnds: recordEnds, count: records, firstRow: nextRow,
            isCleanText: isClean)
        nextRow += records
        start = min(filled, start + used)
        return .records(chunk)
    }

    /// How many records from the first are within the limit and, as far as they reach over lines, have their quotes
    /// where they may stand; and what is wrong with the one after.
    private func soundRecords(_ count: Int) -> (Int, RowProblem) {
        let chunk = CSVChunk(
            bytes: buffer + start, fieldEnds: fieldEnds, recordEnds: recordEnds, count: count, firstRow: 0,
            isCleanText: true)
        for i in 0..<count {
            let all = chunk[i].all
            guard let base = all.baseAddress, all.count > 0 else { continue }
            let isOneLine = memchr(base, 0x0A, all.count) == nil && memchr(base, 0x0D, all.count) == nil
            if all.count > limit { return (i, isOneLine ? .tooLong(limit: limit) : .unclosedQuote) }
            if !isOneLine, !chunk[i].isWellFormed(scratch) { return (i, .strayQuote) }
        }
        return (count, .strayQuote)
    }

    /// Refuses the line at `start` and passes over it.
    private func refuseLine(_ problem: RowProblem) -> Step {
        let from = start
        if let end = lineEnd() {
            start = end
        } else {
            isSkipping = !isAtEnd
            passOver()
        }
        window = Self.smallWindow
        nextRow += 1
        var line = ByteSlice(start: buffer + from, count: start - from)
        while let last = line.last, last == 0x0A || last == 0x0D { line = ByteSlice(rebasing: line.dropLast()) }
        return .refused(row: nextRow - 1, problem, line)
    }

    /// Drops what the buffer holds, but for a CR in the last place: an LF may follow it.
    private func passOver() {
        start = !isAtEnd && buffer[filled - 1] == 0x0D ? filled - 1 : filled
    }

    /// Past the first line end from `start` on, whatever the quotes say; nil when the buffer holds none.
    private func lineEnd() -> Int? {
        let rest = UnsafeMutableRawPointer(buffer + start)
        let feed = memchr(rest, 0x0A, filled - start)
        let length = feed.map { $0 - rest } ?? (filled - start)
        if let lone = memchr(rest, 0x0D, length) {
            let at = start + (lone - rest)
            if at + 1 < filled { return buffer[at + 1] == 0x0A ? at + 2 : at + 1 }
            return isAtEnd ? filled : nil
        }
        return feed == nil ? nil : start + length + 1
    }
}
