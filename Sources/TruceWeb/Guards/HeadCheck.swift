import HTTPTypes
import NIOCore
import NIOHTTP1

/// The shape of a request's head, beyond what NIO's parser refuses: whatever two programs in a row could read in two
/// ways is refused (RFC 9112 §11.2, request smuggling).
enum HeadCheck {
    static func request(
        _ head: HTTPRequestHead, limits: ConnectionLimits, isSecure: Bool
    ) throws(Problem) -> HTTPRequest {
        guard head.version == .http1_1 || head.version == .http1_0 else { throw Problem(.httpVersion) }
        guard head.uri.utf8.count <= limits.targetBytes else {
            throw Problem(.targetTooLong, "At most \(Units.size(limits.targetBytes)) are taken.")
        }
        let fields = try fields(head.headers, limits: limits)
        try checkFraming(head)
        guard head.headers[canonicalForm: "expect"].allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw Problem(.expectationFailed)
        }
        let hosts = head.headers["host"]
        guard hosts.count == 1, let named = hosts.first.map(trimmed), let authority = Authority(named) else {
            throw Problem(.malformed, "One field “Host” with a host name must stand there.")
        }
        guard let method = HTTPRequest.Method(head.method.rawValue) else { throw Problem(.malformed) }
        return HTTPRequest(
            method: method, scheme: isSecure ? "https" : "http", authority: named,
            path: try path(head.uri, authority: authority), headerFields: fields)
    }

    private static func fields(_ headers: HTTPHeaders, limits: ConnectionLimits) throws(Problem) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(headers.count)
        var size = 0
        for (name, value) in headers {
            size += name.utf8.count + value.utf8.count
            let value = trimmed(value)
            guard let name = HTTPField.Name(name), HTTPField.isValidValue(value) else {
                throw Problem(.malformed, "A header field holds what no field may hold.")
            }
            // Its value has a place of its own in the request.
            if name.canonicalName != "host" { fields.append(HTTPField(name: name, value: value)) }
        }
        guard size <= limits.headerBytes else {
            throw Problem(.headTooLarge, "At most \(Units.size(limits.headerBytes)) are taken.")
        }
        return fields
    }

    /// Without the white space around it (RFC 9110 §5.5), which the parser leaves at the end.
    private static func trimmed(_ value: String) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        let utf8 = value.utf8
        guard utf8.first.map(isSpace) == true || utf8.last.map(isSpace) == true else { return value }
        let start = utf8.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }
        return end.map { String(value[start.startIndex...$0]) } ?? ""
    }

    /// How long the body is must be said once and plainly.
    private static func checkFraming(_ head: HTTPRequestHead) throws(Problem) {
        let lengths = head.headers["content-length"].map(trimmed)
        let codings = head.headers["transfer-encoding"].map(trimmed)
        guard lengths.count <= 1, lengths.allSatisfy({ Decimal.digits($0) != nil }) else {
            throw Problem(.malformed, "Content-Length must stand there once, in digits.")
        }
        guard !codings.isEmpty else { return }
        guard lengths.isEmpty, head.version == .http1_1 else {
            throw Problem(.malformed, "Transfer-Encoding and Content-Length contradict each other.")
        }
        guard codings.count == 1, codings[0].lowercased() == "chunked" else { throw Problem(.notImplemented) }
    }

    /// The path and query of a target in origin form, or in absolute form for this host.
    private static func path(_ target: String, authority: Authority) throws(Problem) -> String {
        guard !target.hasPrefix("/") else { return target }
        for scheme in ["http://", "https://"] where target.hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            guard Authority(rest[..<end]) == authority else {
                throw Problem(.malformed, "The target and the field “Host” name two hosts.")
            }
            return rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
        }
        throw Problem(.badTarget, "The address must begin with a slash.")
    }

    /// Nil for what no client is told of.
    static func problem(of error: any Error) -> Problem? {
        switch error as? HTTPParserError {
        case nil: nil
        case .headerOverflow: Problem(.headTooLarge)
        case .invalidVersion: Problem(.httpVersion)
        default: Problem(.malformed)
        }
    }
}

extension Problem {
    /// As it goes over the wire.
    var bytes: [UInt8] {
        // Every number in a problem is a small whole one, the only thing that writing JSON can fail on.
        (try? json.canonicalBytes()) ?? []
    }
}
