import Truce
import TruceViews

extension Mission {
    /// Opens a mission's folder and starts it. Throws where another process has it open, where `mission.yaml` has a mistake
    /// (every one is told), or where the ledger may not go on.
    public static func open(
        at path: String, settings: MissionSettings = MissionSettings()
    ) async throws(MechanismError) -> Mission {
        let folder = MissionFolder(path)
        guard Files.exists(folder.file) || Files.exists(folder.unfinished) else {
            throw .cannotRead(path: folder.file, why: MissionFolder.absence)
        }
        return Mission(try await MissionParts(path, settings))
    }
}

extension Mission {
    /// What changed, of what an asker may know of: each thing once. What changed about it is to be asked.
    public struct Changes: Hashable, Sendable {
        public var records: [Record]
        /// Ask again from here.
        public var mark: String
        /// More changed than was asked for: look at everything anew.
        public var isCut: Bool

        public struct Record: Hashable, Sendable {
            /// `incident`, `finding`, `report` …
            public var kind: String
            public var id: String
            /// The last entry that changed it; nil: computed anew.
            public var index: Int?
        }
    }

    /// What changed since a mark that an earlier answer gave; nil gives the mark to begin from.
    public func changes(
        since mark: String?, for asker: Asker, limit: Int = 500
    ) async throws(MissionError) -> Changes {
        let follower = parts.follower
        do {
            return try await Blocking.ask {
                try follower.changes(since: mark, for: asker, limit: limit, unless: $0)
            }
        } catch { throw MissionError(error) }
    }
}

extension MissionError {
    init(_ error: any Error) {
        self =
            switch error {
            case let error as MissionError: error
            case ViewsError.unknownPlace: .badCursor
            case let error as ViewsError: .init(views: error)
            default: .cannotAnswer(why: "\(error)")
            }
    }

    private init(views error: ViewsError) {
        self =
            switch error {
            case .outOfRange(let why), .onlyNow(let why): .refused(.invalid(path: "", why: why))
            case .behind(let wanted, let at): .notYet(position: wanted, reached: at)
            default: .cannotAnswer(why: error.description)
            }
    }
}
