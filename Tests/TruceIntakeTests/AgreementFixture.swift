import Foundation
import Testing
import Truce

@testable import TruceIntake

/// The fictional agreement of `Tests/Fixtures`, whole and with a line changed.
enum AgreementFixture {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")
    static let repository = folder.deletingLastPathComponent().deletingLastPathComponent()

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }
    static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    static func read(_ text: String, map: String? = nil, amendments: [NamedBytes] = []) throws -> AgreementFile {
        let map = try map.map { Array($0.utf8) } ?? bytes("full-map.geojson")
        return AgreementFile.read(
            NamedBytes(name: "agreement.yaml", text: text), map: { $0 == "full-map.geojson" ? map : nil },
            amendments: amendments)
    }

    /// The full agreement with the first occurrence of a text replaced.
    static func full(replacing old: String = "", with new: String = "") throws -> String {
        let text = try text("full-agreement.yaml")
        if old.isEmpty { return text }
        let found = try #require(text.range(of: old), "the fixture has no “\(old)”")
        return text.replacingCharacters(in: found, with: new)
    }

    /// The line, from 1, that holds this text first.
    static func line(of fragment: String, in text: String) throws -> Int {
        let found = try #require(text.range(of: fragment), "no “\(fragment)”")
        return text[..<found.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).count
    }
}
