import Crypto
import Testing
import TruceTesting

@testable import TruceLedger

/// A tree held whole, the plain way: the answer that the fast ones must equal.
struct PlainTree {
    var leaves: [TreeHash]

    func root(_ range: Range<Int>) -> TreeHash {
        if range.isEmpty { return .emptyTree }
        if range.count == 1 { return leaves[range.lowerBound] }
        var split = 1
        while split * 2 < range.count { split *= 2 }
        let middle = range.lowerBound + split
        return .node(root(range.lowerBound..<middle), root(middle..<range.upperBound))
    }

    func subtree(_ level: Int, _ index: Int) -> TreeHash { root(index << level..<(index + 1) << level) }
}

@Suite("Merkle tree (RFC 6962 §2.1): vectors", .disabled(if: Vectors.isMissing, "no ../shared/spec/tlog-vectors.json"))
struct TreeVectorTests {
    let vectors: Vectors

    init() throws { vectors = try Vectors.read() }

    static func bigLeaves(_ count: Int) -> [TreeHash] { (0..<count).map { .leaf(Array("truce-\($0)".utf8)) } }

    @Test("leaf hashes and roots of the eight leaves of Certificate Transparency's tests")
    func eightLeaves() {
        let merkle = vectors.merkle
        let leaves = merkle.leavesHex.map { TreeHash.leaf(Hex.bytes($0)!) }
        #expect(leaves.map(\.description) == merkle.leafHashesHex)
        for (size, root) in merkle.rootsHex.enumerated() {
            var range = CompactRange()
            for leaf in leaves.prefix(size) { range.append(leaf) }
            #expect(range.root.description == root)
        }
    }

    @Test("inclusion and consistency proofs are made and checked as given")
    func smallProofs() throws {
        let tree = PlainTree(leaves: vectors.merkle.leavesHex.map { .leaf(Hex.bytes($0)!) })
        for proof in vectors.merkle.inclusion {
            let (index, size) = (proof.index!, proof.size!)
            #expect(proof.hashes.count == proof.count)
            #expect(TreeProof.inclusion(of: index, in: size, subtree: tree.subtree) == proof.hashes)
            try TreeProof.checkInclusion(
                of: tree.leaves[index], at: index, in: size, root: tree.root(0..<size), proof: proof.hashes)
        }
        for proof in vectors.merkle.consistency {
            let (old, new) = (proof.old!, proof.new!)
            #expect(TreeProof.consistency(from: old, to: new, subtree: tree.subtree) == proof.hashes)
            try TreeProof.checkConsistency(
                from: old, root: tree.root(0..<old), to: new, root: tree.root(0..<new), proof: proof.hashes)
        }
    }

    @Test("roots, proofs, tiles and bundles of a log of 70,000 entries")
    func bigTree() throws {
        let big = vectors.big
        let leaves = Self.bigLeaves(70_000)
        var range = CompactRange()
        for (index, leaf) in leaves.enumerated() {
            range.append(leaf)
            if let root = big.rootsB64[String(index + 1)] { #expect(range.root.base64 == root) }
        }
        let tree = PlainTree(leaves: leaves)
        for proof in big.inclusion {
            #expect(TreeProof.inclusion(of: proof.index!, in: proof.size!, subtree: tree.subtree) == proof.hashes)
        }
        for proof in big.consistency {
            #expect(TreeProof.consistency(from: proof.old!, to: proof.new!, subtree: tree.subtree) == proof.hashes)
        }
        for (path, digest) in big.tileSha256Hex {
            guard let tile = Tile(path: path), case .hashes(let level) = tile.content else {
                Issue.record("\(path) is no tile")
                continue
            }
            let hashes = (0..<tile.width).map { tree.subtree(8 * level, tile.index * 256 + $0) }
            #expect(Hex.text(SHA256.hash(data: hashes.flatMap(\.bytes))) == digest, "\(path)")
        }
        for (path, digest) in big.bundleSha256Hex {
            let tile = try #require(Tile(path: path))
            let bundle = EntryBundle.bytes((0..<tile.width).map { Array("truce-\(tile.index * 256 + $0)".utf8) })
            #expect(Hex.text(SHA256.hash(data: bundle)) == digest, "\(path)")
        }
    }

    @Test("which tiles a log of a size has")
    func tileLists() {
        for (text, counts) in vectors.big.tileCounts {
            let tiles = Tile.all(size: Int(text)!)
            for (level, count) in counts {
                #expect(
                    tiles.count { $0.content == .hashes(level: Int(level)!) } == count, "size \(text), level \(level)")
            }
            let hashes = tiles.filter { $0.content != .entries }
            for path in vectors.big.lastTiles[text] ?? [] {
                #expect(hashes.contains { $0.path == path }, "\(text) \(path)")
            }
        }
    }

    @Test("paths are written and read as given")
    func paths() {
        for path in vectors.paths {
            let content: Tile.Content = path.level < 0 ? .entries : .hashes(level: path.level)
            let tile = Tile(content, index: path.index, width: path.width)
            #expect(tile.path == path.text)
            #expect(Tile(path: path.text) == tile)
        }
    }

    @Test("a bundle is written and read as given")
    func bundle() {
        let entries = vectors.bundle.entriesHex.map { Hex.bytes($0)! }
        let bytes = Hex.bytes(vectors.bundle.bytesHex)!
        #expect(EntryBundle.bytes(entries) == bytes)
        #expect(EntryBundle.entries(bytes, width: entries.count) == entries)
        #expect(EntryBundle.entries(bytes + [0], width: entries.count) == nil)
        #expect(EntryBundle.entries(Array(bytes.dropLast()), width: entries.count) == nil)
        #expect(EntryBundle.entries(bytes, width: entries.count - 1) == nil)
        #expect(EntryBundle.entries(bytes, width: entries.count + 1) == nil)
    }
}
