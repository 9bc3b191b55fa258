/// Tiny images made part by part.
enum TestImage {
    /// The pixels of a grey square of 8 by 8: one DC code, one AC code, filled with ones.
    static let pixels: [UInt8] = [0x3F]

    static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
    }

    /// A whole baseline JPEG, with these segments after the start and these bytes after the end.
    static func jpeg(_ extra: [[UInt8]] = [], trailing: [UInt8] = []) -> [UInt8] {
        let table: [UInt8] = [1] + [UInt8](repeating: 0, count: 15) + [0]
        var image: [UInt8] = [0xFF, 0xD8]
        for segment in extra { image += segment }
        image += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        image += segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
        image += segment(0xC4, [0x00] + table)
        image += segment(0xC4, [0x10] + table)
        image += segment(0xDA, [1, 1, 0, 0, 63, 0])
        image += pixels
        image += [0xFF, 0xD9]
        return image + trailing
    }

    static func png(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
            withUnsafeBytes(of: UInt32(content.count).bigEndian) { Array($0) } + Array(kind.utf8) + content + [
                0, 0, 0, 0,
            ]
        }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", [UInt8](repeating: 0, count: 13))
            + chunk(kind, content) + chunk("IEND", [])
    }

    static func app1(_ tiff: [UInt8]) -> [UInt8] { segment(0xE1, Array("Exif\0\0".utf8) + tiff) }
}

/// Writes a TIFF structure as Exif uses it.
struct TIFFWriter: Sendable {
    enum Value: Sendable {
        case byte(UInt8)
        case short(UInt16)
        case ascii(String)
        case rational([(UInt32, UInt32)])
        /// A directory of its own.
        case directory([(UInt16, Value)])
        /// Type, count and offset as they stand.
        case raw(UInt16, UInt32, UInt32)
    }

    let isLittleEndian: Bool

    private func two(_ value: UInt16) -> [UInt8] {
        withUnsafeBytes(of: isLittleEndian ? value.littleEndian : value.bigEndian) { Array($0) }
    }

    private func four(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: isLittleEndian ? value.littleEndian : value.bigEndian) { Array($0) }
    }

    func bytes(_ main: [(UInt16, Value)]) -> [UInt8] {
        (isLittleEndian ? [0x49, 0x49] : [0x4D, 0x4D]) + two(42) + four(8) + directory(main, at: 8)
    }

    private func directory(_ entries: [(UInt16, Value)], at start: Int) -> [UInt8] {
        var head = two(UInt16(entries.count))
        var data: [UInt8] = []
        let dataStart = start + 2 + entries.count * 12 + 4
        for (tag, value) in entries {
            let (type, count, content): (UInt16, UInt32, [UInt8])
            switch value {
            case .byte(let byte): (type, count, content) = (1, 1, [byte])
            case .short(let number): (type, count, content) = (3, 1, two(number))
            case .ascii(let text): (type, count, content) = (2, UInt32(text.utf8.count + 1), Array(text.utf8) + [0])
            case .rational(let pairs):
                (type, count, content) = (5, UInt32(pairs.count), pairs.flatMap { four($0.0) + four($0.1) })
            case .directory(let inner):
                let place = dataStart + data.count
                data += directory(inner, at: place)
                (type, count, content) = (4, 1, four(UInt32(place)))
            case .raw(let rawType, let rawCount, let offset): (type, count, content) = (rawType, rawCount, four(offset))
            }
            head += two(tag) + two(type) + four(count)
            if content.count <= 4 {
                head += content + [UInt8](repeating: 0, count: 4 - content.count)
            } else {
                head += four(UInt32(dataStart + data.count))
                data += content
            }
        }
        return head + four(0) + data
    }
}
