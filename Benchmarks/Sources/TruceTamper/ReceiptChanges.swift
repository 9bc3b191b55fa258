import TruceLedger

/// Changes of one receipt.
struct ReceiptChanges {
    private let log: HonestLog
    private let receipt: Receipt

    init(_ log: HonestLog, _ random: inout SeededRandom) {
        self.log = log
        receipt = log.receipts.randomElement(using: &random)!
    }

    /// One byte or bit, or the end.
    func bytes(_ random: inout SeededRandom) -> Attempt? {
        var bytes = receipt.bytes
        var place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 2: bytes.removeLast(bytes.count - place)
        default:
            place = bytes.count
            bytes += random.bytes(1 + random.below(64))
        }
        return attempt(bytes, Naming(words: words(at: place) + words(at: place + 1)))
    }

    func index(_ random: inout SeededRandom) -> Attempt? {
        var other = receipt
        other.index = Bool.random(using: &random) ? random.below(log.size + 1) : random.below(1 << 40)
        return attempt(other.bytes, Naming(words: ["index", "\(other.index) lies outside"]))
    }

    /// A hash changed, removed, added, or two swapped.
    func proof(_ random: inout SeededRandom) -> Attempt? {
        var other = receipt
        let count = other.proof.count
        let made = TreeHash(random.bytes(32))!
        switch count == 0 ? 0 : random.below(4) {
        case 0: other.proof.insert(made, at: random.below(count + 1))
        case 1: other.proof.remove(at: random.below(count))
        case 2: other.proof.swapAt(random.below(count), random.below(count))
        default: other.proof[random.below(count)] = made
        }
        return attempt(other.bytes, Naming(words: ["proof"]))
    }

    func entry(_ random: inout SeededRandom) -> Attempt? {
        var other = receipt
        if Bool.random(using: &random) {
            other.entry = log.entries.randomElement(using: &random)!
        } else {
            other.entry[random.below(other.entry.count)] ^= 1 << UInt8(random.below(8))
        }
        return attempt(other.bytes, Naming(words: ["entry"]))
    }

    func lines(_ random: inout SeededRandom) -> Attempt? {
        let change = [Change.lineRemoved, .lineDuplicated, .lineRenamed].randomElement(using: &random)!
        guard let (bytes, naming) = SignatureLines(receipt.bytes).changed(change, &random) else { return nil }
        return attempt(bytes, naming)
    }

    private func attempt(_ bytes: [UInt8], _ naming: Naming) -> Attempt? {
        guard bytes != receipt.bytes else { return nil }
        return Attempt(subject: .receipt(bytes), naming: naming)
    }

    /// How the part of the receipt at a byte is called.
    private func words(at place: Int) -> [String] {
        let end = receipt.bytes.count - receipt.checkpoint.bytes.count
        if place >= end { return ["checkpoint", "note", "signature", "signed", "log “"] }
        switch receipt.bytes.prefix(place).count(where: { $0 == 0x0A }) {
        case 0: return ["begin", "empty line stands between the proof"]
        case 1: return ["extra", "entry", "empty line stands between the proof"]
        case 2: return ["index", "lies outside", "which entry", "empty line stands between the proof"]
        default: return ["proof", "note"]
        }
    }
}
