/// The stages of an incident as `docs/workflow.md` shows them, made from ``StageTransition`` so that the two cannot part.
package enum WorkflowDiagram {
    /// In Mermaid's language.
    package static var mermaid: String {
        var lines = ["stateDiagram-v2", "    [*] --> proposed: reports are matched"]
        for from in IncidentStage.allCases {
            for to in IncidentStage.allCases {
                let words = StageTransition.all.filter { $0.from == from && $0.to == to }.map(\.step.words)
                guard !words.isEmpty else { continue }
                lines.append("    \(from.rawValue) --> \(to.rawValue): \(words.joined(separator: "<br>"))")
            }
        }
        lines.append("    joined --> [*]: goes on as the other")
        return lines.joined(separator: "\n") + "\n"
    }

    package static var table: String {
        var lines = ["| an incident that is | when | by command | is then |", "| --- | --- | --- | --- |"]
        for from in IncidentStage.allCases {
            for transition in StageTransition.all where transition.from == from {
                lines.append(
                    "| \(from.words) | \(transition.step.words) | `\(transition.step.command.rawValue)` | "
                        + "\(transition.to == from ? "the same" : transition.to.words) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
