import Foundation
import Truce

/// Reads the times of an agreement: each says its zone, or is a day of the mission.
final class Moments {
    /// Why a text is no moment, and what to write instead.
    struct Refusal: Error {
        var message: String
        var remedy: String
    }

    var mission: MissionZone
    private var zones: [String: MissionZone?] = [:]

    init(mission: MissionZone) { self.mission = mission }

    /// - Throws: ``Refusal``.
    func read(_ text: String) throws(Refusal) -> Instant {
        let text = text.trimmingCharacters(in: .whitespaces)
        switch TimeText.read(text) {
        case .instant(let moment, _): return moment
        case .day(let day): return mission.start(of: day)
        case .local:
            throw Refusal(
                message: "“\(text)” does not say its zone",
                remedy: "write “\(text) \(mission.name)”, or an offset such as +02:00")
        case nil: break
        }
        guard let cut = text.lastIndex(of: " "), case .local(let local, _) = TimeText.read(String(text[..<cut])) else {
            throw Refusal(
                message: "“\(text.prefix(60))” is not a time",
                remedy: "write it as 2016-12-30 00:00 \(mission.name), or a day as 2016-12-30")
        }
        let name = String(text[text.index(after: cut)...])
        guard let zone = zone(name) else { throw Self.unknownZone(name) }
        let moments = zone.instants(at: local)
        if moments.count == 1 { return moments[0] }
        if moments.isEmpty {
            let before = zone.offset(at: Instant(seconds: local.secondsSince1970 - 86_400))
            let meant = Instant(seconds: local.secondsSince1970 - Int64(before))
            throw Refusal(
                message: "the clock in \(name) is set forward past “\(text[..<cut])”: there was no such time",
                remedy: "write \(zone.text(meant)) if that is meant")
        }
        throw Refusal(
            message: "the clock in \(name) is set back there: “\(text[..<cut])” happened twice",
            remedy: "write \(moments.map(zone.text).joined(separator: " or "))")
    }

    func zone(_ name: String) -> MissionZone? {
        if let known = zones[name] { return known }
        let found = Self.isZoneName(name) ? MissionZone(name) : nil
        zones[name] = .some(found)
        return found
    }

    /// Letters, digits, - _ + and slashes; what is no such name must not become part of a file name.
    private static func isZoneName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.utf8.allSatisfy {
                (0x41...0x5A).contains($0 & 0xDF) || (0x30...0x39).contains($0) || "-_+/".utf8.contains($0)
            }
    }

    static func unknownZone(_ name: String) -> Refusal {
        let near = Nearest.word(to: String(name.prefix(64)), among: TimeZone.knownTimeZoneIdentifiers.sorted())
        return Refusal(
            message: "there is no time zone “\(name.prefix(64))”",
            remedy: near.map { "did you mean \($0)?" } ?? "write an IANA name such as Asia/Damascus")
    }
}
