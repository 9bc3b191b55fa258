import Foundation

/// A connection to a server on this machine that sends the bytes it is told to, however wrong they are as HTTP.
public final class RawHTTP {
    private let descriptor: CInt
    /// Read from the socket and not yet taken.
    private var waiting: [UInt8] = []
    private var hasEnded = false

    /// What the server answered.
    public struct Answer: Sendable {
        public let status: Int
        /// In the order of arrival, names in lower case.
        public let headers: [(name: String, value: String)]
        public let body: [UInt8]

        public var text: String { String(decoding: body, as: UTF8.self) }
        /// The values of every field of that name, in order.
        public subscript(_ name: String) -> String? {
            let values = headers.filter { $0.name == name.lowercased() }.map(\.value)
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }
    }

    public enum Failure: Error, Equatable {
        case cannotConnect(String)
        case cannotSend
        /// Nothing came in the time allowed.
        case silence
        /// The connection ended before a whole answer had come.
        case ended(after: Int)
        case notHTTP(String)
    }

    /// - Parameters:
    ///   - port: On 127.0.0.1.
    ///   - from: The address to come from, any of 127.0.0.0/8.
    ///   - patience: How long one read may take at most; ends a test that would hang.
    public init(port: Int, from source: String = "127.0.0.1", patience seconds: Int = 60) throws(Failure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotConnect("no socket") }
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var one: CInt = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        guard Self.withAddress(source, 0, { bind(descriptor, $0, $1) }) == 0,
            Self.withAddress("127.0.0.1", port, { connect(descriptor, $0, $1) }) == 0
        else {
            // Everything is initialised by now, so that `deinit` closes the socket.
            throw .cannotConnect(String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    private static func withAddress(
        _ text: String, _ port: Int, _ use: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr(text)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    public func send(_ text: String) throws(Failure) { try send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) throws(Failure) {
        var at = 0
        while at < bytes.count {
            let sent = bytes[at...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw .cannotSend }
            at += sent
        }
    }

    /// Says that nothing more will be sent.
    public func endSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// The next answer, informational ones (1xx) apart. To a request by HEAD none has a body.
    public func answer(toHead: Bool = false) throws(Failure) -> Answer {
        while true {
            let head = try take(through: Array("\r\n\r\n".utf8))
            var lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n").filter { !$0.isEmpty }
            guard !lines.isEmpty else { throw .notHTTP("") }
            let parts = lines.removeFirst().split(separator: " ", maxSplits: 2)
            guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
                throw .notHTTP(parts.joined(separator: " "))
            }
            let headers = lines.map { line in
                let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                return (
                    name: sides[0].lowercased(),
                    value: sides.count > 1 ? sides[1].trimmingCharacters(in: .whitespaces) : ""
                )
            }
            if (100..<200).contains(status) { continue }
            func field(_ name: String) -> String? { headers.first { $0.name == name }?.value }
            var body: [UInt8] = []
            if toHead || status == 204 || status == 304 {
                body = []
            } else if field("transfer-encoding") == "chunked" {
                body = try chunks()
            } else if let length = field("content-length").flatMap({ Int($0) }) {
                body = try take(length)
            } else {
                body = try rest()
            }
            return Answer(status: status, headers: headers, body: body)
        }
    }

    /// Sends a request and reads its answer.
    public static func exchange(_ text: String, port: Int) throws(Failure) -> Answer {
        let connection = try RawHTTP(port: port)
        try connection.send(text)
        return try connection.answer(toHead: text.hasPrefix("HEAD "))
    }

    /// Whether the server has closed the connection, after reading away what it still says.
    public func isClosed() throws(Failure) -> Bool {
        _ = try rest()
        return hasEnded
    }

    /// What comes up to the end of the connection.
    public func rest() throws(Failure) -> [UInt8] {
        while try more() {}
        defer { waiting = [] }
        return waiting
    }

    /// What comes up to and with `mark`.
    public func take(through mark: [UInt8]) throws(Failure) -> [UInt8] {
        var searched = 0
        while true {
            if waiting.count >= mark.count {
                for at in searched...(waiting.count - mark.count)
                where waiting[at..<(at + mark.count)].elementsEqual(mark) {
                    return try take(at + mark.count)
                }
                searched = waiting.count - mark.count + 1
            }
            guard try more() else { throw .ended(after: waiting.count) }
        }
    }

    private func take(_ count: Int) throws(Failure) -> [UInt8] {
        while waiting.count < count {
            guard try more() else { throw .ended(after: waiting.count) }
        }
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }

    private func chunks() throws(Failure) -> [UInt8] {
        var body: [UInt8] = []
        let lineEnd = Array("\r\n".utf8)
        while true {
            let line = String(decoding: try take(through: lineEnd).dropLast(2), as: UTF8.self)
            guard let count = Int(line, radix: 16) else { throw .notHTTP(line) }
            body += try take(count)
            _ = try take(2)
            if count == 0 { return body }
        }
    }

    /// False at the end of the connection.
    private func more() throws(Failure) -> Bool {
        guard !hasEnded else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EWOULDBLOCK { throw .silence }
        // A connection that the server reset has ended as well.
        guard count > 0 else {
            hasEnded = true
            return false
        }
        waiting += buffer.prefix(count)
        return true
    }
}
