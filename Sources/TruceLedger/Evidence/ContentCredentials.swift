/// Whether an image carries Content Credentials (C2PA 2.x). They are found and kept, not verified: a valid one says who
/// signed and that the bytes are unchanged, not that the scene is true; their absence says nothing.
public enum ContentCredentials: Hashable, Sendable, CustomStringConvertible {
    case present
    case absent

    /// Looks for a manifest store: JUMBF boxes labelled `c2pa` in the APP11 segments of a JPEG (ISO/IEC 19566-5), or
    /// the chunk `caBX` of a PNG.
    public init(image: [UInt8]) {
        var isPresent = PNGChunks.first("caBX", in: image) != nil
        for case .segment(JPEGSegments.app11, let content) in JPEGSegments(image) where Self.isStore(image[content]) {
            isPresent = true
        }
        self = isPresent ? .present : .absent
    }

    public var description: String {
        switch self {
        case .present: "Content credentials are present; they were not verified here."
        case .absent: "There are no content credentials, which says nothing."
        }
    }

    /// The mark `JP`, box instance and sequence numbers (2 and 4 bytes), a box `jumb` and in it a description box whose
    /// type begins with `c2pa`.
    private static func isStore(_ content: ArraySlice<UInt8>) -> Bool {
        let content = Array(content)
        func has(_ text: String, at offset: Int) -> Bool { content.dropFirst(offset).starts(with: text.utf8) }
        return has("JP", at: 0) && has("jumb", at: 12) && has("jumd", at: 20) && has("c2pa", at: 24)
    }
}
