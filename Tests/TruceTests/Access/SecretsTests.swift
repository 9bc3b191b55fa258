import Testing
import TruceTesting

@testable import Truce

/// Does not read the table: what must never be seen, and what must be, is written here once more by hand.
@Suite("What a role must never read")
struct SecretsTests {
    /// Everything that the reader gets to see of all records, as bytes.
    private func everything(_ reader: Asker, _ publication: RecordExample.Publication) throws -> String {
        var text = ""
        for example in RecordExample.all {
            // Parts are shown inside their wholes only.
            let record = example.make(publication, reader)
            guard !(record is any ShownPart), let json = record.json(for: reader) else { continue }
            text += String(decoding: try JSONValue.object(json).canonicalBytes(), as: UTF8.self) + "\n"
        }
        return text
    }

    static let sources = ["MARK-source"]
    static let exactPlaces = ["33.512345", "36.298765"]
    static let words = ["MARK-report-text", "MARK-place-name", "MARK-country", "MARK-type", "MARK-weapon"]
    static let drafts = ["MARK-draft", "MARK-draft-author", "MARK-reviewer", "MARK-review-note"]
    static let assessments = ["MARK-provision", "MARK-assessed", "MARK-missing"]
    static let orders = ["MARK-orders", "MARK-patrol-missing", "MARK-patrol-note", "MARK-patrol-report"]
    static let notes = ["MARK-journal-note", "MARK-journal-officer"]
    static let allegations = ["MARK-allegation-north", "MARK-allegation-south"]
    static let replies = ["MARK-reply-north", "MARK-reply-south"]
    static let confidences = ["MARK-confidence-north", "MARK-confidence-south"]
    static let rungs = ["MARK-rung", "MARK-asked", "MARK-rung-answer"]
    static let talks = ["MARK-session-note", "MARK-communique-draft"]
    static let counts = ["\"reports\":11", "\"incidents\":12", "\"breached\":13", "\"undetermined\":14"]
    static let denials = ["MARK-denial"]
    static let names = ["MARK-holder", "MARK-granter"]

    struct Row: Sendable, CustomTestStringConvertible {
        let role: Role
        let isOwn: Bool
        let never: [String]
        /// Of the whole unpublished.
        let sees: [String]
        var testDescription: String { "\(role.rawValue), \(isOwn ? "its own" : "another's")" }
    }

    static let rows: [Row] = [
        Row(
            role: .public, isOwn: false,
            never: sources + exactPlaces + words + drafts + assessments + orders + notes + allegations + replies
                + confidences + rungs + talks + counts + denials + names + ["MARK/evidence"],
            sees: ["MARK-finding", "\"denials\":18", "Second round", "By the list."]),
        Row(
            role: .witness, isOwn: true,
            never: sources + exactPlaces + words + drafts + assessments + orders + notes + allegations + replies
                + confidences + rungs + talks + counts + denials + ["MARK/evidence"], sees: ["report-received"]),
        Row(
            role: .administrator, isOwn: true,
            never: sources + exactPlaces + words + drafts + assessments + orders + notes + allegations + replies
                + confidences + rungs + talks + counts + denials + ["MARK/evidence"], sees: ["MARK-granter"]),
        Row(
            role: .partyLiaison, isOwn: true,
            never: sources + drafts + assessments + orders + notes + counts + denials + [
                "MARK-allegation-south", "MARK-reply-south", "MARK-confidence-south", "MARK-session-note",
            ],
            sees: [
                "MARK-allegation-north", "MARK-reply-north", "MARK-confidence-north", "MARK-report-text", "MARK-asked",
            ]),
        Row(
            role: .partyLiaison, isOwn: false,
            never: sources + exactPlaces + words + drafts + assessments + orders + notes + counts + denials + names
                + rungs + [
                    "MARK-allegation-north", "MARK-reply-north", "MARK-confidence-north", "MARK-session-note",
                    "MARK/evidence",
                ], sees: ["MARK-communique-draft"]),
        Row(
            role: .guarantor, isOwn: true,
            never: sources + drafts + assessments + orders + notes + counts + denials + [
                "MARK-allegation-south", "MARK-reply-south", "MARK-confidence-south", "MARK-session-note",
            ], sees: ["MARK-allegation-north", "MARK-confidence-north"]),
        Row(
            role: .guarantor, isOwn: false,
            never: sources + exactPlaces + words + drafts + assessments + orders + notes + counts + denials + names
                + rungs + ["MARK-allegation-north", "MARK-reply-north", "MARK-confidence-north", "MARK-session-note"],
            sees: ["MARK-finding"]),
        Row(
            role: .observer, isOwn: true,
            never: drafts + assessments + orders + notes + allegations + replies + confidences + rungs + talks + counts,
            sees: ["MARK-source", "MARK-report-text", "MARK-denial"]),
        Row(
            role: .observer, isOwn: false,
            never: sources + exactPlaces + words + drafts + assessments + orders + notes + allegations + replies
                + confidences + rungs + talks + counts + denials + names + ["MARK/evidence"], sees: ["MARK-finding"]),
        Row(
            role: .teamLeader, isOwn: false,
            never: sources + words + drafts + assessments + notes + allegations + replies + confidences + talks + [
                "MARK-denial", "MARK/evidence",
            ], sees: ["MARK-orders", "33.512345", "MARK-asked"] + counts),
        Row(
            role: .legalReviewer, isOwn: false, never: sources + ["MARK-orders", "MARK-session-note", "MARK-denial"],
            sees: drafts + assessments + words + replies + confidences + notes),
        Row(
            role: .auditor, isOwn: false,
            never: sources + exactPlaces + words + confidences + orders + talks + ["MARK-denial"],
            sees: drafts + assessments + notes + allegations + replies + rungs + counts + ["MARK-granter"]),
        Row(
            role: .mediator, isOwn: false,
            never: sources + exactPlaces + words + drafts + assessments + orders + notes + allegations + replies
                + confidences + denials + ["MARK-granter", "MARK/evidence"], sees: rungs + talks + counts),
        Row(
            role: .analyst, isOwn: false, never: talks,
            sees: sources + words + drafts + assessments + orders + allegations + replies + confidences + rungs + counts
        ),
        Row(
            role: .headOfMission, isOwn: false, never: [], sees: sources + words + drafts + orders + confidences + talks
        ),
    ]

