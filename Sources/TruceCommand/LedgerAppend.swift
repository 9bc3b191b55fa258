import ArgumentParser
import Foundation
import Synchronization
import TruceMechanism

extension LedgerCommand {
    struct Append: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record facts, one JSON object a line.",
            discussion: """
                Prints “INDEX SUBMISSION” as soon as an entry is durable; entries stand in the order of the lines. A line that cannot
                be used is refused with its reason and does not stop the others (exit code 65 at the end). Sending a line again
                with the same “submission” records it once. The fields of each fact stand in docs/json/facts.md.

                EXAMPLE LINE
                  {"submission":"phone-3/17","fact":"report-received","data":{"report":"R-17","channel":"form",
                   "source_class":"patrol","received_at":"2026-11-22T06:30:00Z","evidence":[]},
                   "sealed":{"source":"observer-7","place":[44.1,15.2]}}

                EXAMPLES
                  truce ledger append LEDGER facts.jsonl
                  generate-facts | truce ledger append LEDGER -
                """)

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Argument(help: "A file of lines, or - for standard input.", completion: .file())
        var file = "-"
        @Option(help: "Seconds between checkpoints while lines come in.")
        var publishEvery = 1.0
        @Flag(help: "Take the published checkpoint for the last one signed, when the file beside the key is lost.")
        var trustPublished = false

        func validate() throws {
            guard publishEvery >= 0.01, publishEvery <= 86_400 else {
                throw ValidationError("--publish-every is a number of seconds, from 0.01.")
            }
        }

        func run() async throws {
            let lines = try LineReader(file)
            let session = try await LedgerSession(ledger, trustsPublished: trustPublished)
            try await session.survey()
            let refused = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await publishing(session) }
                let refused = try await record(lines, in: session)
                group.cancelAll()
                try await group.waitForAll()
                return refused
            }
            let published = try await session.publish()
            try await session.close()
            for complaint in published.complaints { Terminal.note(complaint) }
            Terminal.note(published.sentence)
            if refused > 0 {
                Terminal.complain(
                    "\(refused) \(refused == 1 ? "line was" : "lines were") refused; the others are recorded.")
                throw ExitCode(65)
            }
        }

        /// Publishes again and again until the lines end; what is left then is published by ``run()``. A failure does not
        /// stop the recording, which may go on while the log does not; it is said once until it is another.
        private func publishing(_ session: LedgerSession) async {
            var said: Set<String> = []
            var (size, isSettled) = (-1, false)
            while true {
                do { try await Task.sleep(for: .seconds(publishEvery)) } catch { return }
                // With nothing new nobody is asked again, until something failed or was not witnessed.
                if isSettled, await session.size == size { continue }
                var complaints: Set<String>
                // A task of its own: what is being signed and witnessed is finished, also when the lines end meanwhile.
                let publication = Task { () throws(MechanismError) in try await session.publish() }
                switch await publication.result {
                case .success(let published):
                    complaints = Set(published.complaints)
                    (size, isSettled) = (published.size, published.isPublished && complaints.isEmpty)
                case .failure(let error):
                    complaints = ["Not published: \(error)"]
                    isSettled = false
                }
                for complaint in complaints.subtracting(said).sorted() { Terminal.note(complaint) }
                said = complaints
            }
        }

        /// Records in the order of the lines, whatever has come so far at once. Gives the number of lines refused.
        private func record(_ lines: LineReader, in session: LedgerSession) async throws -> Int {
            var refused = 0
            while let read = try await lines.next() {
                var good: [SubmittedLine] = []
                for (number, bytes) in read {
                    do throws(MechanismError) {
                        guard let bytes else { throw SubmittedLine.tooLong(number: number) }
                        good.append(try SubmittedLine(bytes, number: number))
                    } catch {
                        refused += 1
                        Terminal.complain(error.description)
                    }
                }
                for (line, answer) in zip(good, await session.record(good)) {
                    switch answer {
                    case .success(let recorded): Terminal.say("\(recorded.index) \(recorded.submission)")
                    case .failure(let error):
                        guard error.isOfOneLine else { throw error }
                        refused += 1
                        Terminal.complain("Line \(line.number): \(error)")
                    }
                }
            }
            return refused
        }
    }
}

/// Lines of a file or of standard input, read on a thread of their own, never far ahead of those who use them.
private final class LineReader: Sendable {
    typealias Line = (number: Int, bytes: [UInt8]?)

    private struct State {
        var lines: [Line] = []
        var bytes = 0
        var end: Result<Void, MechanismError>?
        var waiting: CheckedContinuation<Void, Never>?
    }

    /// Lines and bytes handed over at once, and read ahead.
    private static let lineCap = 1024
    private static let byteCap = 64 << 20

    private let state = Mutex(State())
    // Begins at 0: a semaphore that ends below the value it began with stops the program.
    private let room = DispatchSemaphore(value: 0)

    init(_ path: String) throws(MechanismError) {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path: path, why: String(cString: strerror(errno))) }
        Thread { self.read(descriptor, path) }.start()
    }

    /// The lines that have come since, at least one; nil after the last. A line that is too long comes without bytes.
    func next() async throws(MechanismError) -> [Line]? {
        while true {
            let (lines, end) = state.withLock { state in
                defer { (state.lines, state.bytes) = ([], 0) }
                return (state.lines, state.end)
            }
            room.signal()
            if !lines.isEmpty { return lines }
            if let end {
                try end.get()
                return nil
            }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.lines.isEmpty && state.end == nil {
                        state.waiting = continuation
                        return false
                    }
                    return true
                }
                if isReady { continuation.resume() }
            }
        }
    }

    private func put(_ line: Line?, end: Result<Void, MechanismError>? = nil) {
        let isFull = {
            let (waiting, isFull) = state.withLock { state in
                if let line {
                    state.lines.append(line)
                    state.bytes += line.bytes?.count ?? 0
                }
                if let end { state.end = end }
                defer { state.waiting = nil }
                return (state.waiting, state.lines.count >= Self.lineCap || state.bytes >= Self.byteCap)
            }
            waiting?.resume()
            return isFull
        }()
        guard isFull else { return }
        while state.withLock({ $0.lines.count >= Self.lineCap || $0.bytes >= Self.byteCap }) { room.wait() }
    }

    private func read(_ descriptor: Int32, _ path: String) {
        var line: [UInt8] = []
        var number = 1
        var isTooLong = false
        func end() {
            if line.last == 0x0D { line.removeLast() }
            // A byte order mark is no part of the first line.
            if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
            if isTooLong || !line.isEmpty { put((number, isTooLong ? nil : line)) }
            line = []
            isTooLong = false
            number += 1
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                put(nil, end: .failure(.cannotRead(path: path, why: String(cString: strerror(errno)))))
                return
            }
            if count == 0 { break }
            for (offset, part) in chunk[..<count].split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
            {
                if offset > 0 { end() }
                // Not kept, however long it goes on.
                if line.count + part.count > SubmittedLine.byteLimit { isTooLong = true }
                if isTooLong { line = [] } else { line += part }
            }
        }
        end()
        if descriptor != 0 { close(descriptor) }
        put(nil, end: .success(()))
    }
}
