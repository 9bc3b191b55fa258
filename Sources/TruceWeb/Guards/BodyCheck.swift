import HTTPTypes
import Hummingbird

/// Whether the body that a request announces may come at all.
enum BodyCheck {
    static func body(of request: Request, for route: Route, _ configuration: ServerConfiguration) throws(Problem)
        -> IncomingBody
    {
        let declared = request.headers[.contentLength].flatMap { Decimal.digits($0) }
        let isChunked = request.headers[.transferEncoding] != nil
        let type = request.headers[values: .contentType]
        let plain = type.first?.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        let limit = limit(of: route.body, hasFiles: plain == Self.multipart, configuration)
        if let declared, declared > limit { throw IncomingBody.tooLarge(limit) }
        guard route.body != .none else {
            if isChunked { throw IncomingBody.tooLarge(0) }
            return IncomingBody([], limit: 0)
        }
        // Bodies are not unpacked: a small one could stand for a huge one, and readers would differ on what was signed.
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(.unsupportedType, "Content-Encoding is not taken: send the body as it is.")
        }
        let types = types(of: route.body)
        guard type.count <= 1, types.isEmpty ? plain?.contains("/") == true : types.contains(plain ?? "") else {
            throw Problem(
                .unsupportedType,
                types.isEmpty ? "One Content-Type must stand there." : "Taken are: \(types.joined(separator: ", ")).")
        }
        return IncomingBody(request.body, declared: isChunked ? nil : declared ?? 0, limit: limit)
    }

    static let multipart = "multipart/form-data"

    private static func limit(of body: Route.Body, hasFiles: Bool, _ configuration: ServerConfiguration) -> Int {
        switch body {
        case .none: 0
        case .formWithFiles where hasFiles: configuration.attachmentBytes + configuration.jsonBytes
        case .json, .form, .formWithFiles: configuration.jsonBytes
        case .attachment: configuration.attachmentBytes
        case .bulk: configuration.importBytes
        }
    }

    private static func types(of body: Route.Body) -> [String] {
        switch body {
        case .none: []
        case .json: ["application/json"]
        case .form: ["application/x-www-form-urlencoded"]
        case .formWithFiles: ["application/x-www-form-urlencoded", multipart]
        case .attachment(let types), .bulk(let types): types
        }
    }
}
