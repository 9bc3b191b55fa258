/// The copy of a picture that may be shown to anybody: the same coded pixels, without what the file says of its maker,
/// place and time. The evidentiary copy stays as it is.
public enum PublicCopy {
    /// A JPEG without any APPn and COM segment, and without anything after the end of the image, where telephones put
    /// films and second pictures. Kept is what decoding needs: JFIF (without its thumbnail), the ICC profile, and the
    /// twelve bytes of Adobe's that say how colours were transformed.
    ///
    /// What Exif said of the orientation is gone as well: whoever shows the copy turns it by ``ExifClaims/orientation``.
    /// Throws ``EvidenceError/notAnImage(why:)`` for anything that is not a whole JPEG: what cannot be read to its end
    /// is not published.
    public static func jpeg(_ image: [UInt8]) throws(EvidenceError) -> [UInt8] {
        guard image.starts(with: [0xFF, 0xD8]) else { throw .notAnImage(why: "it does not begin as one") }
        var copy: [UInt8] = [0xFF, 0xD8]
        var hasPixels = false
        for part in JPEGSegments(image) {
            switch part {
            case .segment(let marker, let content) where (0xE0...0xEF).contains(marker) || marker == 0xFE:
                if let kept = needed(marker, image[content]) { copy += segment(marker, kept) }
            case .segment(let marker, let content) where (0xC0...0xDF).contains(marker):
                copy += segment(marker, image[content])
            case .segment: throw .notAnImage(why: "it has a part that this program does not know")
            case .pixels(let range):
                hasPixels = hasPixels || !range.isEmpty
                copy += image[range]
            case .end:
                guard hasPixels else { throw .notAnImage(why: "it has no pixels") }
                return copy + [0xFF, 0xD9]
            }
        }
        throw .notAnImage(why: "it breaks off, or has a part that cannot be read")
    }

    /// What of an APPn or COM segment is needed for decoding; nil for all others.
    private static func needed(_ marker: UInt8, _ content: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        switch marker {
        case 0xE0 where content.starts(with: Array("JFIF\0".utf8)) && content.count >= 14:
            // Version, unit and density of pixels, then the size of a thumbnail: none.
            return content.prefix(12) + [0, 0]
        case 0xE2 where content.starts(with: Array("ICC_PROFILE\0".utf8)): return content
        case 0xEE where content.starts(with: Array("Adobe".utf8)) && content.count >= 12: return content.prefix(12)
        default: return nil
        }
    }

    private static func segment(_ marker: UInt8, _ content: ArraySlice<UInt8>) -> [UInt8] {
        [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
    }
}
