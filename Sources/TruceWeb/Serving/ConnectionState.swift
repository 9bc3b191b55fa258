import NIOCore

/// What a connection is waiting for, and since when. Used on its event loop only.
final class ConnectionState {
    enum Phase { case idle, head, body, answer, lingering }

    /// Whose time is up.
    enum Overdue { case head, body, idle }

    private(set) var phase = Phase.idle
    private var since = NIODeadline.now()
    /// Body bytes of the request that is arriving.
    var bodyBytes = 0
    /// How long the client was waited for while its body arrived: the server's own pauses do not count against it.
    private var waited = Duration.zero
    /// Whether the server asked for more and nothing came since.
    var isReading = false
    private var stalledSince: NIODeadline?
    var isStopping = false

    private static let lingerTime = Duration.seconds(1)

    func begin(_ phase: Phase) {
        self.phase = phase
        since = .now()
        if phase == .body { (bodyBytes, waited) = (0, .zero) }
    }

    /// Bytes came in.
    func received() {
        if phase == .idle { begin(.head) }
    }

    /// - Parameter isWritable: False while the client does not take what is written.
    func wrote(isWritable: Bool) {
        stalledSince = isWritable ? nil : stalledSince ?? .now()
    }

    /// Called once a tick.
    func overdue(_ limits: ConnectionLimits) -> Overdue? {
        let now = NIODeadline.now()
        func has(_ time: Duration, passedSince start: NIODeadline) -> Bool { now - start >= TimeAmount(time) }
        if let stalledSince, has(limits.idleTime, passedSince: stalledSince) { return .idle }
        switch phase {
        case .idle: return has(limits.idleTime, passedSince: since) ? .idle : nil
        case .head: return has(limits.headTime, passedSince: since) ? .head : nil
        case .lingering: return has(Self.lingerTime, passedSince: since) ? .idle : nil
        case .answer: return nil
        case .body:
            if isReading { waited += limits.tick }
            let (seconds, attoseconds) = waited.components
            let due = Double(limits.bodyBytesPerSecond) * (Double(seconds) + Double(attoseconds) / 1e18)
            return waited > limits.bodyGrace && Double(bodyBytes) < due ? .body : nil
        }
    }
}

/// What every connection is held to.
struct ConnectionLimits: Sendable {
    let headTime: Duration
    let bodyGrace: Duration
    let bodyBytesPerSecond: Int
    let idleTime: Duration
    let targetBytes: Int
    let headerBytes: Int
    /// How often the clocks are looked at.
    let tick: Duration
    /// Told of every refusal that no handler saw.
    let refused: @Sendable (ProblemKind) -> Void
    /// Bytes that came in and went out.
    let counted: @Sendable (_ received: Int, _ sent: Int) -> Void
}

/// Nearest to the socket (behind TLS): counts bytes, and notes when a head begins to come and when a client does not
/// take what is written.
final class ByteGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let state: ConnectionState
    private let limits: ConnectionLimits

    init(state: ConnectionState, limits: ConnectionLimits) {
        self.state = state
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = unwrapInboundIn(data).readableBytes
        limits.counted(count, 0)
        state.isReading = false
        // After the last answer whatever still comes is thrown away, so that the client gets to read the answer.
        guard state.phase != .lingering else { return }
        state.received()
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if state.phase == .lingering { context.read() }
    }

    func read(context: ChannelHandlerContext) {
        state.isReading = true
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        limits.counted(0, unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        state.wrote(isWritable: context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { state.isStopping = true }
        // The client has said its last while the answer lingers: nobody is left to wait for.
        if state.phase == .lingering, case .some(.inputClosed) = event as? ChannelEvent {
            context.close(promise: nil)
            return
        }
        context.fireUserInboundEventTriggered(event)
    }
}
