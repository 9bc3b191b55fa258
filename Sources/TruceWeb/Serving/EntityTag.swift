import Crypto
import HTTPTypes
import Hummingbird

/// Names the content of an answer, so that nobody is sent what they have, and nobody changes what they have not seen
/// (RFC 9110 §8.8, §13).
package enum EntityTag {
    /// A strong tag: the same bytes, the same tag.
    package static func of(_ bytes: some Sequence<UInt8>) -> String { "\"\(hash(Array(bytes)))\"" }

    /// Sixteen hexadecimal digits.
    static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }

    /// Whether If-None-Match names `tag`: weak comparison.
    static func isKnown(_ tag: String, to list: String?) -> Bool {
        entries(list).contains { $0 == "*" || plain($0) == plain(tag) }
    }

    /// Whether If-Match names `tag`: strong comparison.
    static func isExpected(_ tag: String, by list: String?) -> Bool {
        entries(list).contains { $0 == "*" || ($0 == tag && !$0.hasPrefix("W/")) }
    }

    private static func plain(_ tag: String) -> String { tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag }

    /// No tag of ours holds a comma.
    private static func entries(_ list: String?) -> [String] {
        (list ?? "").split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
    }
}

extension Response {
    /// The answer with its tag; 304 without a body where the client has it already.
    package func tagged(_ tag: String, for call: Call) -> Response {
        var response = self
        if EntityTag.isKnown(tag, to: call.headers[.ifNoneMatch]) {
            response = Response(status: .notModified, headers: headers)
        }
        response.headers[.eTag] = tag
        return response
    }
}

extension Call {
    /// Before a change to what has `tag` at the moment: the client must have named it in If-Match.
    package func requireMatch(_ tag: String) throws(Problem) {
        guard let list = headers[.ifMatch] else { throw Problem(.matchRequired) }
        guard EntityTag.isExpected(tag, by: list) else { throw Problem(.changed) }
    }
}
