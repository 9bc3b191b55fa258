import Testing
import Truce

@testable import TruceWeb

@Suite("What pages are made of")
struct MarkupTests {
    @Test("text and attributes cannot leave their place")
    func escaping() {
        let nasty = #"<script>alert("1")</script>&'"#
        let html = Markup.tag("a", ["href": nasty, "title": nil], .text(nasty)).html
        #expect(
            html
                == #"<a href="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</a>"#
        )
    }

    @Test("every field that can be shown or typed, every fact and every command has its words")
    func words() {
        func check(_ schema: JSONValue, _ name: String) {
            if case .object(let properties)? = schema["properties"] {
                for member in properties.members {
                    if !Self.placesOwn.contains(member.key) {
                        #expect(SiteWords.has(field: member.key), "\(name): \(member.key)")
                    }
                    check(member.value, name)
                }
            }
            if let items = schema["items"] { check(items, name) }
        }
        for record in ShownRecords.all { check(record.schema, "\(record)") }
        for kind in CommandKind.allCases {
            check(kind.schema, kind.rawValue)
            #expect(SiteWords.has(command: kind))
        }
        for role in Role.allCases { #expect(SiteWords.has(value: role.rawValue), "\(role)") }
        for stage in IncidentStage.allCases { #expect(SiteWords.has(value: stage.rawValue), "\(stage)") }
        for outcome in Outcome.allCases { #expect(SiteWords.has(value: outcome.rawValue), "\(outcome)") }
        for kind in FactKind.allCases { #expect(SiteWords.has(fact: kind.rawValue), "\(kind)") }
    }

    /// Shown as a place, not field by field; the map has no page yet.
    private static let placesOwn: Set<String> = [
        "centre", "side_m", "name", "box", "west", "south", "east", "north", "place_metres",
    ]

    @Test(
        "a path to go back to never leads elsewhere",
        arguments: [
            ("/incidents/INC-1", true), ("/", true), ("//evil.example", false), ("https://evil.example", false),
            ("/\\evil.example", false), ("incidents", false), ("", false), ("/a b", false), ("/a?b", false),
        ])
    func localPaths(_ path: String, _ isTaken: Bool) {
        #expect((LocalPath.checked(path) != nil) == isTaken)
    }
}
