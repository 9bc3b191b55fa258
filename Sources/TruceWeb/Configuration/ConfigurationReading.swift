import Foundation
import Truce
import Yams

extension ServerConfiguration {
    /// Reads the settings whole: the file, then the environment over it.
    ///
    /// - Parameter file: Nil where there is none: then the defaults and the environment.
    /// - Throws: ``WebError/settings(_:)`` with every mistake found in both.
    package init(file: String?, environment: [String: String]) throws(WebError) {
        var bytes: Data?
        if let file {
            do {
                bytes = try Data(contentsOf: URL(filePath: file))
            } catch {
                throw .unreadableFile(file, why: error.localizedDescription)
            }
        }
        try self.init(
            yaml: String(decoding: bytes ?? Data(), as: UTF8.self), name: file ?? "server.yaml",
            environment: environment)
    }

    /// - Parameter name: The file's, for messages.
    package init(yaml: String, name: String, environment: [String: String]) throws(WebError) {
        self.init()
        var faults: [SettingFault] = []
        for written in Self.written(yaml, name: name, faults: &faults) + Self.written(environment, faults: &faults) {
            guard let wanted = written.setting.apply(written.text, &self) else { continue }
            let shown = written.setting.isSecret ? "what stands there" : "“\(written.text.prefix(80))”"
            faults.append(
                SettingFault(
                    place: written.place, message: "\(written.setting.name): \(shown) cannot be used",
                    remedy: "Write \(wanted)"))
        }
        faults += contradictions(name: name)
        guard faults.isEmpty else { throw .settings(faults) }
    }

    /// Settings that are fine alone and not together.
    private func contradictions(name: String) -> [SettingFault] {
        var faults: [SettingFault] = []
        func refuse(_ message: String, _ remedy: String) {
            faults.append(SettingFault(place: name, message: message, remedy: remedy))
        }
        if certificateFile.isEmpty != keyFile.isEmpty {
            refuse("tls.certificate and tls.key come as a pair", "Set both, or neither")
        }
        if usesTLS, publicURL.hasPrefix("http://") {
            refuse("site.url begins with http: while the server speaks TLS", "Write https: in site.url")
        }
        if sessionIdle > sessionLongest {
            refuse("session.idle is longer than session.longest", "Make session.longest the longer one")
        }
        if !oidcIssuer.isEmpty, oidcClient.isEmpty || publicURL.isEmpty {
            refuse("oidc.issuer needs oidc.client_id and site.url", "Set both, or take oidc.issuer out")
        }
        if connectionsPerAddress > connections {
            refuse(
                "connections.per_address is larger than connections.most", "Make connections.most the larger one")
        }
        if streamsPerHolder > streams {
            refuse("events.per_holder is larger than events.most", "Make events.most the larger one")
        }
        return faults
    }

    /// A value as found, not yet looked at.
    private struct Written {
        let setting: Setting
        let text: String
        let place: String
    }

    private static func written(_ environment: [String: String], faults: inout [SettingFault]) -> [Written] {
        let known = Dictionary(uniqueKeysWithValues: settings.map { ($0.environmentName, $0) })
        let sections = Set(settings.map { "TRUCE_\($0.section.uppercased())_" })
        var found: [Written] = []
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) {
            if let setting = known[name] {
                found.append(Written(setting: setting, text: text, place: name))
            } else if sections.contains(where: { name.hasPrefix($0) }) {
                // Other variables that begin with TRUCE_ are no settings and none of the server's business.
                let meant = Nearest.word(to: name, among: known.keys.sorted())
                faults.append(
                    SettingFault(
                        place: name, message: "there is no such setting",
                        remedy: meant.map { "Did you mean \($0)?" } ?? "docs/server-settings.md lists all"))
            }
        }
        return found
    }

    private static func written(_ yaml: String, name: String, faults: inout [SettingFault]) -> [Written] {
        func refuse(_ line: Int?, _ message: String, _ remedy: String) {
            faults.append(
                SettingFault(place: line.map { "\(name):\($0)" } ?? name, message: message, remedy: remedy))
        }
        guard yaml.utf8.count <= 1 << 18 else {
            refuse(nil, "the file is larger than 256 KiB", "Is this the file of settings?")
            return []
        }
        let root: Yams.Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            refuse(
                nil, "not YAML: \("\(error)".split(separator: "\n").joined(separator: " "))", "Look at the line named")
            return []
        }
        guard let root, root.null == nil else { return [] }
        guard case .mapping(let sections) = root else {
            refuse(root.mark?.line, "the file holds no sections", "Write “listen:”, and below it “  port: 8080”")
            return []
        }
        let known = Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0) })
        let sectionNames = Set(settings.map { String($0.section) }).sorted()
        var found: [Written] = []
        for (key, value) in sections {
            let section = key.string ?? ""
            guard sectionNames.contains(section) else {
                let meant = Nearest.word(to: section, among: sectionNames)
                refuse(
                    key.mark?.line, "there is no section “\(section.prefix(80))”",
                    meant.map { "Did you mean “\($0)”?" } ?? "The sections are \(sectionNames.joined(separator: ", "))")
                continue
            }
            guard case .mapping(let entries) = value else {
                if value.null == nil {
                    refuse(value.mark?.line, "“\(section)” is a section", "Write its settings below it, two spaces in")
                }
                continue
            }
            for (entry, value) in entries {
                let full = "\(section).\(entry.string ?? "")"
                guard let setting = known[full] else {
                    let meant = Nearest.word(to: full, among: known.keys.sorted())
                    refuse(
                        entry.mark?.line, "there is no setting “\(full.prefix(80))”",
                        meant.map { "Did you mean “\($0)”?" } ?? "docs/server-settings.md lists all")
                    continue
                }
                switch value {
                case .scalar(let scalar):
                    found.append(
                        Written(
                            setting: setting, text: value.null != nil ? "" : scalar.string,
                            place: "\(name):\(entry.mark?.line ?? 1)"))
                case .sequence(let items) where items.allSatisfy({ $0.scalar?.string.contains(",") == false }):
                    found.append(
                        Written(
                            setting: setting, text: items.compactMap { $0.scalar?.string }.joined(separator: ","),
                            place: "\(name):\(entry.mark?.line ?? 1)"))
                default:
                    refuse(entry.mark?.line, "\(full) takes \(setting.kindName)", "Write it on one line")
                }
            }
        }
        return found
    }
}
