extension Command {
    /// What it says, as ``init(_:json:)`` reads it. Throws where a text or number is outside its range.
    package func json() throws(FactError) -> JSONValue { try payload.json() }

    /// The same in canonical form (RFC 8785), in UTF-8.
    package func canonicalBytes() throws(FactError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        try payload.write(to: &bytes)
        return bytes
    }
}
