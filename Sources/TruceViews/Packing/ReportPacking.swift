import Truce

extension Packer {
    mutating func add(_ source: SourceIdentity) {
        add(source.name)
        add(source.holder) { $0.add($1) }
        add(source.side) { $0.add($1) }
    }

    mutating func add(_ content: ReportContent) {
        add(content.earliest)
        add(content.latest)
        add(Int(content.precision.rawValue))
        add(content.place)
        for text in [content.placeName, content.country, content.type, content.sideA, content.sideB, content.text] {
            add(text) { $0.add($1) }
        }
        add(unsigned: ActSet(content.acts).rawValue)
        // The order in which a source named acts is part of what it said.
        add(all: content.acts.count > 1 ? content.acts : []) { $0.add(Int($1.rawValue)) }
        add(content.namesInitiator)
        for number in [content.killedLow, content.killedHigh, content.injuredLow, content.injuredHigh, content.count] {
            add(number) { $0.add($1) }
        }
        add(content.means) { $0.add(Int($1.rawValue)) }
        add(content.direction) { $0.add(Int($1.rawValue)) }
        add(content.weapon) { $0.add($1) }
        add(content.calibre) { $0.add($1) }
        add(content.confidential)
    }
}

extension Unpacker {
    mutating func source() -> SourceIdentity? {
        let name = string()
        let holder: HolderID? = optional { $0.identifier() }
        return SourceIdentity(name: name, holder: holder, side: optional { $0.identifier() })
    }

    mutating func content() -> ReportContent? {
        let (earliest, latest) = (instant(), instant())
        let precision = TimePrecision(rawValue: UInt8(truncatingIfNeeded: int()))
        let place = place()
        let texts = (0..<6).map { _ in optional { $0.string() } }
        let set = ActSet(rawValue: unsigned())
        let named = all { Act(rawValue: UInt8(truncatingIfNeeded: $0.int())) }
        let namesInitiator = bool()
        let numbers = (0..<5).map { _ in optional { $0.int() } }
        let means = optional { Means(rawValue: UInt8(truncatingIfNeeded: $0.int())) }
        let direction = optional { FireDirection(rawValue: UInt8(truncatingIfNeeded: $0.int())) }
        let weapon = optional { $0.string() }
        let calibre = optional { $0.double() }
        guard let precision, let place else { return nil }
        return ReportContent(
            earliest: earliest, latest: latest, precision: precision, place: place, placeName: texts[0],
            country: texts[1], type: texts[2], acts: named.isEmpty ? set.acts : named, sideA: texts[3],
            sideB: texts[4], namesInitiator: namesInitiator, killedLow: numbers[0], killedHigh: numbers[1],
            injuredLow: numbers[2], injuredHigh: numbers[3], text: texts[5], means: means, direction: direction,
            count: numbers[4], weapon: weapon, calibre: calibre, confidential: bool())
    }
}
