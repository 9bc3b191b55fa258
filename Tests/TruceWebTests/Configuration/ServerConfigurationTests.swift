import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("The settings of the server")
struct ServerConfigurationTests {
    /// For each setting: values on the inside of its limits, values on the outside.
    static let table: [(name: String, taken: [String], refused: [String])] = [
        (
            "listen.address", ["127.0.0.1", "::", "[::1]", "0.0.0.0"],
            ["", "localhost", "1.2.3", "127.0.0.1:80", "1.2.3.4/8"]
        ),
        ("listen.port", ["0", "65535"], ["-1", "65536", "", "80a", "0x50", "8e1", "80.5"]),
        (
            "site.url", ["", "https://truce.example.org", "http://localhost:8080", "https://[::1]:8443/"],
            ["truce.example.org", "ftp://x", "https://", "https://x/path", "https://x?q", "https://a b", "https://u@x"]
        ),
        (
            "site.hosts", ["", "a.example, b.example", "[2001:db8::1]", "A.Example"],
            ["a b", "a/b", "a..b", "http://a", "a:80"]
        ),
        ("site.title", ["T", String(repeating: "ا", count: 80)], ["", String(repeating: "x", count: 81), "a\u{7}"]),
        ("site.language", ["en", "ar"], ["EN", "fr", ""]),
        ("data.folder", ["data", "/var/lib/truce"], ["", String(repeating: "x", count: 4097)]),
        (
            "proxy.trusted", ["", "127.0.0.1", "10.0.0.0/8, ::1, fd00::/8"],
            ["proxy", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "*"]
        ),
        (
            "limits.json", ["1 KiB", "64 MiB", "1024", "1024 B", "1MiB"].filter { $0 != "1024" },
            ["1023 B", "65 MiB", "1024", "1 MB", "-1 MiB", "1.5 MiB", ""]
        ),
        ("limits.attachment", ["1 KiB", "16 GiB"], ["1023 B", "17 GiB", "99999999999999999 GiB"]),
        ("limits.import", ["1 KiB", "256 GiB"], ["1023 B", "257 GiB"]),
        ("limits.header", ["1 KiB", "1 MiB"], ["1023 B", "2 MiB"]),
        ("limits.header_fields", ["10", "1000"], ["9", "1001"]),
        ("limits.target", ["256 B", "64 KiB"], ["255 B", "65 KiB"]),
        ("time.header", ["100 ms", "120 s", "2 min"], ["99 ms", "121 s", "10", "1 minute", ""]),
        ("time.body_grace", ["100 ms", "10 min"], ["99 ms", "601 s"]),
        ("time.body_rate", ["0 B", "1 MiB"], ["1025 KiB", "fast"]),
        ("time.idle", ["100 ms", "1 h"], ["99 ms", "3601 s"]),
        ("time.request", ["100 ms", "1 h"], ["99 ms", "3601 s"]),
        ("time.stop", ["0 s", "10 min"], ["601 s", "-1 s"]),
        ("connections.most", ["100", "100000"], ["0", "100001"]),
        ("connections.per_address", ["1", "2000"], ["0", "100001"]),
        ("rate.anonymous", ["1", "1000000"], ["0", "1000001"]),
        ("rate.signed_in", ["1", "1000000"], ["0", "1000001"]),
        ("rate.sign_in", ["1", "10000"], ["0", "10001"]),
        ("events.most", ["6", "100000"], ["0", "100001"]),
        ("events.per_holder", ["1", "500"], ["0", "1001"]),
        ("events.buffer", ["1", "65536"], ["0", "65537"]),
        ("events.heartbeat", ["100 ms", "5 min"], ["99 ms", "301 s"]),
        ("log.level", ["debug", "info", "notice", "warning", "error"], ["", "INFO", "trace"]),
        ("log.format", ["text", "json"], ["", "xml"]),
        ("log.file", ["", "/var/log/truce/truce.log"], [String(repeating: "x", count: 4097)]),
        ("log.addresses", ["none", "shortened", "whole"], ["", "all"]),
        (
            "metrics.token", ["", "0123456789abcdef", String(repeating: "a", count: 256)],
            ["0123456789abcde", String(repeating: "a", count: 257), "0123456789 abcdef"]
        ),
        ("session.idle", ["1 min", "7 d"], ["59 s", "31 d"]),
        ("session.longest", ["12 h", "365 d"], ["59 s", "366 d"]),
        ("oidc.client_id", ["", "truce"], [String(repeating: "x", count: 256), "a\u{1}"]),
        ("oidc.client_secret", ["", "0123456789abcdef"], ["0123456789abcde", "0123456789 abcdef"]),
        ("oidc.name", ["the Ministry", "الوزارة"], ["", String(repeating: "x", count: 81)]),
        ("oidc.second_factor", ["", "mfa, otp"], [Array(repeating: "x", count: 17).joined(separator: ",")]),
        ("session.second_factor", ["analyst", "administrator, head_of_mission"], ["nobody", "analyst, everybody"]),
    ]
    /// A pair, tested together below.
    static let paired: Set = ["tls.certificate", "tls.key", "oidc.issuer"]

