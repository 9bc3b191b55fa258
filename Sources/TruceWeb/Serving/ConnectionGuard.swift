import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What one connection may do: stands between NIO's parser and the requests' handlers, checks the shape of each head,
/// keeps the clock of each part, answers what never becomes a request, and closes when it is time.
///
/// Beside it, nearest to the socket, stands ``ByteGuard``, which shares ``ConnectionState``.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: ConnectionLimits
    private let state: ConnectionState
    private let refusalHeaders: HTTPFields
    private let isSecure: Bool

    /// Requests handed on whose answer is not written yet, oldest first.
    private var open: [Exchange] = []
    /// Said once all that came before is answered; nothing is read any more.
    private var refusal: Problem?
    private var isBodyExpected = false
    /// No request follows the one at hand: its client said so.
    private var isLast = false
    /// The last answer is being written, or was.
    private var isEnding = false
    private var clock: RepeatedTask?

    private struct Exchange {
        let version: HTTPVersion
        var closes: Bool
    }

    init(limits: ConnectionLimits, state: ConnectionState, refusalHeaders: HTTPFields, isSecure: Bool) {
        self.limits = limits
        self.state = state
        self.refusalHeaders = refusalHeaders
        self.isSecure = isSecure
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let every = TimeAmount(limits.tick)
        clock = context.eventLoop.scheduleRepeatedTask(initialDelay: every, delay: every) { _ in
            let (handler, context) = bound.value
            handler.look(context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { clock?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        clock?.cancel()
        if isBodyExpected { breakBody(context, Problem(.malformed, "The connection closed before the body's end.")) }
        context.fireChannelInactive()
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil, !isEnding else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard !isLast else { return }
            do {
                let request = try HeadCheck.request(head, limits: limits, isSecure: isSecure)
                // No upgrade is taken up, and NIO's parser reads nothing behind a request that asks for one.
                isLast = !head.isKeepAlive || state.isStopping || head.headers.contains(name: "upgrade")
                open.append(Exchange(version: head.version, closes: isLast))
                isBodyExpected = true
                state.begin(.body)
                if open.count == 1, request.headerFields[.expect] != nil, head.version == .http1_1 {
                    context.writeAndFlush(
                        wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
                }
                context.fireChannelRead(wrapInboundOut(.head(request)))
            } catch {
                refuse(context, error)
            }
        case .body(let piece):
            guard isBodyExpected else { return }
            state.bodyBytes += piece.readableBytes
            context.fireChannelRead(wrapInboundOut(.body(piece)))
        case .end(let trailers):
            guard isBodyExpected else { return }
            // Trailers would be header fields that no check has seen.
            guard trailers == nil else {
                breakBody(context, Problem(.malformed, "Fields behind the body are not taken."))
                return
            }
            isBodyExpected = false
            state.begin(.answer)
            context.fireChannelRead(wrapInboundOut(.end(nil)))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let problem = HeadCheck.problem(of: error) else {
            // The socket or TLS failed; there is nobody to answer.
            context.close(promise: nil)
            return
        }
        guard refusal == nil, !isLast || isBodyExpected, !isEnding else { return }
        if isBodyExpected { breakBody(context, problem) } else { refuse(context, problem) }
    }

    /// The handler that reads the body learns of it and answers.
    private func breakBody(_ context: ChannelHandlerContext, _ problem: Problem) {
        isBodyExpected = false
        isLast = true
        if !open.isEmpty { open[open.count - 1].closes = true }
        state.begin(.answer)
        context.fireErrorCaught(BrokenBody(problem: problem))
    }

    /// Answers here what never becomes a request.
    private func refuse(_ context: ChannelHandlerContext, _ problem: Problem) {
        refusal = problem
        if open.isEmpty { writeRefusal(context) }
    }

    private func writeRefusal(_ context: ChannelHandlerContext) {
        guard let problem = refusal, !isEnding else { return }
        isEnding = true
        let body = ByteBuffer(bytes: problem.bytes)
        var headers = HTTPHeaders(refusalHeaders)
        headers.add(name: "Content-Type", value: "application/problem+json")
        headers.add(name: "Content-Length", value: "\(body.readableBytes)")
        headers.add(name: "Connection", value: "close")
        limits.refused(problem.kind)
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: problem.kind.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        linger(context, after: .end(nil), promise: nil)
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let response):
            var head = HTTPResponseHead(response)
            if !open.isEmpty {
                if head.headers[canonicalForm: "connection"].contains("close") { open[0].closes = true }
                // What is left of a body that nobody reads to its end may be without end.
                if open.count == 1, isBodyExpected || state.isStopping { open[0].closes = true }
                // HTTP/1.0 knows no chunks: there a body of unknown length ends with the connection.
                head.version = open[0].version
                if head.version == .http1_0, !head.headers.contains(name: "content-length") { open[0].closes = true }
                if open[0].closes { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let piece):
            context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: promise)
        case .end:
            let exchange = open.isEmpty ? nil : open.removeFirst()
            if exchange?.closes == true {
                linger(context, after: .end(nil), promise: promise)
                return
            }
            context.write(wrapOutboundOut(.end(nil)), promise: promise)
            if open.isEmpty, !isBodyExpected { state.begin(.idle) }
            if open.isEmpty, refusal != nil { writeRefusal(context) }
        }
    }

    /// Writes the last of the last answer and closes in a moment: closed at once, with bytes unread, the kernel would
    /// throw the answer away.
    private func linger(
        _ context: ChannelHandlerContext, after last: HTTPServerResponsePart, promise: EventLoopPromise<Void>?
    ) {
        isEnding = true
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.assumeIsolated().whenComplete { _ in
            let (handler, context) = bound.value
            handler.state.begin(.lingering)
            if !handler.isSecure { context.close(mode: .output, promise: nil) }
            context.read()
        }
        context.writeAndFlush(wrapOutboundOut(last), promise: written)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        // The server stops: what runs is finished, nothing is begun.
        isLast = true
        if open.isEmpty {
            if !isEnding { context.close(promise: nil) }
        } else {
            open[open.count - 1].closes = true
        }
    }

    // MARK: The clock

    private func look(_ context: ChannelHandlerContext) {
        switch state.overdue(limits) {
        case nil: break
        case .head:
            refuse(context, Problem(.tooSlow, "The head did not arrive within \(Units.duration(limits.headTime))."))
        case .body where !isBodyExpected: break
        case .body:
            breakBody(
                context,
                Problem(.tooSlow, "Less than \(Units.size(limits.bodyBytesPerSecond)) a second of the body arrived."))
        case .idle: context.close(promise: nil)
        }
    }
}

/// The body did not come whole. What a handler that was reading it gets.
struct BrokenBody: Error {
    let problem: Problem
}
