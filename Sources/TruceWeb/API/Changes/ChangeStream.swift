import HTTPTypes
import Hummingbird
import Truce
import TruceMechanism

/// What has changed, as server-sent events: which records, never what stands in them. Who may know of what is looked at
/// anew each time, and a stream whose asker is no longer who it was ends.
struct ChangeStream: Sendable {
    let mission: any MissionDoor
    let sessions: any SessionReading
    /// How often roles and the sign-in are looked at when nothing happens.
    let recheck: Duration
    /// Waits before it looks again: what comes meanwhile is told together. However fast others send, a stream looks no
    /// more often than this lets it.
    let rest: @Sendable () async throws -> Void

    /// A client further behind than this is told to read its lists anew.
    private static let mostAtOnce = 200

    var operation: Operation {
        Operation(
            method: .get, path: "/api/v1/events", id: "followChanges", group: .changes,
            summary: "Changes as server-sent events, from now on or from where a stream broke off.", scope: .read,
            parameters: [
                ParameterDescription(
                    name: "Last-Event-ID", place: .header, meaning: "The last event's id: the stream goes on there.",
                    schema: ["type": "string", "minLength": 1, "maxLength": 200], isRequired: false)
            ],
            answers: [
                .init(
                    status: 200,
                    meaning:
                        "Events `begin` once; `change` with `{kind, id, position}` for each record that changed, where "
                        + "`position` is absent for what was computed anew; `reset` where too much has changed to be told one "
                        + "by one: read your lists anew; `end` where the asker is no longer who it was; `stop` where the "
                        + "server stops.",
                    type: "text/event-stream", schema: nil)
            ], problems: [.invalid], handler: follow)
    }

    private func follow(_ call: Call, _ asker: Asker) async throws -> Response {
        let sent = call.headers[HTTPField.Name("Last-Event-ID")!]
        let missed: Mission.Changes
        do throws(MissionError) {
            missed = try await mission.changes(since: sent, for: asker, limit: Self.mostAtOnce)
        } catch { throw error == .badCursor ? .parameter("Last-Event-ID") : error.problem }
        let streamer = call.signedIn?.holder ?? "anyone at \(call.client.address?.subscriber.description ?? "home")"
        return try call.frame.events.response(for: streamer, logger: call.logger) {
            [mission, sessions, recheck, rest] sink in
            if sent == nil { try sink.send(ServerEvent(id: missed.mark, name: "begin", data: "{}")) }
            var mark = try Self.tell(missed, to: sink)
            for await _ in Wakes.wakes(mission.follow(), every: recheck) {
                let now = mission.asker(asker.holder)
                guard now.grants == asker.grants, try await sessions.stillSignedIn(call.headers) == call.signedIn else {
                    try sink.send(ServerEvent(name: "end", data: #"{"why":"access-changed"}"#))
                    return
                }
                mark = try await Self.tell(mission.changes(since: mark, for: now, limit: Self.mostAtOnce), to: sink)
                try await rest()
            }
        }
    }

    /// The last event alone carries an id: whoever comes back with it has missed none before it.
    private static func tell(_ changes: Mission.Changes, to sink: EventSink) throws -> String {
        guard !changes.isCut else {
            try sink.send(ServerEvent(id: changes.mark, name: "reset", data: "{}"))
            return changes.mark
        }
        for (place, change) in changes.records.enumerated() {
            var members: [JSONObject.Member] = [.init("kind", .string(change.kind)), .init("id", .string(change.id))]
            if let index = change.index { members.append(.init("position", .integer(Int64(index) + 1))) }
            let isLast = place + 1 == changes.records.count
            let data = String(decoding: try JSONValue.members(members).canonicalBytes(), as: UTF8.self)
            try sink.send(ServerEvent(id: isLast ? changes.mark : nil, name: "change", data: data))
        }
        return changes.mark
    }
}

/// Reasons to look again: the ledger grew, or some time went by.
private enum Wakes {
    static func wakes(_ heads: AsyncStream<Int>, every interval: Duration) -> AsyncStream<Void> {
        let (wakes, waker) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        waker.yield()
        let growth = Task {
            for await _ in heads { waker.yield() }
            waker.finish()
        }
        let clock = Task {
            while !Task.isCancelled {
                // Cancelled: the stream is gone.
                try? await Task.sleep(for: interval)
                waker.yield()
            }
        }
        // Both end with the stream, which ends when its reader goes.
        waker.onTermination = { _ in
            growth.cancel()
            clock.cancel()
        }
        return wakes
    }
}
