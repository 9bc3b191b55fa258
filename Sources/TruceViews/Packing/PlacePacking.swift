import Truce

extension Packer {
    mutating func add(_ value: Instant) { add(zigzag: value.seconds) }

    mutating func add(_ value: Coordinate) {
        add(value.latitude)
        add(value.longitude)
    }

    mutating func add<Subject>(_ value: Identifier<Subject>) { add(value.text) }

    /// Several bearings together are kept as the region that holds 90 %: what is drawn and named of them. The spots that
    /// chances were worked out with are not.
    mutating func add(_ place: Place) {
        switch place {
        case .unknown: add(0)
        case .point(let at, let sigma):
            add(1)
            add(at)
            add(sigma)
        case .disc(let at, let radius):
            add(2)
            add(at)
            add(radius)
        case .square(let centre, let side):
            add(3)
            add(centre)
            add(side)
        case .sector(let sector):
            add(4)
            add(sector.observer)
            for value in [
                sector.bearingDegrees, sector.halfWidthDegrees, sector.nearMetres, sector.farMetres,
                sector.sigmaDegrees,
            ] { add(value) }
        case .area(let polygon): add(rings: polygon.rings)
        case .located(let localisation): add(rings: localisation.region90.rings)
        }
    }

    private mutating func add(rings: [[Coordinate]]) {
        add(5)
        add(all: rings) { packer, ring in packer.add(all: ring) { $0.add($1) } }
    }

    mutating func add(_ place: PublicPlace) {
        add(place.centre)
        add(place.sideMetres)
        add(place.name) { $0.add($1) }
    }
}

extension Unpacker {
    mutating func instant() -> Instant { Instant(seconds: zigzag()) }

    mutating func coordinate() -> Coordinate {
        let latitude = double()
        return Coordinate(latitude: latitude, longitude: double())
    }

    mutating func identifier<Subject>() -> Identifier<Subject>? { Identifier(string()) }

    mutating func place() -> Place? {
        switch int() {
        case 0: return .unknown
        case 1:
            let at = coordinate()
            return .point(at, sigmaMetres: double())
        case 2:
            let at = coordinate()
            return .disc(at, radiusMetres: double())
        case 3:
            let at = coordinate()
            return .square(centre: at, sideMetres: double())
        case 4:
            let observer = coordinate()
            let values = (double(), double(), double(), double(), double())
            return .sector(
                Sector(
                    observer: observer, bearingDegrees: values.0, halfWidthDegrees: values.1, nearMetres: values.2,
                    farMetres: values.3, sigmaDegrees: values.4))
        case 5: return .area(Polygon(rings: all { ring in ring.all { $0.coordinate() } }))
        default: return nil
        }
    }

    mutating func publicPlace() -> PublicPlace? {
        let centre = coordinate()
        let side = double()
        return PublicPlace(centre: centre, sideMetres: side, name: optional { $0.string() })
    }
}
