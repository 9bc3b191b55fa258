import HTTPTypes
import Truce

/// Requests that another site's page made a browser send (CSRF). Two locks, each of which would do: what the browser
/// says about where the request comes from, and a key that only our pages carry.
enum CrossSite {
    /// The name of the field in a form; in other requests the header field `X-CSRF-Key`.
    package static let formField = "csrf"

    /// First lock, for every request that changes something, signed in or not: signing a victim in as somebody else is
    /// an attack, too.
    static func checkOrigin(of headers: HTTPFields, client: Client, signedIn: SignedIn?) throws(Problem) {
        // No browser sends a token by itself.
        if case .token = signedIn?.means { return }
        let site = headers[.secFetchSite]
        let origin = headers[.origin]
        if let site, site != "same-origin" { throw Problem(.crossSite) }
        // A page that hides where it is (no-referrer) has “null” for an origin; only the browser's own word helps there.
        let isHidden = origin == "null" && site == "same-origin"
        if let origin, !isHidden, !isOurs(origin, client: client) { throw Problem(.crossSite) }
        if signedIn != nil, site == nil, origin == nil {
            throw Problem(.crossSite, "Neither Origin nor Sec-Fetch-Site says where the request comes from.")
        }
    }

    /// The page's host must be the one that the request was sent to, which is one of ours.
    private static func isOurs(_ origin: String, client: Client) -> Bool {
        guard let page = SiteURL(origin), let own = SiteURL(client.requestedAt) else { return false }
        return page.host == own.host && page.port == own.port && (page.isSecure || !client.isSecure)
    }

    /// Second lock, for whoever signed in by cookie.
    static func checkKey(_ sent: String?, signedIn: SignedIn?) throws(Problem) {
        guard case .session(let key) = signedIn?.means else { return }
        guard let sent, isSame(sent, key) else { throw Problem(.crossSite) }
    }

    /// Takes as long whichever byte differs.
    static func isSame(_ sent: String, _ kept: String) -> Bool {
        let (sent, kept) = (Array(sent.utf8), Array(kept.utf8))
        guard sent.count == kept.count, !kept.isEmpty else { return false }
        return zip(sent, kept).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
