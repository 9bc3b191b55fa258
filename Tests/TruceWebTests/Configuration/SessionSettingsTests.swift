import Testing

@testable import TruceAccounts
@testable import TruceWeb

@Suite("Settings of sessions")
struct SessionSettingsTests {
    @Test("how long a sign-in lasts stands in one place, for the server and for its accounts")
    func sessions() throws {
        let set = try ServerConfiguration(
            yaml: "session:\n  idle: 5 min\n  longest: 2 h\n", name: "f", environment: [:]
        ).accountsSettings
        #expect(set.idleSeconds == 300 && set.sessionSeconds == 7200)
        let standard = ServerConfiguration()
        #expect(standard.sessionIdle == .seconds(AccountsSettings().idleSeconds))
        #expect(standard.sessionLongest == .seconds(AccountsSettings().sessionSeconds))
    }
}
