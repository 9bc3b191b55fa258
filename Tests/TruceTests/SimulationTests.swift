import Testing
import Truce

@testable import TruceSimulation

@Suite("A simulation")
struct SimulationTests {
    static let full = Simulation(of: SimulationAgreement.full, days: 21, seed: 1)

    @Test("the same seed gives the same bytes, in every file", arguments: [UInt64(0), 1, .max])
    func sameSeed(seed: UInt64) {
        let one = Simulation(of: SimulationAgreement.full, days: 5, seed: seed).files
        let two = Simulation(of: SimulationAgreement.full, days: 5, seed: seed).files
        #expect(one.map(\.name) == two.map(\.name))
        #expect(one.map(\.bytes) == two.map(\.bytes))
    }

    @Test("another seed gives other reports, other truth and other towns")
    func otherSeed() {
        let one = Simulation(of: SimulationAgreement.full, days: 5, seed: 1)
        let two = Simulation(of: SimulationAgreement.full, days: 5, seed: 2)
        #expect(one.reportsCSV != two.reportsCSV)
        #expect(one.incidentsTruthCSV != two.incidentsTruthCSV)
        #expect(one.placesCSV != two.placesCSV)
    }

    @Test("the bytes of one small simulation are those of the day this was written")
    func pinned() {
        let bytes = Simulation(of: SimulationAgreement.full, days: 2, seed: 42).files.flatMap(\.bytes)
        #expect(bytes.withUnsafeBufferPointer { stableHash($0) } == 6816094637627216913)
    }

