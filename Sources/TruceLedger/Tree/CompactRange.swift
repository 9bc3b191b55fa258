/// The right edge of a growing tree: the roots of its perfect subtrees, largest first. Holds what is needed to append
/// and to give the root, and no more than 63 hashes of it.
public struct CompactRange: Hashable, Sendable {
    /// Leaves so far.
    public private(set) var size: Int
    /// One perfect subtree for each bit set in ``size``, the largest first.
    public private(set) var subtrees: [TreeHash]

    public init() {
        size = 0
        subtrees = []
    }

    /// A tree of `size` leaves whose right edge is known; nil when the number of subtrees does not fit the size.
    public init?(size: Int, subtrees: [TreeHash]) {
        guard size >= 0, subtrees.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.subtrees = subtrees
    }

    public mutating func append(_ leaf: TreeHash) {
        var hash = leaf
        var rest = size
        while rest & 1 == 1 {
            hash = .node(subtrees.removeLast(), hash)
            rest >>= 1
        }
        subtrees.append(hash)
        size += 1
    }

    /// Appends a perfect subtree of 2^`level` leaves. The size so far must be a multiple of that.
    package mutating func append(_ subtree: TreeHash, level: Int) {
        precondition(size & ((1 << level) - 1) == 0, "a subtree of 2^\(level) leaves does not fit after \(size)")
        var hash = subtree
        var rest = size >> level
        while rest & 1 == 1 {
            hash = .node(subtrees.removeLast(), hash)
            rest >>= 1
        }
        subtrees.append(hash)
        size += 1 << level
    }

    /// MTH of the leaves so far.
    public var root: TreeHash {
        guard var hash = subtrees.last else { return .emptyTree }
        for subtree in subtrees.dropLast().reversed() { hash = .node(subtree, hash) }
        return hash
    }
}
