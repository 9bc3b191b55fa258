import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceDocuments

@Suite("The catalogue: every word in every language")
struct CatalogueTests {
    static func placeholders(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{([a-z_]+)\}/).map { String($0.1) })
    }

    @Test("English and Arabic have the same keys")
    func sameKeys() { #expect(Catalogue(.english).keys == Catalogue(.arabic).keys) }

    @Test("a text has the same placeholders in both languages, a counted noun in all its forms together")
    func samePlaceholders() {
        let (english, arabic) = (Catalogue(.english), Catalogue(.arabic))
        for key in english.keys {
            #expect(
                Self.placeholders(english.raw(key)!) == Self.placeholders(arabic.raw(key) ?? ""), "\(key)")
        }
    }

    @Test("a counted noun has every form that its language tells apart", arguments: Language.allCases)
    func pluralForms(language: Language) {
        let catalogue = Catalogue(language)
        for key in catalogue.keys where key.hasPrefix("n_") {
            #expect(Set(Catalogue.forms(catalogue.raw(key)!).keys) == Set(language.plurals), "\(key)")
        }
    }

    @Test(
        "the number decides the form",
        arguments: [
            (Language.english, 0, "0 incidents"), (.english, 1, "1 incident"), (.english, 2, "2 incidents"),
            (.arabic, 0, "لا حوادث"), (.arabic, 1, "حادثة واحدة"), (.arabic, 2, "حادثتان"),
            (.arabic, 3, "\u{2066}3\u{2069} حوادث"), (.arabic, 10, "\u{2066}10\u{2069} حوادث"),
            (.arabic, 11, "\u{2066}11\u{2069} حادثة"), (.arabic, 99, "\u{2066}99\u{2069} حادثة"),
            (.arabic, 100, "\u{2066}100\u{2069} حادثة"), (.arabic, 103, "\u{2066}103\u{2069} حوادث"),
        ])
    func counted(language: Language, number: Int, text: String) {
        #expect(Catalogue(language).count("n_incidents", number) == text)
    }

    @Test("no text is left in English in the Arabic catalogue")
    func arabicIsArabic() {
        let arabic = Catalogue(.arabic)
        // Placeholders, file names and the names of standards are Latin in any language.
        for key in arabic.keys where !key.hasPrefix("list_") {
            let text = arabic.raw(key)!.replacing(/\{[a-z_]+\}/, with: "").replacing(/[a-z]+:/, with: "")
            guard text.contains(where: \.isLetter), key != "colophon_files_value" else { continue }
            #expect(text.unicodeScalars.contains(where: Catalogue.isRightToLeft), "\(key): \(text)")
        }
    }

    @Test("templates hold no words of their own, and every key that they name is in the catalogue")
    func templates() throws {
        let folder = SharedData.repository.appendingPathComponent("Sources/TruceDocuments/Templates")
        let catalogue = Catalogue(.english)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            for key in text.matches(of: /\{\{w\.([a-z_]+)\}\}/).map({ String($0.1) }) {
                #expect(catalogue.has(key), "\(file): \(key)")
                #expect(Self.placeholders(catalogue.raw(key) ?? "").isEmpty, "\(file): \(key) needs values")
            }
            guard file != "style.mustache" else { continue }
            let bare = text.replacing(/\{\{[^}]*\}\}/, with: "").replacing(/<[^>]*>/, with: "")
            let letters = bare.filter { $0.isLetter }
            #expect(letters.isEmpty, "\(file): \(letters.prefix(80))")
        }
    }

    @Test("every code has its words", arguments: Language.allCases)
    func everyCode(language: Language) {
        let catalogue = Catalogue(language)
        let keys =
            Act.allCases.map { "act_" + $0.code.replacing(".", with: "_") }
            + ActSet.groups.map { "act_" + $0.code.replacing(".", with: "_") }
            + Question.allCases.map { "question_" + $0.rawValue } + ScopeReason.allCases.map { "scope_" + $0.code }
            + Verdict.allCases.map { "verdict_" + $0.rawValue }
            + Confidence.allCases.map { "confidence_" + $0.rawValue }
            + Confidence.allCases.map { "level_" + $0.rawValue } + TimePrecision.allCases.map { "precision_" + $0.code }
            + Exemption.allCases.map { "exemption_" + $0.rawValue }
            + Standing.allCases.map { "standing_" + $0.rawValue }
            + SourceProfile.Kind.allCases.map { "kind_source_" + $0.rawValue }
            + Zone.Kind.allCases.map { "zone_kind_" + $0.rawValue }
            + Procedure.Counting.allCases.map { "page_counting_" + $0.rawValue }
            + [
                "time", "place", "place_to_line", "which_line", "who", "to_whom", "who_is", "standing", "which_member",
                "what_happened", "weapon", "independent_source", "exemption",
            ].map { "kind_" + $0 }
        for key in keys { #expect(catalogue.has(key), "\(key)") }
    }

    @Test("every reason to refuse a row has words and a remedy", arguments: Language.allCases)
    func refusals(language: Language) {
        let problems: [RowProblem] = [
            .fieldCount(found: 3, expected: 9), .strayQuote, .unclosedQuote, .tooLong(limit: 9), .notUTF8, .nul,
            .missing, .time, .noYear, .skippedTime, .endBeforeStart, .coordinate, .halfCoordinate, .grid, .number,
            .lowAboveHigh, .code(allowed: "yes, no"), .bearing, .distance, .sectorIncomplete, .unknownPlace, .shape,
        ]
        let words = RefusalWords(catalogue: Catalogue(language))
        for problem in problems {
            let row = RefusedRow(file: "a.csv", row: 2, column: "lat", value: "secret", problem: problem)
            let text = words.reason(row) + words.remedy(row)
            #expect(!text.contains("⟦") && !text.contains("{") && !text.contains("secret"), "\(text)")
        }
    }
}