    private static func yaml(_ name: String, _ value: String) -> String {
        let parts = name.split(separator: ".")
        let quoted = value.unicodeScalars.map {
            $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.value < 0x20 ? "\\x0\(String($0.value, radix: 16))" : String($0)
        }
        return "\(parts[0]):\n  \(parts[1]): \"\(quoted.joined())\"\n"
    }

    private static func faults(_ yaml: String, _ environment: [String: String] = [:]) -> [SettingFault] {
        do {
            _ = try ServerConfiguration(yaml: yaml, name: "server.yaml", environment: environment)
            return []
        } catch .settings(let faults) {
            return faults
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    @Test("each has a row in this table")
    func complete() {
        #expect(Set(ServerConfiguration.settings.map(\.name)) == Set(Self.table.map(\.name)).union(Self.paired))
        #expect(Set(ServerConfiguration.settings.map(\.environmentName)).count == ServerConfiguration.settings.count)
    }

    @Test(
        "each takes what is within its limits and nothing else, in the file and in the environment",
        arguments: table.map(\.name))
    func limits(name: String) throws {
        let row = try #require(Self.table.first { $0.name == name })
        let setting = try #require(ServerConfiguration.settings.first { $0.name == name })
        for value in row.taken {
            #expect(Self.faults(Self.yaml(name, value)).isEmpty, "\(value)")
            #expect(Self.faults("", [setting.environmentName: value]).isEmpty, "\(value)")
        }
        for value in row.refused {
            let inFile = Self.faults(Self.yaml(name, value))
            #expect(inFile.map(\.place) == ["server.yaml:2"], "\(value)")
            #expect(inFile.first?.message.contains(name) == true)
            #expect(
                Self.faults("", [setting.environmentName: value]).map(\.place) == [setting.environmentName], "\(value)")
        }
    }

    @Test("each says its default in the words that it takes", arguments: ServerConfiguration.settings.map(\.name))
    func standard(name: String) throws {
        let setting = try #require(ServerConfiguration.settings.first { $0.name == name })
        var configuration = ServerConfiguration()
        #expect(setting.apply(setting.standard, &configuration) == nil)
        #expect(!setting.meaning.isEmpty && !setting.range.isEmpty)
    }

    @Test(
        "a sign-in service is named by https, or on this machine, and never without what it needs",
        arguments: [
            ("https://login.example.org/realms/a", true), ("http://localhost:9/x", true), ("http://127.0.0.1", true),
            ("http://[::1]:9", true), ("http://login.example.org", false), ("http://localhost.example.org", false),
            ("https://", false), ("https://user@example.org", false), ("https://example.org/?a", false),
            ("ftp://x", false),
        ])
    func service(issuer: String, isTaken: Bool) {
        let rest = "  client_id: truce\nsite:\n  url: https://truce.example.org\n"
        #expect(Self.faults("oidc:\n  issuer: \"\(issuer)\"\n" + rest).isEmpty == isTaken)
        #expect(!Self.faults(Self.yaml("oidc.issuer", issuer)).isEmpty)
    }

    @Test("the environment stands over the file, the file over the default")
    func order() throws {
        let file = "listen:\n  port: 81\nlimits: {json: 2 MiB}\nproxy:\n  trusted:\n    - 10.0.0.0/8\n    - ::1\n"
        let configuration = try ServerConfiguration(
            yaml: file, name: "f", environment: ["TRUCE_LISTEN_PORT": "82", "TRUCE_SHARED": "x", "PATH": "y"])
        #expect(configuration.port == 82)
        #expect(configuration.jsonBytes == 2 << 20)
        #expect(configuration.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1"])
        #expect(configuration.idleTime == .seconds(60))
    }

    @Test(
        "an empty file, and none, leave the defaults",
        arguments: ["", "# nothing\n", "listen:\n", "~\n", "log: {file: }\n"])
    func empty(yaml: String) throws {
        #expect(try ServerConfiguration(yaml: yaml, name: "f", environment: [:]).port == 8080)
    }

    @Test("all that is wrong is said at once, each with its place and what was probably meant")
    func all() {
        let file = """
            listen:
              prot: 80
              port: many
            limts:
              json: 1 MiB
            time: 7
            proxy:
              trusted: {a: b}
            """
        let faults = Self.faults(file, ["TRUCE_LIMITS_JSN": "1 MiB", "TRUCE_METRICS_TOKEN": "my-secret"])
        let text = WebError.settings(faults).description
        for words in [
            "server.yaml:2: there is no setting “listen.prot”. Did you mean “listen.port”?",
            "server.yaml:3: listen.port: “many” cannot be used. Write a whole number (0 to 65535), such as “0”.",
            "server.yaml:4: there is no section “limts”. Did you mean “limits”?", "server.yaml:6: “time” is a section",
            "server.yaml:8: proxy.trusted takes a list of addresses",
            "TRUCE_LIMITS_JSN: there is no such setting. Did you mean TRUCE_LIMITS_JSON?",
            "TRUCE_METRICS_TOKEN: metrics.token",
        ] { #expect(text.contains(words), "\(words)\n\(text)") }
        #expect(faults.count == 7)
        #expect(!text.contains("my-secret"), "a secret is not shown")
    }

    @Test(
        "what is no YAML, or no settings, is said so",
        arguments: [
            "listen: [", "- a\n- b\n", "a\n", "listen:\n  port: 1\n  port: 2\n", "\t", "listen: {port: {a: 1}}",
            "? [a]\n: b\n", String(repeating: "# x\n", count: 70_000),
        ])
    func notSettings(yaml: String) {
        #expect(!Self.faults(yaml).isEmpty)
    }

    @Test("a file that is not there is named")
    func missing() {
        #expect(throws: WebError.self) { try ServerConfiguration(file: "/nonexistent/server.yaml", environment: [:]) }
    }

    @Test(
        "settings that contradict each other are refused together",
        arguments: [
            "tls: {certificate: a.pem}", "tls: {key: a.pem}",
            "tls: {certificate: a.pem, key: b.pem}\nsite: {url: \"http://x\"}", "session: {idle: 8 d}",
            "connections: {most: 10, per_address: 11}", "events: {most: 1, per_holder: 2}",
        ])
    func contradictions(yaml: String) {
        #expect(Self.faults(yaml).count == 1)
    }

    @Test("docs/server-settings.md is what the declarations say")
    func documentedSnapshot() throws {
        let file = SharedData.repository.appending(path: "docs/server-settings.md")
        if ProcessInfo.processInfo.environment["TRUCE_SNAPSHOTS"] == "write" {
            try Data(SettingsPage.markdown.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == SettingsPage.markdown)
    }
}

@Suite("Addresses")
struct NetworkAddressTests {
    @Test(
        "are read in every form, and written in one",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("[2001:DB8:0::1]", "2001:db8::1"),
            ("::", "::"),
            ("0.0.0.0", "0.0.0.0"),
        ])
    func written(text: String, shown: String) throws {
        #expect(try #require(NetworkAddress(text)).description == shown)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4x", "256.1.1.1", "1.2.3.4:80", "::1%eth0", "[::1", "::1]", ":::",
            "1.2.3.4\0", "localhost",
            " 1.2.3.4", "12345::1",
        ])
    func refused(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test(
        "are told by their network, never by a person",
        arguments: [
            ("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ])
    func shortened(text: String, network: String) {
        #expect(NetworkAddress(text)?.shortened == network)
    }

    @Test(
        "this machine is 127.0.0.0/8 and ::1",
        arguments: [
            ("127.0.0.1", true), ("127.255.255.255", true), ("::1", true), ("::ffff:127.0.0.1", true),
            ("128.0.0.1", false),
            ("126.255.255.255", false), ("::2", false), ("::", false),
        ])
    func loopback(text: String, isLoopback: Bool) {
        #expect(NetworkAddress(text)?.isLoopback == isLoopback)
    }

    @Test(
        "a range holds what begins like it",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/8", "9.255.255.255", false),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "1.2.3.4", true),
            ("0.0.0.0/0", "::1", false), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
            ("::/0", "2001:db8::1", true),
            ("192.0.2.128/25", "192.0.2.128", true), ("192.0.2.128/25", "192.0.2.127", false),
        ])
    func range(range: String, address: String, isIn: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(NetworkAddress(address)!) == isIn)
    }
}
