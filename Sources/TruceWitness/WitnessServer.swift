import Dispatch
import Hummingbird
import HummingbirdCore
import TruceLedger

/// A witness on the network: `POST /add-checkpoint`, `GET /<id>/checkpoint` and a sentence at `/`.
///
/// It asks nobody for a name or password: what a log may have cosigned is decided by its signature alone.
package struct WitnessServer: Sendable {
    private let witness: Witness
    private let host: String
    private let port: Int
    // One request after another: each ends in a flush to one disk, and no thread that serves others waits for it.
    private let queue = DispatchQueue(label: "witness")

    /// For sending one request's body.
    private static let bodySeconds = 30
    /// More wait to be accepted.
    private static let connectionLimit = 512

    /// - Parameter port: 0 for any that is free.
    package init(witness: Witness, host: String, port: Int) {
        self.witness = witness
        self.host = host
        self.port = port
    }

    /// Serves until SIGINT, SIGTERM or cancellation, then finishes the requests at hand.
    ///
    /// - Parameter whenListening: told the port.
    package func run(
        whenListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(WitnessServerError) {
        var app = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await respond(to: request) },
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.connectionLimit)),
            onServerRunning: { whenListening($0.localAddress?.port ?? port) })
        app.logger.logLevel = .critical
        do {
            try await app.runService()
        } catch is CancellationError {
            return
        } catch {
            throw .cannotListen(host: host, port: port, why: "\(error)")
        }
    }

    private func respond(to request: Request) async -> Response {
        let path = request.uri.path
        switch (request.method, path) {
        case (.post, "/add-checkpoint"):
            return await add(request)
        case (.get, "/"):
            let sentence = await onQueue { self.sentence }
            return Self.response(WitnessAnswer(status: 200, body: Array(sentence.utf8)))
        case (.get, _):
            guard let id = Self.id(path) else { break }
            guard let note = await onQueue({ witness.latest(id) }) else {
                return Self.response(WitnessAnswer(404, "This witness has cosigned nothing by that name."))
            }
            return Self.response(WitnessAnswer(status: 200, body: note))
        default: break
        }
        guard path == "/" || path == "/add-checkpoint" || Self.id(path) != nil else {
            return Self.response(WitnessAnswer(404, "There is nothing here."))
        }
        let allowed = path == "/add-checkpoint" ? "POST" : "GET"
        var response = Self.response(WitnessAnswer(405, "This address takes \(allowed)."))
        response.headers[.allow] = allowed
        return response
    }

    private func add(_ request: Request) async -> Response {
        let limit = WitnessRequest.byteLimit
        let tooLarge = WitnessAnswer(413, "A request to a witness has at most \(limit >> 10) KiB.")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            return Self.response(tooLarge, closing: true)
        }
        var body: [UInt8] = []
        do {
            body = try await withThrowingTaskGroup { group in
                group.addTask {
                    var body: [UInt8] = []
                    for try await piece in request.body {
                        guard body.count + piece.readableBytes <= limit else { throw Oversized() }
                        body.append(contentsOf: piece.readableBytesView)
                    }
                    return body
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(Self.bodySeconds))
                    throw Slow()
                }
                defer { group.cancelAll() }
                return try await group.next()!
            }
        } catch is Oversized {
            return Self.response(tooLarge, closing: true)
        } catch is Slow {
            return Self.response(WitnessAnswer(408, "The request did not come in time."), closing: true)
        } catch {
            return Self.response(WitnessAnswer(400, "The request broke off."), closing: true)
        }
        let bytes = body
        return Self.response(await onQueue { witness.add(bytes) })
    }

    private struct Oversized: Error {}
    private struct Slow: Error {}

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { done in queue.async { done.resume(returning: work()) } }
    }

    /// The log's id in `/<id>/checkpoint`.
    private static func id(_ path: String) -> String? {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, parts[1].count == 64, parts[2].elementsEqual("checkpoint".utf8),
            parts[1].allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { return nil }
        return String(Substring(parts[1]))
    }

    /// Waits while the witness stores something.
    private var sentence: String {
        let logs = witness.sizes.map { "\($0.log.origin) (\($0.size.map { "\($0) entries" } ?? "nothing yet"))" }
        return "Witness \(witness.verifier.name), key \(witness.verifier), cosigns the growing history of "
            + logs.joined(separator: ", ") + ".\n"
    }

    private static func response(_ answer: WitnessAnswer, closing: Bool = false) -> Response {
        var headers: HTTPFields = [
            .contentType: answer.contentType, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
        ]
        if closing { headers[.connection] = "close" }
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

/// Why a witness does not serve.
package enum WitnessServerError: Error, Equatable, CustomStringConvertible {
    case cannotListen(host: String, port: Int, why: String)

    package var description: String {
        switch self {
        case .cannotListen(let host, let port, let why):
            "The witness cannot listen at \(host), port \(port): \(why). Name another address or port."
        }
    }
}
