import Hummingbird
import Truce

/// Sessions, demands, communiqués and amendments.
struct TalksPages: Sendable {
    let site: Site

    var routes: [Route] { [.page(.get, "/talks", id: "showTalks") { try await talks($0) }] }

    private func talks(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let now = CommandsNow(visit: visit)
        let page = Page(limit: 200)
        var parts: [Markup] = [try visit.done()]
        func section(_ title: Phrase, _ listed: Listed, _ forms: (JSONObject) -> [CommandForm]) {
            parts.append(.h2(visit.say(title)))
            if listed.records.isEmpty { parts.append(.p(visit.say(ListWords.nothing), kind: "quiet")) }
            parts += listed.records.map { record in
                .tag("article", [:], visit.shown.facts(record), visit.forms(forms(record), under: nil))
            }
        }
        section(Words.sessions, try await visit.list(SessionList(page: page)), now.session)
        section(Words.demands, try await visit.list(DemandList(page: page)), now.demand)
        section(Words.communiques, try await visit.list(CommuniqueList(page: page)), now.communique)
        section(Words.amendments, try await visit.list(AmendmentList(page: page)), now.amendment)
        parts.append(
            visit.forms(
                now.new(.openSession, .fileDemand, .draftCommunique, .proposeAmendment, .nameSignatoryKey),
                under: ListWords.new))
        return visit.page(visit.say(Titles.talks), path: "/talks", parts)
    }

    private enum Words {
        static let sessions = Phrase("Sessions", "الجلسات")
        static let demands = Phrase("Demands", "المطالب")
        static let communiques = Phrase("Communiqués", "البيانات")
        static let amendments = Phrase("Amendments", "التعديلات")
    }
}
