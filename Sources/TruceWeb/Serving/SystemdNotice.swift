import Glibc

/// Tells systemd how the server fares (sd_notify): a datagram to the socket that `NOTIFY_SOCKET` names. Without one,
/// nothing is said.
package struct SystemdNotice: Sendable {
    private let path: String?
    /// How often systemd wants to hear that the server lives; nil when it does not.
    package let watchdog: Duration?

    package init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Decimal.digits($0) } ?? 0
        watchdog = isForUs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    package enum Word: String, Sendable {
        case ready = "READY=1"
        case stopping = "STOPPING=1"
        case alive = "WATCHDOG=1"
    }

    /// Whether it was sent. Nobody listening is no fault of the server.
    @discardableResult
    package func say(_ word: Word) -> Bool { send(word.rawValue) }

    /// What “systemctl status” shows, a line; and how long the start may take from now on.
    @discardableResult
    package func say(status: String, within more: Duration? = nil) -> Bool {
        send("STATUS=\(status)" + (more.map { "\nEXTEND_TIMEOUT_USEC=\($0.components.seconds * 1_000_000)" } ?? ""))
    }

    private func send(_ text: String) -> Bool {
        var address = sockaddr_un()
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard let path, (1..<capacity).contains(path.utf8.count) else { return false }
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // “@” stands for the zero byte that begins an abstract name.
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + name.count
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let message = Array(text.utf8)
        // A supervisor that does not listen must not stop the server: what finds no room is lost.
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, flags, $0, socklen_t(length))
            }
        } == message.count
    }
}
