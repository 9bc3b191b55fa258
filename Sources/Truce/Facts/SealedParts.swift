/// What a fact keeps sealed, part by part. In the vault each is a field of that name, as canonical JSON; what came in with
/// a report is one field, ``received``.
public struct SealedParts: Hashable, Sendable {
    /// Where it is there, ``source``, ``report``, ``note`` and ``files`` are sealed with it.
    public var arrival: Arrival?
    public var source: SourceIdentity?
    public var report: ReportContent?
    public var note: NoteContent?
    public var ask: AskContent?
    public var question: QuestionContent?
    public var term: ReplyTerm?
    public var reply: ReplyContent?
    public var finding: FindingContent?
    public var patrol: PatrolContent?
    public var result: PatrolResult?
    public var brought: BroughtReports?
    public var escalation: EscalationContent?
    public var speaker: Speaker?
    public var denial: DenialContent?
    public var presence: PresenceContent?
    public var communique: CommuniqueContent?
    /// Files that came with it, where even their digests would tell too much.
    public var files: FilesContent?

    public init() {}

    public var isEmpty: Bool { self == SealedParts() }

    /// Each part that is there: its name, and its canonical JSON in UTF-8. In a fixed order.
    package func fields() throws(FactError) -> [(name: String, value: [UInt8])] {
        var fields: [(name: String, value: [UInt8])] = []
        func add(_ name: String, _ part: (some FactRecord)?) throws(FactError) {
            guard let part else { return }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(512)
            do { try part.write(to: &bytes) } catch { throw error.under(name) }
            fields.append((name, bytes))
        }
        let isReceived = arrival != nil
        try add("received", received)
        try add("source", isReceived ? nil : source)
        try add("report", isReceived ? nil : report)
        try add("note", isReceived ? nil : note)
        try add("ask", ask)
        try add("question", question)
        try add("term", term)
        try add("reply", reply)
        try add("finding", finding)
        try add("patrol", patrol)
        try add("result", result)
        try add("brought", brought)
        try add("escalation", escalation)
        try add("speaker", speaker)
        try add("denial", denial)
        try add("presence", presence)
        try add("communique", communique)
        try add("files", isReceived ? nil : files)
        return fields
    }

    /// Takes a field of the vault in. False for a name that is none of these: somebody sealed it by other means.
    package mutating func take(_ name: String, _ value: [UInt8]) throws(FactError) -> Bool {
        func part<Part: FactRecord>(_: Part.Type) throws(FactError) -> Part {
            // What is wrong, if anything is, the plain way says.
            if let part = try? value.withUnsafeBufferPointer({ try Part(canonical: $0) }) { return part }
            let json: JSONValue
            do { json = try JSONValue(parsing: value, limit: value.count) } catch { throw .notJSON(error) }
            do { return try Part(json: json) } catch { throw error.under(name) }
        }
        switch name {
        case "received": received = try part(ReceivedReport.self)
        case "source": source = try part(SourceIdentity.self)
        case "report": report = try part(ReportContent.self)
        case "note": note = try part(NoteContent.self)
        case "ask": ask = try part(AskContent.self)
        case "question": question = try part(QuestionContent.self)
        case "term": term = try part(ReplyTerm.self)
        case "reply": reply = try part(ReplyContent.self)
        case "finding": finding = try part(FindingContent.self)
        case "patrol": patrol = try part(PatrolContent.self)
        case "result": result = try part(PatrolResult.self)
        case "brought": brought = try part(BroughtReports.self)
        case "escalation": escalation = try part(EscalationContent.self)
        case "speaker": speaker = try part(Speaker.self)
        case "denial": denial = try part(DenialContent.self)
        case "presence": presence = try part(PresenceContent.self)
        case "communique": communique = try part(CommuniqueContent.self)
        case "files": files = try part(FilesContent.self)
        default: return false
        }
        return true
    }
}
