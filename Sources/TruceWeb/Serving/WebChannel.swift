import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOSSL

/// How each connection is set up: TLS if there is any, then the guards around NIO's parser, then Hummingbird's loop of
/// requests.
struct WebChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: Responder
    let limits: ConnectionLimits
    let decoderLimits: NIOHTTPDecoderLimitConfiguration
    let counts: ConnectionCounts
    let refusalHeaders: HTTPFields
    /// Nil without TLS.
    let certificates: Certificates?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let address = channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
            if let place = counts.enter(address) {
                channel.closeFuture.whenComplete { _ in counts.leave(place) }
            } else {
                // Beyond its address's share: closed without a word, because an answer would be work. What throws here
                // would end the accepting of connections as a whole, so the set-up goes on for the moment that it lasts.
                channel.eventLoop.execute { channel.close(promise: nil) }
            }
            if let certificates { try pipeline.addHandler(NIOSSLServerHandler(context: certificates.context)) }
            let state = ConnectionState()
            try pipeline.addHandler(ByteGuard(state: state, limits: limits))
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: decoderLimits)
            try pipeline.addHandler(
                ConnectionGuard(
                    limits: limits, state: state, refusalHeaders: refusalHeaders, isSecure: certificates != nil))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async { await handleHTTP(asyncChannel: value, logger: logger) }
}
