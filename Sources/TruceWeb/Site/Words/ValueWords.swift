/// The words of enumerations; see ``SiteWords``.
let valueWords = """
    accepted | accepted | مقبول
    accepts | accepts | يقرّ
    adopted | finding adopted | اعتُمدت النتيجة
    administrator | administrator | مسؤول النظام
    aid | refusal of aid | منع المساعدات
    analyst | analyst | محلل
    area | area | منطقة
    asks_for_time | asks for time | يطلب مهلة
    attributed | attributed | مُسند
    auditor | auditor | مدقق
    border | border | حدود
    breached | breached | خُرق
    camera | camera | كاميرا
    checkpoint | checkpoint | حاجز
    cleared | cleared | أُجيز
    communique | communiqué | بيان
    day | day | يوم
    deferred | deferred | مؤجل
    demand | demand | مطلب
    denied | access denied | مُنع الوصول
    denies | denies | ينفي
    disc | within a distance | ضمن مسافة
    disputed | disputed | محل نزاع
    duplicate | duplicate | مكرر
    explains | explains | يوضح
    file | file | ملف
    finding | finding | نتيجة
    finding_drafted | finding drafted | صيغت النتيجة
    form | form | استمارة
    found | found | وُجد
    guarantor | guarantor | ضامن
    head_of_mission | head of mission | رئيس البعثة
    heard | heard | سُمع
    high | high | عالية
    hour | hour | ساعة
    incident | incident | حادث
    incoming | incoming | واردة
    jamming | jamming | تشويش
    joined | joined into another | ضُمّ إلى آخر
    legal_reviewer | legal reviewer | مراجع قانوني
    liaison | liaison | ضابط ارتباط
    located | located from bearings | محدد بالاتجاهات
    longer | longer than a month | أكثر من شهر
    low | low | منخفضة
    media | media | إعلام
    mediator | mediator | وسيط
    medium | medium | متوسطة
    message | message | رسالة
    mines | mines | ألغام
    minute | minute | دقيقة
    month | month | شهر
    no | no | لا
    none | none | لا شيء
    not_attributable | not attributable | لا يمكن إسناده
    not_breached | not breached | لم يُخرق
    not_reached | not reached | لم يتم الوصول
    nothing | nothing found | لم يوجد شيء
    obligation | obligation | التزام
    observer | observer | مراقب
    open | open | مفتوحة
    organisation | organisation | منظمة
    other | other | غير ذلك
    out_of_scope | out of scope | خارج النطاق
    outgoing | outgoing | صادرة
    part_of_day | part of a day | جزء من اليوم
    party | party | طرف
    party_liaison | party liaison | ضابط ارتباط طرف
    patrol | patrol | دورية
    phone | phone | هاتف
    point | point | نقطة
    proposed | only proposed | مقترح فقط
    public | the public | الجمهور
    quarter | quarter of an hour | ربع ساعة
    recorded | recorded | مسجّل
    refused | refused | مرفوض
    report | report | بلاغ
    returned | returned | أُعيد
    saw | saw | شوهد
    second | second | ثانية
    sector | direction and distance | اتجاه ومسافة
    sensor | sensor | جهاز استشعار
    set_aside | set aside | وُضع جانباً
    shut | shut | مغلقة
    square | grid square | مربع شبكة
    team_leader | team leader | قائد فريق
    threat | threat | تهديد
    uav | drone interference | عرقلة مسيّرة
    unable_to_rule | unable to rule | تعذّر البت
    under_verification | under verification | قيد التحقق
    undetermined | undetermined | غير محسوم
    unknown | not known | غير معروف
    verified_no_violation | verified, no violation | تحقق ولا انتهاك
    violation_verified | violation verified | انتهاك متحقق منه
    violence | violence | عنف
    weapons_site | weapons site | موقع أسلحة
    week | week | أسبوع
    withdrawn | withdrawn | مسحوب
    witness | witness of the log | شاهد السجل
    yes | yes | نعم
    exemption | whether an exception that is claimed holds | هل ينطبق الاستثناء المدّعى
    independent_source | a source that speaks for no side | مصدر لا يتكلم باسم أي جانب
    place | where it happened | أين حدث
    place_to_line | how far from the line it was | بعده عن الخط
    standing | a ruling on the standing of a group | البت في وضع إحدى الجماعات
    time | when it happened | متى حدث
    to_whom | who or what was hit | من أو ما الذي أُصيب
    what_happened | what kind of act it was | نوع الفعل
    which_line | which of the competing lines holds | أي الخطوط المتنازع عليها هو النافذ
    which_member | which of several groups took part | أي الجماعات شاركت
    who | who did it | من فعله
    who_is | which group a name stands for | أي جماعة يدل عليها الاسم
    """

