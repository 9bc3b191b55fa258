// swift-tools-version: 6.2
import PackageDescription

// Truce, from the inside out: a pure core, then what reads, matches and writes, then the one shell.
let package = Package(
    name: "truce",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Truce", targets: ["Truce"]),
    ],
    targets: [
        // The words and the rules. Values and functions: no clock, no disk, no network.
        .target(name: "Truce"),
        // Seeded random, builders, and where the shared data are: for tests only.
        .target(name: "TruceTesting", dependencies: ["Truce"]),
        .testTarget(name: "TruceTests", dependencies: ["Truce", "TruceTesting"]),
    ],
    swiftLanguageModes: [.v6]
)
