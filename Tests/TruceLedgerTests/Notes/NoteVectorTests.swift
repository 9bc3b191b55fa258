import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Notes and checkpoints: vectors", .disabled(if: Vectors.isMissing, "no ../shared/spec/tlog-vectors.json"))
struct NoteVectorTests {
    let vectors: Vectors

    init() throws { vectors = try Vectors.read() }

    @Test("keys: from seed to verifier key, and back from text")
    func keys() throws {
        for key in vectors.keys {
            let signing = try vectors.signingKey(key.role)
            #expect(signing.verifier.description == key.vkey)
            #expect(try VerifierKey(key.vkey) == signing.verifier)
            #expect(try SigningKey(secret: signing.secret).verifier == signing.verifier)
        }
    }

    @Test("the specification's own note")
    func specNote() throws {
        let note = try SignedNote(Array(vectors.specNote.note.utf8))
        #expect(try note.check(VerifierKey(vectors.specNote.vkey)) != nil)
        #expect(note.bytes == Array(vectors.specNote.note.utf8))
    }

    @Test("checkpoints check, and are written again byte for byte by the same keys")
    func checkpoints() throws {
        for given in vectors.checkpoints {
            let checked = try vectors.policy.check(Array(given.note.utf8), isStrict: true)
            #expect(checked.checkpoint.size == given.size)
            #expect(checked.isWitnessed)
            #expect(checked.cosignatures.map(\.time.seconds) == [given.timestamp, given.timestamp])
            let time = Instant(seconds: given.timestamp)
            #expect(VerifierKey.cosigned(checked.note.text, at: time) == Array(given.cosignedMessage.utf8))
            var note = SignedNote(text: checked.checkpoint.text)
            for role in ["log", "w1", "w2"] { note.add(try vectors.signingKey(role).sign(note.text, at: time)) }
            #expect(note.bytes == Array(given.note.utf8))
        }
    }

    @Test("every checkpoint that must be refused is refused")
    func reject() throws {
        #expect(!vectors.reject.isEmpty)
        for given in vectors.reject {
            #expect(throws: NoteError.self, "\(given[0])") { try vectors.policy.check(Array(given[1].utf8)) }
        }
    }

    @Test("no single bit of a checkpoint can change unnoticed")
    func everyBit() throws {
        let policy = try vectors.policy
        let bytes = Array(vectors.checkpoints[0].note.utf8)
        for place in bytes.indices {
            for bit in 0..<8 {
                var altered = bytes
                altered[place] ^= 1 << bit
                #expect(throws: NoteError.self, "byte \(place), bit \(bit)") {
                    _ = try policy.check(altered, isStrict: true)
                }
            }
        }
    }

    @Test("the receipt checks, with its entry beside it or within, and no altered one does")
    func receipt() throws {
        let entry = Array(vectors.tlogProof.leaf.utf8)
        let receipt = try Receipt(Array(vectors.tlogProof.text.utf8), entry: entry)
        let policy = try vectors.policy
        let checked = try receipt.check(by: policy)
        #expect(checked.index == 12_345)
        #expect(checked.checkpoint.isWitnessed)
        let ours = receipt.bytes
        #expect(try Receipt(ours) == receipt)
        for place in ours.indices {
            var altered = ours
            altered[place] ^= 1 << (place % 8)
            #expect(throws: (any Error).self, "byte \(place)") { try Receipt(altered).check(by: policy) }
        }
        for count in 0..<ours.count {
            #expect(throws: (any Error).self) { try Receipt(Array(ours[..<count])).check(by: policy) }
        }
        #expect(throws: NoteError.self) { try Receipt(Array(vectors.tlogProof.text.utf8)) }
    }

    @Test("a signature of a kind that we do not check is carried, not counted")
    func postQuantum() throws {
        let bytes = Array(vectors.mldsa44.note.utf8)
        var policy = try vectors.policy
        policy.quorum = nil
        let checked = try policy.check(bytes)
        #expect(checked.note.bytes == bytes)
        #expect(throws: NoteError.unknownKeyType(6, name: "party-b.example/pq")) {
            try VerifierKey(vectors.mldsa44.vkey)
        }
    }
}
