import Foundation
import Truce
import TruceMechanism

/// What happens in the marked mission: one case that is open, one that was settled, one that was taken up again, talks,
/// and what stands beside the cases.
extension MarkedMission {
    func tell() async throws {
        let own = try await file()
        try await changeRoles()
        try await openCase(own)
        let settled = try await closedCase(at: 40.61, minutes: 60)
        try await submit("own-head_of_mission", .adoptFinding(AdoptFinding(finding: settled)))
        let reopened = try await closedCase(at: 40.72, minutes: 120)
        try await submit("own-head_of_mission", .adoptFinding(AdoptFinding(finding: reopened)))
        try await submit(
            "head_of_mission", .reopenFinding(ReopenFinding(finding: reopened, reason: marks.word("reopening"))))
        try await beside()
        try await talks()
        try await settle()
        try await mission.publish()
    }

    /// The digits by which the exact place is known.
    private static let digits = (latitude: "5071829", longitude: "0371945")

    /// Decimal numbers by construction.
    private var exactPlace: Place {
        .point(
            Coordinate(
                latitude: Double("40.\(Self.digits.latitude)")!, longitude: Double("-35.\(Self.digits.longitude)")!),
            sigmaMetres: 50)
    }

    private func content(_ subject: String, latitude: Double? = nil, minutes: Int64 = 0) -> ReportContent {
        let at = now.advanced(bySeconds: -7_200 + minutes * 60)
        let place = latitude.map { Place.point(Coordinate(latitude: $0, longitude: -35.2), sigmaMetres: 50) }
        return ReportContent(
            earliest: at, latest: at.advanced(bySeconds: 300), precision: .quarter,
            place: place ?? exactPlace, placeName: marks.word("\(subject): place"), country: nil,
            type: marks.word("\(subject): type"), acts: [.mortar], sideA: "North River Guard", sideB: "Willow Regiment",
            namesInitiator: true, killedLow: 1, killedHigh: 2, injuredLow: 3, injuredHigh: 4,
            text: marks.word("\(subject): text"), means: .saw, direction: .incoming, count: 6,
            weapon: marks.word("\(subject): weapon"), calibre: 82, confidential: false)
    }

    /// A report, a denial and a presence of each who will have another role later.
    private func file() async throws -> [ReportID] {
        _ = marks.take(Self.digits.latitude, "exact latitude")
        _ = marks.take(Self.digits.longitude, "exact longitude")
        var reports: [ReportID] = []
        var files: [FileDigest] = []
        for reader in Reader.all where reader.isOwner {
            let holder = reader.holder!
            let file = marks.word("file")
            let evidence = try await attach(file, by: holder)
            marks.rename(file, "file \(evidence)")
            files.append(evidence)
            let content = content("\(holder): report")
            let filed = try await submit(
                holder,
                .fileReport(
                    FileReport(
                        content: content, channel: .form, sourceClass: .patrol, source: nil, evidence: [evidence])))
            reports.append(ReportID(filed.name("report")!)!)
            // Nobody places this one: where the engine would, is still to be seen.
            try await submit(
                holder,
                .fileReport(
                    FileReport(
                        content: self.content("\(holder): unplaced", latitude: 40.85, minutes: 30), channel: .form,
                        sourceClass: .patrol, source: nil, evidence: [])))
            try await submit(
                holder,
                .reportDenial(
                    ReportDenial(
                        content: DenialContent(
                            kind: .checkpoint, earliest: content.earliest, latest: content.latest, place: content.place,
                            by: PartyID("north"), text: marks.word("\(holder): denial")))))
            try await submit(
                holder,
                .reportPresence(
                    ReportPresence(
                        content: PresenceContent(
                            earliest: content.earliest, latest: content.latest, place: content.place, means: .saw))))
        }
        try await submit(
            "own-observer",
            .correctReport(
                CorrectReport(
                    report: reports[0], content: content("correction"), evidence: [files[0]],
                    note: marks.word("correction: note")))
        )
        return reports
    }

    private func changeRoles() async throws {
        for reader in Reader.all where reader.isOwner && reader.role != .observer {
            let holder = HolderID(reader.holder!)!
            try await submit(
                "administrator",
                .revokeAccess(RevokeAccess(holder: holder, role: .observer, reason: "Has another office.")))
            try await submit(
                "administrator",
                .grantAccess(
                    GrantAccess(
                        holder: holder, role: reader.role, side: reader.side.flatMap { PartyID($0) }, until: nil)))
        }
    }

