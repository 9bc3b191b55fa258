/// Every obligation and demand that the agreement holds.
public struct ObligationList: Inquiry {
    public typealias Answer = Listing<ObligationRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Every gate.
public struct GateList: Inquiry {
    public typealias Answer = Listing<GateRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Denials of movement, the newest first.
public struct DenialList: Inquiry {
    public typealias Answer = Listing<DenialRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Who or what watched where, the newest first.
public struct PresenceList: Inquiry {
    public typealias Answer = Listing<PresenceRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Sessions of talks.
public struct SessionList: Inquiry {
    public typealias Answer = Listing<SessionRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Written demands.
public struct DemandList: Inquiry {
    public typealias Answer = Listing<DemandRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Communiqués, each in its latest version.
public struct CommuniqueList: Inquiry {
    public typealias Answer = Listing<CommuniqueRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Amendments.
public struct AmendmentList: Inquiry {
    public typealias Answer = Listing<AmendmentRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Who holds which role.
public struct HolderList: Inquiry {
    public typealias Answer = Listing<HolderRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// Entries of the ledger, in order.
public struct EntryList: Inquiry {
    public typealias Answer = Listing<EntryRecord>
    public var page: Page

    public init(page: Page = Page()) {
        self.page = page
    }
}

/// What was written: whole words and beginnings of words, in any script; accents and Arabic vowel signs do not count.
public struct Search: Inquiry {
    public typealias Answer = Listing<SearchHit>
    /// 1 to 200 characters.
    public var text: String
    public var page: Page

    public init(text: String, page: Page = Page()) {
        self.text = text
        self.page = page
    }
}

/// Counts day by day.
public struct DayCounts: Inquiry {
    public typealias Answer = Listing<DayCountRecord>
    public var from: MissionDay
    /// At most 366 days.
    public var through: MissionDay

    public init(from: MissionDay, through: MissionDay) {
        self.from = from
        self.through = through
    }
}
