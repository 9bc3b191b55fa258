/// Why a proof does not prove what it should.
public enum ProofError: Error, Equatable, CustomStringConvertible {
    /// The index or the older size lies outside the tree.
    case outside(index: Int, size: Int)
    /// More or fewer hashes than the tree's shape asks for.
    case wrongLength
    /// The hashes do not lead to the root of the checkpoint.
    case wrongRoot
    /// The hashes do not lead to the root of the older checkpoint.
    case wrongOldRoot

    public var description: String {
        switch self {
        case .outside(let index, let size): "\(index) lies outside a log of \(size) entries."
        case .wrongLength:
            "The proof has more or fewer hashes than a log of this size needs at this index: one of the three was altered."
        case .wrongRoot:
            "The proof does not lead to the checkpoint's root: the entry, its index, the proof or the checkpoint was altered."
        case .wrongOldRoot:
            "The proof does not lead to the older root: the log was rewritten between the two checkpoints, or one of them "
                + "was altered."
        }
    }
}

/// Inclusion and consistency proofs of RFC 6962 §2.1, made and checked.
public enum TreeProof {
    /// Checks that `leaf` is at `index` of the tree of `size` leaves with `root`. `proof` runs from the leaf's sibling
    /// upwards. RFC 9162 §2.1.3.2.
    public static func checkInclusion(
        of leaf: TreeHash, at index: Int, in size: Int, root: TreeHash, proof: [TreeHash]
    ) throws(ProofError) {
        guard index >= 0, index < size else { throw .outside(index: index, size: size) }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last != 0 else { throw .wrongLength }
            if node & 1 == 1 || node == last {
                hash = .node(sibling, hash)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongLength }
        guard hash == root else { throw .wrongRoot }
    }

    /// Checks that the tree of `oldSize` leaves with `oldRoot` is the beginning of the tree of `size` leaves with `root`.
    /// RFC 9162 §2.1.4.2.
    public static func checkConsistency(
        from oldSize: Int, root oldRoot: TreeHash, to size: Int, root: TreeHash, proof: [TreeHash]
    ) throws(ProofError) {
        guard oldSize >= 0, oldSize <= size else { throw .outside(index: oldSize, size: size) }
        if oldSize == size {
            guard proof.isEmpty else { throw .wrongLength }
            guard oldRoot == root else { throw .wrongRoot }
            return
        }
        if oldSize == 0 {
            guard proof.isEmpty else { throw .wrongLength }
            guard oldRoot == .emptyTree else { throw .wrongOldRoot }
            return
        }
        var hashes = proof[...]
        guard !hashes.isEmpty else { throw .wrongLength }
        let first = oldSize.nonzeroBitCount == 1 ? oldRoot : hashes.removeFirst()
        var node = oldSize - 1
        var last = size - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var old = first
        var new = first
        for hash in hashes {
            guard last != 0 else { throw .wrongLength }
            if node & 1 == 1 || node == last {
                old = .node(hash, old)
                new = .node(hash, new)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, hash)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongLength }
        guard old == oldRoot else { throw .wrongOldRoot }
        guard new == root else { throw .wrongRoot }
    }

    /// PATH(`index`, D[`size`]): from the leaf's sibling upwards.
    ///
    /// - Parameters:
    ///   - index: of the entry, below `size`.
    ///   - size: of the tree.
    ///   - subtree: MTH of the perfect subtree of 2^level leaves that begins at leaf index · 2^level.
    public static func inclusion<Failure: Error>(
        of index: Int, in size: Int, subtree: (_ level: Int, _ index: Int) throws(Failure) -> TreeHash
    ) throws(Failure) -> [TreeHash] {
        precondition(index >= 0 && index < size)
        var proof: [TreeHash] = []
        var low = 0
        var high = size
        while high - low > 1 {
            let middle = low + split(high - low)
            if index < middle {
                proof.append(try root(middle, high, subtree: subtree))
                high = middle
            } else {
                proof.append(try root(low, middle, subtree: subtree))
                low = middle
            }
        }
        return proof.reversed()
    }

    /// PROOF(`oldSize`, D[`size`]).
    public static func consistency<Failure: Error>(
        from oldSize: Int, to size: Int, subtree: (_ level: Int, _ index: Int) throws(Failure) -> TreeHash
    ) throws(Failure) -> [TreeHash] {
        precondition(oldSize >= 0 && oldSize <= size)
        guard oldSize > 0, oldSize < size else { return [] }
        var proof: [TreeHash] = []
        var low = 0
        var high = size
        while oldSize != high {
            let middle = low + split(high - low)
            if oldSize <= middle {
                proof.append(try root(middle, high, subtree: subtree))
                high = middle
            } else {
                proof.append(try root(low, middle, subtree: subtree))
                low = middle
            }
        }
        // What is left, D[low:oldSize], is the whole old tree if low is 0: its root is known to whoever checks.
        if low > 0 { proof.append(try root(low, high, subtree: subtree)) }
        return proof.reversed()
    }

    /// MTH(D[`low`:`high`]) where `low` is a multiple of the largest power of two that is not above the length.
    public static func root<Failure: Error>(
        _ low: Int, _ high: Int, subtree: (_ level: Int, _ index: Int) throws(Failure) -> TreeHash
    ) throws(Failure) -> TreeHash {
        var hashes: [TreeHash] = []
        var at = low
        while at < high {
            let level = Int.bitWidth - 1 - (high - at).leadingZeroBitCount
            hashes.append(try subtree(level, at >> level))
            at += 1 << level
        }
        guard var hash = hashes.popLast() else { return .emptyTree }
        while let left = hashes.popLast() { hash = .node(left, hash) }
        return hash
    }

    /// The largest power of two smaller than `count`, which is at least 2.
    private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
