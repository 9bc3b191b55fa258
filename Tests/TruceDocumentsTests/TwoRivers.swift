import Truce
import TruceTesting

/// A small invented docket in which everything that a document can show happens at least once: competing lines, a
/// contested group, a suspension, an amendment, a confidential source, every precision of place and time.
enum TwoRivers {
    static func moment(_ text: String) -> Instant { Fictional.moment(text) }
    static func at(_ latitude: Double, _ longitude: Double) -> Coordinate {
        Coordinate(latitude: latitude, longitude: longitude)
    }
    static func box(_ south: Double, _ west: Double, _ north: Double, _ east: Double) -> Polygon {
        Polygon(rings: [
            [at(south, west), at(south, east), at(north, east), at(north, west), at(south, west)]
        ])
    }
    static func words(_ english: String, _ arabic: String) -> LocalizedText {
        LocalizedText([.init(language: "en", text: english), .init(language: "ar", text: arabic)])
    }

    static func agreement() -> Agreement {
        var agreement = Agreement(
            id: "two-rivers-2031", title: words("Truce of the Two Rivers", "هدنة النهرين"), version: 1,
            zone: MissionZone("Asia/Damascus")!, inForce: InForce(from: moment("2031-03-01T21:00:00Z")))
        agreement.isFictional = true
        agreement.inForce.durationNote = words(
            "The Hill side reads it as permanent; the Lake side as three months.",
            "يراها جانب التل دائمة، ويراها جانب البحيرة ثلاثة أشهر.")
        agreement.inForce.suspensions = [
            Suspension(
                from: moment("2031-03-09T21:00:00Z"), until: moment("2031-03-10T21:00:00Z"),
                reason: words("Funerals", "تشييع"))
        ]
        agreement.parties = [
            Party(id: "hill", name: words("Hill side", "جانب التل")),
            Party(id: "lake", name: words("Lake side", "جانب البحيرة")),
        ]
        agreement.mediators = [Named(id: "college", name: words("The College", "المجمع"))]
        agreement.guarantors = [
            Guarantor(id: "north", name: words("Northland", "نورثلاند"), answersFor: ["hill"]),
            Guarantor(id: "south", name: words("Southland", "ساوثلاند"), answersFor: ["lake"]),
        ]
        agreement.actors = [
            Actor(
                id: "hill", name: words("Hill side", "جانب التل"), aliases: ["Hill"], party: "hill", standing: .bound),
            Actor(
                id: "lake", name: words("Lake side", "جانب البحيرة"), aliases: ["Lake"], party: "lake",
                standing: .bound),
            Actor(id: "black", name: words("Black Banner", "الراية السوداء"), aliases: ["BB"], standing: .excluded),
            Actor(
                id: "grey", name: words("Grey Front", "الجبهة الرمادية"), aliases: ["GF"], party: "lake",
                standing: .contested,
                positions: [
                    Position(by: "hill", says: .excluded, since: moment("2031-03-01T21:00:00Z")),
                    Position(by: "lake", says: .bound), Position(by: "south", says: .bound),
                ]),
            Actor(
                id: "valley", name: words("Valley Militia", "ميليشيا الوادي"), aliases: ["VM"], standing: .notBound),
        ]
        agreement.collectives = [Collective(names: ["rebels"], mayBe: ["lake", "grey"])]
        agreement.civilianAliases = ["Civilians"]
        agreement.sources = [
            SourceProfile(name: "Post 1", kind: .observer), SourceProfile(name: "Post 2", kind: .observer),
            SourceProfile(name: "River News", kind: .news), SourceProfile(name: "Camera 4", kind: .camera),
            SourceProfile(name: "Hill liaison", kind: .party, speaksFor: "hill"),
            SourceProfile(name: "Lake liaison", kind: .party, speaksFor: "lake"),
        ]
        agreement.zones = [
            Zone(id: "land", name: words("The Land", "الأرض"), kind: .territory, polygon: box(34.0, 36.0, 35.2, 37.6)),
            Zone(
                id: "buffer", name: words("Bridge Zone", "منطقة الجسر"), kind: .buffer,
                polygon: box(34.4, 36.6, 34.8, 37.0)),
            Zone(
                id: "combat", name: words("Salt Flats", "السبخة"), kind: .excludedCombat,
                polygon: box(34.1, 37.2, 34.4, 37.5)),
        ]
        agreement.territory = ["land"]
        agreement.lines = [
            Line(
                id: "contact-hill", name: words("Line of contact", "خط التماس"), of: "contact",
                path: LineString([at(34.0, 36.85), at(34.6, 36.8), at(35.2, 36.9)]), accordingTo: ["hill", "north"]),
            Line(
                id: "contact-lake", name: words("Line of contact", "خط التماس"), of: "contact",
                path: LineString([at(34.0, 36.95), at(34.6, 36.92), at(35.2, 36.98)]), accordingTo: ["lake"]),
        ]
        agreement.provisions = [
            Provision(
                id: "1", title: words("No fire", "لا إطلاق نار"),
                text: words("All fire with any weapon stops.", "يتوقف كل إطلاق نار بأي سلاح."),
                rule: .forbids(Prohibition(acts: .fire, exceptions: [.selfDefence]))),
            Provision(
                id: "2.a", title: words("No advance", "لا تقدم"),
                text: words("Neither side takes ground.", "لا يستولي أي طرف على أرض."),
                rule: .forbids(Prohibition(acts: ActSet([.advance, .lineCrossing]), against: [.anyone]))),
            Provision(
                id: "2.b", title: words("Bridge Zone", "منطقة الجسر"),
                text: words("Nobody fires in the Bridge Zone.", "لا يطلق أحد النار في منطقة الجسر."),
                rule: .forbids(Prohibition(acts: .fire, against: [.anyone], within: ["buffer"]))),
            Provision(
                id: "3", title: words("Heavy weapons withdrawn", "سحب الأسلحة الثقيلة"),
                text: words("Mortars stay 15 km back.", "تبقى مدافع الهاون على بعد 15 كم."),
                rule: .withdraws(
                    Withdrawal(limits: [
                        .init(weapon: .mortar, calibreFrom: 0, calibreBelow: 120, metres: 15_000, line: "contact")
                    ]))),
            Provision(
                id: "4", title: words("Exchange of prisoners", "تبادل الأسرى"),
                text: words("All prisoners go home.", "يعود كل الأسرى."), rule: .undertakes),
        ]
        agreement.events = [AnchorEvent(id: "talks", title: words("Talks open", "افتتاح المحادثات"), at: nil)]
        let people = words("prisoners", "أسير")
        agreement.obligations = [
            Obligation(
                id: "prisoners", title: words("Exchange of prisoners", "تبادل الأسرى"), source: "Art. 4",
                due: .daysAfter(.entryIntoForce, 10), quota: .init(unit: people, total: 400),
                baselines: [
                    .init(by: "hill", value: 400), .init(by: "lake", value: 13_000), .init(by: "north", value: nil),
                ],
                progress: [
                    .init(at: moment("2031-03-04T10:00:00Z"), by: "college", count: 40),
                    .init(at: moment("2031-03-12T10:00:00Z"), by: "college", count: 120),
                    .init(at: moment("2031-03-11T10:00:00Z"), by: "lake", score: 1),
                ]),
            Obligation(
                id: "leave", title: words("Departure of foreign fighters", "رحيل المقاتلين الأجانب"), of: ["hill"],
                demandedBy: ["lake"]),
            Obligation(
                id: "office", title: words("Joint office opened", "افتتاح المكتب المشترك"),
                due: .hoursAfter(.event("talks"), 72)),
        ]
        agreement.gates = [
            Gate(
                id: "second", title: words("Second step", "الخطوة الثانية"), accordingTo: ["lake"],
                requires: .all([
                    .noBreach(provisions: ["1", "2.a"], days: 7), .obligation("prisoners", atLeast: 2),
                    .event("talks"), .notBefore(moment("2031-03-10T21:00:00Z")),
                ]))
        ]
        agreement.procedure.attributionNeeds = .medium
        agreement.procedure.publishedBy = "college"
        agreement.severity.harm = [.init(level: 3, killedAtLeast: 3), .init(level: 2, killedAtLeast: 1)]
        agreement.severity.weaponOrZone = [
            .init(level: 2, acts: ActSet([.airStrike, .artillery])), .init(level: 1, zones: ["buffer"]),
        ]
        return agreement
    }

