import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("TLS by the server itself")
struct TLSTests {
    static let folder = SharedData.repository.appending(path: "Tests/Fixtures/tls").path

    /// The answer to a GET, from a client that trusts `certificate` and speaks TLS up to `version`.
    static func get(_ path: String, port: Int, trusting certificate: String, upTo version: TLSVersion = .tlsv13)
        async throws
        -> String
    {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file("\(folder)/\(certificate)-certificate.pem")
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = version
        let context = try NIOSSLContext(configuration: configuration)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let head = TestServer.head("GET", path, ["Connection: close"]) + "\r\n"
            try await outbound.write(ByteBuffer(string: head))
            var text = ""
            do {
                for try await piece in inbound { text += String(buffer: piece) }
            } catch NIOSSLError.uncleanShutdown where !text.isEmpty {
                // The answer is whole; how the connection ended does not matter here.
            }
            return text
        }
    }

    static func configure(_ configuration: inout ServerConfiguration, _ name: String) {
        configuration.certificateFile = "\(folder)/\(name)-certificate.pem"
        configuration.keyFile = "\(folder)/\(name)-key.pem"
    }

    @Test("answers, and tells browsers to keep to it")
    func answers() async throws {
        let text = try await TestServer.run {
            Self.configure(&$0, "first")
        } _: {
            try await Self.get("/hello", port: $0.port, trusting: "first")
        }
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("hello"))
        #expect(text.lowercased().contains("strict-transport-security: max-age="))
    }

    @Test(
        "speaks 1.2 and 1.3, nothing older",
        arguments: [
            (TLSVersion.tlsv1, false), (.tlsv11, false), (.tlsv12, true), (.tlsv13, true),
        ])
    func versions(version: TLSVersion, isSpoken: Bool) async throws {
        let text = try await TestServer.run {
            Self.configure(&$0, "first")
        } _: { server in
            // Which end breaks the handshake off, and how, differs.
            try? await Self.get("/hello", port: server.port, trusting: "first", upTo: version)
        }
        #expect((text?.hasSuffix("hello") ?? false) == isSpoken)
    }

    @Test("plain HTTP on its port is not answered")
    func plain() async throws {
        let rest = try await TestServer.run {
            Self.configure(&$0, "first")
        } _: { server in
            try await server.talk { connection in
                try connection.send(TestServer.head("GET", "/hello") + "\r\n")
                return try connection.rest()
            }
        }
        #expect(!String(decoding: rest, as: UTF8.self).contains("HTTP/"))
    }

    @Test("a new certificate is used after it was read again; one that is broken is refused and the old one stays")
    func reload() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tls\(UInt32.random(in: 0...(.max)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // left over in the temporary folder at worst
        func install(_ name: String) throws {
            for part in ["certificate", "key"] {
                let bytes = try Data(contentsOf: URL(filePath: "\(Self.folder)/\(name)-\(part).pem"))
                try bytes.write(to: folder.appending(path: "\(part).pem"))
            }
        }
        try install("first")
        let certificates = try Certificates(
            certificateFile: folder.appending(path: "certificate.pem").path,
            keyFile: folder.appending(path: "key.pem").path)
        let first = certificates.context
        try install("second")
        try certificates.reload()
        let second = certificates.context
        #expect(first !== second)
        try Data("no certificate".utf8).write(to: folder.appending(path: "certificate.pem"))
        #expect(throws: WebError.self) { try certificates.reload() }
        #expect(certificates.context === second)
    }

    @Test(
        "files that do not belong together, or are none, are refused at the start",
        arguments: [
            ("first-certificate.pem", "second-key.pem"), ("first-key.pem", "first-key.pem"),
            ("nothing.pem", "first-key.pem"),
            ("first-certificate.pem", "first-certificate.pem"),
        ])
    func wrongFiles(certificate: String, key: String) {
        #expect(throws: WebError.self) {
            try Certificates(certificateFile: "\(Self.folder)/\(certificate)", keyFile: "\(Self.folder)/\(key)")
        }
    }
}
