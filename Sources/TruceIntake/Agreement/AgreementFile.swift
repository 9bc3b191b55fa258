import Truce

/// An agreement as its files say: the texts by the moment they take effect, and everything that is wrong with them.
/// The format: `docs/agreement-format.md`.
public struct AgreementFile: Sendable {
    /// Nil if, and only if, a diagnostic is an error.
    public let history: AgreementHistory?
    /// By file, line and column.
    public let diagnostics: [Diagnostic]

    /// Reads an agreement with its amendments, whatever their order. `map` is asked for the bytes of the GeoJSON
    /// file that the agreement names, at most once a name; nil = there is none. Never throws: what cannot be read is
    /// a diagnostic.
    public static func read(
        _ file: NamedBytes, map: (String) -> [UInt8]? = { _ in nil }, amendments: [NamedBytes] = []
    ) -> AgreementFile {
        read(file, map: map, amendments: amendments, moments: Moments(mission: .utc))
    }

    /// The same with time zones that may have been looked up before.
    static func read(
        _ file: NamedBytes, map: (String) -> [UInt8]?, amendments: [NamedBytes], moments: Moments
    ) -> AgreementFile {
        let findings = Findings()
        var reading = AgreementReading(findings: findings, moments: moments)
        let history = reading.history(file, map: map, amendments: amendments)
        return AgreementFile(history: findings.hasErrors ? nil : history, diagnostics: findings.sorted)
    }
}
