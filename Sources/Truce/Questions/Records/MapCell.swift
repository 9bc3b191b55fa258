/// Incidents counted over a part of the map, of those that the asker may know of.
public struct MapCell: Hashable, Sendable, ShownRecord {
    public var box: MapBox
    public var count: Int

    public init(box: MapBox, count: Int) {
        self.box = box
        self.count = count
    }

    public static let recordName = "MapCell"
    public static let existence = Field.statistics
    public static let shown: ShownFields<Self> = [
        .init("box", .statistics, \.box, "The part of the map, in degrees."),
        .init("count", .statistics, \.count, "Incidents in it, of those that the reader may know of."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}
