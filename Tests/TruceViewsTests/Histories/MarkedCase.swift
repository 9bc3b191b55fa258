import Truce
import TruceTesting

/// One case from report to finding, with a word in every private text that stands nowhere else, and beside it a second case
/// that nobody has ruled on and that the other side is asked about.
struct MarkedCase {
    private(set) var history = History()
    let settled = IncidentID.numbered(1)
    let open = IncidentID.numbered(2)

    init() {
        grant("mediator", "mediator")
        grant("north-office", "guarantor", Cast.north)
        history.report(
            "R-1", holder: "observer-1", text: "Zobserved at dawn", placeName: "Zvillage", source: "Zsourceone")
        history.report("R-2", holder: "observer-2", text: "Zsecond account", day: 1, source: "Zsourcetwo")
        history.report(
            "R-3", holder: "hill-liaison", side: Cast.hill, text: "Zhillalleges", day: 2,
            at: .point(Coordinate(latitude: 0.31, longitude: 0.31), sigmaMetres: 5), acts: [.sniper],
            source: "Zhillsource")
        // The first: settled, against the hill side.
        history.open(settled, ["R-1"], note: "Znoteopening")
        history.ask("A-1", settled, of: Cast.hill, allegation: "Zallegationone")
        history.ask("A-2", settled, of: Cast.north, allegation: "Zallegationnorth")
        history.reply("Y-1", to: "A-1", of: Cast.hill, statement: "Zhillstatement", confidence: "Zhillsecret")
        patrol()
        var rung = SealedParts()
        rung.escalation = EscalationContent(to: "Zcommission", asked: "Zaskedthere")
        history.add(
            .escalated(Escalated(incident: settled, rung: 1, to: nil, reason: nil, officer: nil, sealed: [])), rung)
        var answer = History.note("Znorthanswers")
        answer.speaker = Speaker(holder: HolderID("north-office")!, side: Cast.north)
        history.add(
            .escalationAnswered(
                EscalationAnswered(incident: settled, rung: 1, sealed: [])), answer)
        history.draft("F-1", settled)
        history.add(
            .findingReviewed(
                FindingReviewed(
                    finding: FindingID("F-1")!, verdict: .cleared, officer: OfficerID("legal")!, sealed: [])),
            History.note("Zreviewwords"))
        history.adopt("F-1", settled, statement: "Zpublishedfinding")
        // The second: open, the lake side was asked.
        history.open(open, ["R-2"])
        history.ask("A-3", open, of: Cast.lake, allegation: "Zallegationlake")
        history.draft("F-2", open, statement: "Zdraftedwords")
        talks()
        var denial = SealedParts()
        denial.denial = DenialContent(
            kind: .mines, earliest: Instant(seconds: history.clock), latest: Instant(seconds: history.clock),
            place: .unknown,
            by: Cast.hill, text: "Zdenialwords")
        denial.source = History.source("observer-1")
        history.add(.movementDenied(MovementDenied(denial: DenialID("D-1")!, sealed: [])), denial)
    }

    private mutating func grant(_ holder: String, _ role: String, _ side: PartyID? = nil) {
        history.add(
            .accessGranted(
                AccessGranted(
                    holder: HolderID(holder)!, role: RoleID(role)!, party: side, until: nil, officer: History.officer)))
    }

    private mutating func patrol() {
        var orders = SealedParts()
        orders.patrol = PatrolContent(
            missing: [], place: .unknown, due: nil, priority: 2, instructions: "Zpatrolorders")
        history.add(
            .patrolTasked(
                PatrolTasked(
                    patrol: PatrolID("P-1")!, incident: settled, missing: nil, due: nil, officer: History.officer,
                    sealed: [])), orders)
        var result = SealedParts()
        result.result = PatrolResult(outcome: .found, note: "Zpatrolresult")
        (result.source, result.brought) = (History.source("team"), BroughtReports(reports: [ReportID("Zbrought")!]))
        history.add(.patrolReported(PatrolReported(patrol: PatrolID("P-1")!, sealed: [])), result)
    }

