import Testing

@testable import Truce

/// The open part of an entry is read by everybody for ever. Each field in it that can name somebody is listed here by
/// hand, with the reason why that may be known: a new one fails until somebody has thought about it.
@Suite("The open part of a fact names no source")
struct OpenPartTests {
    /// By the fact's own names; of every version that is read.
    static let openByDesign: [(why: String, fields: [String])] = [
        (
            "an office that decides answers for it by name",
            [
                "report-triaged.officer", "incident-opened.officer", "incidents-joined.officer",
                "incident-split.officer", "patrol-tasked.officer", "finding-drafted.officer",
                "finding-reviewed.officer", "finding-adopted.author", "finding-adopted.officer",
                "finding-reopened.officer", "reply-asked.officer", "reply-extended.officer", "escalated.officer",
                "step-begun.officer", "session-opened.officer", "session-closed.officer", "communique-drafted.officer",
                "communique-agreed.officer", "signatory-key-named.officer", "amendment-proposed.officer",
                "daily-report-published.officer", "access-granted.officer", "access-revoked.officer",
            ]
        ),
        ("who holds which role is a fact that anybody can read", ["access-granted.holder", "access-revoked.holder"]),
        ("which side a role speaks for is part of it", ["access-granted.party"]),
        (
            "what the sides owe each other they say in the open, each as a side",
            ["obligation-progressed.by", "baseline-stated.by"]
        ),
        (
            "talks are between sides that are known; what is said in them in confidence is sealed",
            [
                "session-opened.delegations.party", "demand-filed.by", "demand-filed.of", "demand-answered.by",
                "communique-agreed.parties", "signatory-key-named.signatory", "amendment-proposed.signatories",
                "amendment-signed.signatory",
            ]
        ),
        (
            "an adopted finding says who did it, and what each side that was asked replied",
            ["finding-adopted.attribution.party", "finding-adopted.replies.party"]
        ),
        (
            "drafts, replies and silences as versions before the present one wrote them: read, never written",
            [
                "finding-drafted.attribution.party", "finding-drafted.content.attribution.party", "reply-filed.party",
                "reply-deadline-passed.party",
            ]
        ),
    ]

    /// Types whose values say who somebody is.
    static let naming: [any FactValue.Type] = [
        HolderID.self, OfficerID.self, PartyID.self, SourceIdentity.self, Speaker.self,
    ]

    @Test("every field that can name somebody is public for a reason, and nothing is listed that is no such field")
    func everyField() {
        var found: Set<String> = []
        for kind in FactKind.allCases {
            for codec in kind.codecs { found.formUnion(Self.naming(codec.payload, kind.rawValue)) }
        }
        let listed = Self.openByDesign.flatMap(\.fields)
        #expect(found.subtracting(listed) == [], "These name somebody in the open: seal them, or say why not.")
        #expect(Set(listed).subtracting(found) == [])
        #expect(Set(listed).count == listed.count)
    }

    /// The fields below `path` that can hold such a value.
    private static func naming(_ type: any FactValue.Type, _ path: String) -> [String] {
        if naming.contains(where: { $0 == type }) { return [path] }
        if let list = type as? any ListOfValues.Type { return naming(list.element, path) }
        guard let record = type as? any FactRecord.Type else { return [] }
        return fields(of: record).flatMap { naming($0.type, path + "." + $0.name) }
    }

    private static func fields<Record: FactRecord>(of _: Record.Type) -> [(name: String, type: any FactValue.Type)] {
        Record.shape.fields.map { ($0.name, $0.type) }
    }

    @Test(
        "what is told by somebody has its source among the sealed parts, and the source's name finds it again",
        arguments: [
            Told(holder: "observer-1", kind: .report), Told(holder: "leader", kind: .denial),
            Told(holder: "observer-2", kind: .presence), Told(holder: "leader", kind: .patrol),
        ])
    func sources(told: Told) throws {
        var mission = TestMission()
        let facts = try told.facts(&mission)
        let fact = try #require(facts.first)
        #expect(fact.sealed.source?.holder?.text == told.holder)
        #expect(fact.tags.contains("source:\(told.holder)"))
        let open = String(decoding: try Entry(recorded: mission.now, fact: fact.fact).bytes(), as: UTF8.self)
        #expect(!open.contains(told.holder))
    }

    @Test("who answers on a rung is sealed with its side: a side answers only where it was asked")
    func speaker() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [mission.report()])
        try mission.ask("hill", about: incident)
        try mission.submit(.escalate(.init(incident: incident, asked: "zzsealed do")), by: "analyst-1")
        for (holder, side) in [("hill-1", PartyID("hill")), ("mediation", nil)] {
            let answer = Command.answerEscalation(.init(incident: incident, rung: 1, answer: "zzsealed did"))
            let facts = try mission.submit(answer, by: holder)
            #expect(facts.map(\.sealed.speaker) == [Speaker(holder: id(holder), side: side)])
            #expect(!String(describing: facts.map(\.fact)).contains(holder))
        }
    }
}

/// Somebody's own words that the mechanism took down.
struct Told: Sendable, CustomTestStringConvertible {
    enum Kind: String { case report, denial, presence, patrol }
    let holder: String
    let kind: Kind
    var testDescription: String { "\(kind.rawValue) by \(holder)" }

    func facts(_ mission: inout TestMission) throws -> [NewFact] {
        let now = mission.now
        switch kind {
        case .report: return try mission.submit(.fileReport(TestMission.filing()), by: holder)
        case .denial:
            let content = DenialContent(
                kind: .mines, earliest: now, latest: now, place: .unknown, by: nil, text: nil)
            return try mission.submit(.reportDenial(.init(content: content)), by: holder)
        case .presence:
            let content = PresenceContent(earliest: now, latest: now, place: .unknown, means: .saw)
            return try mission.submit(.reportPresence(.init(content: content)), by: holder)
        case .patrol:
            let incident = try mission.open(1, [mission.report()])
            let orders = PatrolContent(missing: [], place: .unknown, due: nil, priority: 1, instructions: nil)
            let tasked = try mission.submit(
                .taskPatrol(.init(incident: incident, content: orders)), by: "analyst-1")
            guard case .patrolTasked(let fact)? = tasked.first?.fact else { return [] }
            let brought = try mission.report(by: holder)
            let facts = try mission.submit(
                .reportPatrol(
                    .init(patrol: fact.patrol, result: .init(outcome: .found, note: nil), reports: [brought])),
                by: holder)
            #expect(facts.first?.sealed.brought?.reports == [brought])
            #expect(!String(describing: facts.map(\.fact)).contains(brought.text))
            return facts
        }
    }
}

private protocol ListOfValues {
    static var element: any FactValue.Type { get }
}
extension Array: ListOfValues where Element: FactValue {
    static var element: any FactValue.Type { Element.self }
}
