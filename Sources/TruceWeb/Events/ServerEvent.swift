/// One event of a stream, as the HTML standard writes it (§9.2).
package struct ServerEvent: Hashable, Sendable {
    /// Where a client that comes back goes on. Without line ends.
    package var id: String?
    /// What a page listens for; `message` when nil.
    package var name: String?
    package var data: String

    package init(id: String? = nil, name: String? = nil, data: String) {
        precondition(
            [id, name].allSatisfy { $0?.unicodeScalars.contains { $0.value < 0x20 } != true },
            "an event's id and name are one line each")
        self.id = id
        self.name = name
        self.data = data
    }

    var text: String {
        var text = ""
        if let id { text += "id: \(id)\n" }
        if let name { text += "event: \(name)\n" }
        // A client ends a line at CR, LF or both.
        let lines = data.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        for line in lines { text += "data: \(line)\n" }
        return text + "\n"
    }

    static func comment(_ words: String) -> String { ": \(words)\n\n" }
}
