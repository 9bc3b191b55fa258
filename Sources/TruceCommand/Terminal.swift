import Foundation

/// Standard error and standard output as a person sees them.
enum Terminal {
    static let isInteractive = isatty(2) == 1
    static let hasColour =
        isInteractive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    static func complain(_ text: String) {
        let line = (hasColour ? "\u{1B}[31mtruce:\u{1B}[0m " : "truce: ") + text + "\n"
        FileHandle.standardError.write(Data(line.utf8))
    }

    static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
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
        FileHandle.standardError.write(Data("\r\u{1B}[K\(doing) \(bar)".utf8))
    }

    func clear() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        isShown = false
    }
}
