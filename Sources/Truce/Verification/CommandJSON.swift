extension Command {
    /// What it says, as ``init(_:json:)`` reads it. Throws where a text or number is outside its range.
    package func json() throws(FactError) -> JSONValue { try payload.json() }
}
