import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceDocuments

@Suite("The daily report")
struct DailyReportTests {
    static func text(_ docket: Docket, _ language: Language = .english) -> String {
        String(decoding: docket.dailyReport(in: language), as: UTF8.self)
    }
    static let dockets: [(name: String, docket: Docket)] = [
        ("small", TwoRivers.docket()), ("coarse", TwoRivers.docket { $0.procedure.publicGridMetres = 5000 }),
        (
            "bare",
            TwoRivers.docket {
                $0.zones = []
                $0.lines = []
                $0.territory = []
                $0.provisions = Array($0.provisions.prefix(2))
                $0.obligations = []
                $0.gates = []
            }
        ),
        ("many", TwoRivers.many(600)), ("empty", TwoRivers.many(0)),
    ]

    @Test("has no key without words and no hole, in any language", arguments: Language.allCases)
    func complete(language: Language) {
        for (name, docket) in Self.dockets {
            let html = Self.text(docket, language)
            #expect(!html.contains("⟦") && !html.contains("{{"), "\(name)")
            #expect(html.contains("<html lang=\"\(language.rawValue)\" dir=\"\(language.direction)\">"))
        }
    }

    @Test("needs nothing from outside: no script, no address, no external file")
    func selfContained() {
        for (name, docket) in Self.dockets {
            let html = Self.text(docket)
            for word in ["<script", "http:", "https:", "src=", "@import", "<link"] {
                #expect(!html.contains(word), "\(name): \(word)")
            }
        }
    }

    @Test("what sources write is escaped")
    func escaped() {
        let html = Self.text(
            TwoRivers.docket {
                $0.title = LocalizedText("<b>&\"Truce\"")
                $0.actors[3].name = LocalizedText("<script>alert(1)</script>")
            })
        #expect(!html.contains("<b>&") && !html.contains("<script"))
        #expect(html.contains("&lt;b&gt;&amp;&quot;Truce&quot;"))
    }

    @Test("well formed: every tag that is opened is closed, every identifier is used once")
    func wellFormed() throws {
        for (name, docket) in Self.dockets {
            let html = Self.text(docket)
            var open: [String] = []
            let body = html.replacing(/<style>[\s\S]*?<\/style>/, with: "")
            for tag in body.matches(of: /<(\/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*?(\/?)>/) {
                let element = String(tag.2)
                if ["meta", "link", "br"].contains(element) || tag.3 == "/" { continue }
                if tag.1 == "/" {
                    #expect(open.popLast() == element, "\(name): \(element)")
                } else {
                    open.append(element)
                }
            }
            #expect(open.isEmpty, "\(name): \(open)")
            let ids = body.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
            #expect(Set(ids).count == ids.count, "\(name)")
            let targets = body.matches(of: /href="#([^"]*)"/).map { String($0.1) }
            #expect(Set(targets).isSubset(of: Set(ids)), "\(name)")
        }
    }

    @Test("the same docket gives the same bytes", arguments: Language.allCases)
    func deterministic(language: Language) {
        for (name, docket) in Self.dockets {
            #expect(docket.dailyReport(in: language) == docket.dailyReport(in: language), "\(name)")
        }
    }

    @Test("every incident is counted once: the four outcomes add up")
    func addsUp() {
        for (name, docket) in Self.dockets {
            let period = DocketTotals(docket).period
            #expect(
                period.incidents
                    == period.breached + period.notBreached + period.undetermined + period.outOfScopeTotal, "\(name)")
        }
    }

    @Test("past two hundred incidents the table shows the gravest and says where the rest are")
    func manyIncidents() {
        let html = Self.text(TwoRivers.many(600))
        #expect(html.matches(of: /<tr role="row" id="INC-/).count == PeriodScan.tableLimit)
        #expect(html.contains("incidents.csv"))
        #expect(html.contains("contested") || html.contains("Contested"))
    }

    @Test("in Arabic every date stands isolated, so that it is not shown backwards")
    func isolatedDates() {
        let html = Self.text(TwoRivers.docket(), .arabic).replacing(/<svg[\s\S]*?<\/svg>/, with: "")
        let body = html[(html.range(of: "<body>")?.upperBound ?? html.startIndex)...]
        for match in body.matches(of: /\d{4}-\d{2}-\d{2}/) {
            let before = body[..<match.range.lowerBound].suffix(60)
            let isolated = before.lastIndex(of: "\u{2066}").map { !before[$0...].contains("\u{2069}") } ?? false
            let inBdi =
                before.range(of: "<bdi", options: .backwards).map { !before[$0.lowerBound...].contains("</bdi") }
                ?? false
            #expect(isolated || inBdi, "\(before)\(match.output)")
        }
    }
}
