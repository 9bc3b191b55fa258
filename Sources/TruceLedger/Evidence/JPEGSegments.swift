/// A JPEG as the row of its parts (ITU-T T.81, annex B): marker segments, and the coded pixels between them. Read
/// without trusting a length.
struct JPEGSegments: Sequence, IteratorProtocol {
    enum Part: Equatable {
        /// A marker, and where what follows its length lies.
        case segment(marker: UInt8, content: Range<Int>)
        /// Coded pixels after a scan header, restart markers included.
        case pixels(Range<Int>)
        /// End of the image; what follows is no part of it.
        case end
    }

    static let app1: UInt8 = 0xE1
    static let app11: UInt8 = 0xEB
    static let scan: UInt8 = 0xDA

    private let bytes: [UInt8]
    private var position = 2
    private var isInScan = false
    private var isOver: Bool

    /// Nothing follows unless the bytes begin as a JPEG; nothing follows what cannot be read either.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        isOver = !bytes.starts(with: [0xFF, 0xD8])
    }

    mutating func next() -> Part? {
        guard !isOver else { return nil }
        if isInScan {
            isInScan = false
            let start = position
            while position < bytes.count, !isMarker(at: position) { position += 1 }
            return .pixels(start..<position)
        }
        // A marker may be preceded by any number of fill bytes.
        while position + 1 < bytes.count, bytes[position] == 0xFF, bytes[position + 1] == 0xFF { position += 1 }
        guard position + 1 < bytes.count, bytes[position] == 0xFF else { return stopped() }
        let marker = bytes[position + 1]
        position += 2
        if marker == 0xD9 {
            isOver = true
            return .end
        }
        // Markers without content do not stand here, except TEM, which nobody writes.
        guard marker >= 0xC0, !(0xD0...0xD8).contains(marker), position + 2 <= bytes.count else { return stopped() }
        let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
        guard length >= 2, position + length <= bytes.count else { return stopped() }
        let content = (position + 2)..<(position + length)
        position += length
        isInScan = marker == Self.scan
        return .segment(marker: marker, content: content)
    }

    /// Within pixels, FF 00 is a byte FF and FF D0 to FF D7 are restart markers; anything else after FF ends them.
    private func isMarker(at index: Int) -> Bool {
        guard bytes[index] == 0xFF, index + 1 < bytes.count else { return false }
        let next = bytes[index + 1]
        return next != 0 && !(0xD0...0xD7).contains(next)
    }

    private mutating func stopped() -> Part? {
        isOver = true
        return nil
    }

    /// The TIFF structure of the first Exif segment.
    static func exif(in image: [UInt8]) -> ArraySlice<UInt8>? {
        for case .segment(app1, let content) in JPEGSegments(image)
        where image[content].starts(with: Array("Exif\0\0".utf8)) {
            return image[content].dropFirst(6)
        }
        return nil
    }
}

/// The chunks of a PNG (ISO/IEC 15948), as far as something is looked for in them. Checksums are not checked.
enum PNGChunks {
    /// The content of the first chunk of this kind.
    static func first(_ kind: String, in image: [UInt8]) -> ArraySlice<UInt8>? {
        guard image.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return nil }
        var position = 8
        while position + 12 <= image.count {
            let length = image[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard position + 12 + length <= image.count else { return nil }
            if image[(position + 4)..<(position + 8)].elementsEqual(kind.utf8) {
                return image[(position + 8)..<(position + 8 + length)]
            }
            position += 12 + length
        }
        return nil
    }

    static func exif(in image: [UInt8]) -> ArraySlice<UInt8>? { first("eXIf", in: image) }
}
