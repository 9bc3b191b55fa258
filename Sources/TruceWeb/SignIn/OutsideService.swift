import TruceAccounts

#if OIDC
    import TruceOIDC
#endif

extension ServerConfiguration {
    /// Where the organisation's service sends people back to. Registered there by an administrator.
    package static let outsideAnswerPath = "/sign-in/organisation/answer"

    /// Whether the program was built with what `oidc.issuer` needs.
    static var speaksOIDC: Bool {
        #if OIDC
            true
        #else
            false
        #endif
    }

    /// Nil where none is set.
    func outsideSignIns() -> OutsideSignIns? {
        #if OIDC
            guard !oidcIssuer.isEmpty else { return nil }
            let client = OIDCClient(
                issuer: oidcIssuer, id: oidcClient, secret: oidcSecret,
                redirect: (SiteURL(publicURL)?.description ?? publicURL) + Self.outsideAnswerPath)
            return OutsideSignIns(OIDCService(client), name: oidcName, secondFactor: oidcSecondFactor)
        #else
            return nil
        #endif
    }
}
