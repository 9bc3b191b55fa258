import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: much of everything")
struct RegisterSizeTests {
    @Test("a report takes forty bytes beside its name, so that a million fit")
    func stride() {
        #expect(MemoryLayout<ReportRoll.Row>.stride <= 40)
        #expect(MemoryLayout<ReportID>.stride == 16)
    }

    @Test("the largest facts that officers may decide fit into an entry, and what is larger is refused")
    func largest() throws {
        var mission = TestMission()
        // As many as their names' bytes allow: a name has fourteen letters, and three go round it.
        let most = Desk.reportBytes / 17
        let reports = try (0...most).map { _ in try mission.report() }
        let basis = mission.basis(reports)
        let all = Command.openIncident(.init(incident: IncidentID(raw: 1), reports: reports, note: nil))
        #expect(mission.refusal(of: all, by: "head", basis: basis)?.kindOf == "invalid reports")
        let incident = try mission.open(1, Array(reports.dropLast()))

        func splitting(_ count: Int) -> Command {
            let parts = (0..<count - 1).map { [reports[$0]] } + [Array(reports[(count - 1)..<most])]
            return .splitIncident(.init(incident: incident, parts: parts, note: nil))
        }
        let limit = Register.splitLimit
        #expect(mission.refusal(of: splitting(limit + 1), by: "head")?.kindOf == "invalid parts")
        let split = try mission.submit(splitting(limit), by: "head")
        guard case .incidentSplit(let fact) = split[0].fact else { return }

        let joining = Command.joinIncidents(.init(incidents: fact.parts.map(\.incident), into: incident, note: nil))
        try mission.submit(joining, by: "head")
        #expect(mission.register.incident(incident)?.reports.count == most)
        var content = mission.finding(.unableToRule, on: Array(reports.dropLast()))
        content.statement = String(repeating: "\"", count: String.freeTextByteLimit)
        let draft = try mission.draft(content, of: incident)
        try mission.submit(mission.adoption(of: draft), by: "head")
        for entry in mission.entries.suffix(5) { _ = try Entry(recorded: entry.recorded, fact: entry.fact).bytes() }
    }

    @Test("replies that are too long for the finding's entry are answered by shorter reasons, not by silence")
    func longReplies() throws {
        var agreement = TestMission.agreement()
        agreement.guarantors = (0..<8).map {
            Guarantor(id: "g\($0)", name: LocalizedText("G\($0)"), answersFor: ["hill"])
        }
        var mission = TestMission(agreement: agreement)
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        for number in 0..<8 {
            try mission.submit(
                .grantAccess(
                    .init(holder: id("envoy-\(number)"), role: .guarantor, side: id("g\(number)"), until: nil)),
                by: "admin")
        }
        let asks = try mission.ask("hill", about: incident)
        for (ask, holder) in zip(asks, ["hill-1"] + (0..<8).map { "envoy-\($0)" }) {
            let statement = String(repeating: "\"", count: Register.statementBytes - 1_000)
            try mission.submit(
                .fileReply(.init(ask: ask, position: .denies, statement: statement, confidence: nil, evidence: [])),
                by: holder)
        }
        var content = mission.finding(on: [report], attributedTo: "hill")
        content.statement = String(repeating: "\"", count: String.freeTextByteLimit)
        let long = try mission.draft(content, of: incident)
        #expect(mission.refusal(of: mission.adoption(of: long), by: "head")?.kindOf == "invalid finding")
        content.statement = "We saw it."
        let draft = try mission.draft(content, of: incident)
        let facts = try mission.submit(mission.adoption(of: draft), by: "head")
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.replies.count == 9)
    }
}

@Suite("Verification: a shelf takes back what was changed")
struct ShelfTests {
    @Test("it is as a dictionary and its copy", arguments: UInt64(0)..<50)
    func model(seed: UInt64) {
        var random = SeededRandom(seed)
        var shelf = Shelf<Int, [Int]>()
        var (model, before): ([Int: [Int]], [Int: [Int]]?) = ([:], nil)
        for _ in 0..<300 {
            let (key, value) = (Int.random(in: 0..<8, using: &random), Int.random(in: 0..<100, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0..<2:
                shelf.set(key, [value])
                model[key] = [value]
            case 2:
                shelf.set(key, nil)
                model[key] = nil
            case 3:
                shelf.change(key) { $0.append(value) }
                model[key]?.append(value)
            case 4..<6:
                shelf.change(key, from: [7]) { $0.append(value) }
                model[key, default: [7]].append(value)
            default:
                guard let old = before else {
                    shelf.journal(.begin)
                    before = model
                    continue
                }
                if Bool.random(using: &random) {
                    shelf.journal(.rollback)
                    model = old
                } else {
                    shelf.journal(.commit)
                }
                before = nil
            }
            #expect(shelf.values == model)
        }
    }
}
