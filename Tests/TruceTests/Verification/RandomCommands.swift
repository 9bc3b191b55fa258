import TruceTesting

@testable import Truce

/// Random commands by random holders over a few names, so that many of them meet: most are refused, enough are not.
struct RandomCommands {
    var random: SeededRandom
    /// Names that were given, and a few that never are.
    private var reports: [ReportID] = [id("R-NONE")]
    private var incidents: [IncidentID] = (1...4).map { IncidentID(raw: $0) }
    private var findings: [FindingID] = [id("F-NONE")]
    private var asks: [AskID] = [id("A-NONE")]
    private var patrols: [PatrolID] = [id("P-NONE")]
    private var demands: [DemandID] = [id("M-NONE")]
    private var sessions: [SessionID] = [id("S-NONE")]
    private var communiques: [CommuniqueID] = [id("C-NONE")]
    private var amendments: [AmendmentID] = [id("X-NONE")]

    init(seed: UInt64) { random = SeededRandom(seed) }

    /// Remembers the names that an entry gives.
    mutating func learn(_ entry: OpenedEntry) {
        switch entry.fact {
        case .reportReceived(let fact): reports.append(fact.report)
        case .incidentSplit(let fact): incidents += fact.parts.dropFirst().map(\.incident)
        case .findingDrafted(let fact): findings.append(fact.finding)
        case .replyAsked(let fact): asks += fact.sides(entry.sealed).map(\.ask)
        case .patrolTasked(let fact): patrols.append(fact.patrol)
        case .demandFiled(let fact): demands.append(fact.demand)
        case .sessionOpened(let fact): sessions.append(fact.session)
        case .communiqueDrafted(let fact): communiques.append(fact.communique)
        case .amendmentProposed(let fact): amendments.append(fact.amendment)
        default: break
        }
    }

    /// A command, who gives it, and what was computed of the incident that it is about.
    mutating func next(in mission: TestMission) -> (command: Command, holder: String, basis: CaseBasis?) {
        let kind = pick(CommandKind.allCases + Self.often)
        let (command, basis) = make(kind, in: mission)
        return (command, holder(for: kind), basis)
    }

    /// What leads through a case, so that cases come to an end.
    private static let often: [CommandKind] = [
        .fileReport, .fileReport, .fileReport, .openIncident, .openIncident, .openIncident, .askReply, .draftFinding,
        .draftFinding, .adoptFinding, .adoptFinding, .adoptFinding, .fileReply, .fileReply, .triageReport,
        .reopenFinding,
    ]

