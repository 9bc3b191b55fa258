import Truce

/// A piece of a page. Text and values of attributes are escaped as they are written; there is no other way in.
package enum Markup: Sendable, ExpressibleByStringLiteral {
    case text(String)
    indirect case element(String, Attributes, [Markup])
    case group([Markup])

    package init(stringLiteral value: String) { self = .text(value) }

    static let nothing = Markup.group([])

    package var html: String {
        var html = ""
        write(to: &html)
        return html
    }

    private func write(to html: inout String) {
        switch self {
        case .text(let text): Self.escape(text, to: &html)
        case .group(let parts): for part in parts { part.write(to: &html) }
        case .element(let name, let attributes, let parts):
            html += "<\(name)"
            for (name, value) in attributes.pairs {
                html += " \(name)=\""
                Self.escape(value, to: &html)
                html += "\""
            }
            html += ">"
            guard !Self.void.contains(name) else { return }
            for part in parts { part.write(to: &html) }
            html += "</\(name)>"
        }
    }

    private static let void: Set<String> = ["input", "br", "hr"]

    private static func escape(_ text: String, to html: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.unicodeScalars.append(scalar)
            }
        }
    }
}

/// What stands in an element's tag, in order. Nil leaves a name out.
package struct Attributes: Sendable, ExpressibleByDictionaryLiteral {
    fileprivate var pairs: [(name: String, value: String)]

    package init(dictionaryLiteral elements: (String, String?)...) {
        pairs = elements.compactMap { name, value in value.map { (name, $0) } }
    }

    static func + (a: Attributes, b: Attributes) -> Attributes {
        var both = a
        both += b
        return both
    }

    static func += (a: inout Attributes, b: Attributes) { a.pairs += b.pairs }
}

extension String? {
    /// An attribute that is there or not.
    static func flag(_ isSet: Bool) -> String? { isSet ? "" : nil }
}

/// Elements by name, as pages need them.
extension Markup {
    static func tag(_ name: String, _ attributes: Attributes = [:], _ parts: [Markup]) -> Markup {
        .element(name, attributes, parts)
    }

    static func tag(_ name: String, _ attributes: Attributes = [:], _ parts: Markup...) -> Markup {
        .element(name, attributes, parts)
    }

    static func p(_ text: String, kind: String? = nil) -> Markup {
        tag("p", ["class": kind], .text(text))
    }

    static func h2(_ text: String, id: String? = nil) -> Markup { tag("h2", ["id": id], .text(text)) }
    static func h3(_ text: String) -> Markup { tag("h3", [:], .text(text)) }

    static func link(_ text: String, _ href: String, kind: String? = nil) -> Markup {
        tag("a", ["class": kind, "href": href], .text(text))
    }

    /// A name or number of the mechanism's own, which reads from left to right wherever it stands.
    static func code(_ text: String) -> Markup { tag("code", ["dir": "ltr"], .text(text)) }

    /// For a date or a name that reads from left to right within a sentence of either direction, where no element of its
    /// own can stand.
    static func isolated(_ text: String) -> String { "\u{2066}\(text)\u{2069}" }

    /// What somebody wrote, in whatever direction its script runs.
    static func words(_ text: String) -> Markup { tag("bdi", [:], .text(text)) }

    static func list(_ items: [Markup], kind: String? = nil) -> Markup {
        tag("ul", ["class": kind], items.map { tag("li", [:], $0) })
    }

    static func facts(_ rows: [(label: String, value: Markup)]) -> Markup {
        tag("dl", ["class": "facts"], rows.flatMap { [tag("dt", [:], .text($0.label)), tag("dd", [:], $0.value)] })
    }

    /// A table that can be scrolled on a narrow screen, by keyboard too. The first cell of a row names it.
    static func table(_ caption: String, heads: [String], rows: [[Markup]]) -> Markup {
        let head = tag("tr", [:], heads.map { tag("th", ["scope": "col"], .text($0)) })
        let body = rows.map { row in
            tag(
                "tr", [:],
                row.enumerated().map { at, cell in
                    at == 0 ? tag("th", ["scope": "row"], cell) : tag("td", [:], cell)
                })
        }
        return tag(
            "div",
            ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption],
            tag("table", [:], tag("caption", [:], .text(caption)), tag("thead", [:], head), tag("tbody", [:], body)))
    }

    /// What is wrong with a field, beside it. What the mechanism says of it is in English.
    static func mistake(_ found: [String], id: String, _ language: Language) -> Markup {
        tag(
            "p", ["class": "mistake", "id": id],
            found.map { text in
                text == FormWords.missing
                    ? .text(FormWords.fillIn[language] + " ")
                    : tag("span", ["lang": "en", "dir": "ltr"], .text(text + " "))
            })
    }

    static func notice(_ parts: Markup..., kind: String = "") -> Markup {
        tag("div", ["class": kind.isEmpty ? "notice" : "notice \(kind)"], parts)
    }
}
