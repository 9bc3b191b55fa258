import GRDB
import Truce

/// Reports, as received and as they stand.
enum ReportView: View {
    static let schema = """
        CREATE TABLE report (
            position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, received INTEGER NOT NULL, day INTEGER NOT NULL,
            recorded INTEGER NOT NULL,
            holder TEXT, side TEXT,        -- whose it is, as ``Owners`` names them
            disposition INTEGER,           -- null: nobody has placed it
            withdrawn INTEGER NOT NULL DEFAULT 0, proposed INTEGER,
            body BLOB NOT NULL,            -- the fact and what could be opened of it
            seals BLOB NOT NULL
        ) STRICT;
        CREATE INDEX report_received ON report (received);
        CREATE INDEX report_day ON report (day, position);
        CREATE INDEX report_waiting ON report (received, id) WHERE disposition IS NULL AND withdrawn = 0;
        CREATE INDEX report_holder ON report (holder, position) WHERE holder IS NOT NULL;
        CREATE INDEX report_side ON report (side, position) WHERE side IS NOT NULL;
        CREATE TABLE report_expected (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE evidence (
            digest BLOB NOT NULL, position INTEGER NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL,
            obtained INTEGER NOT NULL, report TEXT, PRIMARY KEY (digest, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX evidence_report ON evidence (report) WHERE report IS NOT NULL;
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        switch entry.fact {
        case .reportReceived(let payload):
            let day = writing.rules.zone.day(of: entry.receivedAt)
            try writing.reports.insert(entry, payload, day: day)
        case .reportWithdrawn(let payload):
            try writing.db.cachedStatement(sql: "UPDATE report SET withdrawn = 1 WHERE id = ?")
                .execute(arguments: [payload.report.text])
            try expect(payload.report, writing)
        case .evidenceAdded(let payload):
            guard case .file(let digest) = payload.object else { return }
            try writing.db.cachedStatement(sql: "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?)")
                .execute(arguments: [
                    Row.data(digest.bytes), entry.index, payload.size, payload.mediaType, payload.obtainedAt.seconds,
                    payload.report?.text,
                ])
        default: break
        }
    }

    static func dispose(_ report: ReportID, _ disposition: Disposition, _ writing: Writing) throws {
        try writing.db.cachedStatement(sql: "UPDATE report SET disposition = ? WHERE id = ?")
            .execute(arguments: [Disposition.allCases.firstIndex(of: disposition), report.text])
        try expect(report, writing)
    }

    /// Remembers a report that the change before found no row of.
    private static func expect(_ report: ReportID, _ writing: Writing) throws {
        guard writing.db.changesCount == 0 else { return }
        writing.isExpecting = true
        try writing.db.execute(sql: "INSERT OR IGNORE INTO report_expected VALUES (?)", arguments: [report.text])
    }

    /// Whether something was done with the report before it was received: only where facts were written by hand.
    static func wasExpected(_ report: ReportID, _ writing: Writing) throws -> Bool {
        guard writing.isExpecting else { return false }
        return try Bool.fetchOne(
            writing.db, sql: "SELECT 1 FROM report_expected WHERE id = ?", arguments: [report.text]) == true
    }

    /// After an erasure: the entry as it can be opened now.
    static func replace(_ entry: OpenedEntry, _ payload: ReportReceived, in writing: Writing) throws {
        let source = entry.sealed.source
        let day = writing.rules.zone.day(of: entry.receivedAt)
        try writing.db.execute(
            sql: "UPDATE report SET body = ?, holder = ?, side = ?, received = ?, day = ? WHERE position = ?",
            arguments: [
                Row.data(ReportBody(payload, entry.sealed).packed()), source?.holder.map(Owners.holder),
                source?.side.map(Owners.side), entry.receivedAt.seconds, day.daysSince1970, entry.index,
            ])
    }
}

/// What a report's row keeps of its first entry.
struct ReportBody {
    /// Nil where it was erased.
    var channel: Channel?
    var sourceClass: SourceClass?
    var evidence: [FileDigest]
    var isSealed: Bool
    var source: SourceIdentity?
    var content: ReportContent?

    init(_ payload: ReportReceived, _ sealed: SealedParts) {
        channel = payload.channel ?? sealed.arrival?.channel
        sourceClass = payload.sourceClass ?? sealed.arrival?.sourceClass
        evidence = payload.evidence + (sealed.files?.digests ?? [])
        isSealed = !payload.sealed.isEmpty
        (source, content) = (sealed.source, sealed.report)
    }

    func packed() -> [UInt8] {
        var packer = Packer()
        // 0: erased.
        packer.add(channel.flatMap { Self.channels[$0] } ?? 0)
        packer.add(sourceClass.flatMap { Self.classes[$0] } ?? 0)
        packer.add(isSealed)
        packer.add(all: evidence) { $0.add($1.bytes) }
        packer.add(source) { $0.add($1) }
        packer.add(content) { $0.add($1) }
        return packer.bytes
    }

    init?(packed: [UInt8]) {
        guard let body = Unpacker.read(packed, Self.init(from:)) else { return nil }
        self = body
    }

    private init?(from unpacker: inout Unpacker) {
        let (channel, sourceClass) = (unpacker.int(), unpacker.int())
        guard (0...Channel.allCases.count).contains(channel), (0...SourceClass.allCases.count).contains(sourceClass)
        else { return nil }
        self.channel = channel == 0 ? nil : Channel.allCases[channel - 1]
        self.sourceClass = sourceClass == 0 ? nil : SourceClass.allCases[sourceClass - 1]
        isSealed = unpacker.bool()
        evidence = unpacker.all { FileDigest($0.blob()) }
        source = unpacker.optional { $0.source() }
        content = unpacker.optional { $0.content() }
    }

    private static let channels = Dictionary(
        uniqueKeysWithValues: Channel.allCases.enumerated().map { ($0.element, $0.offset + 1) })
    private static let classes = Dictionary(
        uniqueKeysWithValues: SourceClass.allCases.enumerated().map { ($0.element, $0.offset + 1) })
}
