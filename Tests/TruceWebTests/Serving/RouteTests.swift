import HTTPTypes
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Routes")
struct RouteTests {
    static func route(_ method: HTTPRequest.Method, _ path: String) -> Route {
        Route(method, path, id: "\(method) \(path)") { _ in .text("") }
    }

    static let table = try! RouteTable([  // these paths do not collide
        route(.get, "/"), route(.get, "/a"), route(.post, "/a"), route(.get, "/a/{id}"), route(.get, "/a/new"),
        route(.get, "/a/{id}/b/{other}"), route(.get, "/tile/{path*}"), route(.get, "/tile/0"),
        route(.delete, "/a/{id}"),
    ])

    @Test(
        "the part written out wins over the parameter, the parameter over the rest",
        arguments: [
            ("/", "/", [:]), ("/a", "/a", [:]), ("/a/1", "/a/{id}", ["id": "1"]), ("/a/new", "/a/new", [:]),
            ("/a/1/b/2", "/a/{id}/b/{other}", ["id": "1", "other": "2"]),
            ("/a/new/b/2", "/a/{id}/b/{other}", ["id": "new", "other": "2"]),
            ("/tile/0", "/tile/0", [:]), ("/tile/1", "/tile/{path*}", ["path": "1"]),
            ("/tile/0/x001/067", "/tile/{path*}", ["path": "0/x001/067"]),
        ] as [(String, String, [String: String])])
    func match(path: String, template: String, parameters: [String: String]) throws {
        guard case .found(let route, let found) = Self.table.match(.get, try Target(path).segments) else {
            Issue.record("\(path) finds nothing")
            return
        }
        #expect(route.path == template)
        #expect(found == parameters)
    }

    @Test(
        "nothing is found where there is nothing",
        arguments: ["/b", "/a/", "/a//b/2", "/a/1/b", "/a/1/c/2", "/tile/", "/tile"])
    func none(path: String) throws {
        guard case .none = Self.table.match(.get, try Target(path).segments) else {
            Issue.record("\(path) finds something")
            return
        }
    }

    @Test("another method finds which there are")
    func methods() throws {
        guard case .otherMethods(let methods) = Self.table.match(.put, ["a", "1"]) else {
            Issue.record("a route was found")
            return
        }
        #expect(methods.map(\.rawValue) == ["DELETE", "GET", "HEAD", "OPTIONS"])
    }

    @Test(
        "two routes for one thing are refused at the start",
        arguments: [("/a/{id}", "/a/{name}"), ("/x/{a*}", "/x/{b*}"), ("/", "/")])
    func twoRoutes(first: String, second: String) {
        #expect(throws: WebError.twoRoutes(second)) {
            try RouteTable([Self.route(.get, first), Self.route(.get, second)])
        }
    }

    @Test("over the wire: Allow for another method and for OPTIONS, HEAD for each GET")
    func wire() async throws {
        try await TestServer.run { server in
            for method in ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"] {
                let answer = try await server.get("/hello", method: method)
                #expect(answer.problem == "method-not-allowed")
                #expect(answer["allow"] == "GET, HEAD, OPTIONS")
            }
            let options = try await server.get("/things", method: "OPTIONS")
            #expect(options.status == 204)
            #expect(options["allow"] == "OPTIONS, POST")
            let get = try await server.get("/hello")
            let head = try await server.get("/hello", method: "HEAD")
            #expect(head.status == 200)
            #expect(head["content-length"] == get["content-length"])
            #expect(try await server.get("/nowhere", method: "OPTIONS").problem == "not-found")
        }
    }

    @Test(
        "what is asked for in no form that there is, is a 406",
        arguments: [
            ("application/json", 200), ("*/*", 200), ("application/*;q=0.1", 200), ("text/html", 406),
            ("application/json;q=0", 406),
            ("text/html, */*;q=0.1", 200), ("", 406),
        ])
    func accept(accept: String, status: Int) async throws {
        let answer = try await TestServer.run { try await $0.get("/things/1", "Accept: \(accept)") }
        #expect(answer.status == status)
    }

    @Test("a body is saved whole or not at all")
    func save() async throws {
        let answer = try await TestServer.run {
            try await $0.post("/files", String(repeating: "x", count: 300_000), type: "image/jpeg")
        }
        #expect(answer.text == "300000")
    }
}
