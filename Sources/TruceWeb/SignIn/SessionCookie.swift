import HTTPTypes

/// A cookie that carries a secret of ours: a session's, or that of a sign-in elsewhere which has begun.
package struct SessionCookie: Hashable, Sendable {
    /// Bound to this very host where the server is reached over TLS; a browser takes such a cookie from nobody else.
    package let name: String
    private let isSecure: Bool

    /// - Parameter isSecure: Whether people reach the server over TLS, here or at a proxy.
    package init(isSecure: Bool, name: String = "truce") {
        self.isSecure = isSecure
        self.name = isSecure ? "__Host-" + name : name
    }

    /// Under another name, for something else.
    func another(_ name: String) -> SessionCookie { SessionCookie(isSecure: isSecure, name: name) }

    /// What was sent; nil for none, and for several: which of them is ours cannot be told.
    func secret(in headers: HTTPFields) -> String? {
        let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, sides[0].filter({ $0 != " " }) == name else { return nil }
            return String(sides[1].filter { $0 != " " })
        }
        return found.count == 1 ? found[0] : nil
    }

    /// For Set-Cookie. Without a lifetime: what the server says ends it, or closing the browser.
    func setting(_ secret: String) -> String { "\(name)=\(secret)\(attributes)" }

    var removing: String { "\(name)=\(attributes); Max-Age=0" }

    private var attributes: String { "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "") }
}
