import Foundation
import Synchronization
import Testing
import Truce
import TruceIntake
import TruceTesting

@testable import TruceMechanism

/// The Two Rivers, in a folder that goes when the test ends: an office for each role, and a clock that the test sets.
final class TestMission: Sendable {
    let path: String
    let clock = TestClock(Fictional.moment("2031-03-19T12:00:00Z"))
    private let names: Mutex<SeededRandom>

    static let offices: [(holder: String, role: Role, side: String?)] = [
        ("administrator", .administrator, nil), ("head", .headOfMission, nil), ("deputy-head", .headOfMission, nil),
        ("analyst-1", .analyst, nil), ("analyst-2", .analyst, nil), ("legal", .legalReviewer, nil),
        ("observer-1", .observer, nil), ("observer-2", .observer, nil), ("observer-3", .observer, nil),
        ("north-liaison", .partyLiaison, "north"), ("south-liaison", .partyLiaison, "south"),
        ("marenna-envoy", .guarantor, "marenna"), ("mediator", .mediator, nil), ("auditor", .auditor, nil),
    ]

    static var people: [MissionFile.Person] {
        offices.map {
            .init(holder: HolderID($0.holder)!, role: $0.role, side: $0.side.map { PartyID($0)! }, until: nil)
        }
    }

    static let agreement = SharedData.repository.appending(path: "Examples/two-rivers/agreement.yaml").path

    static var new: NewMission {
        NewMission(
            title: LocalizedText("Two Rivers Mission"), agreement: agreement, origin: "two-rivers.example/log",
            people: people)
    }

    /// - Parameter seed: of the names that the mechanism gives.
    init(seed: UInt64 = 1) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "truce-mission-\(UUID().uuidString)").path
        names = Mutex(SeededRandom(seed))
    }

    /// Makes it, then opens it.
    func start(_ change: (inout MissionSettings) -> Void = { _ in }) async throws -> Mission {
        try await Mission.make(Self.new, at: path)
        return try await open(change)
    }

    func open(_ change: (inout MissionSettings) -> Void = { _ in }) async throws -> Mission {
        var settings = MissionSettings()
        settings.clock = { [clock] in clock.now }
        settings.names = NameSource { [weak self] in self?.names.withLock { $0.next() } ?? 0 }
        settings.runsByItself = false
        change(&settings)
        return try await Mission.open(at: path, settings: settings)
    }

    deinit {
        // What is left in a folder for temporary files does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let time: Mutex<Instant>

    init(_ time: Instant) { self.time = Mutex(time) }

    var now: Instant { time.withLock { $0 } }

    func move(seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
    func move(hours: Int64) { move(seconds: hours * 3_600) }
}

extension HolderID {
    static let head = HolderID("head")!
    static let analyst = HolderID("analyst-1")!
    static let otherAnalyst = HolderID("analyst-2")!
    static let observer = HolderID("observer-1")!
    static let north = HolderID("north-liaison")!
    static let south = HolderID("south-liaison")!
    static let marenna = HolderID("marenna-envoy")!
    static let administrator = HolderID("administrator")!
}

extension Command {
    /// Mortar fire on South Bank, a moment after noon on 18 March 2031, near the ferry; what each says apart from that.
    static func report(
        minutes: Int64 = 0, text: String = "Six mortar rounds near the ferry house.", latitude: Double = 40.5,
        longitude: Double = -35.0, source: String? = nil, sideA: String? = "North River Guard",
        sideB: String? = "Willow Regiment", evidence: [FileDigest] = []
    ) -> Command {
        let at = Fictional.moment("2031-03-18T10:00:00Z").advanced(bySeconds: minutes * 60)
        return .fileReport(
            FileReport(
                content: ReportContent(
                    earliest: at, latest: at.advanced(bySeconds: 300), precision: .quarter,
                    place: .point(Coordinate(latitude: latitude, longitude: longitude), sigmaMetres: 50),
                    placeName: "Ferry House", country: nil, type: "mortar", acts: [.mortar], sideA: sideA, sideB: sideB,
                    namesInitiator: true, killedLow: 0, killedHigh: 0, injuredLow: 2, injuredHigh: 3, text: text,
                    means: .saw, direction: .incoming, count: 6, weapon: "mortar", calibre: 82, confidential: false),
                channel: .form, sourceClass: .patrol, source: source, evidence: evidence))
    }
}

extension Command {
    /// A report of somebody who speaks for a side.
    static func allegation(minutes: Int64, latitude: Double, by sourceClass: SourceClass) -> Command {
        guard case .fileReport(var command) = Command.report(minutes: minutes, latitude: latitude) else {
            preconditionFailure("a report is filed")
        }
        command.sourceClass = sourceClass
        return .fileReport(command)
    }
}

extension Mission {
    /// Answers and proposals are as of everything recorded.
    func settle() async throws {
        try await parts.follower.waitUntilFolded(parts.recorder.size)
        try parts.follower.propose()
    }

    /// Every record of a list, as the head of mission gets it, in JSON.
    func shown<Question: Inquiry, Record: ShownRecord>(
        _ question: Question, to holder: HolderID? = .head
    ) async throws -> [String] where Question.Answer == Listing<Record> {
        let asker = asker(holder)
        return try await ask(question, as: asker, after: parts.recorder.size).records.compactMap {
            // A record's sieved JSON holds only numbers that JSON can write.
            $0.json(for: asker).map { String(decoding: try! JSONValue.object($0).canonicalBytes(), as: UTF8.self) }
        }
    }
}
