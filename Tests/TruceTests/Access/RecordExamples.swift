import Testing
import TruceTesting

@testable import Truce

/// One invented record of each kind, with every value there is, and each of its words a mark of its own. It belongs to
/// ``Readers/holder`` and to the side ``Readers/side``.
struct RecordExample: Sendable, CustomTestStringConvertible {
    let name: String
    /// - Parameters: what was published of it, and whether that stands; who looks.
    let make: @Sendable (Publication, Asker) -> any ShownRecord
    /// Why an asker may be told that it is its own, as the decision record has it.
    let own: Ownership
    let published: @Sendable (Publication) -> Bool

    enum Publication: CaseIterable { case no, stands, reopened }
    enum Ownership { case nobodys, theHolders, theSides, either, theReaders }

    var testDescription: String { name }

    func relation(_ publication: Publication, _ asker: Asker) -> Relation {
        let isHolder = asker.holder == Readers.holder
        let isSide = asker.grants.contains { $0.side == Readers.side && $0.role.isForASide }
        let isOwn =
            switch own {
            case .nobodys: false
            case .theHolders: isHolder
            case .theSides: isSide
            case .either: isHolder || isSide
            case .theReaders: true
            }
        return Relation(isOwn: isOwn, isPublished: published(publication))
    }
}

/// Who looks: each role as the one whose record it is, and as another.
enum Readers {
    static let holder = HolderID("MARK-holder")!
    static let side = PartyID("north")!
    static let otherSide = PartyID("south")!

    static func reader(_ role: Role, isOwn: Bool) -> Asker {
        if role == .public { return .anyone }
        let side = role.isForASide ? (isOwn ? Self.side : otherSide) : nil
        return Asker(
            holder: isOwn ? holder : HolderID("somebody-else")!,
            grants: [.init(role: role, side: side, answersFor: side.map { [$0] } ?? [])])
    }

    static let all = Role.allCases.flatMap { [reader($0, isOwn: true), reader($0, isOwn: false)] }
}

extension RecordExample {
    static func id<Subject>(_ text: String) -> Identifier<Subject> { .init(text)! }
    static func at(_ hour: Int) -> Instant { Fictional.moment("2031-03-22T0\(hour):30:00Z") }
    static let digest = FileDigest(Array(repeating: UInt8(7), count: 32))!
    static let incident = IncidentID(raw: 7)
    static let day = MissionDay(year: 2031, month: 3, day: 22)
    static let exact = Place.point(Coordinate(latitude: 33.512345, longitude: 36.298765), sigmaMetres: 5)
    static let square = PublicPlace(
        centre: Coordinate(latitude: 33.5, longitude: 36.25), sideMetres: 5_000, name: "MARK-public-name")

    static func example<Record: ShownRecord>(
        _ own: Ownership, published: @escaping @Sendable (Publication) -> Bool = { _ in false },
        _ make: @escaping @Sendable (Publication, Asker) -> Record
    ) -> RecordExample {
        RecordExample(name: Record.recordName, make: make, own: own, published: published)
    }