    static func window(_ from: String, _ to: String) -> TimeWindow {
        TimeWindow(earliest: moment(from), latest: moment(to))
    }

    static func report(
        _ id: String, _ source: String, _ time: TimeWindow, _ place: Place, _ name: String, _ acts: ActSet, _ a: String,
        _ b: String, killed: CountRange = .notGiven, text: String = ""
    ) -> Report {
        var report = Report(id: id, source: source, time: time, place: place)
        report.placeName = name
        report.acts = acts
        report.type = acts.shortCodes.joined(separator: "|")
        report.sideA = a
        report.sideB = b
        report.killed = killed
        report.text = text
        return report
    }

    /// The reports, and the incident that each belongs to.
    static func reports() -> [(report: Report, incident: Int32)] {
        func minute(_ text: String) -> TimeWindow {
            TimeWindow(earliest: moment(text), latest: moment(text), precision: .minute)
        }
        let day5 = window("2031-03-04T21:00:00Z", "2031-03-05T21:00:00Z")
        var secret = report(
            "c-1", "A farmer named Idris", minute("2031-03-05T06:20:00Z"),
            .sector(
                Sector(
                    observer: at(34.52, 36.70), bearingDegrees: 60, halfWidthDegrees: 11.25, nearMetres: 2000,
                    farMetres: 4000)), "", ActSet(.mortar), "Hill", "Lake", text: "I stood on my roof.")
        secret.detail.isConfidential = true
        var mortar = report(
            "p1-7", "Post 1", minute("2031-03-06T09:00:00Z"), .point(at(34.6, 36.9), sigmaMetres: 0), "Quarry",
            ActSet(.weaponPastLine), "Lake", "")
        mortar.detail.weapon = "82 mm mortar"
        mortar.detail.calibreMillimetres = 82
        return [
            (
                report(
                    "p1-1", "Post 1", minute("2031-03-05T06:12:00Z"), .disc(at(34.55, 36.74), radiusMetres: 3000),
                    "Old Bridge", ActSet(.mortar), "Hill", "Lake", killed: .init(low: 2, high: 2),
                    text: "Three mortar rounds, outgoing from the hill."), 0
            ),
            (
                report(
                    "n-1", "River News", day5, .disc(at(34.55, 36.74), radiusMetres: 5000), "جسر القديم", .shelling,
                    "Hill", "Lake", killed: .init(low: 1, high: 4), text: "Shelling near the <old> bridge & market"), 0
            ),
            (secret, 0),
            (
                report(
                    "n-2", "River News", day5, .disc(at(34.9, 37.2), radiusMetres: 8000), "Tell Rim",
                    ActSet(.airStrike), "Hill", "GF", killed: .init(low: 3, high: 9), text: "Air strike at Tell Rim"), 1
            ),
            (
                report(
                    "n-3", "River News", minute("2031-03-03T12:00:00Z"), .disc(at(34.2, 37.3), radiusMetres: 4000),
                    "Salt Works", ActSet(.airStrike), "Hill", "BB"), 2
            ),
            (
                report(
                    "n-4", "River News", window("2031-03-01T18:00:00Z", "2031-03-02T02:00:00Z"), .unknown, "",
                    ActSet(.smallArms), "Lake", "Hill"), 3
            ),
            (
                report(
                    "l-1", "Lake liaison", minute("2031-03-07T05:30:00Z"),
                    .square(centre: at(34.7, 36.83), sideMetres: 1000),
                    "37S CU 12 34", ActSet(.artillery), "Hill", "Civilians", killed: .init(low: 5, high: nil)), 4
            ),
            (mortar, 5),
            (
                report(
                    "p2-1", "Post 2", minute("2031-03-10T08:00:00Z"), .point(at(34.45, 36.62), sigmaMetres: 200),
                    "Mill", ActSet(.sniper), "Lake", "Hill"), 6
            ),
            (
                report(
                    "p2-2", "Post 2", minute("2031-03-11T15:00:00Z"), .area(box(34.30, 36.30, 34.42, 36.45)),
                    "Reed Marsh", [], "rebels", ""), 7
            ),
            (
                report(
                    "n-5", "River News", minute("2031-03-12T15:00:00Z"), .disc(at(34.8, 36.3), radiusMetres: 1500),
                    "=Cedar, “East”", ActSet(.mines), "Lake", "Hill"), 8
            ),
            (
                report(
                    "n-6", "River News", minute("2031-02-26T15:00:00Z"), .disc(at(34.6, 36.5), radiusMetres: 1500),
                    "Cedar", ActSet(.mortar), "Lake", "Hill"), 9
            ),
            (
                report(
                    "n-7", "River News", minute("2031-03-08T15:00:00Z"), .disc(at(34.1, 36.2), radiusMetres: 1500),
                    "South Gate", ActSet(.smallArms), "VM", "Lake"), 10
            ),
        ]
    }

