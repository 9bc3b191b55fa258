import ArgumentParser
import Foundation
import Truce
import TruceWeb

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a demonstration: a mission with somebody for each role and cases at every stage.",
        discussion: """
            Everybody knows its passwords: it is served on this machine only, and never becomes a real mission.

            EXAMPLES
              truce demo out/demonstration --agreement Examples/syria-2016
              truce serve out/demonstration
              truce demo out/exercise --agreement Examples/two-rivers --without-cases
            """)

    @Argument(
        help: "The folder to make. A demonstration that is there already is left as it is.", completion: .directory)
    var folder: String
    @Option(help: "The folder of an example: its agreement.yaml and reports.csv.", completion: .directory)
    var agreement: String
    @Flag(help: "Only somebody for each role, no reports and no cases: for an exercise.")
    var withoutCases = false

    func run() async throws {
        Terminal.keepToOwner()
        let served = ServedFolder(folder)
        if served.isCompleteDemonstration {
            Terminal.note("There is a demonstration in “\(folder)” already.")
            return
        }
        try await makeDemonstration(
            at: served, agreement: agreement + "/agreement.yaml",
            reports: withoutCases ? nil : agreement + "/reports.csv",
            now: Instant(seconds: Int64(Date().timeIntervalSince1970))
        ) { Terminal.note($0) }
        Terminal.note("The demonstration is made. Serve it: truce serve \(folder)")
    }

    static func sayPeople(at folder: ServedFolder) {
        Terminal.note("Sign in as one of these; the password of each is \(DemonstrationPeople.password)")
        for person in folder.demonstrationPeople {
            let role = person.role.rawValue.replacing("_", with: " ")
            Terminal.note("  \(person.login) — \(role)" + (person.side.map { " of \($0)" } ?? ""))
        }
    }
}
