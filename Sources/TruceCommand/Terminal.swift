import Foundation
import Truce

/// Standard error and standard output as a person sees them.
enum Terminal {
    static let isInteractive = isatty(2) == 1
    static let hasColour =
        isInteractive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// What this command makes from now on is for its owner only: a mission's folder tells who reported what.
    static func keepToOwner() { umask(0o077) }

    /// One line on standard error.
    static func complain(_ text: String) { complain(lines: [text]) }

    /// Several lines that belong together.
    static func complain(lines: [String]) {
        let text = (hasColour ? "\u{1B}[31mtruce:\u{1B}[0m " : "truce: ") + lines.map(shown).joined(separator: "\n")
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// One line on standard error, for whoever watches.
    static func note(_ text: String) { FileHandle.standardError.write(Data((shown(text) + "\n").utf8)) }

    /// One line of the result.
    static func say(_ text: String) { write(shown(text)) }

    /// A text of the result that has lines of its own.
    static func say(lines text: String) {
        write(text.split(separator: "\n", omittingEmptySubsequences: false).map(shown).joined(separator: "\n"))
    }

    /// A JSON document of the result. It keeps its meaning: what could steer a terminal is written as an escape.
    static func say(json: String) {
        var text = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            // A line end stands between values only: JSON has none in its texts.
            if scalar.isSteering && scalar != "\n" {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars
            } else {
                text.append(scalar)
            }
        }
        write(String(text))
    }

    private static func write(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    /// Sources, keys and files are named as somebody likes: nothing of it may move the cursor of whoever reads it, turn
    /// the line around or look like a line of ours.
    static func shown(_ line: some StringProtocol) -> String {
        var text = String.UnicodeScalarView()
        for scalar in line.unicodeScalars { text.append(scalar.isSteering ? "\u{FFFD}" : scalar) }
        return String(text)
    }
}

/// A bar on standard error for whatever takes more than a second; nothing where standard error is no terminal.
final class ProgressBar {
    private let begun = Date()
    private var drawn = Date.distantPast
    private var isShown = false

    func report(_ doing: String, _ share: Double?) {
        guard Terminal.isInteractive else { return }
        let now = Date()
        guard now.timeIntervalSince(begun) > 1, now.timeIntervalSince(drawn) > 0.1 else { return }
        drawn = now
        isShown = true
        let width = 24
        let bar: String
        if let share {
            let filled = Int(Double(width) * min(1, max(0, share)))
            bar =
                String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
                + " \(Int(share * 100)) %"
        } else {
            bar = "…"
        }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(Terminal.shown(doing)) \(bar)".utf8))
    }

    func clear() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        isShown = false
    }
}
