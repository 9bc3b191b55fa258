import Truce

/// One setting of the server: its name, what it takes, what it is for. Its default is the value that
/// ``ServerConfiguration`` starts with.
package struct Setting: Sendable {
    /// `section.key`, as in the file: two levels.
    package let name: String
    package let kindName: String
    package let range: String
    package let standard: String
    package let meaning: String
    /// Shown nowhere once it is read.
    package let isSecret: Bool
    /// Nil when it was set; else what a value should look like.
    let apply: @Sendable (String, inout ServerConfiguration) -> String?

    init<Value: Sendable>(
        _ name: String, _ path: any WritableKeyPath<ServerConfiguration, Value> & Sendable, _ kind: SettingKind<Value>,
        isSecret: Bool = false, _ meaning: String
    ) {
        self.name = name
        self.meaning = meaning
        self.isSecret = isSecret
        kindName = kind.name
        range = kind.range
        standard = kind.write(ServerConfiguration()[keyPath: path])
        apply = { text, configuration in
            guard let value = kind.read(text) else {
                return "\(kind.name) (\(kind.range)), such as “\(kind.example)”"
            }
            configuration[keyPath: path] = value
            return nil
        }
    }

    /// `TRUCE_LIMITS_JSON` for `limits.json`.
    package var environmentName: String { "TRUCE_" + name.uppercased().map { $0 == "." ? "_" : String($0) }.joined() }
    var section: Substring { name.prefix { $0 != "." } }
}
