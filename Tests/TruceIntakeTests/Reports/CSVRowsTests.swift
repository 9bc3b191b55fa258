import Testing
import Truce

@testable import TruceIntake

/// All records of a text as strings, read in pieces of a given length; refused lines as their problem.
private enum Row: Equatable, CustomStringConvertible {
    case fields(Int, [String])
    case refused(Int, RowProblem)

    var description: String {
        switch self {
        case .fields(let row, let fields): "\(row): \(fields)"
        case .refused(let row, let problem): "\(row): \(problem)"
        }
    }
}

private func rows(_ text: String, piece: Int = .max, limit: Int = 1 << 20, chunk: Int = 1 << 20) throws -> [Row] {
    let reader = CSVReader(
        ByteSource(text, pieceLength: piece), named: "x.csv", recordLimit: limit, chunkLength: chunk)
    var found: [Row] = []
    while let step = try reader.next() {
        switch step {
        case .refused(let row, let problem, _): found.append(.refused(row, problem))
        case .records(let chunk):
            for i in 0..<chunk.count {
                let record = chunk[i]
                reader.scratch.clear()
                let fields = (0..<record.count).map { i in
                    record.text(i, reader.scratch).map { String(decoding: $0, as: UTF8.self) } ?? "malformed"
                }
                found.append(.fields(chunk.firstRow + i, fields))
            }
        }
    }
    return found
}

@Suite("CSV records (RFC 4180)")
struct CSVRowsTests {
    @Test(
        "fields, quotes and line ends, however the bytes arrive",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
            ("a,b\r1,2", [["a", "b"], ["1", "2"]]),
            ("\u{FEFF}a,b\n1,2", [["a", "b"], ["1", "2"]]),
            ("\"a\",\"b,c\"\n", [["a", "b,c"]]),
            ("\"say \"\"hi\"\"\",x\n", [["say \"hi\"", "x"]]),
            ("\"two\nlines\",x\n1,2\n", [["two\nlines", "x"], ["1", "2"]]),
            ("\"two\r\nlines\"\r\n", [["two\r\nlines"]]),
            ("\"\"\n", [[""]]),
            ("\"\"\"\"\n", [["\""]]),
            (",,\n", [["", "", ""]]),
            ("a\n\nb\n", [["a"], [""], ["b"]]),
            ("été,日本\n", [["été", "日本"]]),
            ("\"ab\"c,d\n", [["malformed", "d"]]),
        ] as [(String, [[String]])])
    func fields(text: String, expected: [[String]]) throws {
        let wanted = expected.enumerated().map { Row.fields($0.offset + 1, $0.element) }
        for piece in [1, 2, 3, 7, .max] {
            for chunk in [1, 2, 5, 64, 1 << 20] {
                #expect(try rows(text, piece: piece, chunk: chunk) == wanted)
            }
        }
    }

    @Test(
        "a stray quote costs its own line and no other",
        arguments: [
            ("a,5\" gun\n1,2\n3,4\n", [.refused(1, .unclosedQuote), .fields(2, ["1", "2"]), .fields(3, ["3", "4"])]),
            (
                "a,5\" gun\n1,4\" gun\n3,4\n",
                [.refused(1, .strayQuote), .refused(2, .unclosedQuote), .fields(3, ["3", "4"])]
            ),
            (
                "a,\"open\n1,\"x\"\n3,4\n",
                [.refused(1, .unclosedQuote), .fields(2, ["1", "x"]), .fields(3, ["3", "4"])]
            ),
            ("1,2\n\"", [.fields(1, ["1", "2"]), .refused(2, .unclosedQuote)]),
            ("\"a\rb,c\r", [.refused(1, .unclosedQuote), .fields(2, ["b", "c"])]),
        ] as [(String, [Row])])
    fileprivate func strayQuotes(text: String, expected: [Row]) throws {
        for piece in [1, 3, .max] {
            for chunk in [1, 5, 1 << 20] {
                #expect(try rows(text, piece: piece, chunk: chunk) == expected)
            }
        }
    }

    @Test("a record over the limit is refused and passed over; the next is read", arguments: [9, 10, 11])
    func limit(length: Int) throws {
        let long = String(repeating: "x", count: length)
        for chunk in [1, 7, 1000] {
            let found = try rows("\(long)\n1\n2", limit: 10, chunk: chunk)
            let first = length > 10 ? Row.refused(1, .tooLong(limit: 10)) : .fields(1, [long])
            #expect(found == [first, .fields(2, ["1"]), .fields(3, ["2"])])
        }
    }

    @Test("a quote that stays open past the limit is refused where it opened, and the lines after it are read")
    func openPastLimit() throws {
        let lines = (2...40).map { "\($0),ok" }
        let found = try rows("1,\"open\n" + lines.joined(separator: "\n") + "\n", limit: 30, chunk: 16)
        #expect(found.first == .refused(1, .unclosedQuote))
        #expect(Array(found.dropFirst()) == (2...40).map { Row.fields($0, ["\($0)", "ok"]) })
    }

    @Test("a file of nothing but opened quotes is read in bounded steps")
    func quotesOnly() throws {
        let text = String(repeating: "\"a\n", count: 100_000)
        let found = try rows(text, chunk: 1 << 16)
        #expect(found.count == 100_000)
    }
}
