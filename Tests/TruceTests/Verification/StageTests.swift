import Foundation
import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: the stages of an incident")
struct StageTests {
    @Test("every stage is reached from the first, and from every one some step leads on, but from what was joined")
    func reachable() {
        var reached: Set<IncidentStage> = [.proposed]
        for _ in IncidentStage.allCases {
            for transition in StageTransition.all where reached.contains(transition.from) {
                reached.insert(transition.to)
            }
        }
        #expect(reached == Set(IncidentStage.allCases))
        for stage in IncidentStage.allCases {
            let leadsOn = StageTransition.all.contains { $0.from == stage && $0.to != stage }
            #expect(leadsOn == (stage != .joined))
        }
    }

    @Test("every step is some role's to take, and each leads one way from a stage", arguments: IncidentStep.allCases)
    func steps(step: IncidentStep) {
        #expect(Role.allCases.contains { AccessTable.may($0, do: step.command) })
        let from = StageTransition.all.filter { $0.step == step }.map(\.from)
        #expect(!from.isEmpty && Set(from).count == from.count)
    }

    @Test("the workflow's page shows the stages as they are declared")
    func page() throws {
        let file = SharedData.repository.appending(path: "docs/workflow.md")
        var text = try String(contentsOf: file, encoding: .utf8)
        let diagram = "```mermaid\n\(WorkflowDiagram.mermaid)```\n"
        for (name, made) in [("diagram", diagram), ("table", WorkflowDiagram.table)] {
            let start = try #require(text.range(of: "<!-- \(name): made from StageTransition -->\n\n")).upperBound
            let end = try #require(text.range(of: "\n<!-- end of \(name) -->")).lowerBound
            if FactFixtureTests.isWriting {
                text.replaceSubrange(start..<end, with: made)
            } else {
                #expect(text[start..<end] == made)
            }
        }
        if FactFixtureTests.isWriting { try Data(text.utf8).write(to: file) }
    }

    @Test("in each language the agreement's own words for a rung are sealed with it")
    func rungWords() {
        let ladder = [Procedure.Rung(to: LocalizedText([.init(language: "ar", text: "اللجنة")]), afterHours: 1)]
        let fact = Register.rung(1, of: ladder, for: IncidentID(raw: 1), asked: "x", by: nil)
        #expect(fact.sealed.escalation?.to == "اللجنة")
    }
}
