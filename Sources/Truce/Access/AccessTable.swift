/// Who may see and do what: the one table, consulted by every question and every command. A row for each ``Field`` and
/// each ``CommandKind``, a column for each ``Role``. The reasons: `docs/decisions/0008-who-may-see-what.md`.
public enum AccessTable {
    /// `.` never · `p` once published · `o` the asker's own, or its side's · `b` own or published · `A` always.
    private static let sights = AccessGrid(
        rows: Field.allCases.map(\.rawValue), marks: "pobA",
        """
                                obs ana team legal head party guar med wit aud pub adm
        report                   o   A    o    A    A     o    o    .   .   A   .   .
        report_source            o   A    o    .    A     .    .    .   .   .   .   .
        report_content           o   A    o    A    A     o    o    .   .   .   .   .
        report_public_place      o   A    o    A    A     o    o    .   .   A   .   .
        report_placing           o   A    o    A    A     o    o    .   .   A   .   .
        report_proposal          .   A    .    A    A     .    .    .   .   A   .   .
        report_evidence          o   A    o    A    A     o    o    .   .   A   .   .

        incident                 b   A    A    A    A     b    b    A   p   A   p   p
        incident_work            b   A    A    A    A     b    b    A   p   A   p   p
        incident_day             p   A    A    A    A     p    p    A   p   A   p   p
        incident_time            .   A    A    A    A     .    .    .   .   A   .   .
        incident_what            p   A    A    A    A     p    p    p   p   A   p   p
        incident_harm            p   A    A    A    A     p    p    p   p   A   p   p
        incident_public_place    p   A    A    A    A     p    p    p   p   A   p   p
        incident_exact_place     .   A    A    A    A     .    .    .   .   .   .   .
        incident_reports         p   A    p    A    A     p    p    p   p   A   p   p
        incident_assessment      .   A    .    A    A     .    .    .   .   A   .   .
        incident_asked           .   A    .    A    A     .    .    .   .   A   .   .
        journal                  .   A    .    A    A     .    .    .   .   A   .   .

        draft                    .   A    .    A    A     .    .    .   .   A   .   .
        finding                  A   A    A    A    A     A    A    A   A   A   A   A
        ask                      .   A    .    A    A     o    o    .   .   A   .   .
        reply                    .   A    .    A    A     o    o    .   .   A   .   .
        reply_in_confidence      .   A    .    A    A     o    o    .   .   .   .   .
        patrol                   .   A    A    A    A     .    .    .   .   A   .   .
        patrol_orders            .   A    A    .    A     .    .    .   .   .   .   .
        escalation               .   A    A    A    A     o    o    A   .   A   .   .
        escalation_answer        .   A    A    A    A     o    o    A   .   A   .   .

        denial                   o   A    A    A    A     .    .    A   .   A   .   .
        denial_content           o   A    o    .    A     .    .    .   .   .   .   .
        denial_source            o   A    o    .    A     .    .    .   .   .   .   .
        presence                 o   A    A    A    A     .    .    .   .   A   .   .
        presence_content         o   A    A    .    A     .    .    .   .   .   .   .

        obligation               A   A    A    A    A     A    A    A   A   A   A   A
        gate                     A   A    A    A    A     A    A    A   A   A   A   A
        session                  A   A    A    A    A     A    A    A   A   A   A   A
        session_note             .   .    .    .    A     .    .    A   .   .   .   .
        demand                   A   A    A    A    A     A    A    A   A   A   A   A
        demand_text              p   p    p    p    A     b    b    A   p   p   p   p
        communique               p   p    p    p    A     A    A    A   p   A   p   p
        communique_draft         .   .    .    .    A     A    A    A   .   .   .   .
        amendment                A   A    A    A    A     A    A    A   A   A   A   A

        grant                    o   o    o    o    A     o    o    o   o   A   .   A
        entry                    A   A    A    A    A     A    A    A   A   A   A   A
        queue                    o   o    o    o    o     o    o    o   .   o   .   o
        search                   A   A    A    A    A     A    A    A   A   A   A   A
        statistics               A   A    A    A    A     A    A    A   A   A   A   A
        statistics_work          .   A    A    A    A     .    .    A   .   A   .   .
        """)

