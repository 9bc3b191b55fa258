import GRDB

/// The tables of the accounts, as a list of steps from one version to the next: a step that was ever released is not
/// changed. Times are seconds since 1970.
enum AccountsSchema {
    /// “TrAc”.
    static let applicationID: Int32 = 0x5472_4163
    static var version: Int32 { Int32(steps.count) }

    static let steps = [
        """
        CREATE TABLE accounts (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            key_id TEXT NOT NULL CHECK (length(key_id) = 16)
        ) STRICT;
        CREATE TABLE account (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            login TEXT NOT NULL CHECK (length(login) BETWEEN 1 AND 64),
            login_key TEXT NOT NULL UNIQUE,
            display_name TEXT NOT NULL CHECK (length(display_name) <= 200),
            created_at INTEGER NOT NULL,
            disabled_at INTEGER
        ) STRICT;
        CREATE TABLE holding (
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            holder TEXT NOT NULL CHECK (length(CAST(holder AS BLOB)) BETWEEN 1 AND 128),
            position INTEGER NOT NULL,
            PRIMARY KEY (account, holder)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE password (
            account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
            log2_n INTEGER NOT NULL CHECK (log2_n BETWEEN 1 AND 20),
            block_size INTEGER NOT NULL CHECK (block_size BETWEEN 1 AND 32),
            parallelism INTEGER NOT NULL CHECK (parallelism BETWEEN 1 AND 16),
            salt BLOB NOT NULL CHECK (length(salt) = 16),
            verifier BLOB NOT NULL CHECK (length(verifier) = 32),
            set_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE second_factor (
            account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
            sealed BLOB NOT NULL,
            last_step INTEGER NOT NULL,
            confirmed_at INTEGER
        ) STRICT;
        CREATE TABLE recovery_code (
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (account, hash)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE session (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            account INTEGER NOT NULL,
            holder TEXT NOT NULL,
            factor INTEGER NOT NULL CHECK (factor BETWEEN 0 AND 2),
            client TEXT NOT NULL CHECK (length(client) <= 80),
            created_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            FOREIGN KEY (account, holder) REFERENCES holding ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX session_account ON session (account, holder);
        CREATE TABLE token (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            account INTEGER NOT NULL,
            holder TEXT NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
            scopes INTEGER NOT NULL CHECK (scopes BETWEEN 1 AND 31),
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
            used_at INTEGER,
            FOREIGN KEY (account, holder) REFERENCES holding ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX token_account ON token (account, holder);
        CREATE TABLE invitation (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            account INTEGER UNIQUE REFERENCES account ON DELETE CASCADE,
            login TEXT,
            login_key TEXT UNIQUE,
            display_name TEXT CHECK (length(display_name) <= 200),
            invited_by INTEGER REFERENCES account ON DELETE SET NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
            CHECK ((account IS NULL) = (login IS NOT NULL)),
            CHECK ((login IS NULL) = (login_key IS NULL) AND (login IS NULL) = (display_name IS NULL))
        ) STRICT;
        CREATE TABLE invitation_holding (
            invitation INTEGER NOT NULL REFERENCES invitation ON DELETE CASCADE,
            holder TEXT NOT NULL CHECK (length(CAST(holder AS BLOB)) BETWEEN 1 AND 128),
            position INTEGER NOT NULL,
            PRIMARY KEY (invitation, holder)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE identity (
            issuer TEXT NOT NULL CHECK (length(issuer) BETWEEN 1 AND 255),
            subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            tied_at INTEGER NOT NULL,
            PRIMARY KEY (issuer, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identity_account ON identity (account);
        CREATE TABLE attempt (
            login BLOB NOT NULL CHECK (length(login) = 16),
            address BLOB NOT NULL CHECK (length(address) = 16),
            against_login INTEGER NOT NULL CHECK (against_login >= 0),
            from_address INTEGER NOT NULL CHECK (from_address >= 0),
            tried_at INTEGER NOT NULL,
            known_at INTEGER,
            PRIMARY KEY (login, address)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX attempt_address ON attempt (address);
        CREATE INDEX attempt_tried ON attempt (tried_at);
        """,
        // Tokens from before this step were made by nobody knows whom: they count as made without a second factor.
        """
        ALTER TABLE token ADD COLUMN second_factor INTEGER NOT NULL DEFAULT 0 CHECK (second_factor IN (0, 1));
        ALTER TABLE attempt ADD COLUMN address_tried_at INTEGER NOT NULL DEFAULT 0;
        UPDATE attempt SET address_tried_at = tried_at;
        """,
    ]

    /// Brings the file to ``version``, in one transaction.
    static func migrate(_ db: Database, from found: Int32) throws {
        for step in steps[Int(found)...] { try db.execute(sql: step) }
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// What the file's own list of tables must be: the triggers and views of a stranger have no place in it.
    static func text(of db: Database) throws -> Set<String> {
        try Set(
            String.fetchAll(
                db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"))
    }

    static func expectedText() throws -> Set<String> {
        try DatabaseQueue().write { db in
            try migrate(db, from: 0)
            return try text(of: db)
        }
    }
}
