import Truce

extension OpenedEntry {
    /// The step as the journal tells it.
    var journal: JournalRecord {
        JournalRecord(
            index: index, recorded: recorded, fact: fact.name, officer: officer, note: sealed.note?.text ?? publicNote)
    }

    /// Who decided it; nil where nobody did, or a side.
    private var officer: OfficerID? {
        switch fact {
        case .reportTriaged(let payload): payload.officer
        case .incidentOpened(let payload): payload.officer
        case .incidentsJoined(let payload): payload.officer
        case .incidentSplit(let payload): payload.officer
        case .patrolTasked(let payload): payload.officer
        case .findingDrafted(let payload): payload.officer
        case .findingReviewed(let payload): payload.officer
        case .findingAdopted(let payload): payload.officer
        case .findingReopened(let payload): payload.officer
        case .replyAsked(let payload): payload.officer
        case .replyExtended(let payload): payload.officer
        case .escalated(let payload): payload.officer
        default: nil
        }
    }

    private var publicNote: String? {
        switch fact {
        case .reportCorrected(let payload): payload.reason
        case .reportWithdrawn(let payload): payload.reason
        case .incidentsJoined(let payload): payload.reason
        case .incidentSplit(let payload): payload.reason
        case .findingReopened(let payload): payload.reason
        case .escalated(let payload): payload.reason
        default: nil
        }
    }
}
