/// Told how far a long task has come: what it does, and the share done (0…1), nil where it cannot be said.
public typealias ProgressReport = (_ doing: String, _ share: Double?) -> Void
