import HTTPTypes
import Hummingbird

/// Files that are part of the program, served from memory. The name holds a hash of the content, so that a browser may
/// keep it for ever; another content has another name.
package struct StaticFiles: Sendable {
    private let byPath: [String: File]
    private let pathByName: [String: String]

    private struct File {
        let bytes: [UInt8]
        let type: String
        let tag: String
    }

    /// - Parameter files: By plain name, such as `truce.css`.
    init(_ files: [(name: String, bytes: [UInt8])]) {
        var byPath: [String: File] = [:]
        var pathByName: [String: String] = [:]
        for (name, bytes) in files {
            let hash = EntityTag.hash(bytes)
            let dot = name.lastIndex(of: ".") ?? name.endIndex
            let path = "\(name[..<dot]).\(hash)\(name[dot...])"
            precondition(pathByName.updateValue(path, forKey: name) == nil, "two static files are named \(name)")
            byPath[path] = File(bytes: bytes, type: Self.type(of: name[dot...]), tag: "\"\(hash)\"")
        }
        self.byPath = byPath
        self.pathByName = pathByName
    }

    /// Where the file `name` is found: `/static/truce.0123456789abcdef.css`.
    package func path(_ name: String) -> String {
        guard let path = pathByName[name] else { preconditionFailure("there is no static file \(name)") }
        return "/static/\(path)"
    }

    var route: Route {
        Route(.get, "/static/{name}", id: "readStaticFile", access: .anyone, produces: [], rate: .free) { call in
            guard let file = byPath[call.parameter("name")] else { throw Problem(.notFound) }
            let headers: HTTPFields = [
                .cacheControl: "public, max-age=31536000, immutable", .contentType: file.type,
            ]
            let body = ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes))
            return Response(status: .ok, headers: headers, body: body).tagged(file.tag, for: call)
        }
    }

    private static func type(of ending: Substring) -> String {
        switch ending {
        case ".css": "text/css; charset=utf-8"
        case ".js": "text/javascript; charset=utf-8"
        case ".svg": "image/svg+xml"
        case ".png": "image/png"
        case ".woff2": "font/woff2"
        default: "application/octet-stream"
        }
    }
}
