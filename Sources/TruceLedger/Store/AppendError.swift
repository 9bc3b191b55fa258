import Truce

/// Why an entry was not recorded, or is not known to be.
public enum AppendError: Error, Equatable, CustomStringConvertible {
    case store(StoreError)
    /// More than two seconds behind the last entry.
    case clockRunsBackwards(now: Instant, last: Instant, entry: Int)
    /// The same submission was recorded with other content.
    case otherContent(SubmissionID, index: Int)
    /// The write failed, and so did asking what became of it.
    case unknown(SubmissionID, why: StoreError)

    public var description: String {
        switch self {
        case .store(let error): error.description
        case .clockRunsBackwards(let now, let last, let entry):
            "The clock says \(now), but entry \(entry) was recorded at \(last): it runs backwards by "
                + "\(last.seconds(since: now)) s. Nothing was recorded. Set the clock, then try again."
        case .otherContent(let id, let index):
            "Submission \(id) was recorded already, as entry \(index), with other content. Nothing was recorded. "
                + "Send what is new under a submission of its own."
        case .unknown(let id, let why):
            "Whether submission \(id) was recorded is not known. Send it again under the same submission: it is "
                + "recorded once. \(why)"
        }
    }
}
