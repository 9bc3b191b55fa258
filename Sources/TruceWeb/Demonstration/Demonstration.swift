import Foundation
import Synchronization
import Truce
import TruceAccounts
import TruceMechanism

/// A mission to look at: an example's reports, a few cases at every stage, talks, progress, and somebody for each role.
/// Its clock runs as its story needs, from the reports' time up to now.
///
/// - Parameter reports: The file of reports; nil: only the people, for an exercise that begins with nothing.
package func makeDemonstration(
    at folder: ServedFolder, agreement: String, reports: String?, now: Instant,
    say: @escaping @Sendable (String) -> Void
) async throws {
    let files = FileManager.default
    // Ours, and not finished: begun again.
    if folder.isDemonstration { try files.removeItem(atPath: folder.path) }
    let text = try Mechanism.readAgreement(agreement).latest
    let people = DemonstrationPeople.all(text)
    let clock = StoryClock(reports == nil ? now : Story.start)
    var new = NewMission(
        title: LocalizedText([
            .init(language: "en", text: "Demonstration"), .init(language: "ar", text: "عرض توضيحي"),
        ]), languages: ["en", "ar"], agreement: agreement, origin: "demonstration.example/log",
        people: people.map { .init(holder: $0.holder, role: $0.role, side: $0.side) })
    new.clock = { clock.now }
    try await Mission.make(new, at: folder.path)
    try Data("begun\n".utf8).write(to: URL(filePath: folder.demonstration))
    try Data("site:\n  title: Truce (demonstration)\n".utf8).write(to: URL(filePath: folder.configuration))
    say("accounts for \(people.count) people")
    try await makeAccounts(people, folder, now: now)
    var settings = MissionSettings()
    settings.clock = { clock.now }
    let mission = try await Mission.open(at: folder.path, settings: settings)
    do {
        if let reports {
            let story = Story(mission: mission, clock: clock, text: text, say: say)
            try await story.importReports(reports, folder)
            try await story.tell(until: now)
        }
    } catch {
        // The story's own fault is what counts.
        try? await mission.close()
        throw error
    }
    try await mission.close()
    try Data("complete\n".utf8).write(to: URL(filePath: folder.demonstration))
}

private func makeAccounts(
    _ people: [DemonstrationPeople.Person], _ folder: ServedFolder, now: Instant
) async throws {
    var settings = AccountsSettings()
    // Nobody guesses what everybody knows.
    settings.cost = ScryptCost(log2N: 10, blockSize: 8, parallelism: 1)!
    let accounts = try folder.openAccounts(settings, needsSecondFactor: { _ in false }, journal: { _ in })
    for person in people {
        _ = try await accounts.createAccount(
            login: person.login, displayName: "", holders: [person.holder], password: DemonstrationPeople.password,
            at: now)
    }
    try accounts.close()
}

/// Time that the story moves, forward only.
final class StoryClock: Sendable {
    private let time: Mutex<Instant>

    init(_ time: Instant) { self.time = Mutex(time) }

    var now: Instant { time.withLock { $0 } }

    func move(hours: Int64) { time.withLock { $0 = $0.advanced(bySeconds: hours * 3600) } }
    func move(to moment: Instant) { time.withLock { $0 = max($0, moment) } }
}
