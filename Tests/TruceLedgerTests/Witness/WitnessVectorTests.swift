import Testing
import Truce

@testable import TruceLedger

@Suite("Witness: vectors", .disabled(if: Vectors.isMissing, "no ../shared/spec/tlog-vectors.json"))
struct WitnessVectorTests {
    let vectors: Vectors

    init() throws { vectors = try Vectors.read() }

    func witness(_ state: any WitnessState) throws -> Witness {
        try Witness(
            key: vectors.signingKey("w1"), logs: [WitnessedLog(vectors.signingKey("log").verifier)], state: state,
            clock: { Instant(seconds: 1_767_225_600) })
    }

    @Test("one whole exchange, byte for byte")
    func exchange() throws {
        let given = vectors.addCheckpoint
        let witness = try witness(MemoryState())
        let id = String(given.monitorPath.prefix { $0 != "/" })
        #expect(witness.sizes[0].log.id == id)
        #expect(witness.latest(id) == nil)
        #expect(witness.add(Array(given.request.utf8)).body == Array("0\n".utf8))
        #expect(witness.add(Array(given.firstRequest.utf8)).status == 200)
        let conflict = witness.add(Array(given.firstRequest.utf8))
        #expect(
            conflict
                == WitnessAnswer(status: 409, contentType: "text/x.tlog.size", body: Array(given.conflictBody.utf8)))
        #expect(
            witness.add(Array(given.request.utf8)) == WitnessAnswer(status: 200, body: Array(given.responseW1.utf8)))
        let shown = try #require(witness.latest(id))
        #expect(try vectors.policy.check(shown, isStrict: true).checkpoint.size == 70_000)
    }

    @Test("requests are written as they are read")
    func roundTrip() throws {
        for text in [vectors.addCheckpoint.request, vectors.addCheckpoint.firstRequest] {
            #expect(try WitnessRequest(Array(text.utf8)).bytes == Array(text.utf8))
        }
    }

    @Test("no single bit of a request can change unnoticed")
    func everyBit() throws {
        let given = vectors.addCheckpoint
        let witness = try witness(MemoryState())
        #expect(witness.add(Array(given.firstRequest.utf8)).status == 200)
        let bytes = Array(given.request.utf8)
        for place in bytes.indices {
            var altered = bytes
            altered[place] ^= 1 << (place % 8)
            #expect(witness.add(altered).status != 200, "byte \(place)")
        }
        #expect(witness.add(bytes).status == 200)
    }
}