    @Test("it never reads, and what it needs it does", arguments: rows)
    func secrets(row: Row) throws {
        let reader = Readers.reader(row.role, isOwn: row.isOwn)
        for publication in RecordExample.Publication.allCases {
            let text = try everything(reader, publication)
            for secret in row.never { #expect(!text.contains(secret), "\(secret), \(publication)") }
            for wanted in row.sees { #expect(text.contains(wanted), "\(wanted), \(publication)") }
        }
    }

    @Test(
        "no role of a side ever learns a source, not even of what its own side filed",
        arguments: [Role.partyLiaison, .guarantor])
    func sources(role: Role) {
        for relation in Relation.allCases {
            #expect(!AccessTable.sight(of: .reportSource, for: role).allows(relation))
            #expect(!AccessTable.sight(of: .denialSource, for: role).allows(relation))
        }
    }

    @Test("a demand's words are the sides' until they are made public")
    func demands() {
        func sees(_ role: Role, isOwn: Bool, _ publication: RecordExample.Publication) -> [Bool] {
            // No text has nothing in it, and the test fails.
            let text = (try? everything(Readers.reader(role, isOwn: isOwn), publication)) ?? ""
            return ["\"MARK-demand\"", "MARK-demand-answer"].map(text.contains)
        }
        for role in [Role.public, .analyst, .auditor, .observer] {
            #expect(
                sees(role, isOwn: false, .no) == [false, false] && sees(role, isOwn: false, .stands) == [true, true])
        }
        for role in [Role.partyLiaison, .guarantor] {
            #expect(sees(role, isOwn: true, .no) == [true, true])
            #expect(sees(role, isOwn: false, .no) == [false, false])
        }
        #expect(sees(.mediator, isOwn: false, .no) == [true, true])
    }

    @Test("while a case is reopened, what is new about it is not public")
    func reopened() throws {
        let json = try #require(RecordExample.incident(.reopened, .anyone).json(for: .anyone))
        #expect(
            Set(json.members.map(\.key)) == [
                "id", "stage", "published", "reported", "into", "opened_at", "opened_by", "updated_at", "finding",
            ])
        guard case .object(let finding)? = json["finding"] else {
            Issue.record("the finding vanished")
            return
        }
        #expect(finding["reopened_because"] == .string("MARK-reopened"))
    }

    @Test("who speaks for a side holds no office beside it, whatever was granted")
    func bothSides() {
        let grants: [Asker.Grant] = [
            .init(role: .analyst), .init(role: .headOfMission), .init(role: .partyLiaison, side: Readers.side),
        ]
        let reader = Asker(holder: Readers.holder, grants: grants)
        #expect(Set(reader.roles) == [.partyLiaison, .public])
        #expect(RecordExample.report.json(for: reader)?["source"] == nil)
        #expect(!AccessTable.may(reader, do: .adoptFinding) && AccessTable.may(reader, do: .fileReply))
        #expect(RecordExample.draft.json(for: reader) == nil)
    }

    @Test("a side that is written beside an office makes nothing that side's own")
    func officeWithSide() {
        let reader = Asker(holder: HolderID("x")!, grants: [.init(role: .observer, side: Readers.side)])
        #expect(RecordExample.report.json(for: reader) == nil)
        #expect(RecordExample.ask(Readers.side).json(for: reader) == nil)
    }

    @Test("the public, which holds no name, owns nothing that has none")
    func nobody() {
        var report = RecordExample.report
        report.source = SourceIdentity(name: "x", holder: nil, side: nil)
        #expect(report.json(for: .anyone) == nil)
        let observer = Asker(holder: nil, grants: [.init(role: .observer)])
        #expect(report.json(for: observer) == nil)
    }
}