    @Test("an identifier stands twice only where its source sends it again, and a correction names an earlier one")
    func identifiers() {
        var seen: [String: String] = [:]
        var corrections = 0
        for report in Self.full.reports {
            #expect((seen[report.id] != nil) == report.isRepeat)
            if report.isRepeat { #expect(seen[report.id] == report.incidentID) }
            if !report.corrects.isEmpty {
                corrections += 1
                #expect(seen[report.corrects] == report.incidentID && report.corrects != report.id)
            }
            seen[report.id] = report.incidentID
        }
        #expect(corrections > 0)
    }

    @Test("truth covers every report, and names only incidents that the truth file has")
    func truth() throws {
        let reports = try CommaRows(Self.full.reportsCSV)
        let truth = try CommaRows(Self.full.truthCSV)
        let incidents = Set(try CommaRows(Self.full.incidentsTruthCSV).column("incident_id"))
        let ids = try truth.column("report_id")
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids) == Set(try reports.column("report_id")))
        #expect(Set(try truth.column("incident_id")).isSubset(of: incidents))
        #expect(incidents.count == Self.full.incidents.count)
    }

    @Test("a spurious report has an incident of its own, marked so, that broke nothing")
    func spurious() {
        let spurious = Self.full.incidents.filter(\.isSpurious)
        #expect(!spurious.isEmpty)
        for incident in spurious {
            let reports = Self.full.reports.filter {
                $0.incidentID == incident.id && !$0.isRepeat && $0.corrects.isEmpty
            }
            #expect(reports.count == 1)
            #expect(incident.breach == .no && incident.reason == "did_not_happen")
        }
    }

    @Test("every file but the README is a table whose rows have as many values as its header")
    func tables() throws {
        for (name, bytes) in Self.full.files where name != "README.md" {
            let table = try CommaRows(bytes)
            #expect(table.rows.allSatisfy { $0.count == table.header.count }, "\(name)")
            #expect(!table.rows.isEmpty, "\(name)")
        }
    }

    @Test("every column of the reports can be read as what it is")
    func columns() throws {
        let table = try CommaRows(Self.full.reportsCSV)
        let codes = Set(try CommaRows(Self.full.taxonomyCSV).column("code"))
        let sources = Set(try CommaRows(Self.full.sourcesCSV).column("source"))
        let towns = Set(try CommaRows(Self.full.placesCSV).column("name"))
        let claims = Set(Exemption.allCases.map(\.rawValue))
        let misspelt = Set(Self.full.reports.filter { $0.slips.contains(.misspelt) }.map(\.id))
        for row in table.rows {
            func value(_ name: String) -> String { row[table.header.firstIndex(of: name)!] }
            func reads(_ name: String, _ test: (String) -> Bool) {
                #expect(value(name).isEmpty || test(value(name)), "\(name): \(value(name))")
            }
            for name in ["received_at", "event_start", "event_end"] { reads(name) { Self.seconds($0) != nil } }
            #expect(!value("event_start").isEmpty && !value("received_at").isEmpty)
            if let end = Self.seconds(value("event_end")) { #expect(Self.seconds(value("event_start"))! < end) }
            #expect(Self.seconds(value("event_start"))! <= Self.seconds(value("received_at"))!)
            for name in ["lat", "observer_lat"] { reads(name) { Double($0).map { abs($0) <= 90 } ?? false } }
            for name in ["lon", "observer_lon"] { reads(name) { Double($0).map { abs($0) <= 180 } ?? false } }
            #expect(value("lat").isEmpty == value("lon").isEmpty)
            #expect(value("lat").isEmpty == value("precision_km").isEmpty)
            reads("precision_km") { Double($0).map { $0 > 0 } ?? false }
            #expect(codes.contains(value("type")))
            #expect(sources.contains(value("source")))
            for (low, high) in [
                ("fatalities_low", "fatalities_high"), ("injured_low", "injured_high"),
                ("distance_low_km", "distance_high_km"),
            ] where !value(low).isEmpty {
                #expect(Double(value(low))! <= Double(value(high)) ?? -1, "\(low)")
            }
            reads("bearing") { CompassPoint($0) != nil }
            reads("means") { ["heard", "saw", "recorded"].contains($0) }
            reads("direction") { ["incoming", "outgoing", "undetermined"].contains($0) }
            reads("count") { Int($0).map { $0 > 0 } ?? false }
            reads("claims") { $0.split(separator: "|").allSatisfy { claims.contains(String($0)) } }
            if !misspelt.contains(value("report_id")) { reads("place_name") { towns.contains($0) } }
            #expect(!value("text").isEmpty)
        }
    }

    @Test("the taxonomy names only acts that Truce knows, and a name stands once among the actors")
    func sideTables() throws {
        for leaves in try CommaRows(Self.full.taxonomyCSV).column("leaves") {
            #expect(!leaves.isEmpty)
            #expect(leaves.split(separator: "|").allSatisfy { ActSet(code: String($0)) != nil }, "\(leaves)")
        }
        let codes = try CommaRows(Self.full.taxonomyCSV).column("code")
        #expect(Set(codes).count == codes.count)
        let aliases = try CommaRows(Self.full.actorsCSV).column("alias")
        #expect(Set(aliases).count == aliases.count)
        let known = Set(SimulationAgreement.full.actors.map(\.id))
        #expect(try CommaRows(Self.full.actorsCSV).column("actor").allSatisfy { known.contains($0) })
    }

    @Test("a sensor names nobody, and who only heard names nobody either")
    func nameless() {
        let mute = Self.full.reports.filter { $0.means == .recorded || $0.means == .heard }
        #expect(mute.count > 100)
        #expect(mute.allSatisfy { $0.sideA.isEmpty && $0.sideB.isEmpty })
    }

    @Test("no days give no reports, yet every file has its header")
    func noDays() throws {
        let none = Simulation(of: SimulationAgreement.full, days: 0, seed: 1)
        #expect(none.reports.isEmpty && none.incidents.isEmpty)
        #expect(try CommaRows(none.reportsCSV).header.first == "report_id")
        #expect(Simulation(of: SimulationAgreement.full, days: -3, seed: 1).reports.isEmpty)
    }

    @Test("without geometry the world is a box from 0 to 1 degree, and the README says so")
    func noGeometry() {
        let bare = Simulation(of: SimulationAgreement.bare, days: 7, seed: 9)
        #expect(bare.reports.count > 100)
        #expect(bare.incidents.allSatisfy { (-0.5...1.5).contains($0.place.latitude) })
        let readme = String(decoding: bare.readme, as: UTF8.self)
        #expect(readme.contains("box from 0 to 1 degree"))
        #expect(readme.contains("seed: 9") && readme.contains("days: 7") && readme.contains("invented"))
    }

    @Test("an agreement without parties gets two invented sides")
    func noParties() {
        var agreement = SimulationAgreement.bare
        agreement.parties = []
        #expect(Simulation(of: agreement, days: 3, seed: 1).reports.count > 20)
    }

    @Test("a year finishes, with as many reports as it was asked for")
    func year() {
        let year = Simulation(
            of: SimulationAgreement.full, days: 365, seed: 3, settings: SimulationSettings(reportsPerDay: 20))
        #expect((365 * 16...365 * 24).contains(year.reports.count))
    }

    /// Through the reader of the core, so that a form which it does not know fails here.
    private static func seconds(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 {
            if case .instant(let moment, _) = TimeText.read($0) { moment.seconds } else { nil }
        }
    }
}

/// A small reader of RFC 4180, for tests: every row as its values.
struct CommaRows {
    struct Malformed: Error {}
    let header: [String]
    let rows: [[String]]

    init(_ bytes: [UInt8]) throws {
        var rows: [[String]] = []
        var row: [String] = []
        var value: [UInt8] = []
        var isQuoted = false
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if isQuoted {
                if byte == 0x22, at + 1 < bytes.count, bytes[at + 1] == 0x22 {
                    value.append(0x22)
                    at += 1
                } else if byte == 0x22 {
                    isQuoted = false
                } else {
                    value.append(byte)
                }
            } else if byte == 0x22 {
                guard value.isEmpty else { throw Malformed() }
                isQuoted = true
            } else if byte == 0x2C || byte == 0x0A {
                row.append(String(decoding: value, as: UTF8.self))
                value = []
                if byte == 0x0A {
                    rows.append(row)
                    row = []
                }
            } else {
                value.append(byte)
            }
            at += 1
        }
        guard !isQuoted, row.isEmpty, value.isEmpty, let first = rows.first else { throw Malformed() }
        header = first
        self.rows = Array(rows.dropFirst())
    }

    func column(_ name: String) throws -> [String] {
        guard let at = header.firstIndex(of: name) else { throw Malformed() }
        return rows.map { $0[at] }
    }
}