    /// Mostly somebody whose role allows it.
    private mutating func holder(for kind: CommandKind) -> String {
        let allowed = TestMission.staff.filter { AccessTable.may($0.role, do: kind) }.map(\.holder)
        return Int.random(in: 0..<10, using: &random) == 0 || allowed.isEmpty
            ? pick(TestMission.staff.map(\.holder) + ["public", "nobody"]) : pick(allowed)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &random)! }
    private mutating func some<Value>(_ values: [Value], _ count: ClosedRange<Int> = 0...3) -> [Value] {
        (0..<Int.random(in: count, using: &random)).map { _ in pick(values) }
    }
    private mutating func side() -> PartyID { id(pick(["hill", "lake", "hill", "lake", "north", "south", "moon"])) }
    private mutating func moment(near now: Instant) -> Instant {
        now.advanced(bySeconds: .random(in: -100_000...400_000, using: &random))
    }
    private mutating func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &random) ? value : nil }

    private mutating func make(_ kind: CommandKind, in mission: TestMission) -> (Command, CaseBasis?) {
        let incident = pick(incidents)
        let standing = mission.register.incident(incident)
        let own = standing?.standingReports ?? []
        let basis = maybe(standing == nil ? mission.basis(Array(reports.dropFirst())) : mission.basis(of: incident))
        let note = maybe("zzsealed note")
        switch kind {
        case .fileReport:
            let asker = mission.asker(pick(TestMission.staff.map(\.holder)))
            let content = TestMission.content(
                at: mission.now.advanced(bySeconds: .random(in: -90_000...4_000, using: &random)))
            return (.fileReport(TestMission.filing(content, of: asker)), nil)
        case .correctReport: return (ReportRulesTests.correction(pick(reports)), nil)
        case .withdrawReport: return (ReportRulesTests.withdrawal(pick(reports)), nil)
        case .triageReport:
            return (
                ReportRulesTests.triage(
                    pick(reports), pick(Disposition.allCases + [.incident]), maybe(incident), of: maybe(pick(reports))),
                basis
            )
        case .openIncident:
            return (
                .openIncident(.init(incident: incident, reports: some(reports, 1...3), note: note)),
                mission.basis(Array(reports.dropFirst()))
            )
        case .joinIncidents:
            return (.joinIncidents(.init(incidents: some(incidents, 1...3), into: pick(incidents), note: note)), basis)
        case .splitIncident:
            let cut = Int.random(in: 0...own.count, using: &random)
            let all = standing?.reports ?? []
            return (
                .splitIncident(
                    .init(incident: incident, parts: [Array(all.prefix(cut)), Array(all.dropFirst(cut))], note: note)),
                basis
            )
        case .taskPatrol:
            let content = PatrolContent(
                missing: [id("place")], place: .unknown, due: maybe(moment(near: mission.now)), priority: 1,
                instructions: "zzsealed route")
            return (.taskPatrol(.init(incident: incident, content: content)), basis)
        case .reportPatrol:
            return (
                .reportPatrol(
                    .init(
                        patrol: pick(patrols), result: .init(outcome: .found, note: "zzsealed"),
                        reports: some(reports, 0...1)
                    )), basis
            )
        case .escalate: return (.escalate(.init(incident: incident, asked: "zzsealed do")), basis)
        case .answerEscalation:
            return (
                .answerEscalation(
                    .init(incident: incident, rung: .random(in: 1...3, using: &random), answer: "zzsealed did")), basis
            )
        case .draftFinding:
            let reports = Bool.random(using: &random) ? own : some(reports)
            let content = mission.finding(
                pick(Outcome.allCases), on: reports, attributedTo: maybe(side().text),
                confidence: pick(Confidence.allCases), violating: pick(["1", "2"]))
            return (.draftFinding(.init(incident: incident, content: content)), basis)
        case .reviewFinding:
            return (
                .reviewFinding(.init(finding: pick(findings), verdict: pick(ReviewVerdict.allCases), note: note)), nil
            )
        case .askReply:
            return (
                .askReply(
                    .init(
                        incident: incident, accused: side(), allegation: "zzsealed words",
                        provisions: some([id("1"), id("2")], 0...2),
                        severity: maybe(.random(in: 0...3, using: &random)),
                        note: note)), basis
            )
        case .extendReply:
            return (.extendReply(.init(ask: pick(asks), deadline: moment(near: mission.now), note: note)), nil)
        case .fileReply: return (TestMission.reply(pick(asks), pick(ReplyPosition.allCases)), nil)
        case .adoptFinding:
            let finding = Bool.random(using: &random) ? pick(findings) : findings[findings.count - 1]
            let incident = mission.register.incident(of: finding)
            return (mission.adoption(of: finding), incident.flatMap { maybe(mission.basis(of: $0)) })
        case .reopenFinding: return (.reopenFinding(.init(finding: pick(findings), reason: "New evidence.")), nil)
        default: return (makeOther(kind, in: mission), nil)
        }
    }

    /// What is about no incident.
    private mutating func makeOther(_ kind: CommandKind, in mission: TestMission) -> Command {
        let now = mission.now
        switch kind {
        case .reportDenial:
            return .reportDenial(
                .init(
                    content: .init(
                        kind: .checkpoint, earliest: moment(near: now), latest: now, place: .unknown, by: maybe(side()),
                        text: "zzsealed")))
        case .reportPresence:
            return .reportPresence(
                .init(content: .init(earliest: moment(near: now), latest: now, place: .unknown, means: .saw)))
        case .reportProgress:
            return .reportProgress(
                .init(
                    obligation: id(pick(["aid", "moon"])), at: moment(near: now), score: maybe(2), percent: maybe(50),
                    count: nil, evidence: []))
        case .stateBaseline:
            return .stateBaseline(
                .init(obligation: id(pick(["aid", "moon"])), value: maybe(5), reason: "By the list."))
        case .beginStep: return .beginStep(.init(gate: id(pick(["step-2", "moon"])), reason: "Both asked."))
        case .grantAccess:
            return .grantAccess(
                .init(
                    holder: id(pick(["guest", "guest-2", "guest-3"])), role: pick(Role.allCases),
                    side: maybe(side()), until: maybe(moment(near: now))))
        case .revokeAccess:
            // Of guests only, so that somebody is left to work.
            return .revokeAccess(
                .init(holder: id(pick(["guest", "guest-2"])), role: pick(Role.allCases), reason: "Left."))
        case .suspendAgreement:
            return .suspendAgreement(
                .init(from: moment(near: now), until: maybe(moment(near: now)), reason: "Flood."))
        case .resumeAgreement: return .resumeAgreement(.init(from: moment(near: now), reason: "It fell."))
        case .openSession:
            return .openSession(
                .init(title: "Round", at: now, delegations: [.init(party: side(), head: nil)], note: "zzsealed agenda"))
        case .closeSession: return .closeSession(.init(session: pick(sessions), at: moment(near: now), reason: nil))
        case .fileDemand:
            return .fileDemand(
                .init(session: maybe(pick(sessions)), of: [side()], text: "zzsealed demand", isPublic: false))
        case .answerDemand:
            return .answerDemand(
                .init(
                    demand: pick(demands), answer: pick(DemandAnswer.allCases), obligation: maybe(id("aid")),
                    text: "zzsealed", isPublic: false))
        case .draftCommunique:
            return .draftCommunique(
                .init(
                    communique: maybe(pick(communiques)), session: maybe(pick(sessions)),
                    parts: [.init(text: "zzdraft text", bracketedBy: some([side()], 0...1))],
                    parties: some([side()], 1...1)))
        case .agreeCommunique:
            return .agreeCommunique(
                .init(communique: pick(communiques), version: .random(in: 1...3, using: &random)))
        case .nameSignatoryKey:
            return AmendmentRulesTests.naming(side().text)
        case .proposeAmendment:
            return .proposeAmendment(
                .init(
                    version: 2, inForceFrom: moment(near: now), files: [FactExamples.digest(3)],
                    signatories: ["hill", "lake", "north", "south"].map { id($0) }, reason: "Longer."))
        default: return .signAmendment(.init(amendment: pick(amendments), signature: side().text))
        }
    }
}
