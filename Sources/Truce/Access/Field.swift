/// What the access table speaks of: a row each. A field of a record names the row that guards it.
public enum Field: String, Sendable, CaseIterable {
    case report, reportSource = "report_source", reportContent = "report_content"
    case reportPublicPlace = "report_public_place", reportPlacing = "report_placing"
    case reportProposal = "report_proposal", reportEvidence = "report_evidence"
    case incident, incidentWork = "incident_work", incidentDay = "incident_day", incidentTime = "incident_time"
    case incidentWhat = "incident_what", incidentHarm = "incident_harm"
    case incidentPublicPlace = "incident_public_place", incidentExactPlace = "incident_exact_place"
    case incidentReports = "incident_reports", incidentAssessment = "incident_assessment"
    case incidentAsked = "incident_asked", journal
    case draft, finding, ask, reply, replyInConfidence = "reply_in_confidence"
    case patrol, patrolOrders = "patrol_orders"
    case escalation, escalationAnswer = "escalation_answer"
    case denial, denialContent = "denial_content", denialSource = "denial_source"
    case presence, presenceContent = "presence_content"
    case obligation, gate
    case session, sessionNote = "session_note", demand, demandText = "demand_text", communique
    case communiqueDraft = "communique_draft", amendment
    case grant, entry, queue, search, statistics, statisticsWork = "statistics_work"

    /// What it is, and what *own* and *published* mean where they are not plain.
    public var meaning: String {
        switch self {
        case .report:
            "That a report is there, how it came and of what class of source. Own: filed by the asker or its side."
        case .reportSource: "Who reported."
        case .reportContent: "What the source said: time, exact place, words."
        case .reportPublicPlace: "Where a report is of, as coarse as the protocol has it."
        case .reportPlacing: "Where an officer put a report."
        case .reportProposal: "Where the engine would put a report."
        case .reportEvidence:
            "The files that came with a report; for who may not see its content and source, pictures without what the camera "
                + "wrote into them, and no other file."
        case .incident:
            "That an incident is there, and its stage. Own: the asker or its side reported it or was asked about it. "
                + "Published: a finding on it was adopted once."
        case .incidentWork: "When and by whom it was opened, what it was joined into."
        case .incidentDay: "The day. Published: while a finding stands."
        case .incidentTime: "The times of the day."
        case .incidentWhat: "The acts. Published: while a finding stands."
        case .incidentHarm: "Killed and injured. Published: while a finding stands."
        case .incidentPublicPlace: "The square of the public grid. Published: while a finding stands."
        case .incidentExactPlace: "The place as the sources give it."
        case .incidentReports: "Which reports tell of it. Published: while a finding stands."
        case .incidentAssessment: "What the rules make of it. Computed, binds nobody."
        case .incidentAsked: "Which sides were asked to reply."
        case .journal: "Each step with the officer's own words."
        case .draft: "A drafted finding and its legal review."
        case .finding: "An adopted finding, with the replies or silences beside it."
        case .ask: "What a side was asked, and by when. Own: the side that was asked."
        case .reply: "What a side answered. Own: the side that answered."
        case .replyInConfidence: "What a side answered for the mechanism only."
        case .patrol: "That a patrol was sent, and what came of it."
        case .patrolOrders: "Where a patrol goes, by when, to find what."
        case .escalation: "A rung of the ladder and what was asked on it. Own: the sides that were asked to reply."
        case .escalationAnswer: "What was answered on a rung. Own: who answered, or its side."
        case .denial: "That observers were kept from going somewhere: how, by which side, in which square."
        case .denialContent: "When and where exactly, and in what words."
        case .denialSource: "Who was kept from going."
        case .presence: "That somebody or something watched."
        case .presenceContent: "Who watched where, and when."
        case .obligation: "A commitment, what each says of it, how it stands."
        case .gate: "A next step, and why it may or may not begin."
        case .session: "A session of talks and who sits."
        case .sessionNote: "The office's own note on a session."
        case .demand: "That a demand was made, by whom and of whom, and how it was answered."
        case .demandText: "Its words and the answer's. Own: who makes it and of whom. Published: made public."
        case .communique: "A communiqué. Published: agreed."
        case .communiqueDraft: "The text while parts are in brackets."
        case .amendment: "An amendment and who has signed it."
        case .grant: "Who holds which role. Own: the asker's."
        case .entry: "Entries of the ledger, as the log publishes them."
        case .queue: "What waits for the asker."
        case .search: "Search, in what the asker may see."
        case .statistics: "Counts of findings, of denials, of hours watched."
        case .statisticsWork: "Counts of reports and incidents that nobody has ruled on."
        }
    }
}

/// Rows of the table as a set: what an asker sees of one record.
struct FieldSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }
    init(_ field: Field) { rawValue = 1 << Self.places[field]! }

    private static let places: [Field: UInt64] = {
        precondition(Field.allCases.count <= UInt64.bitWidth, "the table has more rows than a set has bits")
        return Dictionary(uniqueKeysWithValues: Field.allCases.enumerated().map { ($1, UInt64($0)) })
    }()
}
