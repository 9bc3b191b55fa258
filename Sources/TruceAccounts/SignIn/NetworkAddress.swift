import Foundation

/// Where a request comes from, as far as lock-out counts it: an IPv4 address, or the first 64 bits of an IPv6 one, all
/// of which one subscriber has at hand.
package struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// Nil unless `text` is a literal address. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is that address; a
    /// zone (`fe80::1%eth0`) is left out.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &six) == 1 {
            let all = withUnsafeBytes(of: six) { Array($0) }
            let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
            bytes = Array(isMapped ? all[12...] : all[..<8])
        } else {
            return nil
        }
    }

    /// `192.0.2.1`, `2001:db8:0:1::/64`.
    package var description: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }
}
