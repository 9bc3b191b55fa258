import HTTPTypes
import Hummingbird
import Truce
import TruceMechanism

/// The plain pages: everything people do, without a script. They show sieved JSON and send the API's own commands.
package struct Site: Sendable {
    let mission: any MissionDoor
    let actions: AccountActions
    /// Where the mission has an organisation's service to sign in with.
    let outside: OutsideSignIns?
    let outsideCookie: SessionCookie
    /// For the day that counts end on.
    let now: @Sendable () -> Instant

    package init(
        mission: any MissionDoor, sessions: AccountSessions, outside: OutsideSignIns? = nil,
        now: @escaping @Sendable () -> Instant
    ) {
        self.mission = mission
        self.outside = outside
        outsideCookie = sessions.cookie.another("truce-outside")
        actions = AccountActions(sessions: sessions, mission: mission)
        self.now = now
    }

    /// For ``WebParts/routes``.
    package var routes: [Route] {
        FrontPage(site: self).routes + CasePages(site: self).routes + ReportPages(site: self).routes
            + StandingPages(site: self).routes + TalksPages(site: self).routes + RecordPages(site: self).routes
            + CommandPages(site: self).routes + SignInPages(site: self).routes + AccountPages(site: self).routes
            + PeoplePages(site: self).routes + IdentityPages(site: self).routes
            + (outside.map { OutsidePages(site: self, outside: $0).routes } ?? [])
    }

    /// What programs are told of accounts: for ``API``.
    package var operations: [Operation] {
        SessionOperations(actions: actions).operations + AccountCareOperations(actions: actions).operations
    }

    package static let problems = ProblemKind.ofAccounts
    package static let templates: [(name: String, bytes: [UInt8])] = [("site", PackageResources.site_mustache)]
    package static let signInPath = "/sign-in"

    struct Place: Sendable {
        let path: String
        let title: Phrase
    }

    /// Where somebody begins who has just signed in: who has no work of their own has no page of it.
    func start(of holder: HolderID) -> String {
        Visit.couldSee(QueueRecord.self, mission.asker(holder)) ? "/work" : "/"
    }

    /// What the head of every page leads to, of what the asker could see.
    func places(for visit: Visit) -> [Place] {
        var places = [Place(path: "/", title: Titles.front)]
        let isSignedIn = visit.asker.holder != nil
        if isSignedIn, visit.couldSee(QueueRecord.self) { places.append(Place(path: "/work", title: Titles.work)) }
        places.append(Place(path: "/incidents", title: Titles.incidents))
        if visit.couldSee(ReportRecord.self) { places.append(Place(path: "/reports", title: Titles.reports)) }
        places.append(Place(path: "/findings", title: Titles.findings))
        if visit.couldSee(AskRecord.self) { places.append(Place(path: "/asks", title: Titles.asks)) }
        places += [
            Place(path: "/obligations", title: Titles.obligations), Place(path: "/gates", title: Titles.gates),
            Place(path: "/talks", title: Titles.talks),
        ]
        if visit.couldSee(DenialRecord.self) { places.append(Place(path: "/coverage", title: Titles.coverage)) }
        places += [
            Place(path: "/agreement", title: Titles.agreement), Place(path: "/search", title: Titles.search),
            Place(path: "/access", title: Titles.access), Place(path: "/log", title: Titles.log),
        ]
        if isSignedIn { places.append(Place(path: "/holders", title: Titles.holders)) }
        if visit.asker.effectiveGrants.contains(where: { $0.role == .administrator }) {
            places.append(Place(path: "/people", title: Titles.people))
        }
        places.append(
            isSignedIn
                ? Place(path: "/account", title: Titles.account) : Place(path: Self.signInPath, title: Titles.signIn))
        return places
    }
}

/// What pages are called.
enum Titles {
    static let front = Phrase("Is it holding?", "هل الهدنة صامدة؟")
    static let work = Phrase("My work", "أعمالي")
    static let incidents = Phrase("Incidents", "الحوادث")
    static let reports = Phrase("Reports", "البلاغات")
    static let findings = Phrase("Findings", "النتائج")
    static let asks = Phrase("Requests for a reply", "طلبات الرد")
    static let obligations = Phrase("Obligations", "الالتزامات")
    static let gates = Phrase("Next steps", "الخطوات التالية")
    static let talks = Phrase("Talks", "المحادثات")
    static let coverage = Phrase("Who watched where", "من راقب وأين")
    static let agreement = Phrase("The agreement", "الاتفاق")
    static let search = Phrase("Search", "بحث")
    static let access = Phrase("Who may see what", "من يطّلع على ماذا")
    static let log = Phrase("The log", "السجل")
    static let holders = Phrase("Roles", "الصفات")
    static let people = Phrase("Accounts", "الحسابات")
    static let account = Phrase("My account", "حسابي")
    static let signIn = Phrase("Sign in", "تسجيل الدخول")
}

extension Route {
    /// A page.
    static func page(
        _ method: HTTPRequest.Method, _ path: String, id: String, access: Access = .anyone, body: Body = .none,
        rate: Rate = .ordinary, handler: @escaping Handler
    ) -> Route {
        Route(
            method, path, id: id, access: access, body: body, produces: ["text/html"], rate: rate, handler: handler)
    }
}
