/// A weapon as far as a source's words tell: its class, its calibre in millimetres, its model.
public struct Weapon: Sendable, Hashable {
    public var weaponClass: WeaponClass?
    public var calibreMillimetres: Double?
    /// A model that the words name and Truce knows.
    public var model: String?
    /// The source's words, folded to lower case: what a provision's models are looked for in.
    public var words: String

    public init(
        weaponClass: WeaponClass? = nil, calibreMillimetres: Double? = nil, model: String? = nil, words: String = ""
    ) {
        self.weaponClass = weaponClass
        self.model = model
        self.calibreMillimetres = calibreMillimetres
        self.words = words
    }

    /// Reads words such as `122mm howitzer D-30`, `T-72`, `82 mm mortar`, `BM-21 Grad`. A calibre written out counts
    /// before the one that the model is known for.
    public init(words: String) {
        let folded = words.lowercased()
        let tokens = Self.tokens(folded)
        func isSaid(_ name: String) -> Bool {
            let parts = Self.tokens(name)
            guard let last = tokens.indices.last, parts.count - 1 <= last else { return false }
            return (0...(last - parts.count + 1)).contains { start in
                parts.indices.allSatisfy { tokens[start + $0] == parts[$0] }
            }
        }
        let known = Self.models.first { isSaid($0.name) }
        let kind = Self.kinds.first { isSaid($0.name) || isSaid($0.name + "s") }
        self.init(
            weaponClass: known?.weaponClass ?? kind?.weaponClass,
            calibreMillimetres: Self.writtenCalibre(folded) ?? known?.calibre, model: known?.name, words: folded)
    }

    /// Whole words; a hyphen belongs to its word, so that `T-72` is one and `anti-tank` is no tank.
    private static func tokens(_ words: String) -> [Substring] {
        words.split { !($0.isLetter || $0.isNumber || $0 == "-") }
    }

    /// The number before `mm`, in either case; above 1000 it is none.
    package static func writtenCalibre(_ words: String) -> Double? {
        let bytes = Array(words.utf8)
        guard bytes.count >= 3 else { return nil }
        for at in 1..<bytes.count - 1 where bytes[at] | 0x20 == 0x6D && bytes[at + 1] | 0x20 == 0x6D {
            var end = at
            // Space, hyphen, and the two bytes of a space that does not break.
            while end > 0, [0x20, 0x2D, 0xA0, 0xC2].contains(bytes[end - 1]) { end -= 1 }
            var start = end
            while start > 0, TimeText.isDigit(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: ".") { start -= 1 }
            if start < end, let calibre = Double(String(decoding: bytes[start..<end], as: UTF8.self)),
                calibre > 0, calibre <= 1000
            {
                return calibre
            }
        }
        return nil
    }

    // Calibres as published by their makers. Longer names first where one contains another.
    private static let models: [(name: String, weaponClass: WeaponClass, calibre: Double?)] = [
        ("tornado-s", .mlrs, 300), ("tornado-g", .mlrs, 122), ("smerch", .mlrs, 300), ("bm-30", .mlrs, 300),
        ("uragan", .mlrs, 220), ("bm-27", .mlrs, 220), ("bm-21", .mlrs, 122), ("grad", .mlrs, 122),
        ("tochka", .missile, nil), ("d-30", .artillery, 122), ("2s1", .artillery, 122), ("gvozdika", .artillery, 122),
        ("2s3", .artillery, 152), ("akatsiya", .artillery, 152), ("2s19", .artillery, 152), ("msta", .artillery, 152),
        ("d-20", .artillery, 152), ("2a36", .artillery, 152), ("2s5", .artillery, 152), ("2s7", .artillery, 203),
        ("mt-12", .artillery, 100), ("rapira", .artillery, 100), ("d-44", .artillery, 85), ("2s9", .mortar, 120),
        ("nona", .mortar, 120), ("2s12", .mortar, 120), ("2b11", .mortar, 120), ("2b9", .mortar, 82),
        ("vasilek", .mortar, 82), ("2b14", .mortar, 82), ("podnos", .mortar, 82), ("t-54", .tank, 100),
        ("t-55", .tank, 100), ("t-62", .tank, 115), ("t-64", .tank, 125), ("t-72", .tank, 125), ("t-80", .tank, 125),
        ("t-90", .tank, 125), ("zu-23", .airDefence, 23), ("strela", .airDefence, nil), ("osa", .airDefence, nil),
        ("buk", .airDefence, nil),
    ]
    private static let kinds: [(name: String, weaponClass: WeaponClass)] = [
        ("mlrs", .mlrs), ("multiple launch", .mlrs), ("rocket launcher", .mlrs), ("howitzer", .artillery),
        ("artillery", .artillery), ("field gun", .artillery), ("anti-tank gun", .artillery), ("mortar", .mortar),
        ("tank", .tank), ("missile", .missile), ("air defence", .airDefence), ("surface-to-air", .airDefence),
    ]
}
