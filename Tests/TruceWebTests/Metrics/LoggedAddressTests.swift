import Testing
import Truce

@testable import TruceAccounts
@testable import TruceWeb

@Suite("Addresses in the log of accounts")
struct LoggedAddressTests {
    @Test(
        "are as short as the settings say",
        arguments: [
            (.none, "192.0.2.77", "signed in account=7 number=3"),
            (.shortened, "192.0.2.77", "signed in account=7 address=192.0.2.0/24 number=3"),
            (.whole, "192.0.2.77", "signed in account=7 address=192.0.2.77 number=3"),
            (.shortened, "2001:db8:1:2::5", "signed in account=7 address=2001:db8:1::/48 number=3"),
        ] as [(ServerConfiguration.LogAddresses, String, String)])
    func shortened(setting: ServerConfiguration.LogAddresses, address: String, line: String) throws {
        var configuration = ServerConfiguration()
        configuration.logAddresses = setting
        // The macro takes a module's name for a value.
        let from = TruceAccounts.NetworkAddress(address)
        let event = AccountEvent(
            kind: .signedIn, at: Instant(seconds: 0), account: AccountID(7),
            address: try #require(from), number: 3)
        #expect(configuration.logged(event) == line)
    }
}
