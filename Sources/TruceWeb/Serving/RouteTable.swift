import HTTPTypes

/// Finds the route of a path. A part written out wins over a parameter, a parameter over `{rest*}`.
struct RouteTable: Sendable {
    private var nodes = [Node()]

    private struct Node {
        var literals: [String: Int] = [:]
        var parameter: Int?
        /// Taken when nothing else fits.
        var rest: [HTTPRequest.Method: Entry] = [:]
        var routes: [HTTPRequest.Method: Entry] = [:]
    }

    private struct Entry {
        let route: Route
        /// Which parts of a path are parameters.
        let parameters: [(at: Int, name: String, isRest: Bool)]
    }

    enum Match {
        /// - Parameter parameters: By the name between braces.
        case found(Route, parameters: [String: String])
        case otherMethods([HTTPRequest.Method])
        case none
    }

    init(_ routes: [Route]) throws(WebError) {
        for route in routes { try add(route) }
    }

    private mutating func add(_ route: Route) throws(WebError) {
        let parts = Self.parts(route.path)
        let entry = Entry(
            route: route,
            parameters: parts.enumerated().compactMap { at, part in
                switch part {
                case .literal: nil
                case .parameter(let name): (at, name, false)
                case .rest(let name): (at, name, true)
                }
            })
        var at = 0
        for part in parts {
            switch part {
            case .rest:
                guard nodes[at].rest.updateValue(entry, forKey: route.method) == nil else {
                    throw .twoRoutes(route.path)
                }
                return
            case .parameter:
                if nodes[at].parameter == nil {
                    nodes[at].parameter = nodes.count
                    nodes.append(Node())
                }
                at = nodes[at].parameter!
            case .literal(let text):
                if nodes[at].literals[text] == nil {
                    nodes[at].literals[text] = nodes.count
                    nodes.append(Node())
                }
                at = nodes[at].literals[text]!
            }
        }
        guard nodes[at].routes.updateValue(entry, forKey: route.method) == nil else { throw .twoRoutes(route.path) }
    }

    /// HEAD finds the route of GET.
    func match(_ method: HTTPRequest.Method, _ segments: [String]) -> Match {
        guard let routes = routes(segments[...], at: 0) else { return .none }
        let wanted = method == .head ? .get : method
        guard let entry = routes[wanted] else { return .otherMethods(Self.methods(routes)) }
        var parameters: [String: String] = [:]
        for (at, name, isRest) in entry.parameters {
            parameters[name] = isRest ? segments[at...].joined(separator: "/") : segments[at]
        }
        return .found(entry.route, parameters: parameters)
    }

    /// What the Allow field lists.
    private static func methods(_ routes: [HTTPRequest.Method: Entry]) -> [HTTPRequest.Method] {
        var methods = Set(routes.keys)
        methods.insert(.options)
        if methods.contains(.get) { methods.insert(.head) }
        return methods.sorted { $0.rawValue < $1.rawValue }
    }

    private func routes(_ segments: ArraySlice<String>, at: Int) -> [HTTPRequest.Method: Entry]? {
        let node = nodes[at]
        guard let first = segments.first else { return node.routes.isEmpty ? nil : node.routes }
        if let next = node.literals[first], let found = routes(segments.dropFirst(), at: next) { return found }
        // A parameter is never empty: `/incidents/` is not an incident.
        guard !first.isEmpty else { return nil }
        if let next = node.parameter, let found = routes(segments.dropFirst(), at: next) { return found }
        return node.rest.isEmpty ? nil : node.rest
    }

    private enum Part {
        case literal(String)
        case parameter(String)
        case rest(String)
    }

    private static func parts(_ path: String) -> [Part] {
        precondition(path.hasPrefix("/"), "\(path) does not begin with a slash")
        return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("*") ? .rest(String(name.dropLast())) : .parameter(String(name))
        }
    }
}
