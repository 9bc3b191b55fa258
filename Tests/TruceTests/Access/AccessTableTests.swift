import Testing
import TruceTesting

@testable import Truce

@Suite("The access table")
struct AccessTableTests {
    private let head = "obs ana team legal head party guar med wit aud pub adm\n"

    private func fault(_ text: String, rows: [String] = ["a", "b"]) -> String? {
        do {
            _ = try AccessGrid(reading: text, rows: rows, marks: "x")
            return nil
        } catch { return "\(error)" }
    }

    @Test("is read whole: a row for each thing, a letter for each role, and nothing else")
    func reading() {
        let (a, b) = ("a x . . . . . . . . . . x\n", "\n  b . . . . . . . . . . . .\n")
        #expect(fault(head + a + b) == nil)
        #expect(fault(head + a)?.contains("rows") == true)
        #expect(fault(head + b + a)?.contains("rows") == true)
        #expect(fault(head + a + a + b)?.contains("rows") == true)
        #expect(fault(head + a + "b . . .\n")?.contains("3 letters") == true)
        #expect(fault(head + a + "b . . . . . . . . . . . y\n")?.contains("“y”") == true)
        #expect(fault(head + a + "b . . . . . . . . . . . xx\n")?.contains("“?”") == true)
        #expect(fault("ana obs team legal head party guar med wit aud pub adm\n" + a + b)?.contains("head") == true)
        #expect(fault("")?.contains("head") == true)
    }

    @Test("no role sees less than the public, so that each column can be read alone", arguments: Role.allCases)
    func public_(role: Role) {
        for field in Field.allCases {
            for relation in Relation.allCases where AccessTable.sight(of: field, for: Role.public).allows(relation) {
                #expect(AccessTable.sight(of: field, for: role).allows(relation), "\(field)")
            }
        }
    }

    @Test("the quick answer is the table's, for any roles together", arguments: UInt64(0)..<40)
    func sets(seed: UInt64) {
        var random = SeededRandom(seed)
        let roles = Role.allCases.filter { !$0.isForASide }.shuffled(using: &random).prefix(Int(seed % 4))
        let asker = Asker(holder: Readers.holder, grants: roles.map { .init(role: $0) })
        for relation in Relation.allCases {
            for field in Field.allCases {
                let byTable = asker.roles.contains { AccessTable.sight(of: field, for: $0).allows(relation) }
                #expect(AccessTable.may(asker, see: field, relation) == byTable)
                #expect(AccessTable.sight(of: field, for: asker).allows(relation) == byTable)
            }
        }
    }

    @Test("two sights together allow what either does")
    func union() {
        for a in Sight.allCases {
            for b in Sight.allCases {
                for relation in Relation.allCases {
                    #expect(a.union(b).allows(relation) == (a.allows(relation) || b.allows(relation)))
                }
            }
        }
    }

    @Test(
        "who may do what, by hand",
        arguments: [
            (CommandKind.adoptFinding, [Role.headOfMission]), (.reopenFinding, [.headOfMission]),
            (.reviewFinding, [.legalReviewer]), (.fileReply, [.partyLiaison, .guarantor]),
            (.signAmendment, [.partyLiaison, .guarantor]), (.fileDemand, [.partyLiaison, .guarantor]),
            (.grantAccess, [.administrator]), (.revokeAccess, [.administrator]),
            (.triageReport, [.analyst, .headOfMission]), (.nameSignatoryKey, [.partyLiaison, .guarantor]),
        ])
    func commands(kind: CommandKind, roles: [Role]) {
        #expect(Role.allCases.filter { AccessTable.may($0, do: kind) } == roles)
    }

    @Test("the public, witnesses and auditors do nothing", arguments: CommandKind.allCases)
    func onlookers(kind: CommandKind) {
        for role in [Role.public, .witness, .auditor] { #expect(!AccessTable.may(role, do: kind)) }
        #expect(!AccessTable.may(Asker.anyone, do: kind))
    }

    @Test("what a role may do in the end some role may begin", arguments: CommandKind.allCases)
    func somebody(kind: CommandKind) { #expect(Role.allCases.contains { AccessTable.may($0, do: kind) }) }
}
