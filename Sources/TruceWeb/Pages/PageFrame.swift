import Hummingbird
import Mustache
import Truce

/// A page as its template sees it: the frame around every page, and `page`, which is this page's own. Whatever goes in
/// is escaped by the template.
package struct PageFrame<Page: Sendable>: Sendable {
    let lang: String
    let dir: String
    let title: String
    let site: String
    let style: String
    let skip: String
    let navigation: [Link]
    let hasNavigation: Bool
    let navigationLabel: String
    let languages: [LanguageLink]
    let hasLanguages: Bool
    let languagesLabel: String
    let signedIn: String?
    let footer: [String]
    let hasFooter: Bool
    let page: Page

    struct LanguageLink: Sendable {
        let href: String
        let lang: String
        let dir: String
        let label: String
        let isCurrent: Bool
    }
}

/// One entry of a page's navigation.
package struct Link: Hashable, Sendable {
    package let label: String
    /// A path of this server.
    package let href: String
    package let isCurrent: Bool

    package init(_ label: String, _ href: String, isCurrent: Bool = false) {
        self.label = label
        self.href = href
        self.isCurrent = isCurrent
    }
}

/// Templates and how they become answers.
package struct Pages: Sendable {
    private let library: MustacheLibrary
    private let site: String
    private let style: String

    /// - Parameter templates: Further templates by name; each begins with `{{<layout}}`.
    init(site: String, style: String, templates: [(name: String, bytes: [UInt8])]) {
        self.site = site
        self.style = style
        let own = [
            ("layout", PackageResources.layout_mustache), ("problem", PackageResources.problem_mustache),
            ("problem-kind", PackageResources.problem_kind_mustache),
            ("problem-kinds", PackageResources.problem_kinds_mustache),
        ]
        var library = MustacheLibrary()
        for (name, bytes) in own + templates.map({ ($0.name, $0.bytes) }) {
            // A template is part of the program; a test renders every one.
            library.register(try! MustacheTemplate(string: String(decoding: bytes, as: UTF8.self)), named: name)
        }
        self.library = library
    }

    /// - Parameters:
    ///   - template: Whose fields `page` has.
    ///   - path: The page's own, for the links to its other languages; nil where there are none.
    ///   - signedIn: Who reads, for the head of the page.
    package func response<Page: Sendable>(
        _ template: String, title: String, in language: Language, page: Page, path: String? = nil,
        navigation: [Link] = [], signedIn: String? = nil, footer: [String] = [], status: HTTPResponse.Status = .ok
    ) -> Response {
        let languages = Language.allCases.map { other in
            PageFrame<Page>.LanguageLink(
                href: "\(path ?? "/")?lang=\(other.rawValue)", lang: other.rawValue, dir: other.direction,
                label: PageWords.ownName(other), isCurrent: other == language)
        }
        let frame = PageFrame(
            lang: language.rawValue, dir: language.direction, title: title, site: site, style: style,
            skip: PageWords.skip[language], navigation: navigation, hasNavigation: !navigation.isEmpty,
            navigationLabel: PageWords.navigation[language], languages: path == nil ? [] : languages,
            hasLanguages: path != nil, languagesLabel: PageWords.languages[language], signedIn: signedIn,
            footer: footer, hasFooter: !footer.isEmpty, page: page)
        guard let html = library.render(frame, withTemplate: template) else {
            preconditionFailure("there is no template \(template)")
        }
        var response = Response.text(html, status: status, type: "text/html; charset=utf-8")
        response.headers[.contentLanguage] = language.rawValue
        response.headers[.vary] = "Accept, Accept-Language"
        return response
    }
}

/// The words of the frame.
enum PageWords {
    static let skip = Phrase("Skip to the content", "انتقل إلى المحتوى")
    static let navigation = Phrase("Pages", "الصفحات")
    static let languages = Phrase("Languages", "اللغات")

    static func ownName(_ language: Language) -> String {
        switch language {
        case .english: "English"
        case .arabic: "العربية"
        }
    }
}
