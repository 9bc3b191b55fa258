import Foundation
import Truce
import TruceLedger

/// A report's private part as it comes in by form: who, where and what, some 350 bytes of JSON.
func fields(_ number: Int) -> [SealedField] {
    [
        SealedField(name: "source", text: "observer-\(number % 500)"),
        SealedField(
            name: "place",
            value: Array("{\"latitude\":36.1\(number % 90 + 10),\"longitude\":37.1\(number % 90 + 10)}".utf8)),
        SealedField(
            name: "account",
            text:
                "Report \(number): three impacts of heavy mortar near the mill, heard from the bridge at dusk; two houses "
                + "damaged, one person hurt. The observers left by the northern road."),
    ]
}

/// Seals so many items, `batch` in a transaction; opens them by their commitments, as entries have them, and by going
/// through.
func sealAndOpen(in folder: String, items count: Int, batch: Int) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/vault-\(getpid()).sqlite"
    defer {
        // Left behind, they cost disk and nothing else.
        for file in [path, path + "-journal"] { try? FileManager.default.removeItem(atPath: file) }
    }
    let vault = try Vault.create(at: path, key: MasterKey(), for: .continuous)
    let now = Instant(seconds: 1_900_000_000)
    let sealing = Clock()
    var commitments: [TreeHash] = []
    for start in stride(from: 0, to: count, by: batch) {
        let items = (start..<min(count, start + batch)).map { number in
            (fields(number), ["source:observer-\(number % 500)", "report:r-\(number)"])
        }
        commitments += try vault.seal(items, at: now).flatMap(\.commitments)
    }
    let (sealCPU, sealWall) = (sealing.cpuSeconds, sealing.wallSeconds)
    let opening = Clock()
    var opened = 0
    for start in stride(from: 0, to: commitments.count, by: 4_096) {
        for answer in try vault.disclosures(of: Array(commitments[start...].prefix(4_096))) {
            if try answer.get() != nil { opened += 1 }
        }
    }
    let (openCPU, openWall) = (opening.cpuSeconds, opening.wallSeconds)
    let walking = Clock()
    var walked = 0
    try vault.forEachDisclosure { part in for (_, field) in part { walked += try field.get().value.isEmpty ? 0 : 1 } }
    guard opened == 3 * count, walked == 3 * count else {
        refuse("\(opened) and \(walked) of \(3 * count) fields opened")
    }
    let items = Double(count)
    report(
        walking,
        [
            "items": items, "batch": Double(batch), "seal_cpu_us_per_item": sealCPU * 1e6 / items,
            "seal_items_per_s": items / sealWall, "open_cpu_us_per_item": openCPU * 1e6 / items,
            "open_items_per_s": items / openWall, "walk_cpu_us_per_item": walking.cpuSeconds * 1e6 / items,
            "walk_items_per_s": items / walking.wallSeconds,
        ])
}

/// Writes and reads entries of reports with eight commitments: some 600 bytes each.
func encodeAndDecode(entries count: Int) throws {
    var random = SeededRandom(1)
    let entries = (0..<1_000).map { number in
        Entry(
            recorded: Instant(seconds: 1_900_000_000 + Int64(number)),
            fact: BenchLedger.fact(number, sealed: 8, using: &random))
    }
    var bytes: [[UInt8]] = []
    let encoding = Clock()
    for _ in 0..<count / entries.count { bytes = try entries.map { try $0.bytes() } }
    let encoded = encoding.cpuSeconds
    let decoding = Clock()
    var sum = 0
    for _ in 0..<count / entries.count {
        for bytes in bytes { sum += Int(try Entry(bytes: bytes).recorded.seconds & 1) }
    }
    report(
        decoding,
        [
            "entries": Double(count), "entry_bytes": Double(bytes[0].count),
            "encode_cpu_us": encoded * 1e6 / Double(count), "decode_cpu_us": decoding.cpuSeconds * 1e6 / Double(count),
            "sum": Double(sum),
        ])
}