    static let all: [RecordExample] = [
        example(.either) { _, _ in report },
        example(.nobodys) { _, _ in report.evidence[0] },
        example(.either, published: { $0 != .no }) { incident($0, $1) },
        example(.nobodys) { _, _ in assessment },
        example(.nobodys) { _, _ in assessment.provisions[0] },
        example(.nobodys) { _, _ in
            JournalRecord(
                index: 9, recorded: at(4), fact: "report-triaged", officer: id("MARK-journal-officer"),
                note: "MARK-journal-note")
        },
        example(.nobodys) { _, _ in MapCell(box: MapBox(west: 36, south: 33, east: 37, north: 34), count: 3) },
        example(.nobodys, published: { _ in true }) { publication, _ in finding(publication) },
        example(.nobodys) { _, _ in draft },
        example(.theSides) { _, _ in ask(Readers.side) },
        example(.theSides) { _, _ in ask(Readers.side).reply! },
        example(.nobodys) { _, _ in patrol },
        example(.theSides) { _, _ in escalation(sides: [Readers.side]) },
        example(.either) { _, _ in escalation(sides: []).answers[0] },
        example(.nobodys) { _, _ in obligation },
        example(.nobodys) { _, _ in obligation.progress[0] },
        example(.nobodys) { _, _ in obligation.baselines[0] },
        example(.nobodys) { _, _ in gate },
        example(.nobodys) { _, _ in gate.reasons[0] },
        example(.theHolders) { _, _ in denial },
        example(.theHolders) { _, _ in presence },
        example(.nobodys) { _, _ in
            SessionRecord(
                id: id("S-1"), title: "Second round", at: at(1), closedAt: at(2),
                delegations: [.init(party: Readers.side, head: "Head")], note: "MARK-session-note")
        },
        example(.theSides, published: { $0 != .no }) { publication, _ in demand(isPublic: publication != .no) },
        example(.theSides, published: { $0 != .no }) { publication, _ in
            var answer = demand(isPublic: publication != .no).answers[0]
            answer.sides = [Readers.side]
            return answer
        },
        example(.nobodys, published: { $0 != .no }) { publication, _ in
            CommuniqueRecord(
                id: id("C-1"), session: id("S-1"), version: 2,
                parts: [.init(text: "MARK-communique-draft", bracketedBy: [Readers.side])], draftedAt: at(1),
                agreedAt: publication == .no ? nil : at(2), text: "MARK-communique", parties: [Readers.side])
        },
        example(.nobodys) { _, _ in amendment },
        example(.nobodys) { _, _ in amendment.signed[0] },
        example(.theHolders) { _, _ in
            HolderRecord(
                holder: Readers.holder, role: .partyLiaison, side: Readers.side, from: at(1), until: at(2),
                grantedBy: id("MARK-granter"), revokedAt: at(2))
        },
        example(.nobodys) { _, _ in
            EntryRecord(
                index: 4, recorded: at(4), fact: "report-received", version: 1, data: .object(JSONObject([])!),
                leaf: digest)
        },
        example(.theReaders) { _, _ in
            QueueRecord(
                kind: "triage-report", incident: incident, report: id("R-1"), subject: "A-1", due: at(4), since: at(3),
                priority: 2)
        },
        example(.nobodys) { _, _ in SearchHit(kind: "report", id: "R-1", excerpt: "") },
        example(.nobodys) { _, _ in
            DayCountRecord(
                day: day, reports: 11, incidents: 12, breached: 13, undetermined: 14, findings: 15, violations: 16,
                unable: 17, denials: 18, watchedHours: 19.5)
        },
    ]

    static let report = ReportRecord(
        id: id("R-1"), index: 3, receivedAt: at(1), channel: .form, sourceClass: .patrol,
        source: SourceIdentity(name: "MARK-source", holder: Readers.holder, side: Readers.side),
        content: ReportContent(
            earliest: at(1), latest: at(2), precision: .minute, place: exact, placeName: "MARK-place-name",
            country: "MARK-country", type: "MARK-type", acts: [.mortar], sideA: "MARK-a", sideB: "MARK-b",
            namesInitiator: true, killedLow: 1, killedHigh: 2, injuredLow: 3, injuredHigh: 4, text: "MARK-report-text",
            means: .heard, direction: .incoming, count: 5, weapon: "MARK-weapon", calibre: 82, confidential: true),
        publicPlace: square, corrections: 1, isWithdrawn: false, isErased: false, disposition: .duplicate,
        incident: incident, proposedIncident: IncidentID(raw: 99), duplicateOf: id("R-2"),
        evidence: [
            EvidenceRecord(
                digest: digest, size: 1_234, mediaType: "MARK/evidence", report: id("R-1"), receivedAt: at(1))
        ])

    static func incident(_ publication: Publication, _ asker: Asker) -> IncidentRecord {
        IncidentRecord(
            id: incident, stage: publication == .stands ? .adopted : .findingDrafted, into: IncidentID(raw: 8),
            earliest: at(1), latest: at(2), day: day, place: exact, publicPlace: square, acts: [.mortar], killedLow: 1,
            killedHigh: 2, injuredLow: 3, injuredHigh: 4, reports: [id("MARK-report-of-incident")],
            reportsSince: [id("MARK-report-since")],
            assessment: assessment, openedAt: at(3), openedBy: id("opener"), updatedAt: 77, draft: draft,
            asks: [ask(Readers.side), ask(Readers.otherSide)], patrols: [patrol],
            escalations: [escalation(sides: [])], finding: publication == .no ? nil : finding(publication),
            askedSides: [Readers.side], isPublished: publication != .no,
            isReportedByAsker: asker.holder == Readers.holder)
    }

    static let assessment = AssessmentRecord(
        outcome: "breached", provisions: [ProvisionRecord(provision: id("MARK-provision"), verdict: "breached")],
        harm: 1,
        weaponOrZone: 2, threat: 3,
        attribution: .init(status: .attributed, party: id("MARK-assessed"), confidence: .low),
        isContested: true, missing: [id("MARK-missing")], agreementVersion: 1, rulesVersion: 1)

    static let content = FindingContent(
        outcome: .violationVerified, provisions: [],
        attribution: .init(status: .disputed, party: nil, confidence: .low),
        basis: .init(reports: [], evidence: [], agreementVersion: 1, rulesVersion: 1), statement: "MARK-draft")

