/// The table of facts in `docs/json/facts.md`, made from the declarations so that the two cannot part.
package enum FactReference {
    package static var markdown: String {
        var lines = ["| fact | version | says | data |", "| --- | --- | --- | --- |"]
        for kind in FactKind.allCases {
            for codec in kind.codecs.reversed() {
                lines.append("| `\(kind.rawValue)` | \(codec.version) | \(kind.meaning) | \(codec.reference()) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