/// What happened; see ``SiteWords``.
let factWords = """
    access-granted | a role was granted | مُنحت صفة
    access-revoked | a role was revoked | سُحبت صفة
    agreement-adopted | the agreement was laid down | أُودع الاتفاق
    agreement-amended | the agreement was amended | عُدّل الاتفاق
    agreement-resumed | the agreement binds again | عاد الاتفاق ملزماً
    agreement-suspended | the agreement was suspended | عُلّق الاتفاق
    amendment-proposed | an amendment was proposed | اقتُرح تعديل
    amendment-signed | an amendment was signed | وُقّع تعديل
    baseline-stated | a starting figure was stated | ذُكر رقم بداية
    communique-agreed | a communiqué was agreed | اتُّفق على بيان
    communique-drafted | a communiqué was drafted | صيغ بيان
    custody-passed | custody of evidence passed | انتقلت عهدة دليل
    daily-report-published | a daily report was published | نُشر تقرير يومي
    demand-answered | a demand was answered | أُجيب عن مطلب
    demand-filed | a demand was made | قُدّم مطلب
    escalated | it was escalated | صُعّد
    escalation-answered | an escalation was answered | أُجيب عن تصعيد
    evidence-added | evidence was added | أُضيف دليل
    finding-adopted | a finding was adopted | اعتُمدت نتيجة
    finding-drafted | a finding was drafted | صيغت نتيجة
    finding-reopened | a finding was reopened | أُعيد فتح نتيجة
    finding-reviewed | a draft was reviewed | روجعت مسودة
    incident-opened | an incident was taken up | فُتح حادث
    incident-split | an incident was split | قُسّم حادث
    incidents-joined | incidents were joined | ضُمّت حوادث
    key-rotated | a key was replaced | استُبدل مفتاح
    ledger-opened | the ledger was opened | فُتح السجل
    movement-denied | movement was denied | مُنعت الحركة
    obligation-progressed | progress was reported | أُبلغ عن تقدم
    patrol-reported | a patrol reported back | أبلغت دورية
    patrol-tasked | a patrol was sent | أُرسلت دورية
    presence-reported | presence was reported | أُبلغ عن وجود
    reminder-sent | a reminder was sent | أُرسل تذكير
    reply-asked | a reply was asked for | طُلب رد
    reply-deadline-passed | a deadline passed in silence | انقضت مهلة بلا رد
    reply-extended | a deadline was extended | مُدّدت مهلة
    reply-filed | a reply was filed | قُدّم رد
    report-corrected | a report was corrected | صُحّح بلاغ
    report-received | a report was received | ورد بلاغ
    report-triaged | a report was placed | صُنّف بلاغ
    report-withdrawn | a report was withdrawn | سُحب بلاغ
    rules-version-changed | the rules of assessment changed | تغيّرت قواعد التقييم
    secret-erased | private data were erased | مُحيت بيانات خاصة
    session-closed | a session closed | أُغلقت جلسة
    session-opened | a session opened | افتُتحت جلسة
    signatory-key-named | a signing key was named | سُمّي مفتاح توقيع
    step-begun | a next step began | بدأت خطوة تالية
    witness-returned | a witness came back | عاد شاهد
    witness-silent | a witness fell silent | صمت شاهد
    """

/// What somebody may do; see ``SiteWords``.
let commandWords = """
    adopt-finding | Adopt the finding | اعتماد النتيجة
    agree-communique | Agree to the communiqué | الموافقة على البيان
    answer-demand | Answer the demand | الرد على المطلب
    answer-escalation | Answer the escalation | الرد على التصعيد
    ask-reply | Ask a side to reply | طلب رد من جهة
    begin-step | Record that the step begins | تسجيل بدء الخطوة
    close-session | Close the session | إغلاق الجلسة
    correct-report | Correct the report | تصحيح البلاغ
    draft-communique | Draft a communiqué | صياغة بيان
    draft-finding | Draft a finding | صياغة نتيجة
    escalate | Escalate to the next rung | التصعيد إلى الدرجة التالية
    extend-reply | Give more time to reply | تمديد مهلة الرد
    file-demand | Make a demand | تقديم مطلب
    file-reply | Reply | تقديم الرد
    file-report | File a report | تقديم بلاغ
    grant-access | Grant a role | منح صفة
    join-incidents | Join with other incidents | ضمّه إلى حوادث أخرى
    name-signatory-key | Name a signing key | تسمية مفتاح توقيع
    open-incident | Take up for verification | فتح الحادث للتحقق
    open-session | Open a session of talks | افتتاح جلسة محادثات
    propose-amendment | Propose an amendment | اقتراح تعديل
    reopen-finding | Reopen the finding | إعادة فتح النتيجة
    report-denial | Report a denial of movement | الإبلاغ عن منع الحركة
    report-patrol | Report back from the patrol | الإبلاغ عن حصيلة الدورية
    report-presence | Report presence | الإبلاغ عن وجود
    report-progress | Report progress | الإبلاغ عن تقدم
    resume-agreement | Record that the agreement binds again | تسجيل عودة الاتفاق ملزماً
    review-finding | Review the draft | مراجعة المسودة
    revoke-access | Revoke a role | سحب صفة
    sign-amendment | Sign the amendment | توقيع التعديل
    split-incident | Split into several incidents | تقسيمه إلى حوادث
    state-baseline | State a starting figure | ذكر رقم بداية
    suspend-agreement | Record a suspension of the agreement | تسجيل تعليق الاتفاق
    task-patrol | Send a patrol | إرسال دورية
    triage-report | Place the report | تصنيف البلاغ
    withdraw-report | Withdraw the report | سحب البلاغ
    """
