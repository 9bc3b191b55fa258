import TruceTesting

@testable import Truce

/// One invented fact of each kind, as its fixture has it.
enum FactExamples {
    static let recorded = Fictional.moment("2031-03-22T06:30:00Z")
    static let entries = FactKind.allCases.map { Entry(recorded: recorded, fact: fact($0)) }

    static func fact(_ kind: FactKind) -> Fact {
        switch kind {
        case .ledgerOpened:
            .ledgerOpened(
                .init(origin: "log.two-rivers.example/record", mission: "Two Rivers Monitoring Mission", rules: 1))
        case .agreementAdopted:
            .agreementAdopted(
                .init(
                    agreement: id("two-rivers"), version: 1, title: "Two Rivers Truce",
                    inForceFrom: at("2031-03-15T01:00:00Z"), files: [digest(1), digest(2)]))
        case .agreementAmended:
            .agreementAmended(
                .init(
                    agreement: id("two-rivers"), version: 2, inForceFrom: at("2031-04-20T01:00:00Z"),
                    files: [digest(3)], reason: "The councils moved the northern withdrawal line to the mill road."))
        case .agreementSuspended:
            .agreementSuspended(
                .init(
                    agreement: id("two-rivers"), from: at("2031-05-01T00:00:00Z"), until: at("2031-05-03T00:00:00Z"),
                    reason: "Flood: both councils asked for it."))
        case .agreementResumed:
            .agreementResumed(
                .init(agreement: id("two-rivers"), from: at("2031-05-02T12:00:00Z"), reason: "The water fell."))
        case .rulesVersionChanged:
            .rulesVersionChanged(
                .init(
                    from: 1, to: 2, product: "0.2.0", reason: "Distances to a line are now measured on the ellipsoid."))
        case .keyRotated:
            .keyRotated(
                .init(
                    oldKey: "log.two-rivers.example/record+0a1b2c3d+AQIDBA==",
                    newKey: "log.two-rivers.example/record+4e5f6a7b+AQUGBw==", reason: "Yearly change."))
        case .reportReceived:
            .reportReceived(
                .init(
                    report: id("R-0042"), sealed: [commitment(1), commitment(2)], evidence: [digest(4)]))
        case .reportCorrected:
            .reportCorrected(
                .init(
                    report: id("R-0042"), sealed: [commitment(3)], evidence: [],
                    reason: "The hour was given in another time zone."))
        case .reportWithdrawn:
            .reportWithdrawn(
                .init(report: id("R-0043"), by: .source, reason: "Taken back by its source.", sealed: [commitment(19)]))
        case .incidentsJoined:
            .incidentsJoined(
                .init(
                    incidents: [incident(7), incident(8)], into: incident(7),
                    reason: nil, officer: id("duty-analyst-2"),
                    sealed: [commitment(5)]))
        case .incidentSplit:
            .incidentSplit(
                .init(
                    incident: incident(7),
                    parts: [
                        .init(incident: incident(7), reports: [id("R-0042"), id("R-0044")]),
                        .init(incident: incident(9), reports: [id("R-0051")]),
                    ], reason: nil, officer: id("duty-analyst-2"), sealed: [commitment(6)]))
        case .patrolTasked:
            .patrolTasked(
                .init(
                    patrol: id("P-11"), incident: incident(7), missing: nil, due: nil, officer: id("operations-room"),
                    sealed: [commitment(7)]))
        case .reportTriaged:
            .reportTriaged(
                .init(
                    report: id("R-0042"), disposition: .incident, incident: incident(7), duplicateOf: nil,
                    officer: id("duty-analyst-2"), sealed: [commitment(8)]))
        case .incidentOpened:
            .incidentOpened(
                .init(
                    incident: incident(7), reports: [id("R-0042"), id("R-0044")], officer: id("duty-analyst-2"),
                    sealed: []))
        case .patrolReported:
            .patrolReported(.init(patrol: id("P-11"), sealed: [commitment(9)]))
        case .evidenceAdded:
            .evidenceAdded(
                .init(
                    evidence: id("E-5"), object: .file(digest(5)), size: 482_113, mediaType: "image/jpeg",
                    incident: incident(7), report: nil, custodian: id("evidence-officer"),
                    obtainedHow: "Taken by patrol P-11 at the crater.", obtainedAt: at("2031-03-23T10:12:00Z")))
        case .custodyPassed:
            .custodyPassed(
                .init(
                    evidence: id("E-5"), from: id("evidence-officer"), to: id("laboratory"),
                    at: at("2031-03-25T08:00:00Z"), reason: "Fragment analysis."))
        case .findingDrafted:
            .findingDrafted(
                .init(
                    finding: id("F-3"), incident: incident(7), content: nil, officer: id("duty-analyst-1"),
                    sealed: [commitment(10)]))
        case .findingReviewed:
            .findingReviewed(
                .init(finding: id("F-3"), verdict: .returned, officer: id("legal-2"), sealed: [commitment(11)]))
        case .replyAsked:
            .replyAsked(
                .init(
                    ask: nil, incident: incident(7), deadline: nil, officer: id("duty-analyst-1"),
                    sealed: [commitment(12)]))
        case .replyExtended:
            .replyExtended(
                .init(
                    ask: nil, deadline: nil, officer: id("head-of-mission"), sealed: [commitment(20)]))
        case .reminderSent: .reminderSent(.init(sealed: [commitment(21)]))
        case .findingAdopted:
            .findingAdopted(
                .init(
                    finding: id("F-3"), incident: incident(7), outcome: .violationVerified,
                    provisions: [
                        .init(provision: id("1"), outcome: .violationVerified),
                        .init(provision: id("4"), outcome: .verifiedNoViolation),
                    ], attribution: .init(status: .attributed, party: id("north"), confidence: .high),
                    basis: .init(
                        reports: [id("R-0042"), id("R-0044")], evidence: [id("E-5")], agreementVersion: 1,
                        rulesVersion: 1), statement: "Two posts heard the gun and a camera saw it.",
                    summary: .init(
                        day: MissionDay(year: 2031, month: 3, day: 22), place: "37SBV 4 1", placeMetres: 10_000,
                        acts: ["fire.mortar"], killedLow: 0, killedHigh: 1, injuredLow: nil, injuredHigh: nil),
                    replies: [
                        .init(
                            party: id("north"), deadline: at("2031-03-26T06:30:00Z"), reply: id("Y-2"),
                            position: .denies, filedAt: at("2031-03-26T07:00:00Z"), isLate: true,
                            statement: "No gun of ours was within reach."),
                        .init(
                            party: id("marenna"), deadline: at("2031-03-26T06:30:00Z"), reply: nil, position: nil,
                            filedAt: nil, isLate: nil, statement: nil),
                    ], author: id("duty-analyst-1"), officer: id("head-of-mission")))
        case .findingReopened:
            .findingReopened(
                .init(
                    finding: id("F-3"), reason: "New evidence of the firing position.", officer: id("head-of-mission")))
        case .replyFiled:
            .replyFiled(
                .init(
                    reply: id("Y-2"), ask: id("A-1"), incident: nil, filedAt: at("2031-03-24T16:45:00Z"),
                    party: nil, position: nil, statement: nil, sealed: [commitment(4)], evidence: []))
        case .replyDeadlinePassed:
            .replyDeadlinePassed(.init(sealed: [commitment(22)]))
        case .escalated:
            .escalated(
                .init(
                    incident: incident(9), rung: 2, to: nil, reason: nil, officer: nil, sealed: [commitment(13)]))
        case .escalationAnswered:
            .escalationAnswered(
                .init(incident: incident(9), rung: 2, sealed: [commitment(14)]))
        case .movementDenied:
            .movementDenied(.init(denial: id("D-8"), sealed: [commitment(15)]))
        case .presenceReported:
            .presenceReported(.init(presence: id("W-9"), sealed: [commitment(16)]))
        case .baselineStated:
            .baselineStated(
                .init(obligation: id("release"), by: id("south"), value: 340, reason: "By the list of 12 March."))
        case .stepBegun:
            .stepBegun(
                .init(
                    gate: id("second-step"), standing: .shut, reason: "Both councils asked to begin all the same.",
                    officer: id("mediation-office")))
        case .sessionOpened:
            .sessionOpened(
                .init(
                    session: id("S-1"), title: "Second round", at: at("2031-04-02T08:00:00Z"),
                    delegations: [.init(party: id("north"), head: "Head of the northern delegation")],
                    officer: id("mediation-office"), sealed: [commitment(17)]))
        case .sessionClosed:
            .sessionClosed(
                .init(
                    session: id("S-1"), at: at("2031-04-04T17:00:00Z"), reason: "Adjourned.",
                    officer: id("mediation-office")))
        case .demandFiled:
            .demandFiled(
                .init(
                    demand: id("M-1"), session: id("S-1"), by: id("south"), of: [id("north")],
                    text: "Release of all detained women.", sealed: []))
        case .demandAnswered:
            .demandAnswered(
                .init(
                    demand: id("M-1"), by: id("north-liaison-1"), answer: .accepted, obligation: id("release"),
                    reason: "Within thirty days.", sealed: []))
        case .communiqueDrafted:
            .communiqueDrafted(
                .init(
                    communique: id("C-1"), session: id("S-1"), version: 2, officer: id("mediation-office"),
                    sealed: [commitment(18)]))
        case .communiqueAgreed:
            .communiqueAgreed(
                .init(
                    communique: id("C-1"), version: 3, text: "The councils reaffirm the truce.",
                    parties: [id("north"), id("south")], officer: nil))
        case .signatoryKeyNamed:
            .signatoryKeyNamed(
                .init(
                    signatory: id("north"), key: "north.two-rivers.example+0a1b2c3d+AQIDBA==",
                    signature: "AQIDBA==", officer: id("north-liaison-1")))
        case .amendmentProposed:
            .amendmentProposed(
                .init(
                    amendment: id("X-1"), agreement: id("two-rivers"), version: 2,
                    inForceFrom: at("2031-04-20T01:00:00Z"), files: [digest(3)],
                    signatories: [id("north"), id("south")],
                    reason: "The withdrawal line moves to the mill road.", officer: id("mediation-office")))
        case .amendmentSigned:
            .amendmentSigned(
                .init(
                    amendment: id("X-1"), signatory: id("north"), key: "north.two-rivers.example+0a1b2c3d+AQIDBA==",
                    signature: "AQIDBA=="))
        case .obligationProgressed:
            .obligationProgressed(
                .init(
                    obligation: id("aid-trucks"), at: at("2031-03-31T00:00:00Z"), by: id("mediation-office"), score: 2,
                    percent: 62.5, count: 500, evidence: [digest(6)]))
        case .dailyReportPublished:
            .dailyReportPublished(
                .init(
                    day: MissionDay(year: 2031, month: 3, day: 22), ledgerSize: 1_204,
                    documents: [
                        .init(name: "daily-report.ar.html", digest: digest(7)),
                        .init(name: "daily-report.en.html", digest: digest(8)),
                    ], officer: id("head-of-mission")))
        case .accessGranted:
            .accessGranted(
                .init(
                    holder: id("north-liaison-1"), role: id("party-liaison"), party: id("north"), until: nil,
                    officer: id("head-of-mission")))
        case .accessRevoked:
            .accessRevoked(
                .init(
                    holder: id("north-liaison-1"), role: id("party-liaison"), reason: "Replaced by the council.",
                    officer: id("head-of-mission")))
        case .secretErased:
            .secretErased(
                .init(commitments: [commitment(1)], authority: "The source's own request", reason: "Consent withdrawn.")
            )
        case .witnessSilent:
            .witnessSilent(
                .init(witnesses: [id("witness.marenna.example")], sinceSize: 1_150, since: at("2031-03-21T06:00:00Z")))
        case .witnessReturned:
            .witnessReturned(
                .init(witnesses: [id("witness.marenna.example")], atSize: 1_230, at: at("2031-03-22T18:00:00Z")))
        }
    }

    static func id<Subject>(_ text: String) -> Identifier<Subject> { Identifier(text)! }
    static func at(_ text: String) -> Instant { Fictional.moment(text) }
    static func incident(_ number: UInt64) -> IncidentID { IncidentID(raw: number &* 0x9E37_79B9_7F4A_7C15) }
    static func commitment(_ seed: UInt8) -> Commitment { Commitment((0..<32).map { seed &* 37 &+ $0 &* 11 })! }
    static func digest(_ seed: UInt8) -> FileDigest { FileDigest((0..<32).map { seed &* 59 &+ $0 &* 13 })! }
}
