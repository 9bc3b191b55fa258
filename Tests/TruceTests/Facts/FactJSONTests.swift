import Testing
import TruceTesting

@testable import Truce

@Suite("Facts typed by hand")
struct FactJSONTests {
    private func fact(_ text: String) throws -> Fact {
        try Fact(json: JSONValue(parsing: Array(text.utf8), limit: 1 << 20))
    }

    @Test("a fact is written and read without the entry around it", arguments: FactKind.allCases)
    func roundTrip(kind: FactKind) throws {
        let fact = FactExamples.fact(kind)
        #expect(try Fact(json: fact.json()) == fact)
    }

    @Test("the version may be left out: the current one is meant")
    func versionLeftOut() throws {
        let text = #"{"fact":"report-withdrawn","data":{"by":"source","report":"R-1","reason":"Twice","sealed":[]}}"#
        #expect(try fact(text) == .reportWithdrawn(.init(report: .init("R-1")!, by: .source, reason: "Twice")))
    }

    @Test(
        "what is wrong is said with its place",
        arguments: [
            (
                #""provision":"4""#, #""provison":"4""#,
                "There is no “data.provisions[1].provison”. Did you mean “provision”?"
            ),
            (
                #"[{"outcome":"violation_verified""#, #"[{"outcome":"guilty""#,
                "“data.provisions[0].outcome” should be one of violation_verified, verified_no_violation, unable_to_rule, "
                    + "out_of_scope, not “guilty”."
            ),
            (#""confidence":"high","#, "", "“data.attribution.confidence” is missing. Add it."),
            (
                #""agreement_version":1"#, #""agreement_version":"1""#,
                "“data.basis.agreement_version” should be a whole number, not “1”."
            ),
            (
                #""agreement_version":1"#, #""agreement_version":0"#,
                "“data.basis.agreement_version” should be a whole number from 1, not 0."
            ),
            (#""evidence":["E-5"]"#, #""evidence":null"#, "“data.basis.evidence” should be a list, not null."),
            (
                #""evidence":["E-5"]"#, #""evidence":[[]]"#,
                "“data.basis.evidence[0]” should be an identifier of 1 to 128 characters without control characters, not an array."
            ),
            (
                #""party":"north","#, #""party":null,"#,
                "“data.attribution.party” should be an identifier of 1 to 128 characters without control characters, not null."
            ),
            (
                #""fact":"finding-adopted""#, #""fact":"finding-adoptd""#,
                "Fact “finding-adoptd” version 3 is newer than this program; update the program to read it, or write "
                    + "“finding-adopted” if that was meant."
            ),
            (#""fact":"finding-adopted""#, #""fakt":"finding-adopted""#, "There is no “fakt”. Did you mean “fact”?"),
            (
                #""version":3}"#, #""version":4}"#,
                "Fact “finding-adopted” version 4 is newer than this program; update the program to read it."
            ),
        ])
    func errors(from: String, to: String, sentence: String) throws {
        let finding = String(decoding: try FactExamples.fact(.findingAdopted).json().canonicalBytes(), as: UTF8.self)
        let changed = finding.replacing(from, with: to)
        #expect(changed != finding)
        do {
            _ = try fact(changed)
            Issue.record("accepted")
        } catch { #expect("\(error)" == sentence) }
    }

    @Test("evidence is named by its digest or by a commitment, not by both and not by neither")
    func evidenceObject() throws {
        #expect(throws: FactError.self) { try EvidenceObject(json: .object(JSONObject(inOrder: []))) }
        let both = try #require(
            JSONObject([
                .init("file", .string(FactExamples.digest(1).description)),
                .init("sealed", .string(FactExamples.commitment(1).description)),
            ]))
        #expect(throws: FactError.self) { try EvidenceObject(json: .object(both)) }
        let sealed = EvidenceObject.sealed(FactExamples.commitment(1))
        #expect(try EvidenceObject(json: sealed.json()) == sealed)
    }

    @Test("a commitment has one text: 43 characters, unused bits zero", arguments: UInt64(0)..<50)
    func commitments(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let commitment = try #require(Commitment((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }))
        let text = commitment.description
        #expect(text.utf8.count == 43)
        #expect(Commitment(text) == commitment)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let spellings = alphabet.compactMap { Commitment(String(text.dropLast()) + String($0)) }
        #expect(spellings.count == 16 && spellings.filter { $0 == commitment }.count == 1)
        for wrong in [text + "=", text + "A", String(text.dropLast()), text.replacing("A", with: "+") + "/"] {
            #expect(Commitment(wrong) == nil)
        }
    }

    @Test("commitments and digests have the texts of RFC 4648 and sha256sum")
    func knownTexts() {
        #expect(Commitment(Array(repeating: 0xFF, count: 32))?.description == String(repeating: "_", count: 42) + "8")
        #expect(Commitment(Array(repeating: 0, count: 31)) == nil)
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(FileDigest(abc)?.description == abc)
        #expect(FileDigest(abc.uppercased()) == nil)
        #expect(FileDigest(String(abc.dropLast(2))) == nil)
    }
}

/// How an earlier version stays readable once there is a later one.
@Suite("Earlier versions")
struct EarlierVersionTests {
    /// Report withdrawals as they might have been written before reasons were required.
    private struct Earlier: Hashable, Sendable, FactPayload {
        var report: ReportID
        var reason: String?

        static let kind = FactKind.reportWithdrawn
        static let version = 1
        static let shape = FactShape(Self.init(report:reason:), .init("report", \.report), .init("reason", \.reason))
    }

    @Test("are read as what they say now, and written again as they were")
    func earlier() throws {
        let codec = FactCodec(Earlier.self) {
            .reportWithdrawn(.init(report: $0.report, by: .source, reason: $0.reason ?? "Not given."))
        }
        let data = try JSONValue(parsing: Array(#"{"report":"R-1"}"#.utf8), limit: 100)
        let (fact, again) = try codec.read(data)
        #expect(fact == .reportWithdrawn(.init(report: .init("R-1")!, by: .source, reason: "Not given.")))
        #expect(again == data)
        #expect(throws: FactError.unknownKey(path: "data.by", nearest: nil)) {
            try codec.read(JSONValue(parsing: Array(#"{"by":"source","report":"R-1"}"#.utf8), limit: 100))
        }
    }
}
