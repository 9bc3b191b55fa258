import Truce

/// Numbers an account. Never given twice, also after an erasure; means nothing outside the accounts and their journal.
package struct AccountID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let number: Int64
    package init(_ number: Int64) { self.number = number }
    package var description: String { String(number) }
    package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// Somebody who may sign in, and the holders of the mechanism (offices, liaisons) they may act as. What a holder may do
/// stands in the ledger, not here.
///
/// Login and display name are private: show them to the account itself and to administrators, nobody else.
package struct Account: Hashable, Sendable {
    package let id: AccountID
    package let login: String
    package let displayName: String
    /// In the order given; sessions act as the first unless told otherwise.
    package let holders: [HolderID]
    package let createdAt: Instant
    /// Nil: may sign in.
    package let disabledAt: Instant?
    package let hasPassword: Bool
    package let hasSecondFactor: Bool
    package let recoveryCodesLeft: Int
}
