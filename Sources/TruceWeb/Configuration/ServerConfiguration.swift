import Truce
import TruceAccounts

/// Everything that can be set about `truce serve`. The values here are the defaults; ``settings`` says what each may be.
package struct ServerConfiguration: Sendable {
    package var address = "127.0.0.1"
    package var port = 8080
    package var publicURL = ""
    package var hosts: [String] = []
    package var title = "Truce"
    package var language = Language.english
    package var dataFolder = "data"

    package var certificateFile = ""
    package var keyFile = ""
    package var trustedProxies: [AddressRange] = []

    package var jsonBytes = 1 << 20
    package var attachmentBytes = 64 << 20
    package var importBytes = 1 << 30
    package var headerBytes = 32 << 10
    package var headerFields = 100
    package var targetBytes = 8 << 10

    package var headTime = Duration.seconds(10)
    package var bodyGrace = Duration.seconds(10)
    package var bodyBytesPerSecond = 1 << 10
    package var idleTime = Duration.seconds(60)
    package var requestTime = Duration.seconds(60)
    package var stopTime = Duration.seconds(30)

    package var connections = 2000
    package var connectionsPerAddress = 100

    package var anonymousRate = 300
    package var signedInRate = 1200
    package var signInRate = 10

    package var logLevel = LogLevel.info
    package var logFormat = LogFormat.text
    package var logFile = ""
    package var logAddresses = LogAddresses.shortened
    package var metricsToken = ""

    /// Of which an operator sets the two below.
    package var accounts = AccountsSettings()
    /// Roles, by their names.
    package var secondFactorRoles = [Role.administrator.rawValue, Role.headOfMission.rawValue]

    package var oidcIssuer = ""
    package var oidcClient = ""
    package var oidcSecret = ""
    package var oidcName = "your organisation"
    package var oidcSecondFactor: [String] = []

    package var streams = 500
    package var streamsPerHolder = 6
    package var streamEvents = 256
    package var streamHeartbeat = Duration.seconds(15)

    package init() {}

    package enum LogLevel: String, Sendable, CaseIterable { case debug, info, notice, warning, error }
    package enum LogFormat: String, Sendable, CaseIterable { case text, json }
    package enum LogAddresses: String, Sendable, CaseIterable { case none, shortened, whole }

    package var sessionIdle: Duration {
        get { .seconds(accounts.idleSeconds) }
        set { accounts.idleSeconds = newValue.components.seconds }
    }

    package var sessionLongest: Duration {
        get { .seconds(accounts.sessionSeconds) }
        set { accounts.sessionSeconds = newValue.components.seconds }
    }

    package var usesTLS: Bool { !certificateFile.isEmpty }
}

extension ServerConfiguration {
    /// Every setting, in the order of the documents.
    package static let settings: [Setting] = listening + bodies + times + shares + records + outside

    private static let listening = [
        Setting(
            "listen.address", \.address, .address,
            "The address to listen at. `0.0.0.0` or `::` stands for every address of the machine."),
        Setting("listen.port", \.port, .number(0...65535), "The port to listen at. 0 takes any that is free."),
        Setting(
            "site.url", \.publicURL, .url,
            "Where people reach the server, such as `https://truce.example.org`: its host is answered to, links begin "
                + "with it. Empty: the address that is listened at."),
        Setting(
            "site.hosts", \.hosts, .hosts,
            "Further host names that are answered to. A request for any other host is refused, so that a foreign name "
                + "that points here reads nothing."),
        Setting(
            "site.title", \.title, .text("a text", most: 80, mayBeEmpty: false, example: "Truce"),
            "The name in the head of every page."),
        Setting("site.language", \.language, .choice(), "The language of pages for readers who ask for none of them."),
        Setting("data.folder", \.dataFolder, .path(mayBeEmpty: false), "The folder of ledger, views and attachments."),
        Setting(
            "tls.certificate", \.certificateFile, .path(),
            "The PEM file of the certificate, its chain behind it. Empty: no TLS here; a proxy in front does it. Read "
                + "again on SIGHUP."),
        Setting("tls.key", \.keyFile, .path(), "The PEM file of the certificate's private key."),
        Setting(
            "proxy.trusted", \.trustedProxies,
            .list("a list of addresses", most: 64, example: "127.0.0.1, 10.0.0.0/8") { AddressRange($0) },
            "Proxies in front of the server. From them alone `X-Forwarded-For` and `X-Forwarded-Proto` are believed."),
    ]

