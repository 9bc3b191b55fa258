import Foundation
import Truce

/// What somebody types to say who they are: 1 to 64 Unicode scalars in NFC, without white space at its ends, control
/// characters, or marks that turn the direction of writing.
package struct LoginName: Sendable {
    /// As shown.
    package let text: String
    /// What is compared: “Straße”, “STRASSE” and “strasse” are one.
    package let key: String

    package init(_ typed: String) throws(AccountsError) {
        text = typed.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        guard !text.isEmpty else { throw .badLogin(why: "it is empty") }
        guard text.unicodeScalars.count <= 64 else { throw .badLogin(why: "it is too long") }
        guard !text.unicodeScalars.contains(where: \.isSteering) else {
            throw .badLogin(why: "it has a character that cannot be seen")
        }
        key = Self.folded(text)
    }

    /// Without regard to case. By way of upper case, so that letters with several lower forms (ß, ς, ſ) become one.
    static func folded(_ text: String) -> String {
        text.precomposedStringWithCanonicalMapping.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }
}
