import Glibc

/// An IPv4 or IPv6 address without its port. An IPv4 address written as IPv6 (`::ffff:a.b.c.d`) is the IPv4 address.
package struct NetworkAddress: Hashable, Sendable {
    /// Big-endian, as IPv6 writes it; IPv4 lies in `::ffff:0:0/96`.
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Takes `192.0.2.1`, `2001:db8::1` and `[2001:db8::1]`; nothing with a port or a zone.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        // inet_pton stops at a zero byte, behind which anything could stand.
        guard !text.isEmpty, text.utf8.count < 46, !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr)))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let halves = withUnsafeBytes(of: &six) {
            ($0.loadUnaligned(fromByteOffset: 0, as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1))
    }

    package var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    package var isLoopback: Bool { isIPv4 ? (low >> 24) & 0xFF == 127 : high == 0 && low == 1 }

    /// What is counted as one client: an IPv4 address, or the /64 that one IPv6 subscriber holds.
    package var subscriber: NetworkAddress { isIPv4 ? self : prefix(64) }

    /// The address with all but the first `bits` (of 128) cleared.
    func prefix(_ bits: Int) -> NetworkAddress {
        func mask(_ count: Int) -> UInt64 { count <= 0 ? 0 : count >= 64 ? ~0 : ~0 << UInt64(64 - count) }
        return NetworkAddress(high: high & mask(bits), low: low & mask(bits - 64))
    }

    /// Enough to tell networks apart and no person: the /24 of an IPv4 address, the /48 of an IPv6 one.
    package var shortened: String { isIPv4 ? "\(prefix(120))/24" : "\(prefix(48))/48" }
}

extension NetworkAddress: CustomStringConvertible {
    package var description: String {
        var bytes = [UInt8](repeating: 0, count: 16)
        for at in 0..<8 {
            bytes[at] = UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * at))
            bytes[at + 8] = UInt8(truncatingIfNeeded: low >> UInt64(56 - 8 * at))
        }
        if isIPv4 { return bytes[12...].map(String.init).joined(separator: ".") }
        var text = [CChar](repeating: 0, count: 46)
        inet_ntop(AF_INET6, bytes, &text, 46)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Addresses that begin alike: `10.0.0.0/8`, `::1`.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let start: NetworkAddress
    /// Of 128.
    private let bits: Int

    /// Nil for a range whose address has bits set behind its prefix: one of the two is a slip.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let start = NetworkAddress(first) else { return nil }
        let most = start.isIPv4 ? 32 : 128
        var bits = most
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let named = Int(parts[1]),
                named <= most
            else { return nil }
            bits = named
        }
        self.bits = bits + 128 - most
        self.start = start
        guard start.prefix(self.bits) == start else { return nil }
    }

    package func contains(_ address: NetworkAddress) -> Bool { address.prefix(bits) == start }

    package var description: String {
        let most = start.isIPv4 ? 32 : 128
        let shown = bits - (128 - most)
        return shown == most ? "\(start)" : "\(start)/\(shown)"
    }
}
