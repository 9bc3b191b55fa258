import ArgumentParser
import Foundation
import TruceMechanism
import TruceWeb

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a mission: its pages, its interface for programs, its log.",
        discussion: """
            The settings stand in MISSION/server.yaml, or in the file that --config names; TRUCE_… in the environment goes
            before both. docs/server-settings.md lists them. SIGTERM stops it when the running requests are answered; SIGHUP
            opens the log file anew and reads the certificate again.

            EXAMPLES
              truce serve mission
              TRUCE_LISTEN_PORT=9000 truce serve mission --config /etc/truce/server.yaml
              truce serve out/exercise --clock 2031-03-21T09:00:00Z
            """)

    @Argument(help: "The mission's folder, made by “truce init” or “truce demo”.", completion: .directory)
    var mission: String
    @Option(help: "The file of settings.", completion: .file())
    var config: String?
    @Option(
        help: "For an exercise: the time at which its clock begins, and runs on. A mission's clock is the machine's.")
    var clock: String?

    func run() async throws {
        Terminal.keepToOwner()
        let (mission, folder) = (mission, ServedFolder(mission))
        let environment = ProcessInfo.processInfo.environment
        let settings = try folder.settings(file: config, environment: environment)
        let clock = try folder.clock(from: clock)
        try await serveMission(folder, settings, environment: environment, clock: clock) { address in
            Terminal.note("The mission is served at \(address)")
            for copy in Mission.copiesBeforeUpgrade(at: mission) {
                Terminal.note("“\(copy)” is from before an upgrade. Remove it once you are content with this version.")
            }
            if folder.isDemonstration { Demo.sayPeople(at: folder) }
        }
    }
}
