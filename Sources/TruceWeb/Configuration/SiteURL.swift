/// `https://truce.example.org`: a scheme, a host, perhaps a port, and nothing behind it.
package struct SiteURL: Hashable, Sendable, CustomStringConvertible {
    package let isSecure: Bool
    package let host: String
    /// Nil for the scheme's own.
    package let port: Int?

    package init?(_ text: some StringProtocol) {
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        var rest = text.dropFirst(isSecure ? 8 : 7)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard let authority = Authority(rest) else { return nil }
        self.isSecure = isSecure
        host = authority.host
        port = authority.port == (isSecure ? 443 : 80) ? nil : authority.port
    }

    package var description: String { "http\(isSecure ? "s" : "")://\(host)" + (port.map { ":\($0)" } ?? "") }
}

/// `HOST` or `HOST:PORT` as it stands in a URL or a Host field.
struct Authority: Hashable, Sendable {
    let host: String
    let port: Int?

    init?(_ text: some StringProtocol) {
        var host = text[...]
        var port: Int?
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let number = Decimal.digits(text[text.index(after: colon)...]), (1...65535).contains(number) else {
                return nil
            }
            (host, port) = (text[..<colon], number)
        }
        guard let name = HostName.normal(host) else { return nil }
        self.host = name
        self.port = port
    }
}

enum HostName {
    /// In lower case, without the dot at its end; an IPv6 address in brackets. Nil for what is no host.
    static func normal(_ text: some StringProtocol) -> String? {
        if text.hasPrefix("[") {
            guard text.hasSuffix("]"), let address = NetworkAddress(text), !address.isIPv4 else { return nil }
            return "[\(address)]"
        }
        let name = text.hasSuffix(".") ? String(text.dropLast()) : String(text)
        guard (1...253).contains(name.utf8.count), name.utf8.allSatisfy(isHostByte), !name.hasPrefix("."),
            !name.contains("..")
        else { return nil }
        return name.lowercased()
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// What a bearer token consists of (RFC 6750 §2.1).
    static func isToken68(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "-._~+/=".utf8.contains(byte) }
}
