import Truce
import TruceIntake

extension Mechanism {
    /// An agreement read from disk, with everything that is wrong or doubtful in it.
    public struct CheckedAgreement: Sendable {
        /// Nil iff there are errors.
        public var history: AgreementHistory?
        public var diagnostics: [Diagnostic]
        /// The files read: the agreement, its map, its amendments in order of name. SHA-256 in hex.
        public var files: [(file: String, digest: String)]

        public var errors: Int { diagnostics.count { $0.severity == .error } }
        public var warnings: Int { diagnostics.count { $0.severity == .warning } }
    }

    /// Reads the agreement file, the map that it names and the `amendment-*.yaml` beside it.
    public static func check(_ path: String) throws(MechanismError) -> CheckedAgreement {
        let folder = Files.folder(of: path)
        func named(_ path: String, takesPipes: Bool = false) throws(MechanismError) -> NamedBytes {
            NamedBytes(name: Files.name(path), bytes: try Files.read(path, takesPipes: takesPipes))
        }
        let agreement = try named(path, takesPipes: true)
        let amendments = try Files.list(folder)
            .filter { $0.hasPrefix("amendment-") && ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) }
            .map { name throws(MechanismError) in try named(folder + "/" + name) }
        var maps: [NamedBytes] = []
        var unreadable: MechanismError?
        let read = AgreementFile.read(
            agreement,
            map: { name in
                // A map lies beside its agreement; a name that leads elsewhere is not looked for.
                guard !name.contains("/"), Files.exists(folder + "/" + name) else { return nil }
                do throws(MechanismError) {
                    let map = try named(folder + "/" + name)
                    if !maps.contains(where: { $0.name == name }) { maps.append(map) }
                    return map.bytes
                } catch {
                    unreadable = error
                    return nil
                }
            }, amendments: amendments)
        if let unreadable { throw unreadable }
        return CheckedAgreement(
            history: read.history, diagnostics: read.diagnostics,
            files: ([agreement] + maps + amendments).map { ($0.name, Files.sha256($0.bytes)) })
    }

    /// The agreement and its amendments; throws ``MechanismError/badAgreement(_:)`` with every mistake.
    package static func readAgreement(_ path: String) throws(MechanismError) -> AgreementHistory {
        try agreement(path).history
    }

    /// The same, for whoever cannot go on without it.
    static func agreement(_ path: String) throws(MechanismError) -> (history: AgreementHistory, files: CheckedAgreement)
    {
        let checked = try check(path)
        guard let history = checked.history else {
            throw .badAgreement(checked.diagnostics.filter { $0.severity == .error }.map(\.description))
        }
        return (history, checked)
    }
}
