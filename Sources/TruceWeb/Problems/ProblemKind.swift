/// What can go wrong with a request, as its own page says it (RFC 9457 §3.1.1: the type). Whoever adds routes adds
/// kinds of their own beside these.
package struct ProblemKind: Hashable, Sendable {
    /// The last part of the type: `/problems/NAME`.
    package let name: String
    package let status: Int
    package let title: Phrase
    /// What it means and what to do.
    package let meaning: Phrase

    package init(_ name: String, _ status: Int, _ title: Phrase, _ meaning: Phrase) {
        self.name = name
        self.status = status
        self.title = title
        self.meaning = meaning
    }

    package var path: String { "/problems/\(name)" }
}

extension ProblemKind {
    /// What the server itself can answer, by status.
    package static let all: [ProblemKind] = [
        malformed, badTarget, badJSON, signInRequired, notAllowed, crossSite, notFound, methodNotAllowed, notAcceptable,
        tooSlow, changed, tooLarge, targetTooLong, unsupportedType, expectationFailed, misdirected, invalid,
        matchRequired, tooManyRequests,
        headTooLarge, internalError, notImplemented, unavailable, tookTooLong, httpVersion,
    ]

    package static let malformed = ProblemKind(
        "malformed", 400, Phrase("The request is not well-formed", "الطلب غير سليم الصياغة"),
        Phrase(
            "The server could not read the request as HTTP, or two of its parts contradict each other. Send it anew with "
                + "a client that keeps to RFC 9112.",
            "تعذّر على الخادم قراءة الطلب وفق بروتوكول HTTP، أو تعارض جزءان منه. أعد إرساله ببرنامج يلتزم بالمعيار RFC 9112."
        ))
    package static let badTarget = ProblemKind(
        "bad-target", 400, Phrase("The address cannot be read", "العنوان غير مقروء"),
        Phrase(
            "The path or query holds bytes that are not UTF-8, a percent sign without two digits, a control character, or "
                + "steps such as “..”. Write the address as the description of the interface gives it.",
            "يحوي المسار أو الاستعلام بايتات ليست UTF-8، أو علامة مئوية بلا رقمين، أو محرف تحكم، أو خطوات مثل «..». اكتب العنوان كما يرد في وصف الواجهة."
        ))
    package static let badJSON = ProblemKind(
        "bad-json", 400, Phrase("The body is not JSON", "المتن ليس JSON"),
        Phrase(
            "The body must be one JSON value in UTF-8, each key once. The detail says at which byte it stops being one.",
            "يجب أن يكون المتن قيمة JSON واحدة بترميز UTF-8 لا يتكرر فيها مفتاح. يذكر التفصيل موضع البايت الذي يختل عنده."
        ))
    package static let signInRequired = ProblemKind(
        "sign-in-required", 401, Phrase("Sign in first", "سجّل الدخول أولاً"),
        Phrase(
            "This is open to people who signed in, or to a program with a valid token. Sign in, or send a token that has "
                + "not run out.",
            "هذا متاح لمن سجّل الدخول أو لبرنامج يحمل رمزاً صالحاً. سجّل الدخول، أو أرسل رمزاً لم تنته صلاحيته."))
    package static let notAllowed = ProblemKind(
        "not-allowed", 403, Phrase("Your role does not allow this", "صفتك لا تسمح بهذا"),
        Phrase(
            "The mandate does not give your role this step. Ask the mission's administrator which role does it.",
            "لا تمنح الولاية صفتك هذه الخطوة. اسأل مسؤول البعثة عن الصفة المخوّلة بها."))
    package static let crossSite = ProblemKind(
        "cross-site", 403, Phrase("The request came from another site", "جاء الطلب من موقع آخر"),
        Phrase(
            "A change is accepted only from the pages of this server, with the key that the page carries. Open the page "
                + "again and repeat the step. A program uses a token instead of a cookie.",
            "لا يُقبل التغيير إلا من صفحات هذا الخادم ومع المفتاح الذي تحمله الصفحة. افتح الصفحة من جديد وأعد الخطوة. أما البرنامج فيستعمل رمزاً بدلاً من ملف تعريف الارتباط."
        ))
    package static let notFound = ProblemKind(
        "not-found", 404, Phrase("There is nothing here", "لا شيء هنا"),
        Phrase(
            "Nothing is at this address, or nothing that you may see. The two are not told apart.",
            "لا يوجد شيء في هذا العنوان، أو لا يوجد ما يحق لك الاطلاع عليه. ولا يُفرَّق بين الحالتين."))
    package static let methodNotAllowed = ProblemKind(
        "method-not-allowed", 405, Phrase("This address does not take that method", "هذا العنوان لا يقبل هذه الطريقة"),
        Phrase(
            "The Allow field of the answer lists the methods that it takes.",
            "يسرد الحقل Allow في الجواب الطرق المقبولة."))
    package static let notAcceptable = ProblemKind(
        "not-acceptable", 406, Phrase("Not in any form that you accept", "لا يتوافر بأي صيغة تقبلها"),
        Phrase(
            "The Accept field of the request leaves out every form that there is. Name one of those that the detail lists.",
            "يستبعد الحقل Accept في الطلب كل الصيغ المتاحة. اذكر إحدى الصيغ الواردة في التفصيل."))
    package static let tooSlow = ProblemKind(
        "too-slow", 408, Phrase("The request came too slowly", "وصل الطلب ببطء شديد"),
        Phrase(
            "The head or the body did not arrive in time. Send it again; over a poor line send attachments in smaller "
                + "pieces.",
            "لم يصل رأس الطلب أو متنه في الوقت المحدد. أعد إرساله، وعلى خط ضعيف أرسل المرفقات أجزاءً أصغر."))
    package static let changed = ProblemKind(
        "changed", 412, Phrase("It was changed meanwhile", "جرى تغييره في هذه الأثناء"),
        Phrase(
            "Somebody changed this after you read it. Read it again, and decide anew.",
            "غيّره أحدهم بعد أن قرأته. اقرأه من جديد ثم قرّر."))
    package static let tooLarge = ProblemKind(
        "too-large", 413, Phrase("The body is too large", "المتن أكبر من المسموح"),
        Phrase(
            "The detail says how much is taken. Send less, or split it.",
            "يذكر التفصيل الحد المقبول. أرسل أقل أو قسّم المحتوى."))
    package static let targetTooLong = ProblemKind(
        "target-too-long", 414, Phrase("The address is too long", "العنوان أطول من المسموح"),
        Phrase("Shorten the path or the query.", "اختصر المسار أو الاستعلام."))
    package static let unsupportedType = ProblemKind(
        "unsupported-type", 415, Phrase("The body's type is not taken here", "نوع المتن غير مقبول هنا"),
        Phrase(
            "The Content-Type must be one of those that the detail lists, and Content-Encoding must be absent: bodies are "
                + "not unpacked.",
            "يجب أن يكون Content-Type أحد الأنواع الواردة في التفصيل، وألا يرد Content-Encoding، فالمتون المضغوطة لا تُفك."
        ))
    package static let expectationFailed = ProblemKind(
        "expectation-failed", 417, Phrase("The expectation cannot be met", "لا يمكن تلبية التوقّع"),
        Phrase("Only “Expect: 100-continue” is known.", "لا يُعرف سوى «Expect: 100-continue»."))
    package static let misdirected = ProblemKind(
        "misdirected", 421, Phrase("This server does not answer for that host", "هذا الخادم لا يجيب عن ذلك المضيف"),
        Phrase(
            "The Host field names a host that is none of this server's. The operator lists further names in site.hosts.",
            "يسمّي الحقل Host مضيفاً ليس من أسماء هذا الخادم. يضيف المشغّل أسماء أخرى في site.hosts."))
    package static let invalid = ProblemKind(
        "invalid", 422, Phrase("Some of what was sent cannot be accepted", "لا يمكن قبول بعض ما أُرسل"),
        Phrase(
            "Each entry of “errors” points at a part of the body and says what is wrong with it. Nothing was recorded.",
            "تشير كل مادة في «errors» إلى جزء من المتن وتذكر الخلل فيه. لم يُسجَّل شيء."))
    package static let matchRequired = ProblemKind(
        "match-required", 428, Phrase("Say what you have read", "اذكر ما قرأته"),
        Phrase(
            "A change here needs the field If-Match with the ETag of what you read, so that nobody's change is lost.",
            "يتطلب التغيير هنا الحقل If-Match وفيه قيمة ETag لما قرأته، كي لا يضيع تغيير أحد."))
    package static let tooManyRequests = ProblemKind(
        "too-many-requests", 429, Phrase("Too many requests", "طلبات أكثر من المسموح"),
        Phrase(
            "Wait as many seconds as the Retry-After field says, then send it again.",
            "انتظر عدد الثواني المذكور في الحقل Retry-After ثم أعد الإرسال."))
    package static let headTooLarge = ProblemKind(
        "head-too-large", 431, Phrase("The request's head is too large", "رأس الطلب أكبر من المسموح"),
        Phrase("Send fewer or shorter header fields and cookies.", "أرسل حقولاً وملفات تعريف ارتباط أقل أو أقصر."))
    package static let internalError = ProblemKind(
        "internal-error", 500, Phrase("The server failed", "أخفق الخادم"),
        Phrase(
            "This is the server's fault. Tell its operator the identifier in “instance”: it stands in the log.",
            "الخطأ من الخادم. أبلغ مشغّله بالمعرّف الوارد في «instance» فهو مدوَّن في السجل."))
    package static let notImplemented = ProblemKind(
        "not-implemented", 501, Phrase("This way of sending is not known", "طريقة الإرسال هذه غير معروفة"),
        Phrase("The only Transfer-Encoding is chunked.", "لا يُقبل في Transfer-Encoding سوى chunked."))
    package static let unavailable = ProblemKind(
        "unavailable", 503, Phrase("Not available at the moment", "غير متاح في الوقت الحاضر"),
        Phrase(
            "The server is starting, stopping or at its limits. Send the request again after a while.",
            "الخادم في طور التشغيل أو الإيقاف أو بلغ حدوده. أعد إرسال الطلب بعد حين."))
    package static let tookTooLong = ProblemKind(
        "took-too-long", 503, Phrase("The work took too long", "استغرق العمل وقتاً أطول من المسموح"),
        Phrase(
            "The server stopped working on this request. Ask for less at a time, or send it again later.",
            "أوقف الخادم العمل على هذا الطلب. اطلب قدراً أقل في المرة، أو أعد الإرسال لاحقاً."))
    package static let httpVersion = ProblemKind(
        "http-version", 505, Phrase("This version of HTTP is not spoken", "نسخة HTTP هذه غير مدعومة"),
        Phrase("Use HTTP/1.1.", "استعمل HTTP/1.1."))
}