    private static let bodies = [
        Setting("limits.json", \.jsonBytes, .size(1 << 10...64 << 20), "The largest JSON or form body."),
        Setting("limits.attachment", \.attachmentBytes, .size(1 << 10...16 << 30), "The largest attachment."),
        Setting("limits.import", \.importBytes, .size(1 << 10...256 << 30), "The largest file of a bulk import."),
        Setting(
            "limits.header", \.headerBytes, .size(1 << 10...1 << 20),
            "The largest head of a request: names and values of its header fields together."),
        Setting("limits.header_fields", \.headerFields, .number(10...1000), "The most header fields of a request."),
        Setting("limits.target", \.targetBytes, .size(256...64 << 10), "The longest path and query of a request."),
    ]

    private static let times = [
        Setting(
            "time.header", \.headTime, .duration(.milliseconds(100)...(.seconds(120))),
            "How long the head of a request may take, from its first byte."),
        Setting(
            "time.body_grace", \.bodyGrace, .duration(.milliseconds(100)...(.seconds(600))),
            "How long a body may take before `time.body_rate` counts."),
        Setting(
            "time.body_rate", \.bodyBytesPerSecond, .size(0...1 << 20),
            "How many bytes a second of a body must arrive at least, on average."),
        Setting(
            "time.idle", \.idleTime, .duration(.milliseconds(100)...(.seconds(3600))),
            "How long a connection may stay open with no request, or with an answer that nobody reads."),
        Setting(
            "time.request", \.requestTime, .duration(.milliseconds(100)...(.seconds(3600))),
            "How long the work for one request may take, its body's arrival apart."),
        Setting(
            "time.stop", \.stopTime, .duration(.seconds(0)...(.seconds(600))),
            "How long running requests are waited for when the server stops."),
    ]

    private static let shares = [
        Setting("connections.most", \.connections, .number(1...100_000), "Connections open at once; more wait."),
        Setting(
            "connections.per_address", \.connectionsPerAddress, .number(1...100_000),
            "Connections open at once from one address (IPv6: one /64), trusted proxies apart."),
        Setting(
            "rate.anonymous", \.anonymousRate, .number(1...1_000_000),
            "Requests a minute from one address without a sign-in. As many may come at once."),
        Setting("rate.signed_in", \.signedInRate, .number(1...1_000_000), "Requests a minute of one holder."),
        Setting("rate.sign_in", \.signInRate, .number(1...10_000), "Attempts a minute to sign in from one address."),
        Setting(
            "events.most", \.streams, .number(1...100_000), "Streams of events open at once, each one connection."),
        Setting(
            "events.per_holder", \.streamsPerHolder, .number(1...1000), "Streams of events open at once of one holder."),
        Setting(
            "events.buffer", \.streamEvents, .number(1...65_536),
            "Events that wait for one slow reader; a reader further behind is let go and comes back."),
        Setting(
            "events.heartbeat", \.streamHeartbeat, .duration(.milliseconds(100)...(.seconds(300))),
            "How often a silent stream says that it is alive."),
    ]

