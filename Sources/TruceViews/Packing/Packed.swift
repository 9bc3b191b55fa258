/// Writes values as compact bytes, for columns that only this program reads and whose file is made anew by every program
/// that would write them otherwise.
struct Packer {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ value: Int) { add(zigzag: Int64(value)) }
    mutating func add(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func add(zigzag value: Int64) {
        add(unsigned: UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    mutating func add(unsigned value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func add(_ value: Double) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ value: String) {
        var value = value
        value.withUTF8 { text in
            add(unsigned: UInt64(text.count))
            bytes.append(contentsOf: text)
        }
    }

    mutating func add(_ value: [UInt8]) {
        add(unsigned: UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// A value that may be missing.
    mutating func add<Value>(_ value: Value?, _ write: (inout Packer, Value) -> Void) {
        add(value != nil)
        if let value { write(&self, value) }
    }

    mutating func add<Value>(all values: [Value], _ write: (inout Packer, Value) -> Void) {
        add(unsigned: UInt64(values.count))
        for value in values { write(&self, value) }
    }
}

/// Reads what ``Packer`` wrote, in the same order. Bytes that are no such thing read as zeros and empty texts, and
/// ``isSound`` tells.
struct Unpacker {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0
    private(set) var isSound = true

    /// - Parameter bytes: Valid as long as this is used.
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    static func read<Value>(_ bytes: [UInt8], _ body: (inout Unpacker) -> Value?) -> Value? {
        bytes.withUnsafeBytes { raw in
            var unpacker = Unpacker(raw)
            let value = body(&unpacker)
            return unpacker.isSound ? value : nil
        }
    }

    mutating func byte() -> UInt8 {
        guard at < bytes.count else {
            isSound = false
            return 0
        }
        defer { at += 1 }
        return bytes[at]
    }

    mutating func bool() -> Bool { byte() != 0 }

    mutating func unsigned() -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let next = byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
            guard shift < 64 else {
                isSound = false
                return 0
            }
        }
    }

    mutating func zigzag() -> Int64 {
        let raw = unsigned()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    mutating func int() -> Int { Int(zigzag()) }

    mutating func double() -> Double {
        guard at + 8 <= bytes.count else {
            isSound = false
            return 0
        }
        defer { at += 8 }
        return Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
    }

    private mutating func count() -> Int {
        let value = unsigned()
        guard value <= UInt64(bytes.count - at) else {
            isSound = false
            return 0
        }
        return Int(value)
    }

    mutating func string() -> String {
        let length = count()
        defer { at += length }
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[at..<at + length]), as: UTF8.self)
    }

    mutating func blob() -> [UInt8] {
        let length = count()
        defer { at += length }
        return Array(bytes[at..<at + length])
    }

    mutating func optional<Value>(_ read: (inout Unpacker) -> Value?) -> Value? { bool() ? read(&self) : nil }

    mutating func all<Value>(_ read: (inout Unpacker) -> Value?) -> [Value] {
        let length = count()
        var values: [Value] = []
        values.reserveCapacity(length)
        for _ in 0..<length {
            guard let value = read(&self) else {
                isSound = false
                break
            }
            values.append(value)
        }
        return values
    }
}
