import TruceAccounts

extension ServerConfiguration {
    /// A client's address as the log may hold it; nil where it may not.
    func logged(_ address: NetworkAddress) -> String? {
        switch logAddresses {
        case .none: nil
        case .shortened: address.shortened
        case .whole: "\(address)"
        }
    }

    /// The same for what the accounts tell.
    func logged(_ event: AccountEvent) -> String {
        event.text { address in NetworkAddress("\(address)".prefix { $0 != "/" }).flatMap(logged) }
    }
}
