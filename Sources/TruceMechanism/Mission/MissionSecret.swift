import Crypto
import Foundation
import Truce

/// Makes names that nobody else can make: of proposed incidents, of files in quarantine. Kept in `keys/mission`, for its
/// owner only. A lost one costs nothing but that proposals get other names.
struct MissionSecret: Sendable {
    private let key: SymmetricKey
    private static let form = "truce-mission-secret-1 "

    init(bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// Reads it, or makes it where there is none.
    init(at path: String) throws(MechanismError) {
        if !Files.exists(path) {
            let fresh = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
            try KeyFile.create(path, Self.form + Files.hex(fresh))
        }
        let text = String(decoding: try Files.read(path, limit: 1024), as: UTF8.self)
        guard text.hasPrefix(Self.form), text.utf8.count == Self.form.utf8.count + 65 else {
            throw .badInput("“\(path)” is no secret of a mission. Put a good copy in its place, or remove it.")
        }
        key = SymmetricKey(data: Array(text.utf8))
    }

    /// 32 hexadecimal digits.
    func code(_ text: String) -> String { Files.hex(bytes(text).prefix(16)) }

    /// The name of an incident that is only proposed, from the report that it is anchored on.
    func incident(_ anchor: ReportID, attempt: Int = 0) -> IncidentID {
        let bytes = bytes("incident\n\(anchor)" + (attempt == 0 ? "" : "\n\(attempt)"))
        return IncidentID(raw: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private func bytes(_ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}

/// The office in whose name the mechanism records what it does by itself.
enum MechanismOffice {
    static let officer = OfficerID("mechanism")!
    static let role = RoleID("mechanism")!
}
