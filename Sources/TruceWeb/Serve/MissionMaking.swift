import Foundation
import Truce
import TruceAccounts
import TruceMechanism

/// What `truce init` asks for.
package struct FirstSteps: Sendable {
    package var title: String
    package var language: Language
    /// The agreement's file.
    package var agreement: String
    /// What the log is called, for ever.
    package var origin: String
    /// Of the first administrator.
    package var login: String
    /// Where people will reach the server; empty: on this machine.
    package var url: String

    package init(title: String, language: Language, agreement: String, origin: String, login: String, url: String) {
        self.title = title
        self.language = language
        self.agreement = agreement
        self.origin = origin
        self.login = login
        self.url = url
    }

    /// The holders of a new mission: who gives roles, and who answers for findings. Others are granted theirs.
    package static let administrator = "administrator"
    package static let head = "head-of-mission"
}

/// Makes a mission's folder with its first administrator. Broken off, it can be done again: what is whole stays.
///
/// - Returns: The path of the link with which the administrator sets a password, once, within three days.
package func makeMission(_ steps: FirstSteps, at folder: ServedFolder, now: Instant) async throws -> String {
    guard steps.url.isEmpty || SiteURL(steps.url) != nil else {
        throw WebError.notMade(folder.path, why: "“\(steps.url)” is not an address such as https://truce.example.org")
    }
    if !folder.exists(folder.mission) {
        try await Mission.make(
            NewMission(
                title: LocalizedText([.init(language: steps.language.rawValue, text: steps.title)]),
                languages: [steps.language.rawValue]
                    + Language.allCases.filter { $0 != steps.language }.map(\.rawValue), agreement: steps.agreement,
                origin: steps.origin,
                people: [
                    .init(holder: HolderID(FirstSteps.administrator)!, role: .administrator),
                    .init(holder: HolderID(FirstSteps.head)!, role: .headOfMission),
                ]), at: folder.path)
    }
    if !folder.exists(folder.configuration) {
        var lines = ["site:", "  title: \(quoted(steps.title))", "  language: \(steps.language.rawValue)"]
        if !steps.url.isEmpty { lines.append("  url: \(quoted(steps.url))") }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(
            to: URL(filePath: folder.configuration), options: .atomic)
    }
    let accounts = try folder.openAccounts(AccountsSettings(), needsSecondFactor: { _ in false }, journal: { _ in })
    guard try await accounts.accounts().isEmpty else {
        try accounts.close()
        throw WebError.notMade(folder.path, why: "a mission with accounts is there already. Name another folder")
    }
    do {
        let invited = try await accounts.invite(
            login: steps.login, displayName: "",
            holders: [HolderID(FirstSteps.administrator)!, HolderID(FirstSteps.head)!], by: nil, at: now)
        try accounts.close()
        return InvitationLink.path(invited.code)
    } catch { throw WebError.accounts(error) }
}

/// As YAML: in double quotes, which JSON's are.
private func quoted(_ text: String) -> String {
    guard let bytes = try? JSONValue.string(text).canonicalBytes() else { return "\"\"" }
    return String(decoding: bytes, as: UTF8.self)
}
