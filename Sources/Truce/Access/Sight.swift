/// When a role sees a row of the access table. A set of reasons: either of two is enough.
public enum Sight: String, Sendable, CaseIterable {
    case never
    /// Once a finding on it was adopted, or it was made public.
    case published
    /// When it concerns the asker's own side, or is the asker's own.
    case own
    case ownOrPublished = "own_or_published"
    case always

    public func allows(_ relation: Relation) -> Bool {
        switch self {
        case .never: false
        case .published: relation.isPublished
        case .own: relation.isOwn
        case .ownOrPublished: relation.isOwn || relation.isPublished
        case .always: true
        }
    }

    /// What either allows.
    func union(_ other: Sight) -> Sight {
        switch (self, other) {
        case (.always, _), (_, .always): .always
        case (.never, let sight), (let sight, .never): sight
        default: self == other ? self : .ownOrPublished
        }
    }
}

/// How a record stands to an asker.
public struct Relation: Hashable, Sendable, CaseIterable {
    public var isOwn: Bool
    public var isPublished: Bool

    public init(isOwn: Bool = false, isPublished: Bool = false) {
        self.isOwn = isOwn
        self.isPublished = isPublished
    }

    public static let allCases = [
        Relation(), Relation(isOwn: true), Relation(isPublished: true), Relation(isOwn: true, isPublished: true),
    ]

    /// Its place in ``allCases``.
    var place: Int { (isOwn ? 1 : 0) + (isPublished ? 2 : 0) }
}
