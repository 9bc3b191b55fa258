import Truce

/// A session of talks.
struct SessionFold: SubjectFold {
    static let topic = Topic.session
    let id: String
    private var session: SessionRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .sessionOpened(let payload):
            guard session == nil else { return }
            session = SessionRecord(
                id: payload.session, title: payload.title, at: payload.at, closedAt: nil,
                delegations: payload.delegations, note: step.sealed.note?.text)
        case .sessionClosed(let payload): session?.closedAt = payload.at
        default: break
        }
    }

    func record(_ look: Look) -> SessionRecord? { session }
}

/// A written demand, and what became of it.
struct DemandFold: SubjectFold {
    static let topic = Topic.demand
    let id: String
    private var demand: DemandRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .demandFiled(let payload):
            guard demand == nil else { return }
            demand = DemandRecord(
                id: payload.demand, session: payload.session, by: payload.by, of: payload.of,
                text: payload.text ?? step.sealed.note?.text, isPublic: payload.text != nil, filedAt: step.recorded,
                answers: [])
        case .demandAnswered(let payload):
            demand?.answers.append(
                DemandAnswerRecord(
                    by: payload.by, answer: payload.answer, obligation: payload.obligation,
                    text: payload.reason ?? step.sealed.note?.text, at: step.recorded,
                    isPublic: payload.reason != nil))
        default: break
        }
    }

    func record(_ look: Look) -> DemandRecord? { demand }
}

/// A communiqué in its newest version.
struct CommuniqueFold: SubjectFold {
    static let topic = Topic.communique
    let id: String
    private var communique: CommuniqueRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .communiqueDrafted(let payload):
            guard communique.map({ payload.version > $0.version && $0.agreedAt == nil }) ?? true else { return }
            communique = CommuniqueRecord(
                id: payload.communique, session: payload.session, version: payload.version,
                parts: step.sealed.communique?.parts, draftedAt: step.recorded, agreedAt: nil, text: nil, parties: [],
                needs: step.sealed.communique?.parties ?? [])
        case .communiqueAgreed(let payload):
            guard communique?.agreedAt == nil else { return }
            guard payload.text != nil else {
                if let side = step.sealed.speaker?.side, let communique, communique.version == payload.version,
                    !communique.agreedBy.contains(side)
                {
                    self.communique?.agreedBy.append(side)
                }
                return
            }
            let draft = communique.flatMap { $0.version == payload.version ? $0 : nil }
            communique = CommuniqueRecord(
                id: payload.communique, session: communique?.session, version: payload.version, parts: draft?.parts,
                draftedAt: draft?.draftedAt ?? step.recorded, agreedAt: step.recorded, text: payload.text,
                parties: payload.parties, needs: draft?.needs ?? [], agreedBy: draft?.agreedBy ?? [])
        default: break
        }
    }

    func record(_ look: Look) -> CommuniqueRecord? { communique }
}

/// An amendment, and who has signed it.
struct AmendmentFold: SubjectFold {
    static let topic = Topic.amendment
    let id: String
    private var amendment: AmendmentRecord?

    init(id: String) { self.id = id }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .amendmentProposed(let payload):
            guard amendment == nil else { return }
            amendment = AmendmentRecord(
                id: payload.amendment, agreement: payload.agreement, version: payload.version,
                inForceFrom: payload.inForceFrom, files: payload.files, signatories: payload.signatories, signed: [],
                reason: payload.reason, proposedAt: step.recorded, effectiveAt: nil)
        case .amendmentSigned(let payload):
            guard let amendment, !amendment.signed.contains(where: { $0.signatory == payload.signatory }) else {
                return
            }
            self.amendment?.signed.append(
                SignatureRecord(
                    signatory: payload.signatory, key: payload.key, signature: payload.signature, at: step.recorded))
            let signed = Set(amendment.signed.map(\.signatory) + [payload.signatory])
            if amendment.effectiveAt == nil, !amendment.signatories.isEmpty,
                signed.isSuperset(of: amendment.signatories)
            {
                // As the text has it, unless the last signature came later: never backwards.
                self.amendment?.effectiveAt = max(amendment.inForceFrom, step.recorded)
            }
        default: break
        }
    }

    func record(_ look: Look) -> AmendmentRecord? { amendment }
}
