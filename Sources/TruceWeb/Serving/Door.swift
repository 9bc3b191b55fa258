import Hummingbird
import Synchronization

/// Where requests come in. While the mission is being opened, somebody who only says so answers them.
final class Door: HTTPResponder {
    private struct State {
        var responder: WebResponder
        var isOpen: Bool
        var port: Int?
    }

    private let state: Mutex<State>

    init(_ responder: WebResponder, isOpen: Bool) {
        state = Mutex(State(responder: responder, isOpen: isOpen))
    }

    /// Nil until the server listens.
    var port: Int? { state.withLock { $0.port } }

    func respond(to request: Request, context: WebContext) async -> Response {
        await state.withLock { $0.responder }.respond(to: request, context: context)
    }

    /// The port, once the server listens *and* the mission is open: told to whoever brings the second of the two.
    func listen(at port: Int) -> Int? {
        state.withLock { state in
            state.port = port
            return state.isOpen ? port : nil
        }
    }

    func open(_ responder: WebResponder) -> Int? {
        state.withLock { state in
            (state.responder, state.isOpen) = (responder, true)
            return state.port
        }
    }
}