    static func docket(_ change: (inout Agreement) -> Void = { _ in }) -> Docket {
        var agreement = agreement()
        change(&agreement)
        var later = agreement
        later.version = 2
        let all = reports()
        var table = ReportTable()
        for (report, _) in all { table.append(report) }
        let matching = Matching(
            incidentOfReport: all.map(\.incident), incidentCount: 11,
            links: [
                MatchLink(
                    reportA: 0, reportB: 1, score: 4.25,
                    terms: [
                        MatchTerm(.distance, value: 0, allowed: 5000, weight: 2.5),
                        MatchTerm(.time, value: 0, allowed: 86_400, weight: 1.25),
                        MatchTerm(.acts, value: 1, weight: 1), MatchTerm(.sides, value: 1, weight: 2),
                        MatchTerm(.prior, value: 0, weight: -2.5),
                    ]),
                MatchLink(
                    reportA: 0, reportB: 2, score: 1.5,
                    terms: [MatchTerm(.distance, value: 900, allowed: 3000, weight: 1.5)]),
            ])
        return Docket(
            history: AgreementHistory(agreement, amendments: [(moment("2031-03-07T21:00:00Z"), later)]), reports: table,
            matching: matching, asOf: moment("2031-03-13T21:00:00Z"),
            period: .init(
                from: MissionDay(year: 2031, month: 3, day: 1), through: MissionDay(year: 2031, month: 3, day: 13)),
            inputs: [
                InputSummary(
                    file: "river-news.csv", format: "truce-csv", rows: 9, accepted: 7, refused: 2, repeats: 1,
                    corrections: 1, afterCutOff: 0, contentDigest: String(repeating: "a1", count: 32)),
                InputSummary(
                    file: "posts.csv", format: "truce-csv", rows: 6, accepted: 6, refused: 0,
                    contentDigest: String(repeating: "b2", count: 32)),
            ],
            refused: [
                RefusedRow(
                    file: "river-news.csv", row: 4, column: "event_start", value: "yesterday", problem: .time),
                RefusedRow(
                    file: "river-news.csv", row: 8, column: "lat", value: "=1+2", problem: .coordinate),
            ], agreementDigests: [("agreement.yaml", String(repeating: "c3", count: 32))])
    }

