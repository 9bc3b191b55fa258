import Truce

/// How a setting's value is written, which values there are, and how one is shown.
package struct SettingKind<Value: Sendable>: Sendable {
    /// What is written: “a size”.
    let name: String
    /// Which values there are, for the documents and for messages: “1 KiB to 64 MiB”.
    let range: String
    let example: String
    /// Nil where the text is no such value, or one out of range.
    let read: @Sendable (String) -> Value?
    let write: @Sendable (Value) -> String
}

extension SettingKind where Value == Int {
    static func number(_ range: ClosedRange<Int>) -> SettingKind {
        SettingKind(
            name: "a whole number", range: "\(range.lowerBound) to \(range.upperBound)", example: "\(range.lowerBound)",
            read: { Decimal.digits($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
    }

    /// Written with a unit (B, KiB, MiB, GiB); kept in bytes.
    static func size(_ range: ClosedRange<Int>) -> SettingKind {
        SettingKind(
            name: "a size", range: "\(Units.size(range.lowerBound)) to \(Units.size(range.upperBound))",
            example: Units.size(range.lowerBound),
            read: { Decimal.measure($0, units: Units.sizes).flatMap { range.contains($0) ? $0 : nil } },
            write: Units.size)
    }
}

extension SettingKind where Value == Duration {
    /// Written with a unit (ms, s, min, h, d).
    static func duration(_ range: ClosedRange<Duration>) -> SettingKind {
        SettingKind(
            name: "a length of time",
            range: "\(Units.duration(range.lowerBound)) to \(Units.duration(range.upperBound))",
            example: Units.duration(range.lowerBound),
            read: {
                Decimal.measure($0, units: Units.durations).map { Duration.milliseconds($0) }
                    .flatMap { range.contains($0) ? $0 : nil }
            }, write: Units.duration)
    }
}

extension SettingKind where Value == String {
    /// - Parameter mayBeEmpty: An empty text stands for none.
    static func text(_ name: String, most: Int, mayBeEmpty: Bool = true, example: String) -> SettingKind {
        SettingKind(
            name: name, range: mayBeEmpty ? "empty, or up to \(most) characters" : "1 to \(most) characters",
            example: example,
            read: { text in
                let hasControls = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
                return hasControls || text.count > most || (text.isEmpty && !mayBeEmpty) ? nil : text
            }, write: { $0 })
    }
}

extension SettingKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static func choice() -> SettingKind {
        let all = Value.allCases.map(\.rawValue)
        return SettingKind(
            name: "one of the words", range: all.joined(separator: ", "), example: all[0],
            read: { Value(rawValue: $0) }, write: { $0.rawValue })
    }
}

extension SettingKind {
    /// In the file a list, in the environment separated by commas.
    static func list<Item: Sendable>(
        _ name: String, most: Int, example: String, _ item: @escaping @Sendable (String) -> Item?
    ) -> SettingKind where Value == [Item], Item: CustomStringConvertible {
        SettingKind(
            name: name, range: "up to \(most), separated by commas or as a list", example: example,
            read: { text in
                let parts = text.split(separator: ",").map {
                    String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
                }
                .filter { !$0.isEmpty }
                let items = parts.compactMap(item)
                return items.count == parts.count && items.count <= most ? items : nil
            }, write: { $0.map(\.description).joined(separator: ", ") })
    }
}

/// Numbers as settings write them: digits alone, so that `1e9`, `0x10` and `-0` are slips.
enum Decimal {
    static func digits(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// A whole number, perhaps a space, and a unit.
    static func measure(_ text: String, units: [(name: String, factor: Int)]) -> Int? {
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(number.count).drop { $0 == " " }
        guard let count = digits(number), let factor = units.first(where: { $0.name == unit })?.factor else {
            return nil
        }
        let (product, isTooLarge) = count.multipliedReportingOverflow(by: factor)
        return isTooLarge ? nil : product
    }
}

enum Units {
    static let sizes = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)]
    /// In milliseconds.
    static let durations = [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)]

    static func size(_ bytes: Int) -> String { shown(bytes, sizes) }

    static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return shown(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000), durations)
    }

    private static func shown(_ count: Int, _ units: [(name: String, factor: Int)]) -> String {
        let unit = units.first { count >= $0.factor && count % $0.factor == 0 } ?? units[units.count - 1]
        return "\(count / unit.factor) \(unit.name)"
    }
}
