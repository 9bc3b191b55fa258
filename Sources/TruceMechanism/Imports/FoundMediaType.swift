import TruceLedger

extension Mechanism {
    /// What a file seems to be by its first 4096 bytes; what its sender claims is not asked.
    public static func mediaType(of start: [UInt8]) -> String { MediaType(sniffing: start).rawValue }
}
