import NIOSSL
import Synchronization

/// The certificate in use. Read again on SIGHUP: new connections get the new one, open ones keep theirs.
final class Certificates: Sendable {
    private let certificateFile: String
    private let keyFile: String
    private let current: Mutex<NIOSSLContext>

    init(certificateFile: String, keyFile: String) throws(WebError) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        current = Mutex(try Self.read(certificateFile, keyFile))
    }

    var context: NIOSSLContext { current.withLock { $0 } }

    /// What cannot be used is refused, and the one in use stays.
    func reload() throws(WebError) {
        let context = try Self.read(certificateFile, keyFile)
        current.withLock { $0 = context }
    }

    private static func read(_ certificateFile: String, _ keyFile: String) throws(WebError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificateFile)
            let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            // HTTP/2 is not spoken.
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .certificate(certificate: certificateFile, key: keyFile, why: "\(error)")
        }
    }
}
