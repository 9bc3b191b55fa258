/// How requests reach a witness. Nothing that comes back is trusted.
public protocol WitnessTransport: Sendable {
    /// Sends `body` and waits at most `timeout` for the whole answer, of at most `limit` bytes. Follows no redirection.
    func post(_ url: String, body: [UInt8], timeout: Duration, limit: Int) async throws(WitnessTransportError)
        -> WitnessReply
    func get(_ url: String, timeout: Duration, limit: Int) async throws(WitnessTransportError) -> WitnessReply
}

/// What came back over HTTP.
public struct WitnessReply: Hashable, Sendable {
    public var status: Int
    public var contentType: String?
    public var body: [UInt8]

    public init(status: Int, contentType: String?, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// Why no answer came back.
public enum WitnessTransportError: Error, Equatable, CustomStringConvertible {
    case badAddress(String)
    case timeout
    /// No connection, or one that broke.
    case unreachable(String)
    /// The answer is longer than asked for.
    case tooLong(limit: Int)

    public var description: String {
        switch self {
        case .badAddress(let url): "“\(url)” is no http or https address"
        case .timeout: "it did not answer in time"
        case .unreachable(let why): "it cannot be reached: \(why)"
        case .tooLong(let limit): "its answer is longer than \(limit) bytes"
        }
    }
}
