import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts
import TruceDocuments
import TruceMechanism

/// One request of a page: who asks, in which language, and what pages need to answer. What the mechanism holds reaches a
/// page as sieved JSON only.
struct Visit: Sendable {
    let call: Call
    let asker: Asker
    let site: Site
    let agreement: Agreement
    let catalogue: Catalogue

    init(_ call: Call, _ site: Site) throws(Problem) {
        self.call = call
        self.site = site
        let holder = try call.signedIn.map { (signedIn) throws(Problem) in
            guard case .session = signedIn.means, let holder = HolderID(signedIn.holder) else {
                // Pages are for people; programs have the API.
                throw Problem(.signInAgain)
            }
            return holder
        }
        asker = site.mission.asker(holder)
        agreement = site.mission.agreement.latest
        catalogue = Catalogue(call.language)
    }

    var language: Language { call.language }
    var zone: MissionZone { agreement.zone }

    /// The key that every form of a session carries.
    var formKey: String? {
        guard case .session(let key) = call.signedIn?.means else { return nil }
        return key
    }

    func say(_ phrase: Phrase) -> String { phrase[language] }

    // MARK: Addresses

    /// The same language for whoever chose one.
    func href(_ path: String, _ query: [(String, String?)] = []) -> String {
        var all = query.compactMap { name, value in value.map { (name, $0) } }
        if let named = call.target.query.last(where: { $0.name == "lang" }), Language(rawValue: named.value) != nil {
            all.append(("lang", named.value))
        }
        guard !all.isEmpty else { return path }
        return path + "?" + all.map { "\(Links.encoded($0.0))=\(Links.encoded($0.1))" }.joined(separator: "&")
    }

    /// The value of a query that is there once and not empty.
    func query(_ name: String) throws(Problem) -> String? {
        guard let value = try call.query(name), !value.isEmpty else { return nil }
        return value
    }

    // MARK: Reading

    /// What the asker may know of, sieved. Nil: what the table shows to none of its roles.
    func list<Record: ShownRecord, Question: Inquiry>(
        _ question: Question
    ) async throws -> Listed where Question.Answer == Listing<Record> {
        let listing = try await ask(question)
        return Listed(
            records: listing.records.compactMap { $0.json(for: asker) }, next: listing.next,
            position: listing.position)
    }

    func single<Record: ShownRecord, Question: Inquiry>(
        _ question: Question
    ) async throws -> JSONObject where Question.Answer == Single<Record> {
        guard let record = try await ask(question).record?.json(for: asker) else { throw Problem(.notFound) }
        return record
    }

    private func ask<Question: Inquiry>(_ question: Question) async throws -> Question.Answer {
        let after = try query("after_position").flatMap { ParameterText.count($0) }
        do {
            // What somebody just did shows; a number that was made up is not waited for.
            let recorded = after == nil ? 0 : await site.mission.health().recorded
            return try await site.mission.ask(
                question, as: asker, at: .now, after: after.flatMap { $0 <= recorded ? $0 : nil })
        } catch { throw error.problem }
    }

    /// Whether any role of the asker's ever sees such a record.
    func couldSee<Record: ShownRecord>(_ type: Record.Type) -> Bool { Self.couldSee(type, asker) }

    static func couldSee<Record: ShownRecord>(_: Record.Type, _ asker: Asker) -> Bool {
        let all = [
            Relation(), Relation(isOwn: true), Relation(isPublished: true), Relation(isOwn: true, isPublished: true),
        ]
        return all.contains { AccessTable.may(asker, see: Record.existence, $0) }
    }

    /// Asks for a sign-in, or says that the role does not allow it, where the table shows none of these to the asker.
    func expect<Record: ShownRecord>(_ type: Record.Type) throws(Problem) {
        guard !couldSee(type) else { return }
        throw Problem(asker.holder == nil ? .signInRequired : .notAllowed)
    }
}

/// A part of a list, sieved.
struct Listed: Sendable {
    var records: [JSONObject]
    var next: String?
    var position: Int
}

extension Visit {
    // MARK: Answering

    /// - Parameter path: The page's own, for its other language.
    func page(
        _ title: String, path: String? = nil, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:],
        _ parts: [Markup]
    ) -> Response {
        struct Page: Sendable { let html: String }
        var response = call.frame.pages.response(
            "site", title: title, in: language, page: Page(html: Markup.group(warnings + parts).html), path: path,
            navigation: navigation(path), signedIn: asker.holder?.description,
            footer: [say(Words.footer)], status: status)
        for field in headers { response.headers.append(field) }
        if call.signedIn != nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// What everybody must know who does something now.
    private var warnings: [Markup] {
        site.mission.clockFault == nil ? [] : [.notice(.p(say(Words.clock)), kind: "warn")]
    }

    func redirect(_ path: String, _ query: [(String, String?)] = []) -> Response {
        Response(status: .seeOther, headers: [.location: href(path, query)])
    }

    private func navigation(_ path: String?) -> [Link] {
        site.places(for: self).map { place in
            Link(say(place.title), href(place.path), isCurrent: path == place.path)
        }
    }

    private enum Words {
        static let clock = Phrase(
            "The clock of this mission's machine cannot be believed now. What is here can be read; nothing is recorded and no "
                + "deadline passes until the operator has looked.",
            "لا يمكن الوثوق الآن بساعة جهاز هذه البعثة. يمكن قراءة ما هو موجود، ولا يُسجَّل شيء ولا تنقضي مهلة حتى يفحصها المشغّل."
        )
        static let footer = Phrase(
            "What is shown here goes through one table of who may see what. Everything recorded stands in a log that anybody can check.",
            "كل ما يظهر هنا يمر بجدول واحد يحدد من يطّلع على ماذا. وكل ما يُسجَّل محفوظ في سجل يستطيع أي شخص التحقق منه.")
    }
}
