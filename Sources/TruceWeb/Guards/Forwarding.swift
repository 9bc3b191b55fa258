import HTTPTypes
import Truce

/// Where a request really came from, and which names the server answers to.
struct Forwarding: Sendable {
    private let trusted: [AddressRange]
    private let hosts: Set<String>
    private let site: SiteURL?

    init(_ configuration: ServerConfiguration) {
        trusted = configuration.trustedProxies
        site = SiteURL(configuration.publicURL)
        var hosts = Set(configuration.hosts)
        hosts.formUnion(["localhost", "127.0.0.1", "[::1]"])
        if let own = HostName.normal(configuration.address) ?? HostName.normal("[\(configuration.address)]") {
            hosts.insert(own)
        }
        if let site { hosts.insert(site.host) }
        self.hosts = hosts
    }

    /// - Parameter peer: At the other end of the connection; nil for a local socket.
    func client(
        of headers: HTTPFields, authority: String?, peer: NetworkAddress?, isSecure: Bool
    ) throws(Problem) -> Client {
        guard let named = authority.flatMap({ Authority($0) }), hosts.contains(named.host) else {
            throw Problem(.misdirected)
        }
        let isProxied = [HTTPField.Name.forwarded, .xForwardedFor, .via].contains { headers[$0] != nil }
        let isTrusted = peer.map(isProxy) ?? false
        let secure = isSecure || (isTrusted && headers[.xForwardedProto] == "https")
        let address = isTrusted ? try forwarded(headers[values: .xForwardedFor], behind: peer) : peer
        let requestedAt = "http\(secure ? "s" : "")://\(authority ?? "")"
        return Client(
            address: address, isSecure: secure,
            isLocal: !isProxied && !isTrusted && (peer?.isLoopback ?? true), requestedAt: requestedAt,
            origin: site?.description ?? requestedAt)
    }

    func isProxy(_ address: NetworkAddress) -> Bool { trusted.contains { $0.contains(address) } }

    /// The right-most address that no proxy of ours has: what stands left of it anybody may have written.
    private func forwarded(_ values: [String], behind peer: NetworkAddress?) throws(Problem) -> NetworkAddress? {
        var nearest = peer
        for entry in values.joined(separator: ",").split(separator: ",").reversed() {
            let text = entry.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
            guard let address = NetworkAddress(String(text)) else {
                throw Problem(.malformed, "X-Forwarded-For holds what is no address.")
            }
            nearest = address
            if !isProxy(address) { break }
        }
        return nearest
    }
}

extension HTTPField.Name {
    static let forwarded = Self("Forwarded")!
    static let xForwardedFor = Self("X-Forwarded-For")!
    static let xForwardedProto = Self("X-Forwarded-Proto")!
    static let secFetchSite = Self("Sec-Fetch-Site")!
    static let csrfKey = Self("X-CSRF-Key")!
    static let requestID = Self("X-Request-Id")!
    static let lastEventID = Self("Last-Event-ID")!
}
