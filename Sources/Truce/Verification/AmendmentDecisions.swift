extension Register {
    /// A side names its own key, and nobody else does: an office that could would sign in its name.
    func decide(_ command: NameSignatoryKey, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        guard let side = desk.side, side == command.signatory else {
            throw .unknown(kind: "signatory", name: command.signatory.text)
        }
        try desk.require(side: side, at: "signatory")
        guard Self.isVerifierKey(command.key) else {
            throw .invalid(path: "key", why: "A verifier key is written name+hash+key, as “truce key” prints it.")
        }
        let statement: [UInt8]
        do { statement = try SignatoryKeyNamed.statement(side, command.key) } catch {
            throw .invalid(path: "key", why: "It cannot be written into the record. \(error)")
        }
        guard desk.context.verify(command.key, statement, command.signature) else {
            throw .invalid(
                path: "signature",
                why:
                    "It is not by this key over the statement that names it for “\(side)”, as “truce amendment name-key” "
                    + "makes it.")
        }
        try checkUnsigned(by: side, desk)
        let fact = SignatoryKeyNamed(
            signatory: side, key: command.key, signature: command.signature, officer: officer)
        return [NewFact(.signatoryKeyNamed(fact))]
    }

    /// A key is not changed while the side's signature by it stands under an amendment that may still come into force.
    private func checkUnsigned(by side: PartyID, _ desk: Desk) throws(Refusal) {
        let next = desk.context.history.latest.version + 1
        let signed = amendments.values.filter { _, known in
            !known.isInForce && known.proposed.version == next && known.signatures.contains(side)
        }
        guard let amendment = signed.keys.min() else { return }
        throw .conflict(
            why:
                "“\(side)” has signed amendment \(amendment) with the key on record, and others have yet to sign it. Name "
                + "another key once it is in force or another one took its place.")
    }

    func decide(_ command: ProposeAmendment, _ desk: Desk) throws(Refusal) -> [NewFact] {
        let officer = try desk.officer()
        let latest = desk.context.history.latest
        guard command.version == latest.version + 1 else {
            throw .conflict(
                why: "The newest version is \(latest.version): an amendment makes version \(latest.version + 1).")
        }
        guard command.inForceFrom >= desk.now else {
            throw .invalid(
                path: "in_force_from", why: "\(command.inForceFrom) has gone by: no text is in force backwards.")
        }
        guard !command.files.isEmpty else { throw .invalid(path: "files", why: "Name the file of the new text.") }
        try desk.require(files: command.files, at: "files")
        try desk.require(sides: command.signatories, at: "signatories")
        for needed in latest.signatoriesNeeded where !command.signatories.contains(needed) {
            throw .invalid(path: "signatories", why: "Nobody amends the agreement without “\(needed)”.")
        }
        let amendment: AmendmentID = try free(desk, "X") { amendments[$0] == nil }
        let fact = AmendmentProposed(
            amendment: amendment, agreement: try identifier(of: latest), version: command.version,
            inForceFrom: command.inForceFrom, files: command.files, signatories: command.signatories,
            reason: command.reason, officer: officer)
        return [NewFact(.amendmentProposed(fact))]
    }

    /// With the last signature that is needed, the new text is in force: both facts, or neither.
    func decide(_ command: SignAmendment, _ desk: Desk) throws(Refusal) -> [NewFact] {
        _ = try desk.holder()
        guard let amendment = amendments[command.amendment], let side = desk.side,
            amendment.proposed.signatories.contains(side)
        else { throw .unknown(kind: "amendment", name: command.amendment.text) }
        let proposed = amendment.proposed
        guard !amendment.isInForce else {
            throw .conflict(why: "Amendment \(command.amendment) is signed by all already.")
        }
        guard proposed.version == desk.context.history.latest.version + 1 else {
            throw .conflict(
                why:
                    "Another text became version \(proposed.version) meanwhile. Lay amendment \(command.amendment) before the "
                    + "sides again.")
        }
        guard !amendment.signatures.contains(side) else {
            throw .conflict(why: "“\(side)” has signed amendment \(command.amendment) already.")
        }
        guard let key = keys[side] else {
            throw .conflict(why: "No key of “\(side)” is on record. Name it first.")
        }
        let statement: [UInt8]
        do { statement = try proposed.statement() } catch {
            throw .conflict(
                why: "What amendment \(command.amendment) says cannot be written, so nobody can sign it. \(error)")
        }
        guard desk.context.verify(key, statement, command.signature) else {
            throw .invalid(
                path: "signature",
                why:
                    "It is not by the key on record for “\(side)” over the statement of amendment \(command.amendment)."
            )
        }
        let signed = AmendmentSigned(
            amendment: command.amendment, signatory: side, key: key, signature: command.signature)
        var facts = [NewFact(.amendmentSigned(signed))]
        if Set(proposed.signatories).isSubset(of: amendment.signatures + [side]) {
            let amended = AgreementAmended(
                agreement: proposed.agreement, version: proposed.version,
                // A text that was signed after its own date is in force from when it was signed, not backwards.
                inForceFrom: max(proposed.inForceFrom, desk.now), files: proposed.files, reason: proposed.reason)
            facts.append(NewFact(.agreementAmended(amended)))
        }
        return facts
    }

    mutating func signed(_ fact: AmendmentSigned) {
        amendments.change(fact.amendment) { known in
            if !known.signatures.contains(fact.signatory) { known.signatures.append(fact.signatory) }
        }
    }

    /// The amendment that makes this text, among those that all have signed.
    mutating func amended(_ fact: AgreementAmended) {
        for (name, known) in amendments.values
        where known.proposed.version == fact.version && known.proposed.files == fact.files
            && Set(known.proposed.signatories).isSubset(of: known.signatures)
        {
            amendments.change(name) { $0.isInForce = true }
        }
    }

    /// `name+hash+key`: a name, eight hexadecimal digits, base64 of a key with its algorithm (44 characters).
    private static func isVerifierKey(_ text: String) -> Bool {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[1].utf8.count == 8, parts[2].utf8.count == 44 else {
            return false
        }
        let isHash = parts[1].utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        return isHash && !text.unicodeScalars.contains { $0.isSteering || $0.properties.isWhitespace }
    }
}

extension SignatoryKeyNamed {
    /// What a side signs with a key to name it as its own.
    public static func statement(_ signatory: PartyID, _ key: String) throws(FactError) -> [UInt8] {
        let named = JSONSchema.object([("key", .string(key)), ("signatory", .string(signatory.text))])
        return try Array("Truce: key of a signatory, version 1\n".utf8) + named.factBytes()
    }
}

extension AmendmentProposed {
    /// What a side signs: a first line that says what it is, then the fact's data in its one canonical way.
    public func statement() throws(FactError) -> [UInt8] {
        try Array("Truce: amendment of an agreement, version 1\n".utf8) + json().factBytes()
    }
}

extension Agreement {
    /// Without whose signature no amendment takes effect: every party, and every guarantor that no party disputes.
    var signatoriesNeeded: [PartyID] {
        let undisputed = guarantors.filter { guarantor in
            !guarantor.disputedBy.contains { name in parties.contains { $0.id == name } }
        }
        return (parties.map(\.id) + undisputed.map(\.id)).compactMap { PartyID($0) }
    }
}
