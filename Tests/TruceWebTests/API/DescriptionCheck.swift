import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceWeb

/// Holds answers that the server gave against the OpenAPI document: whether the operation, the status, the type and the
/// shape are described.
final class DescriptionCheck: Sendable {
    let document: JSONValue
    private let paths: [(segments: [Substring], item: JSONValue)]
    private let components: [String: JSONValue]

    init(_ document: JSONValue) {
        self.document = document
        paths = Self.members(document["paths"]).map { ($0.key.split(separator: "/"), $0.value) }
        components = Dictionary(
            uniqueKeysWithValues: Self.members(document["components"]?["schemas"]).map { ($0.key, $0.value) })
    }

    static func members(_ value: JSONValue?) -> [JSONObject.Member] {
        if case .object(let object)? = value { object.members } else { [] }
    }

    /// What is not as described; empty for paths that the API does not have.
    func faults(_ method: String, _ path: String, _ answer: RawHTTP.Answer) -> [String] {
        let place = "\(method) \(path): \(answer.status)"
        guard let operation = operation(method, path) else {
            return [404, 405, 400, 414, 421, 204, 431].contains(answer.status)
                ? [] : ["\(place): no such operation is described"]
        }
        guard var response = operation["responses"]?["\(answer.status)"] else { return ["\(place): not described"] }
        if case .string(let name)? = response["$ref"] {
            response = document["components"]?["responses"]?[String(name.split(separator: "/").last!)] ?? .null
        }
        guard let type = answer["content-type"].map({ String($0.prefix { $0 != ";" }) }) else {
            return answer.body.isEmpty ? [] : ["\(place): a body without a type"]
        }
        guard let content = response["content"]?[type] else { return ["\(place): \(type) is not described"] }
        guard let schema = content["schema"], type.hasSuffix("json") else { return [] }
        guard let json = answer.json else { return ["\(place): no JSON"] }
        return SchemaValidator(components: components).faults(of: json, by: schema).map { "\(place): \($0)" }
    }

    private func operation(_ method: String, _ path: String) -> JSONValue? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        let item = paths.first { template in
            let isRest = template.segments.last == "{path}"
            guard template.segments.count == segments.count || isRest && segments.count > template.segments.count else {
                return false
            }
            return zip(template.segments, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return item?.item[method == "HEAD" ? "get" : method.lowercased()]
    }
}
