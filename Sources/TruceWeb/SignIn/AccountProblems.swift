import Truce
import TruceAccounts

extension ProblemKind {
    /// What signing in and the care of accounts can answer beside what the server itself does.
    package static let ofAccounts: [ProblemKind] = [signInRefused, signInAgain, accountState, outsideAnswer]

    static let signInRefused = ProblemKind(
        "sign-in-refused", 401, Phrase("Not signed in", "لم يتم تسجيل الدخول"),
        Phrase(
            "Login, password or code is not accepted, or no more attempts are taken for a time. Which of these it is, is not "
                + "told. Look at what you typed, wait a minute, and try again; an administrator can send a new link.",
            "لم يُقبل اسم الدخول أو كلمة المرور أو الرمز، أو لا تُقبل محاولات أخرى لبعض الوقت. ولا يُذكر أيها السبب. راجع ما كتبته وانتظر دقيقة ثم أعد المحاولة، ويمكن للمسؤول أن يرسل رابطاً جديداً."
        ))
    static let signInAgain = ProblemKind(
        "sign-in-again", 403, Phrase("Sign in again for this", "سجّل الدخول من جديد لهذا"),
        Phrase(
            "This is done only by a person who has signed in in full with a password, not by a token, and not before the second "
                + "factor is in place where the role needs one.",
            "لا يقوم بهذا إلا شخص سجّل الدخول كاملاً بكلمة مرور، لا رمز برنامج، وبعد تفعيل العامل الثاني حيث تتطلبه الصفة."
        ))
    static let outsideAnswer = ProblemKind(
        "outside-answer", 403, Phrase("Not signed in by the organisation", "لم تسجّل المؤسسة الدخول"),
        Phrase(
            "What the organisation's sign-in service answered does not let anybody in. Begin again on the sign-in page; if it "
                + "happens again, an administrator finds the reason in the server's log.",
            "ما أجابت به خدمة المؤسسة لا يتيح الدخول لأحد. ابدأ من جديد من صفحة تسجيل الدخول، فإن تكرر ذلك وجد المسؤول السبب في سجل الخادم."
        ))
    static let accountState = ProblemKind(
        "account-state", 409, Phrase("The account does not allow this now", "لا يسمح الحساب بهذا الآن"),
        Phrase(
            "The account is not in the state that this needs. The detail says what to do first.",
            "الحساب ليس في الحالة التي يتطلبها هذا. يذكر التفصيل ما ينبغي فعله أولاً."))
}

extension AccountsError {
    /// What the client is told; what is not its fault stays as it is, for the log.
    var answer: any Error {
        func at(_ pointer: String) -> Problem { Problem(.invalid, errors: [.init(pointer, description)]) }
        func waiting(_ problem: Problem, _ seconds: Int64?) -> Problem {
            seconds.map { problem.retry(after: .seconds($0)) } ?? problem
        }
        switch self {
        case .busy: return Problem(.unavailable, description).retry(after: .seconds(5))
        case .badLogin, .loginTaken: return at("/login")
        case .badDisplayName: return at("/display_name")
        case .noHolder, .tooManyHolders: return at("/holders")
        case .notItsHolder: return at("/holder")
        case .weakPassword: return at("/new_password")
        case .wrongPassword(let seconds): return waiting(at("/password"), seconds)
        case .wrongCode(let seconds): return waiting(at("/code"), seconds)
        case .badLifetime: return at("/days")
        case .badTokenName: return at("/name")
        case .noScope: return at("/scopes")
        case .sessionNotEnough: return Problem(.signInAgain)
        case .secondFactorStands, .noSecondFactor, .tooManyTokens, .identityTaken:
            return Problem(.accountState, description)
        case .badIdentity: return at("/subject")
        case .notVouched: return Problem(.outsideAnswer)
        case .serviceUnreachable: return Problem(.unavailable, "The organisation's sign-in service cannot be used now.")
        case .unknownAccount, .noInvitation: return Problem(.notFound)
        default: return self
        }
    }
}
