import Truce
import TruceMechanism

/// The mechanism's front door, as far as the API knocks at it. A mission is one; tests put another in its place.
package protocol MissionDoor: Sendable {
    func submit(_ command: Command, as holder: HolderID, key: String) async throws(MissionError) -> Submitted
    func submit(
        _ commands: [(command: Command, key: String)], as holder: HolderID
    ) async -> [Result<Submitted, MissionError>]
    func asker(_ holder: HolderID?) -> Asker
    func ask<Question: Inquiry>(
        _ question: Question, as asker: Asker, at moment: Moment, after position: Int?
    ) async throws(MissionError) -> Question.Answer
    func follow() -> AsyncStream<Int>
    func changes(since mark: String?, for asker: Asker, limit: Int) async throws(MissionError) -> Mission.Changes
    func health() async -> MissionHealth
    var clockFault: MissionError? { get }
    func receipt(for index: Int) async throws(MissionError) -> [UInt8]
    func published(_ path: String) throws(MissionError) -> [UInt8]?
    var policy: String { get }
    func takeIn<Pieces: AsyncSequence>(
        _ pieces: Pieces, by holder: HolderID
    ) async throws(MissionError) -> FileDigest where Pieces.Element: Sequence<UInt8>
    func attachment(
        _ digest: FileDigest, of report: ReportID, for asker: Asker
    ) async throws(MissionError) -> AttachedFile
    var agreement: AgreementHistory { get }
}

extension Mission: MissionDoor {}