    /// Under verification, with all that there can be, and nothing of it published.
    private func openCase(_ reports: [ReportID]) async throws {
        try await settle()
        let incident = try await proposal(of: reports[0])
        try await submit(
            "analyst",
            .openIncident(
                OpenIncident(incident: incident, reports: [reports[0]], note: marks.word("opening: note"))))
        for report in reports.dropFirst() {
            try await submit(
                "analyst",
                .triageReport(
                    TriageReport(
                        report: report, disposition: .incident, incident: incident, duplicateOf: nil,
                        note: marks.word("triage: note"))))
        }
        // Of a side, and of a source that an officer names.
        for (holder, sourceClass, source) in [
            ("north-liaison", SourceClass.party, nil), ("marenna-envoy", .guarantor, nil),
            ("analyst", .organisation, marks.word("source")),
        ] {
            let filed = try await submit(
                holder,
                .fileReport(
                    FileReport(
                        content: content("allegation of \(holder)"), channel: .form, sourceClass: sourceClass,
                        source: source, evidence: [])))
            try await submit(
                "analyst",
                .triageReport(
                    TriageReport(
                        report: ReportID(filed.name("report")!)!, disposition: .incident, incident: incident,
                        duplicateOf: nil, note: nil)))
        }
        try await ask(incident, extended: true)
        for isReported in [true, false] {
            let tasked = try await submit(
                "analyst",
                .taskPatrol(
                    TaskPatrol(
                        incident: incident,
                        content: PatrolContent(
                            missing: [], place: exactPlace, due: now.advanced(bySeconds: 86_400),
                            priority: 3, instructions: marks.word("orders")))))
            guard isReported else { continue }
            try await submit(
                "team_leader",
                .reportPatrol(
                    ReportPatrol(
                        patrol: PatrolID(tasked.name("patrol")!)!,
                        result: PatrolResult(outcome: .found, note: marks.word("patrol: note")), reports: [])))
        }
        try await submit("analyst", .escalate(Escalate(incident: incident, asked: marks.word("rung: asked"))))
        for holder in ["north-liaison", "marenna-envoy", "mediator", "team_leader"] {
            try await submit(
                holder,
                .answerEscalation(
                    AnswerEscalation(incident: incident, rung: 1, answer: marks.word("rung: answer of \(holder)"))))
        }
        let draft = try await draft(incident)
        try await submit(
            "legal_reviewer",
            .reviewFinding(ReviewFinding(finding: draft, verdict: .returned, note: marks.word("review: note"))))
    }

    /// A report by somebody who is none of the readers, asked about, drafted, cleared: ready to be adopted.
    private func closedCase(at latitude: Double, minutes: Int64) async throws -> FindingID {
        let filed = try await submit(
            "scout",
            .fileReport(
                FileReport(
                    content: content("scout at \(latitude)", latitude: latitude, minutes: -minutes), channel: .form,
                    sourceClass: .patrol, source: nil, evidence: [])))
        try await settle()
        let report = ReportID(filed.name("report")!)!
        let incident = try await proposal(of: report)
        try await submit(
            "analyst",
            .openIncident(
                OpenIncident(incident: incident, reports: [report], note: marks.word("closed case: opening note"))))
        try await ask(incident, extended: false)
        let draft = try await draft(incident)
        try await submit(
            "legal_reviewer",
            .reviewFinding(
                ReviewFinding(finding: draft, verdict: .cleared, note: marks.word("closed case: review note"))))
        return draft
    }

    private func proposal(of report: ReportID) async throws -> IncidentID {
        let asker = mission.asker(HolderID("analyst")!)
        // The mission computes proposals by itself, too, and may be at it.
        for _ in 0..<200 {
            if let incident = try await mission.ask(ReportByID(id: report), as: asker).record?.proposedIncident {
                return incident
            }
            try await Task.sleep(for: .milliseconds(50))
            try await settle()
        }
        let health = await mission.health()
        throw StoryFault(what: "no incident was proposed for \(report): \(health)")
    }

    private func ask(_ incident: IncidentID, extended: Bool) async throws {
        let asked = try await submit(
            "analyst",
            .askReply(
                AskReply(
                    incident: incident, accused: PartyID("north")!, allegation: marks.word("allegation"),
                    provisions: [ProvisionID("1")!], severity: nil)))
        try await settle()
        let asker = mission.asker(HolderID("head_of_mission")!)
        let asks = try await mission.ask(AskList(), as: asker, after: asked.position).records
        let own = asks.filter { $0.incident == incident }
        if extended, let first = own.first {
            // Given to all that were asked together.
            try await submit(
                "analyst",
                .extendReply(
                    ExtendReply(
                        ask: first.id, deadline: first.deadline.advanced(bySeconds: 3_600),
                        note: marks.word("extension: note"))))
        }
        for ask in own {
            guard let side = ask.content?.of.text, let holder = Reader.all.first(where: { $0.side == side })?.holder
            else { continue }
            try await submit(
                holder,
                .fileReply(
                    FileReply(
                        ask: ask.id, position: .denies, statement: marks.word("\(side): statement"),
                        confidence: marks.word("\(side): in confidence"), evidence: [])))
        }
    }

    private func draft(_ incident: IncidentID) async throws -> FindingID {
        let asker = mission.asker(HolderID("head_of_mission")!)
        try await settle()
        let reports = try await mission.ask(IncidentByID(id: incident), as: asker).record?.reports ?? []
        let drafted = try await submit(
            "analyst",
            .draftFinding(
                DraftFinding(
                    incident: incident,
                    content: FindingContent(
                        outcome: .unableToRule,
                        provisions: [ProvisionOutcome(provision: ProvisionID("1")!, outcome: .unableToRule)],
                        attribution: FindingAttribution(status: .notAttributable, party: nil, confidence: .none),
                        basis: FindingBasis(
                            reports: reports, evidence: [], agreementVersion: 1, rulesVersion: RulesVersion.rules),
                        statement: marks.word("draft: statement")))))
        return FindingID(drafted.name("finding")!)!
    }
}

struct StoryFault: Error {
    let what: String
}
