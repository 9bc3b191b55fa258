import Foundation
import HTTPTypes
import Hummingbird
import Truce

@testable import TruceWeb

/// Routes that show what a handler can do.
enum ToyRoutes {
    static let all: [Route] = [
        Route(.get, "/hello", id: "hello", access: .anyone, produces: ["text/plain"]) { _ in .text("hello") },
        Route(.get, "/things/{id}", id: "readThing", access: .anyone) { call in
            .json(.string(call.parameter("id")))
        },
        Route(.get, "/search", id: "search", access: .anyone) { call in .json(.string(try call.query("q") ?? "")) },
        Route(.post, "/things", id: "addThing", access: .anyone, body: .json) { call in
            .json(try await call.json(), status: .created)
        },
        Route(.put, "/things/{id}", id: "putThing", access: .anyone, body: .json) { call in .json(try await call.json())
        },
        Route(.post, "/ignored", id: "ignore", access: .anyone, body: .json) { _ in .text("not read") },
        Route(.post, "/forms", id: "sendForm", access: .anyone, body: .form, produces: []) { call in
            .text(try await call.form().map { "\($0.name)=\($0.value)" }.joined(separator: ";"))
        },
        Route(.post, "/files", id: "addFile", access: .anyone, body: .attachment(types: ["image/jpeg"])) { call in
            let path = FileManager.default.temporaryDirectory.appending(path: "truce-\(call.id)").path
            let saved = try await call.body.save(to: path)
            try FileManager.default.removeItem(atPath: path)
            return .json(.integer(Int64(saved.byteCount)))
        },
        Route(.get, "/fails", id: "fail", access: .anyone) { _ in throw Secret() },
        Route(.get, "/invalid", id: "invalid", access: .anyone) { _ in
            throw Problem(.invalid, errors: [.init("/time", "This is not a time.")])
        },
        Route(.get, "/mine", id: "mine") { call in .json(.string(call.signedIn?.holder ?? "")) },
        Route(.post, "/mine", id: "changeMine", body: .json) { call in .json(try await call.json()) },
        Route(.post, "/mine/form", id: "formMine", body: .form, produces: []) { call in
            .text(try await call.form().map(\.name).joined(separator: ";"))
        },
        Route(.post, "/sign-in", id: "signIn", access: .anyone, body: .form, produces: [], rate: .signIn) { _ in
            .text("no")
        },
        Route(.get, "/client", id: "client", access: .anyone, produces: []) { call in
            .text("\(call.client.address.map { "\($0)" } ?? "none") \(call.client.isSecure) \(call.client.isLocal)")
        },
        Route(.get, "/forever", id: "forever", access: .anyone) { _ in
            try await Task.sleep(for: .seconds(3600))
            return .text("never")
        },
        Route(.get, "/large", id: "large", access: .anyone, produces: []) { _ in
            .text(String(repeating: "x", count: 8 << 20))
        },
    ]

    /// One that looks up only when the gate is opened: it holds its thread, as a library does that waits for the disk.
    static func stuck(until gate: DispatchSemaphore) -> Route {
        Route(.post, "/stuck", id: "stand", access: .anyone, body: .json) { call in
            gate.wait()
            defer { gate.signal() }
            return .json(try await call.json())
        }
    }

    struct Secret: Error, CustomStringConvertible {
        var description: String { "the password is swordfish" }
    }
}

/// `Cookie: session=NAME` signs in NAME, whose key is `key-NAME`; `Authorization: Bearer NAME` likewise by token.
struct ToySessions: SessionReading {
    struct Broken: Error {}

    func signedIn(_ headers: HTTPFields) async throws -> SignedIn? {
        if let name = headers[.authorization]?.split(separator: " ").last.map(String.init) {
            return SignedIn(holder: name, means: .token(scopes: []))
        }
        guard let name = headers[.cookie]?.split(separator: "=").last.map(String.init), !name.isEmpty else {
            return nil
        }
        if name == "broken" { throw Broken() }
        return name == "nobody" ? nil : SignedIn(holder: name, means: .session(csrfKey: "key-\(name)"))
    }
}

extension WebParts {
    static let withSessions = WebParts(routes: ToyRoutes.all, sessions: ToySessions())
}
