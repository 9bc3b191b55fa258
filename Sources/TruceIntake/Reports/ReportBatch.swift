import Truce

/// A few thousand reports on their way into the table, in plain memory: a reader fills one slot after the other and
/// the columns grow once a batch instead of once a row.
final class ReportBatch {
    static let capacity = 2048

    /// A row's values that are numbers; the order is that of the table's columns.
    struct Row {
        var source: Int32 = 0
        var type: Int32 = 0
        var sideA: Int32 = 0
        var sideB: Int32 = 0
        var placeName: Int32 = 0
        var country: Int32 = 0
        var received: Int64 = .min
        var earliest: Int64 = 0
        var latest: Int64 = 0
        var precision = TimePrecision.unknown
        var placeKind = ReportTable.PlaceKind.unknown
        var latitude = Double.nan
        var longitude = Double.nan
        var placeSize = 0.0
        var acts: ActSet = []
        var namesInitiator = true
        var killedLow: Int32 = -1
        var killedHigh: Int32 = -1
        var injuredLow: Int32 = -1
        var injuredHigh: Int32 = -1
        var detail: Int32 = -1
        var row: UInt32 = 0

        init() {}

        @inline(__always) mutating func setDisc(_ latitude: Double, _ longitude: Double, radius: Double) {
            placeKind = .disc
            self.latitude = latitude
            self.longitude = longitude
            placeSize = radius
        }
    }

    private(set) var count = 0
    private let rows: UnsafeMutablePointer<Row>
    private let idLengths: UnsafeMutablePointer<Int32>
    private let textLengths: UnsafeMutablePointer<Int32>
    private var ids = ByteStack()
    private var texts = ByteStack()
    private let file: UInt16
    /// How large the file is, and how much of it has been read: with the rows so far, how many to expect.
    var progress: (read: () -> Int, of: Int)?
    private var textBytesSeen = 0
    private var rowsSeen = 0

    init(file: Int) {
        self.file = UInt16(clamping: file)
        rows = .allocate(capacity: Self.capacity)
        idLengths = .allocate(capacity: Self.capacity)
        textLengths = .allocate(capacity: Self.capacity)
    }

    deinit {
        rows.deallocate()
        idLengths.deallocate()
        textLengths.deallocate()
        ids.deallocate()
        texts.deallocate()
    }

    /// Adds a row; when the batch is full it goes into the table first.
    @inline(__always)
    func append(_ row: Row, id: ByteSlice, text: ByteSlice, into table: inout ReportTable) {
        if count == Self.capacity { flush(into: &table) }
        (rows + count).initialize(to: row)
        idLengths[count] = Int32(truncatingIfNeeded: id.count)
        textLengths[count] = Int32(truncatingIfNeeded: text.count)
        ids.append(id)
        texts.append(text)
        count += 1
    }

    func flush(into table: inout ReportTable) {
        guard count > 0 else { return }
        rowsSeen += count
        textBytesSeen += texts.count
        reserve(&table)
        table.append(
            UnsafeBufferPointer(start: rows, count: count), file: file, ids: ids.all,
            idLengths: UnsafeBufferPointer(start: idLengths, count: count), texts: texts.all,
            textLengths: UnsafeBufferPointer(start: textLengths, count: count))
        ids.clear()
        texts.clear()
        count = 0
    }

    /// Room for all the rows to expect, once, so that the columns do not grow step by step.
    private func reserve(_ table: inout ReportTable) {
        guard let (read, all) = progress, read() > 0 else { return }
        progress = nil
        let rest = 1.03 * Double(all) / Double(read())
        let rows = Int(Double(rowsSeen) * rest) + 16
        guard rows > table.count, rows < 1 << 31 else { return }
        table.reserve(table.count + rows, textBytes: table.texts.totalBytes + Int(Double(textBytesSeen) * rest))
    }
}

/// Bytes one after the other, in memory that grows.
struct ByteStack {
    private var base = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 16)
    private var capacity = 1 << 16
    private(set) var count = 0

    var all: ByteSlice { ByteSlice(start: base, count: count) }

    @inline(__always) mutating func append(_ bytes: ByteSlice) {
        if bytes.isEmpty { return }
        if count + bytes.count > capacity { grow(bytes.count) }
        (base + count).update(from: bytes.baseAddress!, count: bytes.count)
        count += bytes.count
    }

    @inline(never) private mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        new.update(from: base, count: count)
        base.deallocate()
        (base, capacity) = (new, larger)
    }

    mutating func clear() { count = 0 }
    func deallocate() { base.deallocate() }
}

extension ReportTable {
    fileprivate mutating func append(
        _ new: UnsafeBufferPointer<ReportBatch.Row>, file: UInt16, ids newIDs: ByteSlice,
        idLengths: UnsafeBufferPointer<Int32>, texts newTexts: ByteSlice, textLengths: UnsafeBufferPointer<Int32>
    ) {
        ids.append(newIDs, lengths: idLengths)
        texts.append(newTexts, lengths: textLengths)
        sources.grow(new) { $0.source }
        types.grow(new) { $0.type }
        sidesA.grow(new) { $0.sideA }
        sidesB.grow(new) { $0.sideB }
        placeNames.grow(new) { $0.placeName }
        countries.grow(new) { $0.country }
        receivedAt.grow(new) { $0.received }
        earliest.grow(new) { $0.earliest }
        latest.grow(new) { $0.latest }
        precisions.grow(new) { $0.precision }
        placeKinds.grow(new) { $0.placeKind }
        latitudes.grow(new) { $0.latitude }
        longitudes.grow(new) { $0.longitude }
        placeSizes.grow(new) { $0.placeSize }
        acts.grow(new) { $0.acts }
        initiatorNamed.grow(new) { $0.namesInitiator }
        killedLow.grow(new) { $0.killedLow }
        killedHigh.grow(new) { $0.killedHigh }
        injuredLow.grow(new) { $0.injuredLow }
        injuredHigh.grow(new) { $0.injuredHigh }
        details.grow(new) { $0.detail }
        files.grow(new) { _ in file }
        rows.grow(new) { $0.row }
    }

    /// A place that is more than a circle goes among the shapes; the row points to it.
    mutating func addShape(_ place: Place, to row: inout ReportBatch.Row) {
        switch place {
        case .unknown: row.placeKind = .unknown
        case .point(_, let sigma): (row.placeKind, row.placeSize) = (.point, sigma)
        case .disc(_, let radius): (row.placeKind, row.placeSize) = (.disc, radius)
        case .square(_, let side): (row.placeKind, row.placeSize) = (.square, side)
        case .sector, .area, .located:
            if case .sector = place { row.placeKind = .sector } else { row.placeKind = .area }
            row.placeSize = Double(shapes.count)
            shapes.append(place)
        }
        row.latitude = place.centre?.latitude ?? .nan
        row.longitude = place.centre?.longitude ?? .nan
    }

    mutating func addDetail(_ detail: ReportDetail, to row: inout ReportBatch.Row) {
        guard detail != .none else { return }
        row.detail = Int32(detailValues.count)
        detailValues.append(detail)
    }
}

extension Array {
    @inline(__always)
    fileprivate mutating func grow<Row>(_ new: UnsafeBufferPointer<Row>, _ value: (Row) -> Element) {
        // Growing geometrically, not to the exact count, keeps many batches linear.
        if capacity < count + new.count { reserveCapacity(Swift.max(count * 2, count + new.count)) }
        withUnsafeTemporaryAllocation(of: Element.self, capacity: new.count) { column in
            for i in 0..<new.count { column.initializeElement(at: i, to: value(new[i])) }
            append(contentsOf: column)
        }
    }
}