    private mutating func talks() {
        history.add(
            .sessionOpened(
                SessionOpened(
                    session: SessionID("S-1")!, title: "Zroundone", at: Instant(seconds: history.clock),
                    delegations: [], officer: OfficerID("mediator")!, sealed: [])), History.note("Zsessionnote"))
        history.add(
            .demandFiled(
                DemandFiled(
                    demand: DemandID("M-1")!, session: nil, by: Cast.hill, of: [Cast.lake], text: nil, sealed: [])),
            History.note("Zprivatedemand"))
        history.add(
            .demandFiled(
                DemandFiled(
                    demand: DemandID("M-2")!, session: nil, by: Cast.hill, of: [Cast.north], text: "Zpublicdemand",
                    sealed: [])))
        history.add(
            .demandAnswered(
                DemandAnswered(
                    demand: DemandID("M-1")!, by: HolderID("lake-liaison")!, answer: .refused, obligation: nil,
                    reason: nil, sealed: [])), History.note("Zprivaterefusal"))
        var draft = SealedParts()
        draft.communique = CommuniqueContent(parts: [CommuniquePart(text: "Zbracketedtext", bracketedBy: [Cast.hill])])
        history.add(
            .communiqueDrafted(
                CommuniqueDrafted(
                    communique: CommuniqueID("C-1")!, session: nil, version: 1, officer: History.officer, sealed: [])),
            draft)
        history.add(
            .communiqueAgreed(
                CommuniqueAgreed(
                    communique: CommuniqueID("C-2")!, version: 1, text: "Zagreedtext", parties: [Cast.hill],
                    officer: History.officer)))
    }

    /// Every marker, and who may come upon it: written by hand, without a look at the table.
    static let seenBy: [(marker: String, askers: Set<String>)] = {
        let office: Set = ["analyst", "legal", "head"]
        let everybody = Set(Cast.all.map(Cast.name))
        let reports = office
        return [
            ("Zobserved", reports.union(["observer-1"])), ("Zvillage", reports.union(["observer-1"])),
            ("Zsourceone", ["analyst", "head", "observer-1"]), ("Zsourcetwo", ["analyst", "head", "observer-2"]),
            ("Zhillsource", ["analyst", "head"]),
            ("Zsecond", reports.union(["observer-2"])), ("Zhillalleges", reports.union(["hill-liaison"])),
            ("Znoteopening", office.union(["auditor"])),
            ("Zallegationone", office.union(["auditor", "hill-liaison"])),
            ("Zallegationnorth", office.union(["auditor", "north-office"])),
            ("Zallegationlake", office.union(["auditor", "lake-liaison"])),
            ("Zhillstatement", office.union(["auditor", "hill-liaison"])),
            ("Zhillsecret", office.union(["hill-liaison"])),
            ("Zpatrolorders", ["analyst", "team", "head"]), ("Zpatrolresult", ["analyst", "team", "head"]),
            ("Zbrought", ["analyst", "team", "head"]),
            ("Zcommission", office.union(["team", "auditor", "mediator", "hill-liaison", "north-office"])),
            ("Znorthanswers", office.union(["team", "auditor", "mediator", "north-office"])),
            ("Zdraftedwords", office.union(["auditor"])), ("Zreviewwords", office.union(["auditor"])),
            ("Zpublishedfinding", everybody), ("Zroundone", everybody), ("Zsessionnote", ["head", "mediator"]),
            ("Zprivatedemand", ["head", "mediator", "hill-liaison", "lake-liaison"]),
            ("Zprivaterefusal", ["head", "mediator", "hill-liaison", "lake-liaison"]),
            ("Zpublicdemand", everybody),
            ("Zbracketedtext", ["head", "mediator", "hill-liaison", "lake-liaison", "north-office"]),
            ("Zagreedtext", everybody), ("Zdenialwords", ["analyst", "head", "observer-1"]),
        ]
    }()
}
