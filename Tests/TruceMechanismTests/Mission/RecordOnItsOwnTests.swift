import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

/// What folds the ledger must stand whatever is in it.
@Suite("What stands in a ledger")
struct RecordOnItsOwnTests {
    private static let now = Fictional.moment("2031-03-19T12:00:00Z")

    @Test("every kind of fact that has a list of sealed parts can be sealed when it is recorded")
    func sealable() throws {
        let folder = SharedData.repository.appending(path: "Tests/Fixtures/facts")
        var sealing = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let fact = try Entry(bytes: Array(try Data(contentsOf: folder.appending(path: name)))).fact
            guard case .object(let object) = try fact.json(), case .object(let data)? = object["data"] else { continue }
            #expect((fact.commitments != nil) == (data["sealed"] != nil), "\(name)")
            sealing += data["sealed"] == nil ? 0 : 1
        }
        #expect(sealing > 20)
    }

    @Test("a report that ends before it begins counts from its beginning, and stops nobody who reads it")
    func endsBeforeItBegins() throws {
        guard case .fileReport(let command) = Command.report() else { return }
        var content = command.content
        content.latest = content.earliest.advanced(bySeconds: -60)
        var sealed = SealedParts()
        sealed.report = content
        let id = try #require(ReportID("R-1"))
        let fact = ReportReceived(
            report: id, channel: .form, sourceClass: .patrol, receivedAt: Self.now, sealed: [], evidence: [])
        var reports = StandingReports()
        reports.apply(OpenedEntry(index: 0, recorded: Self.now, fact: .reportReceived(fact), sealed: sealed))
        #expect(reports.table.count == 1)
        let time = reports.table[0].time
        #expect((time.earliest, time.latest) == (content.earliest, content.earliest))
    }

    @Test(
        "a suspension that is taken back holds until then, and not at all when it is taken back to its own beginning",
        arguments: [(-1, nil), (0, 0), (1, 1)] as [(Int64, Int64?)])
    func resumed(hours: Int64, holds: Int64?) throws {
        let history = try Mechanism.readAgreement(TestMission.agreement)
        let agreement = try #require(AgreementID(history.first.id))
        var inForce = AgreementInForce(history)
        let resumed = Self.now.advanced(bySeconds: hours * 3_600)
        let facts: [Fact] = [
            .agreementSuspended(
                AgreementSuspended(agreement: agreement, from: Self.now, until: nil, reason: "a mistake")),
            .agreementResumed(AgreementResumed(agreement: agreement, from: resumed, reason: "it was one")),
        ]
        for (index, fact) in facts.enumerated() {
            inForce.apply(OpenedEntry(index: index, recorded: Self.now, fact: fact)) { _ in nil }
        }
        let new = inForce.history.latest.inForce.suspensions.dropFirst(history.latest.inForce.suspensions.count)
        switch holds {
        case nil: #expect(new.map(\.until) == [nil])
        case 0: #expect(new.isEmpty)
        default: #expect(new.map(\.until) == [resumed])
        }
    }

    @Test("files that came with a reply are known as sealed, like those of a report, until its private part is erased")
    func filesOfAReply() throws {
        let digest = try #require(FileDigest([UInt8](repeating: 7, count: 32)))
        var sealed = SealedParts()
        sealed.files = FilesContent(digests: [digest])
        let fact = Fact.replyFiled(
            ReplyFiled(
                reply: ReplyID("P-1")!, ask: nil, incident: IncidentID(raw: 1), filedAt: Self.now, party: nil,
                position: nil, statement: nil, sealed: [], evidence: []))
        let history = try Mechanism.readAgreement(TestMission.agreement)
        func files(_ sealed: SealedParts) -> Set<FileDigest> {
            var desk = WritersDesk(history)
            desk.note(OpenedEntry(index: 0, recorded: Self.now, fact: fact, sealed: sealed), files: history)
            return Set(desk.files.values.joined())
        }
        #expect(files(sealed) == [digest])
        #expect(files(SealedParts()).isEmpty)
    }
}
