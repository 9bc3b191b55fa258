import Foundation
import Synchronization
import TruceLedger

/// A log read from a web server.
package final class WebLog: LogSource {
    private let prefix: String
    private let transport = HTTPTransport()
    /// A bundle of 256 entries of 65,535 bytes.
    private static let byteLimit = 256 * 65_537

    /// - Parameter prefix: the address under which `checkpoint` and `tile/…` are served.
    package init(_ prefix: String) { self.prefix = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix }

    /// Waits for the answer: call from a thread of its own, not from a task.
    package func read(_ path: String) throws(LogError) -> [UInt8]? {
        let url = prefix + "/" + path
        let answer = Answer()
        let arrived = DispatchSemaphore(value: 0)
        // The caller waits for it: it ends with this call.
        Task {
            let result: Result<WitnessReply, WitnessTransportError>
            do throws(WitnessTransportError) {
                result = .success(try await transport.get(url, timeout: .seconds(60), limit: Self.byteLimit))
            } catch { result = .failure(error) }
            answer.put(result)
            arrived.signal()
        }
        arrived.wait()
        switch answer.take() {
        case .success(let reply) where reply.status == 200: return reply.body
        case .success(let reply) where reply.status == 404 || reply.status == 410: return nil
        case .success(let reply): throw .cannotRead(path: url, why: "the server answers \(reply.status)")
        case .failure(let error): throw .cannotRead(path: url, why: error.description)
        }
    }

    package func list() -> [String]? { nil }

    private final class Answer: Sendable {
        private let result = Mutex<Result<WitnessReply, WitnessTransportError>>(.failure(.timeout))
        func put(_ value: Result<WitnessReply, WitnessTransportError>) { result.withLock { $0 = value } }
        func take() -> Result<WitnessReply, WitnessTransportError> { result.withLock { $0 } }
    }
}
