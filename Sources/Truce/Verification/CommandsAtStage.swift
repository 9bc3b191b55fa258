extension IncidentStage {
    /// Whether the workflow knows a step of this command at this stage: whether it is worth offering. What the incident
    /// itself is like may still be against it.
    package func takes(_ kind: CommandKind) -> Bool {
        IncidentStep.allCases.contains { $0.command == kind && after($0) != nil }
    }
}
