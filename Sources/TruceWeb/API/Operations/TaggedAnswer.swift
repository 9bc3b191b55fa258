import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Truce

/// Answers to questions: the same bytes have the same tag, so that who holds them is told only that they still hold.
enum TaggedAnswer {
    /// - Parameter caching: Nil for what depends on who asks.
    static func json(
        _ value: JSONValue, to call: Call, type: String = "application/json", caching: String? = nil,
        headers: HTTPFields = [:]
    ) throws -> Response {
        try bytes(value.canonicalBytes(), type: type, to: call, caching: caching, headers: headers)
    }

    static func bytes(
        _ bytes: [UInt8], type: String, to call: Call, caching: String? = nil, headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        let tag = "\"" + Data(SHA256.hash(data: bytes)).prefix(18).base64EncodedString() + "\""
        headers[.eTag] = tag
        headers[.cacheControl] = caching ?? "\(call.signedIn == nil ? "public" : "private"), no-cache"
        headers[.vary] = "Accept, Authorization, Cookie"
        if let known = call.headers[.ifNoneMatch], holds(known, tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = type
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Whether a list of tags has this one (RFC 9110 §13.1.2, weak comparison).
    private static func holds(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { part in
            let known = part.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            return known == "*" || known == tag || known.hasPrefix("W/") && known.dropFirst(2) == tag
        }
    }
}
