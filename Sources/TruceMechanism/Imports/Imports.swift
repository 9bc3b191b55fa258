import Crypto
import Foundation
import Truce
import TruceIntake

/// Files of many reports, each row filed as a command of whoever sent the file. A job survives a restart: how far it is
/// stands on the disk, and a row's key follows from the job's name and the row, so that none is recorded twice.
public actor Imports {
    public typealias Submit = @Sendable (Command, HolderID, String) async throws(MissionError) -> Submitted

    /// Rows that are on their way at once: they share commits.
    private static let width = 256
    /// How often, in rows, the job's state is put on the disk.
    private static let stride = 1024

    /// After a failure of the disk or the mission.
    private static let patience = Duration.seconds(30)
    /// A job that was begun so often without getting further is given up: what stops it would stop it again.
    private static let attemptLimit = 5
    private static let arrivingMark = ".arriving"
    /// Files of one holder that may wait: the disk is everybody's.
    private static let jobsOfOne = 8

    private let folder: String
    private let limits: Limits
    private let zone: @Sendable () -> MissionZone
    private let submit: Submit
    /// Told when there is something to do.
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    /// What one file may cost: its rows are held in memory while they are filed.
    public struct Limits: Sendable {
        /// Bytes of the table, once it is unpacked.
        public var unpackedBytes = 1 << 30
        /// Rows, refused ones among them.
        public var rows = 1_000_000
        /// Seconds for which a job that ended can still be asked about.
        public var keptSeconds: Double = 30 * 86_400

        public init() {}
    }

    /// - Parameter zone: For times without an offset.
    public init(
        folder: String, limits: Limits = Limits(), zone: @escaping @Sendable () -> MissionZone, submit: @escaping Submit
    ) throws(MechanismError) {
        self.folder = folder
        self.limits = limits
        self.zone = zone
        self.submit = submit
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        try Files.makeFolder(folder)
        chmod(folder, 0o700)
        // Nobody is sending them any more.
        for name in Files.list(folder) where name.hasSuffix(Self.arrivingMark) { unlink(folder + "/" + name) }
        ring.yield()
    }

    /// A new place for a file that is arriving. It is the caller's to remove until ``begin(_:file:digest:by:key:)`` has it.
    public nonisolated func arriving() -> String { folder + "/" + UUID().uuidString + Self.arrivingMark }

    /// Takes a file that arrived. The same sender and key name the same job.
    ///
    /// - Parameters:
    ///   - file: Where it lies; it is moved.
    ///   - digest: Its SHA-256.
    public func begin(
        _ request: ImportRequest, file: String, digest: [UInt8], by holder: HolderID, key: String
    ) throws(MissionError) -> ImportJob {
        let new = ImportJob(
            id: Self.id(of: key, by: holder), holder: holder, request: request, file: Files.hex(digest),
            received: WallClock.now().seconds)
        let place = ImportFolder(folder, new.id)
        do {
            if Files.exists(place.job) {
                let old = try place.read()
                guard old.file == new.file, old.request == request else { throw MissionError.otherContent(key: key) }
                unlink(file)
                return old
            }
            guard jobs().count(where: { !$0.job.state.isEnd && $0.job.holder == new.holder }) < Self.jobsOfOne else {
                throw MissionError.busy
            }
            // What a crash left before the job was written is nobody's.
            try? FileManager.default.removeItem(atPath: place.path)
            try Files.makeFolder(place.path)
            guard rename(file, place.rows) == 0 else {
                throw MechanismError.cannotWrite(path: place.rows, why: String(cString: strerror(errno)))
            }
            try place.save(new)
        } catch { throw error as? MissionError ?? .notRecorded(why: "\(error)") }
        ring.yield()
        return new
    }

    /// As it stands on the disk; nil where there is none, or it is another's.
    public nonisolated func job(_ id: String, of holder: HolderID) throws(MissionError) -> ImportJob? {
        let place = ImportFolder(folder, id)
        guard Self.isID(id), Files.exists(place.job) else { return nil }
        do throws(MechanismError) {
            let job = try place.read()
            return job.holder == holder.description ? job : nil
        } catch { throw .cannotAnswer(why: error.description) }
    }

    /// The refused rows so far, as a table.
    public nonisolated func refusedRows(of job: ImportJob) throws(MissionError) -> [UInt8] {
        let place = ImportFolder(folder, job.id)
        guard Files.exists(place.refused) else { return Array(RefusedLine.head.utf8) }
        do throws(MechanismError) {
            return Array(
                try Files.read(place.refused, limit: 1 << 30).prefix(max(job.refusedBytes, RefusedLine.head.utf8.count))
            )
        } catch { throw .cannotAnswer(why: error.description) }
    }

    /// Works until it is cancelled: first what was not finished before, then what comes. One job at a time, so that a
    /// large file leaves the mission room for everybody else.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for await _ in bell {
                sweep()
                var isFinished = true
                for (place, _) in jobs() where !Task.isCancelled {
                    if await !work(place) { isFinished = false }
                }
                guard !isFinished else { continue }
                group.addTask { [ring] in
                    // Cancelled: the bell is not heard any more.
                    try? await Task.sleep(for: Self.patience)
                    ring.yield()
                }
            }
            group.cancelAll()
        }
    }

    /// Every job that can be read, in the order in which they came.
    private func jobs() -> [(place: ImportFolder, job: ImportJob)] {
        let all = Files.list(folder).filter(Self.isID).map { ImportFolder(folder, $0) }
        return all.compactMap { place in
            // One that cannot be read can be neither worked on nor waited for; who asks about it is told.
            (try? place.read()).map { (place, $0) }
        }.sorted { ($0.job.received, $0.job.id) < ($1.job.received, $1.job.id) }
    }

    /// Removes the folders of jobs that ended long ago, with their refused rows.
    private func sweep() {
        for (place, job) in jobs() where job.state.isEnd && (place.age ?? 0) > limits.keptSeconds {
            // What cannot be removed now is tried again the next time.
            try? FileManager.default.removeItem(atPath: place.path)
        }
    }

    /// False where the disk failed, or the mission stops: the job stands as it was last saved, and is taken up again.
    private func work(_ place: ImportFolder) async -> Bool {
        do {
            var job = try place.read()
            guard !job.state.isEnd else { return true }
            // On the disk before it is begun: what stops the whole server counts, too.
            job.attempts += 1
            try place.save(job)
            do {
                guard job.attempts <= Self.attemptLimit else {
                    throw MechanismError.badInput(
                        "It was begun \(Self.attemptLimit) times and got no further. \(job.why ?? "") Send it again in smaller files."
                    )
                }
                try await file(&job, place)
                guard job.dealtWith == job.readable else {
                    // Stopped on purpose, which is no failure.
                    job.attempts -= 1
                    try place.save(job)
                    return false
                }
                job.why = nil
                job.state = .done
            } catch let error as MechanismError where error.isOfOneLine || error == .noReports {
                job.state = .failed
                job.why = error.description.replacing(place.rows, with: "the file")
            } catch MissionError.refused(.notAllowed) {
                job.state = .failed
                job.why = "Your role does not allow filing reports. What was filed before stays."
            } catch {
                // A disk that is full now will have room again; what else stops it is not tried for ever.
                if Self.isPassing(error) { job.attempts -= 1 }
                job.why = "It stands still and is tried again: \(Self.sentence(error))"
                try place.save(job)
                return false
            }
            try place.save(job)
            unlink(place.rows)
            return true
        } catch {
            return false
        }
    }

    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as MissionError: error.isPassing || error == .closed
        case MechanismError.cannotWrite, MechanismError.cannotRead: true
        default: error is CancellationError
        }
    }

    /// Without the names of the server's own files.
    private static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as MissionError: error.description
        case MechanismError.cannotRead(_, let why), MechanismError.cannotWrite(_, let why): why
        default: "the server met a fault."
        }
    }

    /// Files what is left. Returns early when cancelled.
    private func file(_ job: inout ImportJob, _ place: ImportFolder) async throws {
        let read = try await Self.read(job.request, place, zone(), limits)
        if job.state == .waiting {
            try place.cutRefused(to: 0)
            let lines = read.refused.map { row in
                RefusedLine.line([String(row.row), row.column, row.value, row.reason, row.remedy])
            }
            job.refused = lines.count
            job.refusedBytes = try place.addRefused(RefusedLine.head + lines.joined())
            job.state = .filing
            job.readable = read.table.count
            try place.save(job)
        }
        try place.cutRefused(to: job.refusedBytes)
        let sourceClass = SourceClass(rawValue: job.request.sourceClass) ?? .organisation
        guard let holder = HolderID(job.holder) else {
            throw MechanismError.badInput("The job names nobody who sent it.")
        }
        while job.dealtWith < read.table.count, !Task.isCancelled {
            let rows = job.dealtWith..<min(job.dealtWith + Self.stride, read.table.count)
            let reports = rows.map { read.table[$0] }
            let (sender, submit) = (job.request.sender, submit)
            let results = try await Self.file(reports, job.id) { report, key in
                try await Self.file(FileReport(report, as: sourceClass, from: sender), by: holder, key, submit)
            }
            var lines = ""
            for (report, result) in zip(reports, results) {
                switch result {
                case .success(let submitted):
                    job.accepted += 1
                    job.position = max(job.position, submitted.position)
                case .failure(let refusal):
                    job.refused += 1
                    lines += RefusedLine.line([String(report.row), "", report.id, refusal.reason, refusal.remedy])
                }
            }
            if !lines.isEmpty { job.refusedBytes = try place.addRefused(lines) }
            job.dealtWith = rows.upperBound
            job.attempts = 0
            try place.save(job)
        }
    }

    private static func read(
        _ request: ImportRequest, _ place: ImportFolder, _ zone: MissionZone, _ limits: Limits
    ) async throws -> ReportsRead {
        try await Blocking.run {
            var reading = try ReportRequest(
                paths: [place.rows], formatName: request.format, columns: request.columns, tables: [:],
                year: request.year, source: request.sender ?? request.source)
            (reading.unpackedLimit, reading.rowLimit) = (limits.unpackedBytes, limits.rows)
            return try Mechanism.read(reading, zone: zone) { _, _ in }
        }
    }

    /// Why one row is not filed.
    private struct RowRefusal: Error {
        var reason: String
        var remedy: String
    }

    /// The rows in their order. Throws where the fault is not one row's.
    private static func file(
        _ reports: [Report], _ job: String,
        _ file: @escaping @Sendable (Report, _ key: String) async throws -> Result<Submitted, RowRefusal>
    ) async throws -> [Result<Submitted, RowRefusal>] {
        try await withThrowingTaskGroup(of: (Int, Result<Submitted, RowRefusal>).self) { group in
            var results = [Result<Submitted, RowRefusal>?](repeating: nil, count: reports.count)
            var next = 0
            func add() {
                guard next < reports.count else { return }
                let (at, report) = (next, reports[next])
                next += 1
                group.addTask {
                    (at, try await file(report, "\(job) \(report.row)"))
                }
            }
            for _ in 0..<width { add() }
            while let (at, result) = try await group.next() {
                results[at] = result
                add()
            }
            return results.compactMap { $0 }
        }
    }

    private static func file(
        _ filed: FileReport, by holder: HolderID, _ key: String, _ submit: Submit
    ) async throws -> Result<Submitted, RowRefusal> {
        let command: Command
        do throws(FactError) {
            // Read as if it had been sent: what a command may say holds for rows, too.
            let written = try Command.fileReport(filed).json()
            command = try Command(.fileReport, json: written)
        } catch {
            return .failure(
                RowRefusal(reason: error.description, remedy: "Correct the row and send it in another file."))
        }
        var patience = 60
        while true {
            do {
                return .success(try await submit(command, holder, key))
            } catch {
                switch error {
                case .refused(.notAllowed): throw error
                case .otherContent:
                    // Its key names this row of this file: it was filed before, as it was read then.
                    return .success(Submitted(position: 0, entries: [], names: [], wasThere: true))
                case .refused(let refusal):
                    return .failure(
                        RowRefusal(reason: refusal.description, remedy: "Correct the row and send it in another file."))
                default:
                    guard error.isPassing, patience > 0 else { throw error }
                    patience -= 1
                    try await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    /// Nobody guesses it who does not know the key; who knows it sees the job only as its sender.
    private static func id(of key: String, by holder: HolderID) -> String {
        "I-" + Files.hex(SHA256.hash(data: Array("truce import\n\(holder)\n\(key)".utf8)).prefix(13))
    }

    private static func isID(_ text: String) -> Bool {
        text.utf8.count == 28 && text.hasPrefix("I-")
            && text.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
