/// What one side was asked.
package struct SideAsked: Hashable, Sendable {
    package var ask: AskID
    /// Nil where it was erased.
    package var content: AskContent?
    package var deadline: Instant
}

extension ReplyAsked {
    /// Each side that was asked; none where the sealed part that says so was erased.
    package func sides(_ sealed: SealedParts) -> [SideAsked] {
        if let ask, let deadline { return [SideAsked(ask: ask, content: sealed.ask, deadline: deadline)] }
        guard let question = sealed.question else { return [] }
        return question.asks.map { side in
            SideAsked(
                ask: side.ask,
                content: AskContent(
                    of: side.of, accused: question.accused, allegation: question.allegation,
                    provisions: question.provisions, severity: question.severity), deadline: question.deadline)
        }
    }
}

/// A step that changes, or ends, the time of sides that were asked together.
package protocol TermFact {
    var ask: AskID? { get }
    var deadline: Instant? { get }
}

extension TermFact {
    /// Nil where it was erased, and for what the first version of a silence said: that named the side.
    package func term(_ sealed: SealedParts) -> ReplyTerm? {
        guard let ask, let deadline else { return sealed.term }
        return ReplyTerm(asks: [ask], deadline: deadline)
    }
}

extension ReplyExtended: TermFact {}
extension ReminderSent: TermFact {}
extension ReplyDeadlinePassed: TermFact {}
