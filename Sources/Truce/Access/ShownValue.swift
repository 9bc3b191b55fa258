/// Values as they are shown. Facts are refused where they cannot be written; what was computed is shown as near to it
/// as JSON comes, because an answer that fails tells less than one that is cut short.
enum ShownValue {
    /// Nil where JSON has nothing like it: not a number.
    static func json(_ value: some FactValue) -> JSONValue? {
        do { return try value.json() } catch {
            return switch value {
            case let text as String: .string(text)
            case let whole as Int: .integer(whole < 0 ? -JSONValue.integerLimit : JSONValue.integerLimit)
            case let instant as Instant:
                .string((instant < .distantPast ? Instant.distantPast : .distantFuture).description)
            case let list as [any FactValue]: .array(list.compactMap { json($0) })
            default: nil
            }
        }
    }

    /// A place that reports state as they state it; one that was put together from several as its middle, a radius that
    /// holds all of it, and the smallest region that holds 90 % of the chance.
    static func place(_ place: Place) -> JSONValue {
        guard case .located(let found) = place else {
            // Only a located place is not written as facts are, or one that is not a number somewhere.
            do { return try place.json() } catch { return JSONSchema.object([("kind", .string("unknown"))]) }
        }
        var members: [(String, JSONValue)] = [("kind", .string("located"))]
        if let at = position(found.mean) { members.append(("at", at)) }
        if let radius = json(found.radiusMetres) { members.append(("radius_m", radius)) }
        members.append(("region90", .array(found.region90.rings.map { .array($0.compactMap(position)) })))
        return JSONSchema.object(members)
    }

    private static func position(_ at: Coordinate) -> JSONValue? {
        guard at.latitude.isFinite, at.longitude.isFinite else { return nil }
        let inRange = Coordinate(
            latitude: min(max(at.latitude, -90), 90), longitude: at.longitude.remainder(dividingBy: 360))
        return json(inRange)
    }

    /// Of exactly what is shown: texts that were computed keep no limit.
    static func schema<Value: FactValue>(of _: Value.Type) -> JSONValue {
        if Value.self == String.self { return JSONSchema.object([("type", .string("string"))]) }
        if Value.self == [String].self { return JSONSchema.list(of: schema(of: String.self)) }
        return Value.schema
    }

    static var placeSchema: JSONValue {
        let rings = JSONSchema.list(of: JSONSchema.list(of: Coordinate.schema))
        let located = JSONSchema.record(
            [
                ("kind", JSONSchema.oneOf(words: ["located"])), ("at", Coordinate.schema), ("radius_m", Double.schema),
                ("region90", rings),
            ], required: ["kind", "region90"])
        return JSONSchema.object([("oneOf", .array(Place.schemas + [located]))])
    }
}
