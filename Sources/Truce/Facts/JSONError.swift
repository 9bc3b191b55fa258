/// Why bytes are not the JSON that was asked for, or a value cannot be written as JSON. Offsets count bytes from 0.
public enum JSONError: Error, Equatable, CustomStringConvertible, Sendable {
    case unexpected(at: Int, wanted: String)
    case endsEarly(at: Int)
    case trailingBytes(at: Int)
    case notUTF8(at: Int)
    case controlCharacter(at: Int)
    case unknownEscape(at: Int)
    case loneSurrogate(at: Int)
    case duplicateKey(String, at: Int)
    case tooDeep(at: Int)
    case malformedNumber(at: Int)
    /// A whole number outside ±2^53, or one too large for a double.
    case numberOutOfRange(at: Int)
    case tooLarge(bytes: Int, limit: Int)
    case integerNotWritable(Int64)
    /// Not finite, or whole and outside ±2^53.
    case doubleNotWritable(Double)

    public var description: String {
        switch self {
        case .unexpected(let at, let wanted): "Byte \(at): not JSON; \(wanted) should stand here."
        case .endsEarly(let at): "Byte \(at): the JSON ends in the middle of a value. Was the file cut short?"
        case .trailingBytes(let at): "Byte \(at): there is more after the end of the JSON value. Remove it."
        case .notUTF8(let at): "Byte \(at): the text is not UTF-8. Save it as UTF-8."
        case .controlCharacter(let at):
            "Byte \(at): a control character stands in a text. Write it as an escape, such as \\n."
        case .unknownEscape(let at):
            "Byte \(at): there is no such escape. Use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits."
        case .loneSurrogate(let at): "Byte \(at): half of a surrogate pair stands alone, which is no character."
        case .duplicateKey(let key, let at): "Byte \(at): the object has the key “\(key)” twice. Remove one of them."
        case .tooDeep(let at):
            "Byte \(at): objects and arrays are nested deeper than \(JSONParser.depthLimit) levels."
        case .malformedNumber(let at): "Byte \(at): this is not a number as JSON writes them."
        case .numberOutOfRange(let at):
            "Byte \(at): the number is too large. Whole numbers reach from −2^53 to 2^53; write larger ones as a text."
        case .tooLarge(let bytes, let limit): "The JSON has \(bytes) bytes; at most \(limit) are read."
        case .integerNotWritable(let value):
            "\(value) cannot be written as a JSON number: whole numbers reach from −2^53 to 2^53."
        case .doubleNotWritable(let value):
            "\(value) cannot be written as a JSON number: it must be finite, and whole numbers reach from −2^53 to 2^53."
        }
    }
}
