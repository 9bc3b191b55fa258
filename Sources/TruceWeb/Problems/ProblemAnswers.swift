import HTTPTypes
import Hummingbird
import Truce

extension Problem {
    /// The answer for a program, and the one for a reader in a browser.
    func response(isForBrowser: Bool, page: (Problem) -> Response) -> Response {
        var response =
            isForBrowser
            ? page(self) : .json(json, status: .init(code: kind.status), type: "application/problem+json")
        for field in headers { response.headers[field.name] = field.value }
        response.headers[.vary] = "Accept, Accept-Language"
        return response
    }
}

extension Response {
    /// A JSON answer in canonical form: the same value gives the same bytes.
    package static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, type: String = "application/json",
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        guard let bytes = try? value.canonicalBytes() else {
            // Only numbers that no JSON holds are not written; who answers with one has a fault of their own.
            return Problem(.internalError).response(isForBrowser: false) { _ in Response(status: .internalServerError) }
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    package static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
