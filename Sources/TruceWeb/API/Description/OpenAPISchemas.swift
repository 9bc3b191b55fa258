import Truce
import TruceMechanism

/// The schemas that operations refer to by name: each command, each record that an answer holds, and the few shapes of
/// the API's own.
enum OpenAPISchemas {
    static let all: JSONValue = .members(
        CommandKind.allCases.map { .init($0.schemaName, $0.schema) }
            + ShownRecords.all.map { .init($0.recordName, $0.schema) }
            + [.init("Submitted", Submitted.schema), .init("Problem", OpenAPIProblems.schema)])
}
