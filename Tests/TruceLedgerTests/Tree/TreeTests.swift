import Testing
import TruceTesting

@testable import TruceLedger

@Suite("Merkle tree")
struct TreeTests {
    static let tree = PlainTree(leaves: (0..<300).map { .leaf([UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]) })

    @Test("the compact range has the plain tree's root at every size")
    func roots() {
        var range = CompactRange()
        #expect(range.root == .emptyTree)
        for size in 1...300 {
            range.append(Self.tree.leaves[size - 1])
            #expect(range.root == Self.tree.root(0..<size))
            #expect(CompactRange(size: size, subtrees: range.subtrees) == range)
            #expect(CompactRange(size: size, subtrees: range.subtrees + [.emptyTree]) == nil)
        }
    }

    @Test("whole subtrees may be appended where they fit", arguments: [1, 2, 3, 5, 8])
    func subtrees(level: Int) {
        var range = CompactRange()
        let width = 1 << level
        for index in 0..<(300 >> level) { range.append(Self.tree.subtree(level, index), level: level) }
        #expect(range.root == Self.tree.root(0..<(300 >> level) * width))
    }

    @Test("every inclusion proof is short, checks, and checks nowhere else")
    func inclusion() throws {
        for size in [1, 2, 3, 7, 8, 9, 255, 256, 257, 300] {
            let root = Self.tree.root(0..<size)
            for index in 0..<size {
                let leaf = Self.tree.leaves[index]
                let proof = TreeProof.inclusion(of: index, in: size, subtree: Self.tree.subtree)
                try TreeProof.checkInclusion(of: leaf, at: index, in: size, root: root, proof: proof)
                for (otherIndex, otherSize) in [(index + 1, size), (index - 1, size), (size, size), (-1, size)]
                where otherIndex != index {
                    #expect(throws: ProofError.self) {
                        try TreeProof.checkInclusion(of: leaf, at: otherIndex, in: otherSize, root: root, proof: proof)
                    }
                }
                #expect(throws: ProofError.self) {
                    try TreeProof.checkInclusion(of: leaf, at: index, in: size, root: root, proof: proof + [leaf])
                }
                if !proof.isEmpty {
                    #expect(throws: ProofError.self) {
                        try TreeProof.checkInclusion(
                            of: leaf, at: index, in: size, root: root, proof: Array(proof.dropLast()))
                    }
                }
            }
        }
    }

    @Test("every consistency proof checks, and no altered one does")
    func consistency() throws {
        for size in [1, 2, 3, 8, 9, 100, 255, 256, 257] {
            let root = Self.tree.root(0..<size)
            for old in 0...size {
                let oldRoot = Self.tree.root(0..<old)
                let proof = TreeProof.consistency(from: old, to: size, subtree: Self.tree.subtree)
                try TreeProof.checkConsistency(from: old, root: oldRoot, to: size, root: root, proof: proof)
                let other = Self.tree.leaves[299]
                #expect(throws: ProofError.self) {
                    try TreeProof.checkConsistency(from: old, root: oldRoot, to: size, root: other, proof: proof)
                    // An empty old log is the beginning of every log, so its proof says nothing about the new root.
                    if old == 0 { throw ProofError.wrongRoot }
                }
                #expect(throws: ProofError.self) {
                    try TreeProof.checkConsistency(from: old, root: other, to: size, root: root, proof: proof)
                }
                #expect(throws: ProofError.self) {
                    try TreeProof.checkConsistency(
                        from: old, root: oldRoot, to: size, root: root, proof: proof + [other])
                }
                for place in proof.indices {
                    var altered = proof
                    altered[place] = other
                    #expect(throws: ProofError.self) {
                        try TreeProof.checkConsistency(from: old, root: oldRoot, to: size, root: root, proof: altered)
                    }
                }
            }
        }
    }

    @Test(
        "what is no path of a tile is not read as one",
        arguments: [
            "", "tile", "tile/0", "tile/0/0", "tile/0/00", "tile/00/000", "tile/64/000", "tile/-1/000",
            "tile/0/x000/001",
            "tile/0/001/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000/",
            "/tile/0/000", "tile/entries/1000", "tile/0/+01", "tile/0/x001/x000", "tile/names/000",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ])
    func noPath(text: String) { #expect(Tile(path: text) == nil) }

    @Test("growing adds exactly the tiles that the smaller log has not")
    func grown() {
        for (old, new) in [(0, 1), (0, 256), (255, 256), (256, 257), (1, 70_000), (65_535, 65_537), (300, 300)] {
            let before = Set(Tile.all(size: old))
            #expect(
                Set(Tile.grown(from: old, to: new)) == Set(Tile.all(size: new)).subtracting(before), "\(old) → \(new)")
        }
    }
}
