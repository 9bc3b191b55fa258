/// What a witness answers over HTTP.
public struct WitnessAnswer: Hashable, Sendable {
    public var status: Int
    public var contentType: String
    public var body: [UInt8]

    public static let text = "text/plain; charset=utf-8"
    /// The type of a 409 whose body is the size cosigned last.
    public static let size = "text/x.tlog.size"

    public init(status: Int, contentType: String = WitnessAnswer.text, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// A sentence for whoever reads the answer.
    package init(_ status: Int, _ sentence: String) {
        self.init(status: status, body: Array((sentence + "\n").utf8))
    }

    static func conflict(size: Int) -> WitnessAnswer {
        WitnessAnswer(status: 409, contentType: Self.size, body: Array("\(size)\n".utf8))
    }
}
