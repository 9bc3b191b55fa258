import ArgumentParser
import Foundation
import Truce
import TruceWeb

struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a mission in a folder: agreement, keys, ledger, first administrator.",
        discussion: """
            Asks for what no option says, again until it can be used, unless --yes is given or nobody is at the terminal. Broken off, say it again: it goes
            on. What it prints at the end is the link with which the first administrator sets a password, once, within three
            days; saying “truce init” again prints a new one as long as nobody used it.

            EXAMPLES
              truce init mission
              truce init mission --title "Two Rivers Mission" --agreement Examples/two-rivers/agreement.yaml \\
                --origin two-rivers.example/log --administrator ada --url https://truce.example.org --yes
            """)

    @Argument(help: "The folder to make.", completion: .directory)
    var mission: String
    @Option(help: "The mission's name.")
    var title: String?
    @Option(help: "The language of the name, and of pages for readers who ask for none: en or ar.")
    var language: String = "en"
    @Option(help: "The agreement's file; its map and amendments lie beside it.", completion: .file())
    var agreement: String?
    @Option(help: "What the log is called, for ever: a host name and a path, such as truce.example.org/log.")
    var origin: String?
    @Option(help: "The first administrator's login.")
    var administrator: String?
    @Option(help: "Where people will reach the server, such as https://truce.example.org. Empty: on this machine.")
    var url: String?
    @Flag(help: "Ask nothing.")
    var yes = false

    func run() async throws {
        Terminal.keepToOwner()
        guard let spoken = Language(rawValue: language) else {
            throw ValidationError("“\(language)” is no language of Truce. Write en or ar.")
        }
        let asks = !yes && isatty(0) == 1
        let questions = FirstQuestions(
            .init(title: title, agreement: agreement, url: url, origin: origin, login: administrator),
            ask: asks
                ? { question in
                    Terminal.note(question)
                    return readLine()
                } : nil)
        let steps: FirstSteps
        do { steps = try questions.steps(in: spoken) } catch { throw ValidationError(error.description) }
        let folder = ServedFolder(mission)
        let link = try await makeMission(
            steps, at: folder, now: Instant(seconds: Int64(Date().timeIntervalSince1970)))
        Terminal.note("The mission is made. Serve it: truce serve \(mission)")
        Terminal.note("Then open this link, once, to set the password of “\(steps.login)”:")
        Terminal.say((steps.url.isEmpty ? "http://127.0.0.1:8080" : steps.url) + link)
    }
}
