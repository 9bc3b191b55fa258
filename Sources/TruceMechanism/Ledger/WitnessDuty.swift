import Foundation
import Truce
import TruceLedger
import TruceWitness

extension Mechanism {
    /// Serves as a witness until it is told to stop.
    ///
    /// - Parameters:
    ///   - policy: names the logs to witness, by their keys.
    ///   - state: a folder that remembers what was cosigned.
    ///   - listen: `HOST:PORT`.
    ///   - say: told a line at the start, and one for each checkpoint cosigned: the time, the log and its entries.
    ///   - alarm: told a sentence when a log signed what cannot be cosigned.
    public static func witness(
        key: String, policy: String, state: String, listen: String, say: @escaping @Sendable (String) -> Void,
        alarm: @escaping @Sendable (String) -> Void
    ) async throws(MechanismError) {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65_535).contains(port), colon > listen.startIndex
        else { throw .badRequest("“\(listen)” is no address to listen on. Write HOST:PORT, as 127.0.0.1:7380.") }
        let host = String(listen[..<colon]).trimmingCharacters(in: ["[", "]"])
        let signing = try KeyFile.read(key, kind: .witness)
        let logs = Dictionary(grouping: try LogPlace.named(policy).logs.map(\.key), by: \.name)
            .sorted { $0.key < $1.key }.map { WitnessedLog(origin: $0.key, keys: $0.value) }
        let witness = try asMechanism {
            try Witness(
                key: signing, logs: logs, state: try WitnessFolder(state), clock: WallClock.now,
                cosigned: { say("\($1) \($0.origin) \($0.size) entries cosigned") }, alarm: { alarm($0.sentence) })
        }
        do {
            try await WitnessServer(witness: witness, host: host, port: port).run { port in
                say("Witness \(signing.verifier)")
                for log in witness.sizes {
                    say(
                        "  of \(log.log.origin), \(log.size.map { "\($0) entries cosigned" } ?? "nothing cosigned yet")"
                    )
                }
                say("Listening on http://\(host):\(port)")
            }
        } catch { throw .unreachable(error.description) }
    }
}
