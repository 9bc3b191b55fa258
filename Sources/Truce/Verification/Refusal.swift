/// Why a command is not carried out. Nothing was recorded.
public enum Refusal: Error, Hashable, CustomStringConvertible {
    /// The asker's roles do not allow this to anybody who holds them.
    case notAllowed(CommandKind)
    /// There is no such thing, or the asker may not know of it: the two are told alike.
    case unknown(kind: String, name: String)
    /// The incident is at a stage at which this is not done.
    case wrongStage(IncidentID, IncidentStage, CommandKind)
    /// Who drafted a finding does not adopt or review it.
    case ownFinding(FindingID)
    /// Somebody decided otherwise meanwhile: `why` says what to look at again.
    case conflict(why: String)
    /// What the command says cannot be. `path` as `content.provisions[2]`.
    case invalid(path: String, why: String)

    public var description: String {
        switch self {
        case .notAllowed(let kind): "Your role does not allow “\(kind.rawValue)”. Ask an administrator who may."
        case .unknown(let kind, let name): "There is no \(kind) “\(name)” that you may see."
        case .wrongStage(let incident, let stage, let kind):
            "“\(kind.rawValue)” cannot be done now: incident \(incident) is \(stage.words)."
        case .ownFinding(let finding): "Who drafted finding \(finding) cannot adopt or review it. Another officer must."
        case .conflict(let why): why
        case .invalid(let path, let why): path.isEmpty ? why : "“\(path)”: \(why)"
        }
    }
}