    /// `x` may, as far as the thing is the asker's to decide on: what the table cannot say stands in the register.
    private static let commands = AccessGrid(
        rows: CommandKind.allCases.map(\.rawValue), marks: "x",
        """
                                obs ana team legal head party guar med wit aud pub adm
        file-report              x   x    x    .    x     x    x    .   .   .   .   .
        correct-report           x   x    x    .    x     x    x    .   .   .   .   .
        withdraw-report          x   x    x    .    x     x    x    .   .   .   .   .
        triage-report            .   x    .    .    x     .    .    .   .   .   .   .
        open-incident            .   x    .    .    x     .    .    .   .   .   .   .
        join-incidents           .   x    .    .    x     .    .    .   .   .   .   .
        split-incident           .   x    .    .    x     .    .    .   .   .   .   .
        task-patrol              .   x    .    .    x     .    .    .   .   .   .   .
        report-patrol            .   x    x    .    x     .    .    .   .   .   .   .
        escalate                 .   x    .    .    x     .    .    .   .   .   .   .
        answer-escalation        .   .    x    .    x     x    x    x   .   .   .   .

        draft-finding            .   x    .    .    x     .    .    .   .   .   .   .
        review-finding           .   .    .    x    .     .    .    .   .   .   .   .
        ask-reply                .   x    .    .    x     .    .    .   .   .   .   .
        extend-reply             .   x    .    .    x     .    .    .   .   .   .   .
        file-reply               .   .    .    .    .     x    x    .   .   .   .   .
        adopt-finding            .   .    .    .    x     .    .    .   .   .   .   .
        reopen-finding           .   .    .    .    x     .    .    .   .   .   .   .

        report-denial            x   x    x    .    x     .    .    .   .   .   .   .
        report-presence          x   x    x    .    x     .    .    .   .   .   .   .
        report-progress          .   x    .    .    x     x    x    .   .   .   .   .
        state-baseline           .   x    .    .    x     x    x    .   .   .   .   .
        begin-step               .   .    .    .    x     .    .    x   .   .   .   .

        grant-access             .   .    .    .    .     .    .    .   .   .   .   x
        revoke-access            .   .    .    .    .     .    .    .   .   .   .   x
        suspend-agreement        .   .    .    .    x     .    .    x   .   .   .   .
        resume-agreement         .   .    .    .    x     .    .    x   .   .   .   .

        open-session             .   .    .    .    x     .    .    x   .   .   .   .
        close-session            .   .    .    .    x     .    .    x   .   .   .   .
        file-demand              .   .    .    .    .     x    x    .   .   .   .   .
        answer-demand            .   .    .    .    .     x    x    x   .   .   .   .
        draft-communique         .   .    .    .    x     .    .    x   .   .   .   .
        agree-communique         .   .    .    .    .     x    x    .   .   .   .   .
        name-signatory-key       .   .    .    .    .     x    x    .   .   .   .   .
        propose-amendment        .   .    .    .    x     .    .    x   .   .   .   .
        sign-amendment           .   .    .    .    .     x    x    .   .   .   .   .
        """)

    /// When a role sees what a row guards.
    public static func sight(of field: Field, for role: Role) -> Sight {
        switch sights.mark(field.rawValue, role) {
        case "p": .published
        case "o": .own
        case "b": .ownOrPublished
        case "A": .always
        default: .never
        }
    }

    /// The same for all that the asker is.
    public static func sight(of field: Field, for asker: Asker) -> Sight {
        asker.roles.reduce(.never) { $0.union(sight(of: field, for: $1)) }
    }

    /// Whether an asker sees what a row guards, of something that stands to it so.
    public static func may(_ asker: Asker, see field: Field, _ relation: Relation) -> Bool {
        visible(to: asker, relation).contains(FieldSet(field))
    }

    /// Every row that an asker sees, of something that stands to it so. Quick: a few ors.
    static func visible(to asker: Asker, _ relation: Relation) -> FieldSet {
        asker.roles.reduce(into: []) { $0.formUnion(sets[$1]![relation.place]) }
    }

    /// Worked out once: by role, and by the relation's place.
    private static let sets: [Role: [FieldSet]] = Dictionary(
        uniqueKeysWithValues: Role.allCases.map { role in
            (
                role,
                Relation.allCases.map { relation in
                    FieldSet(Field.allCases.filter { sight(of: $0, for: role).allows(relation) }.map { FieldSet($0) })
                }
            )
        })

    /// Whether some role of the asker's allows the command at all; whether it allows this one is for
    /// ``Register/decide(_:by:in:)`` to say.
    public static func may(_ asker: Asker, do kind: CommandKind) -> Bool {
        asker.roles.contains { may($0, do: kind) }
    }

    public static func may(_ role: Role, do kind: CommandKind) -> Bool { commands.mark(kind.rawValue, role) == "x" }
}
