import Foundation
import Truce

/// The texts of one file that repeat, by hash: asked first, so that the table's pool is asked once for each text.
final class TextCache {
    private var hashes: UnsafeMutablePointer<UInt64>
    private var slots: UnsafeMutablePointer<Entry>
    private var capacity = 1024
    private var count = 0
    /// Copies of the texts, in blocks that stay where they are.
    private var blocks: [UnsafeMutablePointer<UInt8>] = []
    private var room = 0
    private static let blockLength = 1 << 20

    private struct Entry {
        var text: UnsafePointer<UInt8>?
        var length: Int32
        var id: Int32
    }

    init() {
        hashes = .allocate(capacity: capacity)
        slots = .allocate(capacity: capacity)
        hashes.initialize(repeating: 0, count: capacity)
        slots.initialize(repeating: Entry(text: nil, length: 0, id: -1), count: capacity)
    }

    deinit {
        hashes.deallocate()
        slots.deallocate()
        for block in blocks { block.deallocate() }
    }

    @inline(__always) func id(_ text: ByteSlice, in pool: inout StringPool) -> Int32 {
        if text.isEmpty { return 0 }
        let hash = stableHash(text) | 1
        var slot = Int(truncatingIfNeeded: hash >> 1) & (capacity - 1)
        while hashes[slot] != 0 {
            if hashes[slot] == hash, Int(slots[slot].length) == text.count,
                memcmp(slots[slot].text!, text.baseAddress!, text.count) == 0
            {
                return slots[slot].id
            }
            slot = (slot + 1) & (capacity - 1)
        }
        return add(text, hash, slot, &pool)
    }

    @inline(never)
    private func add(_ text: ByteSlice, _ hash: UInt64, _ slot: Int, _ pool: inout StringPool) -> Int32 {
        let id = pool.intern(text)
        if text.count > room {
            let length = max(Self.blockLength, text.count)
            blocks.append(.allocate(capacity: length))
            room = length
            if length > Self.blockLength { room = text.count }
            next = blocks[blocks.count - 1]
        }
        next.update(from: text.baseAddress!, count: text.count)
        hashes[slot] = hash
        slots[slot] = Entry(text: UnsafePointer(next), length: Int32(text.count), id: id)
        next += text.count
        room -= text.count
        count += 1
        if count * 2 > capacity { grow() }
        return id
    }

    private var next = UnsafeMutablePointer<UInt8>(bitPattern: 1)!

    private func grow() {
        let (oldHashes, oldSlots, oldCapacity) = (hashes, slots, capacity)
        capacity *= 2
        hashes = .allocate(capacity: capacity)
        slots = .allocate(capacity: capacity)
        hashes.initialize(repeating: 0, count: capacity)
        slots.initialize(repeating: Entry(text: nil, length: 0, id: -1), count: capacity)
        for old in 0..<oldCapacity where oldHashes[old] != 0 {
            var slot = Int(truncatingIfNeeded: oldHashes[old] >> 1) & (capacity - 1)
            while hashes[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            hashes[slot] = oldHashes[old]
            slots[slot] = oldSlots[old]
        }
        oldHashes.deallocate()
        oldSlots.deallocate()
    }
}
