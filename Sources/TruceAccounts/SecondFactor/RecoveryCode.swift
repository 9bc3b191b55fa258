import Foundation

/// What is written on paper for the day the phone is lost: 140 random bits as 28 letters and digits (Crockford's, which
/// leave out I, L, O and U) in groups of seven. Each is accepted once.
struct RecoveryCode: Sendable {
    static let count = 10
    private static let length = 28
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private let symbols: String

    init(_ chance: Chance) {
        symbols = String(chance.bytes(Self.length).map { Self.alphabet[Int($0 & 31)] })
    }

    /// As typed: hyphens, spaces and case do not matter, and I, L and O are read as 1, 1 and 0. Nil for anything else.
    init?(_ typed: String) {
        let read = typed.prefix(100).uppercased().filter { $0 != "-" && !$0.isWhitespace }.map { symbol -> Character in
            switch symbol {
            case "I", "L": "1"
            case "O": "0"
            default: symbol
            }
        }
        guard read.count == Self.length, read.allSatisfy(Self.alphabet.contains) else { return nil }
        symbols = String(read)
    }

    var text: String {
        stride(from: 0, to: Self.length, by: 7).map { String(symbols.dropFirst($0).prefix(7)) }.joined(separator: "-")
    }

    var hash: Data { Secret.hash(Array(symbols.utf8)) }
}
