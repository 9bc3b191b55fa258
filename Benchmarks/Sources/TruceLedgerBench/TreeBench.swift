import TruceLedger

/// One hash of each entry and, all but one, one node for it.
func hashTree(entries count: Int, bytes: Int) {
    var random = SeededRandom(1)
    var entries = [UInt8](repeating: 0, count: count * bytes)
    entries.withUnsafeMutableBytes { buffer in
        for word in buffer.bindMemory(to: UInt64.self).indices {
            buffer.storeBytes(of: random.next(), toByteOffset: word * 8, as: UInt64.self)
        }
    }
    let clock = Clock()
    var tree = CompactRange()
    entries.withUnsafeBytes { buffer in
        for index in 0..<count {
            tree.append(.leaf(UnsafeRawBufferPointer(rebasing: buffer[index * bytes..<(index + 1) * bytes])))
        }
    }
    let root = tree.root
    let cpu = clock.cpuSeconds
    report(
        clock,
        [
            "entries": Double(count), "entry_bytes": Double(bytes), "entries_per_cpu_s": Double(count) / cpu,
            "hashes_per_cpu_s": Double(2 * count - 1) / cpu, "root_first_byte": Double(root.bytes[0]),
        ])
}