    static let draft = DraftRecord(
        id: id("F-9"), incident: incident, content: content, author: id("MARK-draft-author"), draftedAt: at(4),
        verdict: .returned, reviewer: id("MARK-reviewer"), reviewNote: "MARK-review-note")

    static func finding(_ publication: Publication) -> FindingRecord {
        FindingRecord(
            id: id("F-1"), incident: incident, index: 20, adoptedAt: at(5), outcome: .violationVerified,
            provisions: [.init(provision: id("4"), outcome: .violationVerified)],
            attribution: .init(status: .attributed, party: Readers.side, confidence: .high),
            basis: .init(reports: [id("R-1")], evidence: [], agreementVersion: 1, rulesVersion: 1),
            statement: "MARK-finding",
            summary: .init(
                day: day, place: "33.5, 36.25", square: square, placeMetres: 5_000, acts: ["fire.mortar"], killedLow: 1,
                killedHigh: 2,
                injuredLow: 3, injuredHigh: 4), replies: [], author: id("author"), officer: id("head"),
            reopenedAt: publication == .reopened ? at(6) : nil,
            reopenedBecause: publication == .reopened ? "MARK-reopened" : nil,
            laterReplies: [
                .init(party: Readers.side, reply: id("Y-late"), position: .denies, filedAt: at(6), statement: nil)
            ])
    }

    static func ask(_ side: PartyID) -> AskRecord {
        AskRecord(
            id: id("A-\(side)"), incident: incident,
            content: .init(of: side, accused: side, allegation: "MARK-allegation-\(side)", provisions: [], severity: 2),
            askedAt: at(3), askedBy: id("asker"), deadline: at(6), isOverdue: false, isExtended: true,
            reply: ReplyRecord(
                id: id("Y-\(side)"), ask: id("A-\(side)"), party: side, position: .denies, filedAt: at(5),
                isLate: false,
                statement: "MARK-reply-\(side)", confidence: "MARK-confidence-\(side)", evidence: [digest]))
    }

    static let patrol = PatrolRecord(
        id: id("P-1"), incident: incident,
        content: .init(
            missing: [id("MARK-patrol-missing")], place: exact, due: at(5), priority: 3, instructions: "MARK-orders"),
        taskedAt: at(2), taskedBy: id("tasker"), result: .init(outcome: .found, note: "MARK-patrol-note"),
        reportedAt: at(4), reports: [id("MARK-patrol-report")])

    static func escalation(sides: [PartyID]) -> EscalationRecord {
        EscalationRecord(
            incident: incident, rung: 2, to: "MARK-rung", asked: "MARK-asked", at: at(3), by: id("raiser"),
            answers: [
                EscalationAnswerRecord(by: Readers.holder, at: at(4), answer: "MARK-rung-answer", side: Readers.side)
            ], sides: sides)
    }

    static let obligation = ObligationRecord(
        id: id("release"), title: "Release", of: [Readers.side], demandedBy: [], due: at(5), score: 1, percent: 24,
        isLate: true, expected: at(6),
        progress: [
            ProgressRecord(
                at: at(2), by: id("north"), score: 1, percent: 24, count: 12, evidence: [digest], index: 5)
        ], baselines: [BaselineRecord(by: id("south"), value: 340, reason: "By the list.", index: 6)])

    static let gate = GateRecord(
        id: id("second-step"), title: "Second step", accordingTo: [Readers.side], standing: .shut,
        reasons: [GateReasonRecord(truth: "no", text: "")], begunAt: at(5))

    static let denial = DenialRecord(
        id: id("D-1"), reportedAt: at(2), reportedBy: Readers.holder,
        content: .init(
            kind: .checkpoint, earliest: at(1), latest: at(2), place: exact, by: Readers.otherSide, text: "MARK-denial"),
        publicPlace: square)

    static let presence = PresenceRecord(
        id: id("W-1"), reportedAt: at(2), reportedBy: Readers.holder,
        content: .init(earliest: at(1), latest: at(2), place: exact, means: .saw))

    static func demand(isPublic: Bool) -> DemandRecord {
        DemandRecord(
            id: id("M-1"), session: id("S-1"), by: Readers.side, of: [id("east")], text: "MARK-demand",
            isPublic: isPublic, filedAt: at(1),
            answers: [
                DemandAnswerRecord(
                    by: id("east-liaison"), answer: .refused, obligation: id("release"), text: "MARK-demand-answer",
                    at: at(2),
                    isPublic: isPublic)
            ])
    }

    static let amendment = AmendmentRecord(
        id: id("X-1"), agreement: id("two-rivers"), version: 2, inForceFrom: at(5), files: [digest],
        signatories: [Readers.side],
        signed: [SignatureRecord(signatory: Readers.side, key: "key", signature: "c2ln", at: at(3))], reason: "Why.",
        proposedAt: at(2), effectiveAt: at(4))
}
