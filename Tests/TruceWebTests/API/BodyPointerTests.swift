import Testing
import Truce

@testable import TruceWeb

@Suite("Where in a body a mistake lies")
struct BodyPointerTests {
    @Test(
        "is told as a JSON pointer, whatever the keys hold",
        arguments: [
            ("", ""), ("content", "/content"), ("content.place.at", "/content/place/at"),
            ("content.acts[1]", "/content/acts/1"), ("a.b", "/a.b"), ("a.b.c", "/a.b/c"), ("x/y", "/x~1y"),
            ("t~", "/t~0"),
            ("list[0].name", "/list/0/name"), ("list[9].name", "/list/9/name"), ("k[0]", "/k[0]"),
            ("nothing.here", "/nothing/here"),
            ("[3]", "/[3]"),
        ])
    func pointers(path: String, pointer: String) {
        let body: JSONValue = [
            "content": ["place": ["at": 1], "acts": ["x", "y"]], "a.b": ["c": 1], "x/y": 1, "t~": 1,
            "list": [["name": 1]], "k[0]": 1, "k": [1],
        ]
        #expect(BodyPointer.pointer(to: path, in: body) == pointer)
    }
}