    /// Thousands of incidents over four months, by a seed.
    static func many(_ count: Int, seed: UInt64 = 7) -> Docket {
        var random = SeededRandom(seed)
        var table = ReportTable()
        let names = ["Old Bridge", "Tell Rim", "Mill", "Quarry", "Reed Marsh", "Cedar", "South Gate", "Salt Works"]
        let sides = ["Hill", "Lake", "GF", "BB", "rebels", "VM", "Civilians", ""]
        let start = moment("2031-02-20T00:00:00Z")
        var reports: [Report] = []
        for i in 0..<count {
            let time = start.advanced(bySeconds: Int64.random(in: 0..<(125 * 86_400), using: &random))
            let town = Int.random(in: 0..<names.count, using: &random)
            let spot = at(
                34.1 + 0.13 * Double(town) + Double.random(in: -0.1...0.1, using: &random),
                36.2 + Double(town * 5 % 8) * 0.17 + Double.random(in: -0.1...0.1, using: &random))
            reports.append(
                report(
                    "m-\(i)", i % 3 == 0 ? "Post 1" : "River News",
                    TimeWindow(earliest: time, latest: time.advanced(bySeconds: 3600)),
                    .disc(spot, radiusMetres: 500 * Double(1 + i % 9)), names[town],
                    ActSet(Act.allCases[Int.random(in: 0..<16, using: &random)]),
                    sides[Int.random(in: 0..<3, using: &random)],
                    sides[Int.random(in: 0..<sides.count, using: &random)],
                    killed: i % 4 == 0 ? .init(low: i % 5, high: i % 7) : .notGiven))
        }
        reports.sort { $0.time.earliest < $1.time.earliest }
        for report in reports { table.append(report) }
        return Docket(
            history: AgreementHistory(agreement()), reports: table,
            matching: Matching(
                incidentOfReport: reports.indices.map { Int32($0) }, incidentCount: reports.count, links: []),
            asOf: moment("2031-06-30T21:00:00Z"),
            period: .init(
                from: MissionDay(year: 2031, month: 3, day: 2), through: MissionDay(year: 2031, month: 6, day: 24)))
    }
}
