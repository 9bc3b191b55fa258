import HTTPTypes
import Hummingbird

/// The header fields that tell a browser what it must not do with an answer.
enum SecureHeaders {
    /// On every answer, whatever it is. The referrer policy tells other sites nothing; `no-referrer` would do no more,
    /// and makes browsers send `Origin: null` with our own forms.
    static let always: HTTPFields = {
        var fields: HTTPFields = [
            .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
            .cacheControl: "no-store",
        ]
        for (name, value) in [
            ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
            (
                "Permissions-Policy",
                "accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), magnetometer=(), "
                    + "microphone=(), payment=(), usb=()"
            ),
        ] {
            fields[HTTPField.Name(name)!] = value
        }
        return fields
    }()

    /// Pages load their own style sheets, pictures and scripts from files, nothing from elsewhere, nothing inline.
    private static let page =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// What a handler has set stays.
    static func add(to response: inout Response, isSecure: Bool) {
        let isPage = response.headers[.contentType]?.hasPrefix("text/html") == true
        if isPage, response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = page }
        for field in always where response.headers[field.name] == nil { response.headers[field.name] = field.value }
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    }
}
