/// Addresses of a sign-in service: https, or plain http on this very machine, for trials.
package enum ServiceAddress {
    package static func isSafe(_ text: String) -> Bool {
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://"), text.utf8.count <= 255,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"#<>@\\^`{|}".utf8.contains($0) })
        else { return false }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let host = rest.hasPrefix("[") ? rest.prefix { $0 != "]" } + "]" : rest.prefix { !":/?".contains($0) }
        return isSecure ? !host.isEmpty : ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }
}
