// swift-tools-version: 6.2
import PackageDescription

// Truce, from the inside out: a pure core, then what reads, matches and writes, then the one shell.
let package = Package(
    name: "truce",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "truce", targets: ["TruceCommand"]),
        .library(name: "Truce", targets: ["Truce"]),
        .library(name: "TruceIntake", targets: ["TruceIntake"]),
        .library(name: "TruceMatching", targets: ["TruceMatching"]),
        .library(name: "TruceLedger", targets: ["TruceLedger"]),
    ],
    traits: [
        .trait(
            name: "OIDC",
            description:
                "Sign-in by an organisation's own service (OpenID Connect). Fetches and builds two packages more."),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.20.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // With the trait OIDC only: neither fetched nor built without it.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // The words and the rules. Values and functions: no clock, no disk, no network.
        .target(name: "Truce"),
        // The byte scanner behind the CSV readers: where the separators, quotes and line ends are.
        .target(name: "CTruceScan"),
        // gzip, from Debian's zlib1g-dev.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Bytes to reports and agreements; rows and lines refused. One file per format.
        .target(
            name: "TruceIntake",
            dependencies: ["Truce", "CTruceScan", "CZlib", .product(name: "Yams", package: "Yams")]),
        // Reports to proposed incidents, each with its reasons. Pure and fast; measured in Benchmarks/.
        .target(name: "TruceMatching", dependencies: ["Truce"]),
        // What was judged to what is read: the daily report, its map and its tables, in each language.
        .target(
            name: "TruceDocuments",
            dependencies: ["Truce", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("Templates")]),
        // A truthful stream of reports from noisy sources with known incidents, for training and tests.
        .target(name: "TruceSimulation", dependencies: ["Truce"]),
        // The record: facts as entries of a Merkle log, on SQLite or in memory; its checkpoints, proofs,
        // receipts and witnesses' rules; the vault of what may be erased.
        .target(
            name: "TruceLedger",
            dependencies: [
                "Truce", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // The witness protocol over HTTP, both ends.
        .target(
            name: "TruceWitness",
            dependencies: [
                "Truce", "TruceLedger", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
            ]),
        // The front door: check, match, assess, explain, simulate; keep the ledger, witness, verify.
        .target(
            name: "TruceMechanism",
            dependencies: [
                "Truce", "TruceIntake", "TruceMatching", "TruceDocuments", "TruceSimulation", "TruceLedger",
                "TruceViews",
                "TruceWitness", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        // What the mechanism answers from: one SQLite file, one Swift file per view. Deleting it is harmless.
        .target(
            name: "TruceViews",
            dependencies: [
                "Truce", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // Who may sign in as which holder: passwords, second factors, sessions, tokens, invitations. No role lives here.
        .target(
            name: "TruceAccounts",
            dependencies: [
                "Truce", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"), .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // Sign-in by an organisation's own service (OpenID Connect). Empty without the trait OIDC.
        .target(
            name: "TruceOIDC",
            dependencies: [
                "Truce", "TruceAccounts",
                .product(
                    name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["OIDC"])),
                .product(name: "JWTKit", package: "jwt-kit", condition: .when(traits: ["OIDC"])),
            ]),
        // The server: routes, problems, the OpenAPI description, plain pages, sign-in over HTTP.
        .target(
            name: "TruceWeb",
            dependencies: [
                "Truce", "TruceMechanism", "TruceAccounts", "TruceDocuments",
                .target(name: "TruceOIDC", condition: .when(traits: ["OIDC"])),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("Templates"), .embedInCode("Static")]),
        // The product `truce`: one file per subcommand.
        .executableTarget(
            name: "TruceCommand",
            dependencies: [
                "Truce", "TruceMechanism", "TruceWeb",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // What an outside user of the ledger writes: public symbols only.
        .executableTarget(name: "LedgerExample", dependencies: ["Truce", "TruceLedger"], path: "Examples/ledger"),
        // Seeded random, builders, and where the shared data are: for tests only.
        .target(name: "TruceTesting", dependencies: ["Truce", "TruceLedger"]),
        .testTarget(name: "TruceTests", dependencies: ["Truce", "TruceSimulation", "TruceTesting"]),
        .testTarget(name: "TruceIntakeTests", dependencies: ["TruceIntake", "CTruceScan", "TruceTesting"]),
        .testTarget(name: "TruceMatchingTests", dependencies: ["TruceMatching", "TruceIntake", "TruceTesting"]),
        .testTarget(name: "TruceDocumentsTests", dependencies: ["TruceDocuments", "TruceTesting"]),
        .testTarget(
            name: "TruceLedgerTests",
            dependencies: [
                "TruceLedger", "TruceTesting", "LedgerExample", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .testTarget(name: "TruceWitnessTests", dependencies: ["TruceWitness", "TruceLedger", "TruceTesting"]),
        .testTarget(name: "TruceViewsTests", dependencies: ["TruceViews", "TruceTesting"]),
        .testTarget(
            name: "TruceAccountsTests",
            dependencies: ["TruceAccounts", "TruceTesting", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(
            name: "TruceOIDCTests",
            dependencies: [
                "TruceOIDC", "TruceAccounts", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit", condition: .when(traits: ["OIDC"])),
            ]),
        .testTarget(
            name: "TruceWebTests",
            dependencies: ["TruceWeb", "TruceMechanism", "TruceIntake", "TruceAccounts", "TruceTesting"]),
        .testTarget(
            name: "TruceMechanismTests",
            dependencies: ["Truce", "TruceIntake", "TruceMechanism", "TruceCommand", "TruceTesting", "CZlib"]),
    ],
    swiftLanguageModes: [.v6]
)