    private static let records = [
        Setting("log.level", \.logLevel, .choice(), "The least grave messages that are logged."),
        Setting("log.format", \.logFormat, .choice(), "Lines for people, or one JSON object a line."),
        Setting(
            "log.file", \.logFile, .path(),
            "Where the log goes. Empty: standard error. Opened anew on SIGHUP, for logrotate."),
        Setting(
            "log.addresses", \.logAddresses, .choice(),
            "How clients appear in the log: not at all, their network (/24 or /48), or their whole address."),
        Setting(
            "metrics.token", \.metricsToken, .secret, isSecret: true,
            "Who may read `/metrics` from elsewhere: `Authorization: Bearer TOKEN`. Empty: only from this machine."),
        Setting(
            "session.idle", \.sessionIdle, .duration(.seconds(60)...(.seconds(30 * 86400))),
            "How long a sign-in lasts without a request."),
        Setting(
            "session.longest", \.sessionLongest, .duration(.seconds(60)...(.seconds(365 * 86400))),
            "How long a sign-in lasts at most."),
        Setting(
            "session.second_factor", \.secondFactorRoles,
            .list("a list of roles", most: 12, example: "administrator, head_of_mission") {
                Role(rawValue: $0)?.rawValue
            },
            "Roles whose holders sign in with a second factor, and must set one up first."),
    ]
}

extension ServerConfiguration {
    fileprivate static let outside = [
        Setting(
            "oidc.issuer", \.oidcIssuer, .service,
            "The organisation's sign-in service (OpenID Connect), exactly as it calls itself. Needs a program built with the "
                + "trait OIDC, and `site.url`. Empty: none."),
        Setting(
            "oidc.client_id", \.oidcClient, .text("a text", most: 255, example: "truce"),
            "What the service calls this server. It sends people back to `/sign-in/organisation/answer` of `site.url`."),
        Setting(
            "oidc.client_secret", \.oidcSecret, .secret, isSecret: true,
            "The secret that the service gave this server. Empty: it asks for none."),
        Setting(
            "oidc.name", \.oidcName, .text("a text", most: 80, mayBeEmpty: false, example: "the Ministry"),
            "What the sign-in page calls the service."),
        Setting(
            "oidc.second_factor", \.oidcSecondFactor, .list("a list of words", most: 16, example: "mfa") { $0 },
            "Values of the service's `amr` or `acr` by which it is believed to have asked for a second factor. Empty: never; "
                + "who needs one then has it here."),
    ]
}

extension SettingKind where Value == String {
    fileprivate static var service: SettingKind {
        SettingKind(
            name: "an address", range: "empty, or https://…; http: for this machine only",
            example: "https://login.example.org/realms/office",
            read: { $0.isEmpty || ServiceAddress.isSafe($0) && !$0.contains("?") ? $0 : nil }, write: { $0 })
    }

    fileprivate static func path(mayBeEmpty: Bool = true) -> SettingKind {
        .text("a path", most: 4096, mayBeEmpty: mayBeEmpty, example: "/etc/truce/file")
    }

    fileprivate static var address: SettingKind {
        SettingKind(
            name: "an address", range: "IPv4 or IPv6", example: "0.0.0.0", read: { NetworkAddress($0).map { "\($0)" } },
            write: { $0 })
    }

    fileprivate static var secret: SettingKind {
        SettingKind(
            name: "a secret", range: "empty, or 16 to 256 letters, digits or - . _ ~ + / =",
            example: "32 random letters",
            read: {
                $0.isEmpty || ((16...256).contains($0.utf8.count) && $0.utf8.allSatisfy(HostName.isToken68)) ? $0 : nil
            },
            write: { $0 })
    }

    fileprivate static var url: SettingKind {
        SettingKind(
            name: "an address of a site", range: "empty, or http(s)://HOST[:PORT], without a path",
            example: "https://truce.example.org", read: { $0.isEmpty ? $0 : SiteURL($0)?.description }, write: { $0 })
    }
}

extension SettingKind where Value == [String] {
    fileprivate static var hosts: SettingKind {
        .list("a list of host names", most: 64, example: "truce.example.org") { HostName.normal($0) }
    }
}
