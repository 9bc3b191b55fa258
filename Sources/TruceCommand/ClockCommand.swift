import ArgumentParser
import TruceMechanism

struct ClockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "Say that the machine's clock is right, where a mission does not believe it.",
        discussion: """
            A mission records nothing while the clock of its machine is further ahead than it can be: more than 15 minutes while
            it runs, more than seven days since it was last seen at work when it starts. Look at the clock first; what is
            recorded under a wrong one stands for ever. A server that is running goes on within seconds.

            EXAMPLES
              truce clock /var/lib/truce/mission
              truce clock /var/lib/truce/mission --right
            """)

    @Argument(help: "The mission's folder. A server may be running on it.", completion: .directory)
    var mission: String
    @Flag(help: "The machine's clock is right now.")
    var right = false

    func run() throws {
        Terminal.keepToOwner()
        let seen = try Mission.lastSeen(at: mission).map { "It was last seen at work at \($0)." }
        Terminal.note(seen ?? "When it was last seen at work is not known; its last entry counts.")
        guard right else {
            Terminal.say(
                "The machine's clock says \(WallClock.now()). If that is right: truce clock \(mission) --right")
            return
        }
        Terminal.say("Taken for right: \(try Mission.confirmClock(at: mission)).")
    }
}
