import TruceAccounts

/// Why the server does not start. Errors of single requests are ``Problem``s.
package enum WebError: Error, Equatable, CustomStringConvertible {
    /// All that is wrong with the settings, at once.
    case settings([SettingFault])
    case unreadableFile(String, why: String)
    case certificate(certificate: String, key: String, why: String)
    case logFile(String, why: String)
    case cannotListen(address: String, port: Int, why: String)
    case twoRoutes(String)
    /// People would sign in over a line that others can read.
    case openLine(address: String)
    case demonstrationElsewhere(address: String)
    /// `--clock` for what is no exercise.
    case clockOfMission(String)
    case notATime(String)
    /// A setting asks for what this program was built without.
    case notBuiltIn(String, trait: String)
    case notMade(String, why: String)
    case accounts(AccountsError)

    package var description: String {
        switch self {
        case .settings(let faults): faults.map(\.description).joined(separator: "\n")
        case .unreadableFile(let path, let why):
            "\(path): cannot be read: \(why). Name another file, or allow reading it."
        case .certificate(let certificate, let key, let why):
            "\(certificate) and \(key) do not serve for TLS: \(why). Both must be PEM files that belong together; see "
                + "tls.certificate and tls.key."
        case .logFile(let path, let why):
            "\(path): the log cannot be written there: \(why). Set log.file to a file in a folder that the server owns."
        case .cannotListen(let address, let port, let why):
            "The server cannot listen at \(address), port \(port): \(why). Set listen.address or listen.port to another."
        case .openLine(let address):
            "The server would listen at \(address) without TLS: passwords could be read on the way. Set tls.certificate and "
                + "tls.key, or site.url to the https: address of the proxy in front of it."
        case .demonstrationElsewhere(let address):
            "This is a demonstration, whose passwords everybody knows: it is served on this machine only, not at "
                + "\(address). Leave listen.address at 127.0.0.1, and make a mission with “truce init” for real work."
        case .clockOfMission(let path):
            "“\(path)” is no demonstration, and what a mission records stands at the machine's time. Leave --clock out, or make "
                + "an exercise with “truce demo”."
        case .notATime(let text): "“\(text)” is not a time. Write it as 2031-03-21T09:00:00Z."
        case .notBuiltIn(let setting, let trait):
            "This program was built without what \(setting) needs. Build it with “swift build -c release --traits "
                + "\(trait)”, or take the setting out."
        case .notMade(let path, let why): "“\(path)” was not finished: \(why)."
        case .accounts(let error): error.description
        case .twoRoutes(let path): "Two routes answer \(path). Remove one of them."
        }
    }

    /// As `sysexits.h` has them: 64 usage, 65 bad input, 69 not reachable, 70 our fault.
    package var exitCode: Int32 {
        switch self {
        case .clockOfMission, .notATime: 64
        case .settings, .certificate, .openLine, .demonstrationElsewhere, .notBuiltIn, .notMade: 65
        case .unreadableFile, .logFile, .cannotListen: 69
        case .twoRoutes: 70
        case .accounts(let error):
            switch error {
            case .cannotOpen, .locked, .cannotRead, .cannotWrite, .outOfMemory: 69
            default: 65
            }
        }
    }
}

/// One mistake in the settings, in the file or in the environment.
package struct SettingFault: Hashable, Sendable, CustomStringConvertible {
    /// `server.yaml:12`, or the environment variable.
    package var place: String
    package var message: String
    package var remedy: String

    package var description: String { "\(place): \(message). \(remedy)." }
}
