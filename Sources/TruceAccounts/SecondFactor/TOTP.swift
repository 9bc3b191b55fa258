import Crypto
import Foundation
import Truce

/// Time-based one-time codes as authenticator apps make them: RFC 6238 with SHA-1, six digits, steps of 30 seconds.
enum TOTP {
    static let stepSeconds: Int64 = 30
    static let digits = 6
    /// As many bytes as SHA-1 gives, which is what RFC 4226 recommends.
    static let secretBytes = 20

    static func step(at now: Instant) -> Int64 {
        let seconds = now.seconds
        return seconds / stepSeconds - (seconds % stepSeconds < 0 ? 1 : 0)
    }

    static func code(_ secret: [UInt8], step: Int64, digits: Int = digits) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[mac.count - 1] & 0x0F)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(Int(number) % Int(pow(10, Double(digits))))
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// The latest step within one of now, and after `last`, whose code this is; nil when there is none. Every step is
    /// looked at, so that the time taken says nothing.
    static func acceptedStep(_ typed: String, _ secret: [UInt8], at now: Instant, after last: Int64) -> Int64? {
        let present = step(at: now)
        let typed = Array(plainDigits(typed).utf8)
        var accepted: Int64?
        for step in present - 1...present + 1 {
            let isRight = isSame(typed, Array(code(secret, step: step).utf8))
            if isRight, step > last { accepted = step }
        }
        return accepted
    }

    /// Without the spaces that apps show, and with digits of any script as 0 to 9.
    private static func plainDigits(_ typed: String) -> String {
        String(
            String.UnicodeScalarView(
                typed.unicodeScalars.prefix(40).filter { !$0.properties.isWhitespace }.map { scalar in
                    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
                        return scalar
                    }
                    return Unicode.Scalar(UInt8(ascii: "0") + UInt8(value))
                }))
    }

    /// What an authenticator app reads from a QR code. `mission` and `login` are shown in it.
    static func uri(_ secret: [UInt8], mission: String, login: String) -> String {
        let label = "\(escaped(mission)):\(escaped(login))"
        return "otpauth://totp/\(label)?secret=\(Base32.text(secret))&issuer=\(escaped(mission))"
            + "&algorithm=SHA1&digits=\(digits)&period=\(stepSeconds)"
    }

    private static func escaped(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        // Nil only for text that is no Unicode, which a String is not.
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}

/// RFC 4648 §6, without padding.
enum Base32 {
    static func text(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var text = ""
        var (buffer, bits) = (0, 0)
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
        return text
    }
}
