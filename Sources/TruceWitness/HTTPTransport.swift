import Foundation
import Synchronization
import TruceLedger

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Requests to witnesses over http and https. Follows no redirection, keeps no cookies and no cache.
package final class HTTPTransport: WitnessTransport {
    private let session: URLSession
    private let exchanges: Exchanges

    package init() {
        exchanges = Exchanges()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    deinit { session.invalidateAndCancel() }

    package func post(
        _ url: String, body: [UInt8], timeout: Duration, limit: Int
    ) async throws(WitnessTransportError) -> WitnessReply {
        var request = try Self.request(url)
        request.httpMethod = "POST"
        request.httpBody = Data(body)
        request.setValue("text/plain; charset=utf-8", forHTTPHeaderField: "Content-Type")
        return try await send(request, timeout: timeout, limit: limit)
    }

    package func get(
        _ url: String, timeout: Duration, limit: Int
    ) async throws(WitnessTransportError) -> WitnessReply {
        try await send(try Self.request(url), timeout: timeout, limit: limit)
    }

    private static func request(_ text: String) throws(WitnessTransportError) -> URLRequest {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            url.host?.isEmpty == false
        else { throw .badAddress(text) }
        return URLRequest(url: url)
    }

    private func send(
        _ request: URLRequest, timeout: Duration, limit: Int
    ) async throws(WitnessTransportError) -> WitnessReply {
        var request = request
        // Between two pieces of the answer; the clock below bounds the whole.
        request.timeoutInterval = max(1, Double(timeout.components.seconds) + 1)
        let task = session.dataTask(with: request)
        let exchanges = exchanges
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { done in
                exchanges.begin(task, timeout: timeout, limit: limit) { done.resume(returning: $0) }
                if Task.isCancelled { exchanges.end(task, with: .failure(.timeout)) } else { task.resume() }
            }
        } onCancel: {
            exchanges.end(task, with: .failure(.timeout))
        }
        return try result.get()
    }
}

/// The requests under way. Each ends exactly once.
private final class Exchanges: NSObject, URLSessionDataDelegate {
    typealias Outcome = Result<WitnessReply, WitnessTransportError>

    private struct Exchange {
        let limit: Int
        var body: [UInt8] = []
        /// Ends the exchange whatever the connection does.
        let clock: Task<Void, any Error>
        let done: @Sendable (Outcome) -> Void
    }

    /// By the task's identifier.
    private let running = Mutex<[Int: Exchange]>([:])

    func begin(
        _ task: URLSessionTask, timeout: Duration, limit: Int, done: @escaping @Sendable (Outcome) -> Void
    ) {
        running.withLock { running in
            let clock = Task {
                try await Task.sleep(for: timeout)
                end(task, with: .failure(.timeout))
            }
            running[task.taskIdentifier] = Exchange(limit: limit, clock: clock, done: done)
        }
    }

    func end(_ task: URLSessionTask, with outcome: Outcome) {
        guard let exchange = running.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
        exchange.clock.cancel()
        task.cancel()
        exchange.done(outcome)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let excess = running.withLock { running -> Int? in
            // Never held as a value of its own: appending would then copy all that came before.
            let task = dataTask.taskIdentifier
            guard let limit = running[task]?.limit, let count = running[task]?.body.count else { return nil }
            guard count + data.count <= limit else { return limit }
            running[task]?.body.append(contentsOf: data)
            return nil
        }
        if let excess { end(dataTask, with: .failure(.tooLong(limit: excess))) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error {
            let isLate = (error as? URLError)?.code == .timedOut
            end(task, with: .failure(isLate ? .timeout : .unreachable(error.localizedDescription)))
        } else if let response = task.response as? HTTPURLResponse {
            let body = running.withLock { $0[task.taskIdentifier]?.body } ?? []
            end(
                task,
                with: .success(
                    WitnessReply(
                        status: response.statusCode, contentType: response.value(forHTTPHeaderField: "Content-Type"),
                        body: body)))
        } else {
            end(task, with: .failure(.unreachable("no answer came")))
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
