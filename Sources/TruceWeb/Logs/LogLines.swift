import Foundation
import Logging
import Truce

/// Log messages as lines: for people, or one JSON object a line. Whatever a message holds, it stays on its line.
package struct LogLines: LogHandler {
    private let file: LogFile
    private let format: ServerConfiguration.LogFormat
    private let label: String
    private let now: @Sendable () -> Date
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    package init(
        label: String, file: LogFile, configuration: ServerConfiguration,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.file = file
        self.now = now
        format = configuration.logFormat
        logLevel =
            switch configuration.logLevel {
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let more = event.metadata { all.merge(more) { $1 } }
        let time = Self.time(now())
        switch format {
        case .text: file.write(text(time, event, all))
        case .json: file.write(json(time, event, all))
        }
    }

    /// To the millisecond, in UTC. Written here because every request has a line, and Foundation's way took longer than
    /// the rest of it.
    private static func time(_ now: Date) -> String {
        let milliseconds = Int64((now.timeIntervalSince1970 * 1000).rounded(.down))
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        let fraction = String(1000 + milliseconds - seconds * 1000).dropFirst()
        return "\(Instant(seconds: seconds).description.dropLast()).\(fraction)Z"
    }

    private func text(_ time: String, _ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var line = "\(time) \(event.level.rawValue) \(label): \(Self.onOneLine("\(event.message)", quoted: false))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += " \(Self.onOneLine(key, quoted: false))=\(Self.onOneLine("\(value)", quoted: true))"
        }
        return line + "\n"
    }

    /// Line ends and other controls escaped, so that no text can pass for a line of its own.
    private static func onOneLine(_ text: String, quoted: Bool) -> String {
        // Nearly all of it is plain, and then stays as it is.
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: " "): !quoted
            default: (0x21...0x7E).contains(byte)
            }
        }
        if isPlain, !text.isEmpty { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
            if isControl || (quoted && (scalar == "\"" || scalar == "\\")) {
                line += scalar.escaped(asASCII: true)
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
        return quoted && (line.isEmpty || line.contains(" ") || line != text) ? "\"\(line)\"" : line
    }

    private func json(_ time: String, _ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var members = [
            JSONObject.Member("time", .string(time)), .init("level", .string(event.level.rawValue)),
            .init("label", .string(label)), .init("message", .string("\(event.message)")),
        ]
        let taken = Set(members.map(\.key))
        for (key, value) in metadata where !taken.contains(key) { members.append(.init(key, .string("\(value)"))) }
        // Texts only, each key once: nothing that could not be written.
        guard let object = JSONObject(members), let bytes = try? JSONValue.object(object).canonicalBytes() else {
            return ""
        }
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }
}
