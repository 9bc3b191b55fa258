import Foundation

/// A password as typed, in NFC, so that it is the same from every keyboard.
struct PasswordText: Sendable {
    static let byteLimit = 256
    private let bytes: [UInt8]
    /// Whether it could be anybody's: what is empty or too long never is.
    let isPossible: Bool

    init(_ typed: String) {
        let given = Array(typed.precomposedStringWithCanonicalMapping.utf8)
        isPossible = (1...Self.byteLimit).contains(given.count)
        // What cannot be right costs as much as what could.
        bytes = isPossible ? given : Array("impossible".utf8)
    }

    func derived(_ cost: ScryptCost, salt: [UInt8]) throws(AccountsError) -> [UInt8] {
        try cost.derive(bytes, salt: salt)
    }
}

/// What is kept of a password.
struct StoredPassword: Sendable, Equatable {
    let cost: ScryptCost
    let salt: [UInt8]
    /// ``Keys/verifier(_:of:)``.
    let verifier: Data
}

/// A new password after scrypt, not yet bound to its account.
struct DerivedPassword: Sendable {
    let cost: ScryptCost
    let salt: [UInt8]
    let bytes: [UInt8]

    init(_ password: PasswordText, _ cost: ScryptCost, salt: [UInt8]) throws(AccountsError) {
        self.cost = cost
        self.salt = salt
        bytes = try password.derived(cost, salt: salt)
    }
}
