import Crypto
import Foundation

/// The key's several uses.
struct Keys: Sendable {
    private let sealing: SymmetricKey
    private let passwords: SymmetricKey
    private let forms: SymmetricKey
    private let attempts: SymmetricKey

    init(_ key: AccountsKey) {
        sealing = key.derived("seal a second factor")
        passwords = key.derived("verify a password")
        forms = key.derived("vouch for a form")
        attempts = key.derived("remember an attempt")
    }

    /// AES-256-GCM with a random nonce, bound to the account, so that rows cannot be exchanged.
    func seal(_ secret: [UInt8], of account: AccountID, _ chance: Chance) throws(AccountsError) -> Data {
        do {
            let nonce = try AES.GCM.Nonce(data: chance.bytes(12))
            let box = try AES.GCM.seal(secret, using: sealing, nonce: nonce, authenticating: Self.bytes(account))
            guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes always combines") }
            return combined
        } catch { throw .cannotWrite(why: "the second factor was not sealed: \(error)") }
    }

    func open(_ sealed: Data, of account: AccountID) throws(AccountsError) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return Array(try AES.GCM.open(box, using: sealing, authenticating: Self.bytes(account)))
        } catch { throw .damaged(why: "the second factor of account \(account) does not open under the key") }
    }

    /// What is kept of a password once scrypt is done with it.
    func verifier(_ derived: [UInt8], of account: AccountID) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Self.bytes(account) + derived, using: passwords))
    }

    func formToken(_ sessionHash: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: sessionHash, using: forms))
    }

    /// What stands for a login or an address in the memory of failures, which therefore holds neither.
    func trace(_ kind: String, _ text: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data("\(kind)\0\(text)".utf8), using: attempts).prefix(16))
    }

    private static func bytes(_ account: AccountID) -> [UInt8] {
        withUnsafeBytes(of: account.number.bigEndian) { Array($0) }
    }
}
