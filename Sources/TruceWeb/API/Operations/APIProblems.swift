import Truce
import TruceMechanism

extension ProblemKind {
    /// What the API can answer beside what the server itself does.
    package static let ofTheAPI: [ProblemKind] = [
        tokenScope, keyMissing, keyReused, notThere, wrongStage, conflict, ownFinding, digestDiffers, notSigned,
    ]

    static let tokenScope = ProblemKind(
        "token-scope", 403, Phrase("The token is not for this", "الرمز غير مخصص لهذا"),
        Phrase(
            "A token is made for some uses only. The detail names the one that is missing: make another token with it.",
            "يُنشأ الرمز لاستعمالات محددة. يسمّي التفصيل الاستعمال الناقص: أنشئ رمزاً آخر يشمله."))
    static let keyMissing = ProblemKind(
        "key-missing", 400, Phrase("The submission has no key", "الإرسال بلا مفتاح"),
        Phrase(
            "A command carries a key of its own in the header field Idempotency-Key: 1 to 128 visible ASCII characters, "
                + "such as a UUID. Sent again with the same key, it is recorded once.",
            "يحمل كل أمر مفتاحاً خاصاً به في الحقل Idempotency-Key: من 1 إلى 128 محرفاً مرئياً من ASCII، كمعرّف UUID. وإذا أُعيد إرساله بالمفتاح نفسه سُجّل مرة واحدة."
        ))
    static let keyReused = ProblemKind(
        "key-reused", 422, Phrase("The key was used for something else", "استُعمل المفتاح لشيء آخر"),
        Phrase(
            "Another command came with the same Idempotency-Key before. Send what is new under a key of its own.",
            "وصل أمر آخر بالمفتاح Idempotency-Key نفسه من قبل. أرسل الجديد بمفتاح خاص به."))
    static let notThere = ProblemKind(
        "not-there", 404, Phrase("What the command names is not there", "ما يسمّيه الأمر غير موجود"),
        Phrase(
            "The command speaks of something that does not exist, or that you may not see. The two are not told apart.",
            "يتحدث الأمر عن شيء غير موجود أو لا يحق لك الاطلاع عليه. ولا يُفرَّق بين الحالتين."))
    static let wrongStage = ProblemKind(
        "wrong-stage", 409, Phrase("Not at this stage", "ليس في هذه المرحلة"),
        Phrase(
            "The incident is at a stage at which this is not done. Read it again: somebody may have gone on meanwhile.",
            "الحادث في مرحلة لا يُتخذ فيها هذا الإجراء. اقرأه من جديد، فربما تقدّم به آخرون."))
    static let conflict = ProblemKind(
        "conflict", 409, Phrase("Somebody decided otherwise meanwhile", "اتُّخذ قرار آخر في هذه الأثناء"),
        Phrase(
            "What the command rests on has changed. The detail says what to look at again.",
            "تغيّر ما يستند إليه الأمر. يذكر التفصيل ما ينبغي مراجعته."))
    static let ownFinding = ProblemKind(
        "own-finding", 409, Phrase("Not by who drafted it", "ليس لمن صاغه"),
        Phrase(
            "Who drafted a finding neither adopts nor reviews it. Another officer must.",
            "من صاغ النتيجة لا يعتمدها ولا يراجعها. يجب أن يقوم بذلك مسؤول آخر."))
    static let digestDiffers = ProblemKind(
        "digest-differs", 422, Phrase("The bytes are not those that were announced", "البايتات ليست تلك المعلن عنها"),
        Phrase(
            "The SHA-256 of what arrived differs from the one in Content-Digest. Nothing was kept. Send it again.",
            "تختلف بصمة SHA-256 لما وصل عن تلك الواردة في Content-Digest. لم يُحفظ شيء. أعد الإرسال."))
    static let notSigned = ProblemKind(
        "not-signed", 404, Phrase("Not signed yet", "لم يُوقَّع بعد"),
        Phrase(
            "The entry is recorded, and no signed checkpoint covers it yet. Ask again in a few seconds.",
            "القيد مسجّل ولا تشمله نقطة تحقق موقّعة بعد. اسأل مجدداً بعد ثوانٍ."))
}

extension MissionError {
    /// What the client is told: never the operator's sentences, and nothing that the client sent.
    var problem: Problem {
        switch self {
        case .refused(let refusal): refusal.problem { _ in "" }
        case .otherContent: Problem(.keyReused)
        case .badKey: Problem(.keyMissing, "The key is not 1 to 128 visible ASCII characters.")
        case .busy, .closed:
            Problem(.unavailable, "Nothing was recorded. Send it again with the same key.").retry(after: .seconds(2))
        case .clockRunsBackwards, .clockAhead:
            Problem(
                .unavailable,
                "The clock of this mission's machine cannot be believed now, so nothing is recorded and no deadline passes; its "
                    + "operator must look. Send it again with the same key."
            ).retry(after: .seconds(60))
        case .notRecorded:
            Problem(.unavailable, "Nothing was recorded. Send it again with the same key.").retry(after: .seconds(10))
        case .unknownOutcome:
            Problem(
                .unavailable,
                "Whether it was recorded is not known. Send it again with the same key: it is recorded once."
            ).retry(after: .seconds(5))
        case .notYet(let position, _):
            Problem(.unavailable, "Answers are not as of position \(position) yet.").retry(after: .seconds(1))
        case .cannotAnswer: Problem(.unavailable, "The question cannot be answered now.").retry(after: .seconds(5))
        case .badCursor:
            Problem(
                .invalid,
                errors: [.init("after", "That place in the list was not given out here. Start from its beginning.")])
        case .tooLarge(let limit): Problem(.tooLarge, "At most \(limit) bytes are taken here.")
        case .notFound: Problem(.notFound)
        case .hasNoCopy:
            Problem(
                .notAllowed,
                "The file says more than you may see, and only pictures (JPEG) have a copy that does not. Ask an analyst."
            )
        case .notSignedYet: Problem(.notSigned).retry(after: .seconds(5))
        }
    }
}

extension Refusal {
    /// - Parameter pointer: A path such as `content.provisions[2]` as a JSON pointer into the body.
    func problem(pointer: (String) -> String) -> Problem {
        switch self {
        case .notAllowed: Problem(.notAllowed)
        case .unknown(let kind, _): Problem(.notThere, "There is no \(kind) of that name that you may see.")
        case .wrongStage(_, let stage, _): Problem(.wrongStage, "The incident is \(stage.words).")
        case .ownFinding: Problem(.ownFinding)
        case .conflict(let why): Problem(.conflict, why)
        case .invalid(let path, let why): Problem(.invalid, errors: [.init(pointer(path), why)])
        }
    }
}
