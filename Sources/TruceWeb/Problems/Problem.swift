import HTTPTypes
import Truce

/// An answer that says what is wrong (RFC 9457). A handler throws it.
package struct Problem: Error, Sendable {
    package var kind: ProblemKind
    /// This case of it, in English: what, where, what to do. Never repeats what the client sent, nor tells whether
    /// something hidden exists.
    package var detail: String?
    /// The request's identifier, set by the server where the log says more.
    package var instance: String?
    package var errors: [Part] = []
    /// Members of the answer beside the standard ones.
    package var extra: [JSONObject.Member] = []
    package var headers: HTTPFields = [:]

    /// One mistake in what was sent.
    package struct Part: Hashable, Sendable {
        /// A JSON pointer (RFC 6901) into the body, such as `/observations/0/time`.
        package var pointer: String
        package var detail: String

        package init(_ pointer: String, _ detail: String) {
            self.pointer = pointer
            self.detail = detail
        }
    }

    package init(_ kind: ProblemKind, _ detail: String? = nil, errors: [Part] = [], headers: HTTPFields = [:]) {
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// After so many seconds, rounded up, it may be tried again.
    package func retry(after wait: Duration) -> Problem {
        var problem = self
        let (seconds, rest) = wait.components
        problem.headers[.retryAfter] = "\(max(1, seconds + (rest > 0 ? 1 : 0)))"
        return problem
    }

    package var json: JSONValue {
        var members = [
            JSONObject.Member("type", .string(kind.path)), JSONObject.Member("title", .string(kind.title.english)),
            JSONObject.Member("status", .integer(Int64(kind.status))),
        ]
        if let detail { members.append(.init("detail", .string(detail))) }
        if let instance { members.append(.init("instance", .string(instance))) }
        if !errors.isEmpty {
            let parts = errors.map { part in
                JSONValue.object(
                    JSONObject([.init("pointer", .string(part.pointer)), .init("detail", .string(part.detail))])!)
            }
            members.append(.init("errors", .array(parts)))
        }
        let taken = Set(members.map(\.key))
        members += extra.filter { !taken.contains($0.key) }
        guard let object = JSONObject(members) else { preconditionFailure("a problem has one extra member twice") }
        return .object(object)
    }
}
