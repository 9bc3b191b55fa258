// swift-tools-version: 6.2
import PackageDescription

// Measurements and fuzzing, apart from the main package so that nobody else builds them.
let package = Package(
    name: "truce-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "truce", path: "..")],
    targets: [
        // Reading, matching and assessing, in CPU seconds and megabytes.
        .executableTarget(
            name: "truce-bench",
            dependencies: [
                .product(name: "Truce", package: "truce"), .product(name: "TruceIntake", package: "truce"),
                .product(name: "TruceMatching", package: "truce"),
            ], path: "Sources/TruceBench"),
        // A million mutated inputs against every reader and the agreement file.
        .executableTarget(
            name: "truce-fuzz",
            dependencies: [
                .product(name: "Truce", package: "truce"), .product(name: "TruceIntake", package: "truce"),
            ], path: "Sources/TruceFuzz"),
        // Hashing, recording and checking the ledger, in CPU seconds, appends a second and megabytes.
        .executableTarget(
            name: "truce-ledger-bench",
            dependencies: [
                .product(name: "Truce", package: "truce"), .product(name: "TruceLedger", package: "truce"),
            ], path: "Sources/TruceLedgerBench"),
        // Ten thousand changes of logs and receipts, each of which must be refused.
        .executableTarget(
            name: "truce-tamper",
            dependencies: [
                .product(name: "Truce", package: "truce"), .product(name: "TruceLedger", package: "truce"),
            ], path: "Sources/TruceTamper"),
    ],
    swiftLanguageModes: [.v6]
)
