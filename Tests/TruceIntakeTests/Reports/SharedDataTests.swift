import Testing
import Truce
import TruceIntake
import TruceTesting

@Suite("Every file of shared data is read to the last row")
struct SharedDataTests {
    @Test(
        "accepted and refused add up to the rows that its README counts",
        .enabled(if: SharedData.folder != nil, "../shared/data is not there"),
        arguments: [
            ("ucdp-ged-syria/ged_syria_2016_2017.csv.gz", 11_757),
            ("ucdp-ged-syria/ged_syria_ceasefire_2016-12_2017-03.csv", 1_973),
            ("ucdp-ged-ukraine-donetsk/ged_ukraine_excl_luhansk_vintage_2019.csv.gz", 808),
            ("ucdp-ged-ukraine-donetsk/ged_ukraine_excl_luhansk_vintage_2020.csv.gz", 954),
            ("ucdp-ged-ukraine-donetsk/ged_ukraine_excl_luhansk_vintage_2022.csv.gz", 2_294),
            // Its README counts the tag row too.
            ("ucdp-ged-ukraine-donetsk/hdx_layout_with_hxl_row_sample.csv", 60),
            ("ucdp-ged-global-sample/ged_231_global_sample.csv.gz", 954),
            ("match-dev/medium-10000-seed101/reports.csv.gz", 10_000),
            ("match-dev/medium-60000-seed202/reports.csv.gz", 60_000),
            ("match-dev/easy-10000-seed303/reports.csv.gz", 10_000),
            ("match-dev/hard-10000-seed404/reports.csv.gz", 10_000),
        ] as [(String, Int)])
    func rows(path: String, count: Int) throws {
        var table = ReportTable()
        var refused: [RefusedRow] = []
        let summary = try readReports(
            from: ByteSource(SharedData.bytes(path)), named: path,
            options: IntakeOptions(zone: try #require(MissionZone("Europe/Kyiv"))), into: &table, refused: &refused)
        #expect(summary.rows == count)
        #expect(summary.accepted + summary.refused == summary.rows)
        #expect(table.count == summary.accepted)
        #expect(refused.count == summary.refused)
        #expect(refused.isEmpty, "\(refused.prefix(3))")
    }
}
