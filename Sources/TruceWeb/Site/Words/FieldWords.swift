/// What fields are called; see ``SiteWords``.
let fieldWords = """
    accused | Accused party | الطرف المتهم
    according_to | According to | بحسب
    acts | What happened | ما الذي حدث
    adopted_at | Adopted | تاريخ الاعتماد
    agreed_at | Agreed | تاريخ الاتفاق
    agreed_by | Agreed so far | وافق حتى الآن
    agreement | Agreement | الاتفاق
    agreement_version | Version of the agreement | نسخة الاتفاق
    allegation | Allegation | الادعاء
    amendment | Amendment | التعديل
    answer | Answer | الجواب
    answers | Answers | الأجوبة
    ask | Request for a reply | طلب الرد
    asked | What was asked | ما طُلب
    asked_at | Asked | تاريخ الطلب
    asked_by | Asked by | طلبه
    asked_sides | Sides asked to reply | الجهات المطلوب ردها
    asks | Requests for a reply | طلبات الرد
    assessment | Assessment (computed, binds nobody) | التقييم (محسوب، غير ملزم)
    at | When | متى
    attribution | Attribution | الإسناد
    author | Drafted by | صاغه
    bearing | Bearing | الاتجاه
    baselines | Starting figures | أرقام البداية
    basis | What it rests on | الأسس
    begun_at | Begun | تاريخ البدء
    bracketed_by | Put in brackets by | وضعها بين قوسين
    breached | Incidents that breach, as assessed | حوادث فيها خرق بحسب التقييم
    by | By | الفاعل
    calibre_mm | Calibre (mm) | العيار (مم)
    channel | How it came | طريقة الورود
    closed_at | Closed | تاريخ الإغلاق
    communique | Communiqué | البيان
    confidence | Confidence | درجة الثقة
    confidential | The source asks for special confidence | يطلب المصدر سرية خاصة
    content | Content | المضمون
    contested | The sides' readings part | تختلف قراءات الجانبين
    corrections | Corrections | التصحيحات
    count | How many | العدد
    country | Country | البلد
    data | What it says | مضمونه
    day | Day | اليوم
    deadline | Deadline | المهلة
    delegations | Delegations | الوفود
    demand | Demand | المطلب
    demanded_by | Demanded by | المطالب
    denials | Denials of movement | حالات منع الحركة
    digest | SHA-256 | SHA-256
    direction | Direction of fire | اتجاه النيران
    disposition | Placing | التصنيف
    draft | Draft of a finding | مسودة النتيجة
    drafted_at | Drafted | تاريخ الصياغة
    due | Due | الموعد
    duplicate_of | Duplicate of | تكرار للبلاغ
    earliest | Not before | ليس قبل
    effective_at | In effect from | سارٍ من
    erased | Erased | مُحي
    escalations | Escalation | التصعيد
    evidence | Evidence (SHA-256 of files) | الأدلة (بصمات SHA-256 للملفات)
    excerpt | Excerpt | مقتطف
    expected | Expected at this pace | المتوقع بهذه الوتيرة
    extended | Deadline extended | مُدّدت المهلة
    fact | What happened | الواقعة
    filed_at | Filed | تاريخ التقديم
    files | Files (SHA-256) | الملفات (SHA-256)
    finding | Finding | النتيجة
    finding_outcome | Finding | النتيجة
    findings | Findings | النتائج
    from | From | من
    gate | Gate | الخطوة المشروطة
    granted_by | Granted by | منحها
    harm | Severity: harm (0–3) | الخطورة: الضرر (0–3)
    head | Head of delegation | رئيس الوفد
    holder | Holder | صاحب الصفة
    id | Name | الاسم
    in_confidence | For the mechanism only | للآلية وحدها
    in_force_from | In force from | يسري من
    incident | Incident | الحادث
    incidents | Incidents | الحوادث
    index | Entry | القيد
    injured_high | Injured, at most | الجرحى، على الأكثر
    injured_low | Injured, at least | الجرحى، على الأقل
    instructions | Instructions | التعليمات
    into | Joined into | ضُمّ إلى
    key | Key | المفتاح
    killed_high | Killed, at most | القتلى، على الأكثر
    killed_low | Killed, at least | القتلى، على الأقل
    kind | Kind | النوع
    lapsed | No answer is owed any more | لم يعد الرد مطلوبًا
    late | Late | متأخر
    later_replies | Replies since the finding | ردود بعد النتيجة
    latest | Not after | ليس بعد
    leaf | Leaf in the log | الورقة في السجل
    means | How it was perceived | كيف أُدرك
    media_type | Type of file | نوع الملف
    missing | Facts that would settle it | الوقائع التي تحسمه
    name | Called | التسمية
    names_initiator | Side A did it to side B | الجانب أ فعله بالجانب ب
    needs | Needs the agreement of | يحتاج إلى موافقة
    note | Note | ملاحظة
    obligation | Obligation | الالتزام
    of | Of whom | ممن
    officer | Officer | المسؤول
    opened_at | Taken up | تاريخ الفتح
    opened_by | Taken up by | فتحه
    outcome | Outcome | الحصيلة
    overdue | Silence is on record | سُجّل عدم الرد
    parties | Parties | الأطراف
    parts | Parts | الأجزاء
    party | Side | الجهة
    patrol | Patrol | الدورية
    patrols | Patrols | الدوريات
    percent | Percent done | النسبة المنجزة
    place | Place | المكان
    place_metres | Width of the place (metres) | عرض المكان (بالأمتار)
    square | Square of the map | مربّع الخريطة
    place_name | Name of the place | اسم المكان
    position | Position taken | الموقف
    precision | How exact the time is | دقة الوقت
    presence | Presence | الوجود
    priority | Priority (3 first) | الأولوية (3 أولاً)
    progress | Progress | التقدم
    proposed_at | Proposed | تاريخ الاقتراح
    proposed_incident | Proposed for incident | مقترح للحادث
    provision | Provision | البند
    provisions | Provisions | البنود
    public | Public | علني
    public_place | Place, as told to the public | المكان كما يُعلن
    published | Published | منشور
    reason | Reason | السبب
    reasons | Reasons | الأسباب
    received_at | Received | تاريخ الورود
    recorded | Recorded | تاريخ التسجيل
    reopened_at | Reopened | تاريخ إعادة الفتح
    reopened_because | Reopened because | سبب إعادة الفتح
    replies | Replies | الردود
    reply | Reply | الرد
    report | Report | البلاغ
    reported | Your report is among them | بلاغك بينها
    reported_at | Reported | تاريخ الإبلاغ
    reported_by | Reported by | أبلغ عنه
    reports | Reports | البلاغات
    reports_since | Reports since the finding | البلاغات بعد النتيجة
    result | Result | الحصيلة
    review_note | Reviewer's note | ملاحظة المراجع
    reviewer | Reviewed by | راجعه
    revoked_at | Revoked | تاريخ السحب
    role | Role | الصفة
    rules_version | Version of the rules | نسخة القواعد
    rung | Rung | الدرجة
    score | Score (0–3) | الدرجة (0–3)
    session | Session | الجلسة
    severity | Severity (0–3) | الخطورة (0–3)
    side | Side | الجهة
    side_a | Side A, as the source names it | الجانب أ كما يسميه المصدر
    side_b | Side B, as the source names it | الجانب ب كما يسميه المصدر
    signatories | Signatures needed of | التواقيع المطلوبة من
    signatory | Signatory | الموقّع
    signature | Signature | التوقيع
    signed | Signed by | الموقّعون
    since | Since | منذ
    size | Size (bytes) | الحجم (بايت)
    source | Source | المصدر
    source_class | Class of source | فئة المصدر
    stage | Stage | المرحلة
    standing | Standing | الوضع
    statement | Statement | البيان
    status | Status | الحالة
    subject | Concerns | الموضوع
    tasked_at | Sent | تاريخ الإرسال
    tasked_by | Sent by | أرسلها
    summary | Summary | الملخص
    text | Text | النص
    threat | Severity: threat to the cease-fire (0–3) | الخطورة: تهديد الهدنة (0–3)
    title | Title | العنوان
    to | To | إلى
    truth | Holds | متحقق
    type | What the source calls it | تسمية المصدر
    unable | Unable to rule | تعذّر البت
    watched_hours | Hours watched | ساعات المراقبة
    undetermined | Undetermined | غير محسوم
    until | Until | حتى
    updated_at | Last changed | آخر تغيير
    value | Value | القيمة
    verdict | Verdict | الحكم
    version | Version | النسخة
    violations | Violations verified | انتهاكات متحقق منها
    weapon | Weapon | السلاح
    weapon_or_zone | Severity: weapon or zone (0–3) | الخطورة: السلاح أو المنطقة (0–3)
    withdrawn | Withdrawn | مسحوب
    """
