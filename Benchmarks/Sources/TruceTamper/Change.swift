import TruceLedger

/// The kinds of single changes. Each makes one at a place chosen by chance; nil where this log or this chance gives none.
enum Change: String, CaseIterable {
    case bitFlipped = "a bit flipped"
    case byteChanged = "a byte changed"
    case truncated = "a file cut short"
    case extended = "a file made longer"
    case removed = "a file removed"
    case added = "a file added"
    case filesSwapped = "two files swapped"
    case entriesSwapped = "two entries swapped"
    case hashesSwapped = "two hashes swapped"
    case entryAndLeaf = "an entry and its leaf"
    case entryAndTree = "an entry and its tree"
    case rolledBack = "all rolled back"
    case forked = "fork of the same size"
    case forkedLarger = "fork, larger"
    case lineRemoved = "a signature removed"
    case lineDuplicated = "a signature doubled"
    case lineRenamed = "a signature renamed"
    case receiptBytes = "receipt: a byte or its end"
    case receiptIndex = "receipt: its index"
    case receiptProof = "receipt: its proof"
    case receiptEntry = "receipt: its entry"
    case receiptLines = "receipt: a signature"

    func attempt(on log: HonestLog, using random: inout SeededRandom) -> Attempt? {
        switch self {
        case .bitFlipped: FileChanges(log).altered(&random) { $0 ^= 1 << UInt8($1.below(8)) }
        case .byteChanged: FileChanges(log).altered(&random) { $0 ^= UInt8(1 + $1.below(255)) }
        case .truncated: FileChanges(log).truncated(&random)
        case .extended: FileChanges(log).extended(&random)
        case .removed: FileChanges(log).removed(&random)
        case .added: FileChanges(log).added(&random)
        case .filesSwapped: FileChanges(log).filesSwapped(&random)
        case .entriesSwapped: FileChanges(log).entriesSwapped(&random)
        case .hashesSwapped: FileChanges(log).hashesSwapped(&random)
        case .entryAndLeaf: HistoryChanges(log).entryAndLeaf(&random)
        case .entryAndTree: HistoryChanges(log).entryAndTree(&random)
        case .rolledBack: HistoryChanges(log).rolledBack(&random)
        case .forked: HistoryChanges(log).forked(&random, longer: false)
        case .forkedLarger: HistoryChanges(log).forked(&random, longer: true)
        case .lineRemoved, .lineDuplicated, .lineRenamed:
            SignatureLines(log.source.read("checkpoint")!).changed(self, &random).map { bytes, naming in
                Attempt(
                    subject: .log(Overlay(base: log.source, changed: ["checkpoint": bytes]), known: []), naming: naming)
            }
        case .receiptBytes: ReceiptChanges(log, &random).bytes(&random)
        case .receiptIndex: ReceiptChanges(log, &random).index(&random)
        case .receiptProof: ReceiptChanges(log, &random).proof(&random)
        case .receiptEntry: ReceiptChanges(log, &random).entry(&random)
        case .receiptLines: ReceiptChanges(log, &random).lines(&random)
        }
    }
}

/// The signature lines at the end of a checkpoint or receipt.
struct SignatureLines {
    private let head: String
    private let lines: [String]

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let start = text.range(of: "\n\n— ")!.lowerBound
        head = text[..<start] + "\n\n"
        lines = text[start...].split(separator: "\n").map(String.init)
    }

    func changed(_ change: Change, _ random: inout SeededRandom) -> (bytes: [UInt8], naming: Naming)? {
        var lines = lines
        let place = random.below(lines.count)
        let name = String(lines[place].split(separator: " ")[1])
        var naming = Naming(words: ["“\(name)”"])
        switch change {
        case .lineRemoved:
            lines.remove(at: place)
            // The policy's own name for a witness; it is the first part of the key's.
            naming.words.append("“\(name.prefix { $0 != "." })”")
        case .lineDuplicated: lines.insert(lines[place], at: random.below(lines.count + 1))
        default:
            var letters = Array(name)
            letters[random.below(letters.count)] = Character(Unicode.Scalar(UInt8(97 + random.below(26))))
            lines[place].replace(name, with: String(letters), maxReplacements: 1)
            naming.words.append("“\(String(letters))”")
        }
        guard lines != self.lines else { return nil }
        return (Array((head + lines.map { $0 + "\n" }.joined()).utf8), naming)
    }
}
