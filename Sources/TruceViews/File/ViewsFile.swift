import Foundation
import GRDB
import Truce

/// The file: opened, recognised, or made.
enum ViewsFile {
    /// `Truw` in ASCII.
    static let applicationID: Int32 = 0x5472_7577

    /// The program's tables, as text: a file whose tables were written otherwise is made anew.
    static let schema = ([stateSchema] + allViews.map { $0.schema }).joined(separator: ";\n")

    private static let stateSchema = """
        CREATE TABLE state (
            fingerprint TEXT NOT NULL,
            position INTEGER NOT NULL,    -- entries folded
            clock INTEGER NOT NULL,       -- the latest moment that one was recorded at
            computed INTEGER NOT NULL,    -- the position that proposals were computed at
            mark INTEGER NOT NULL,        -- how often proposals were folded, from a number of the file's own
            building INTEGER NOT NULL,    -- 1: written without care for a loss of power
            scrub INTEGER NOT NULL        -- 1: what was erased may still stand in free space
        ) STRICT
        """

    /// The packed columns' layouts have no text of their own: raise this when one changes.
    private static let packing = 2

    static var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(packing);\(schema)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }

    static func open(_ path: String) throws(ViewsError) -> DatabasePool {
        do {
            if let pool = try opened(path) { return pool }
            try remove(path)
            try create(path)
            guard let pool = try opened(path) else { throw ViewsError.cannotOpen(path: path, why: "it was changed") }
            return pool
        } catch let error as ViewsError {
            throw error
        } catch { throw .cannotOpen(path: path, why: "\(error)") }
    }

    /// Nil: there is none, or none that can be used.
    private static func opened(_ path: String) throws -> DatabasePool? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ViewsError.cannotOpen(path: path, why: "it is a folder or a device. Name a file")
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            let isOurs = try pool.write { db in
                try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID
                    && String.fetchOne(db, sql: "SELECT fingerprint FROM state WHERE building = 0") == fingerprint
            }
            if isOurs { return pool }
            try pool.close()
            return nil
        } catch let error as DatabaseError {
            // Another's file, or a torn one: what a cache holds is not worth repairing.
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR, .SQLITE_CANTOPEN, .SQLITE_IOERR: return nil
            default: throw error
            }
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // A cache survives without flushing each commit: WAL then loses the last ones, never half of one.
            try db.execute(
                sql: """
                    PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
                    PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4096;
                    """)
        }
        return configuration
    }

    /// Readable by its owner only: it holds what the vault keeps.
    private static func create(_ path: String) throws {
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ViewsError.cannotOpen(path: path, why: String(cString: strerror(errno))) }
        Foundation.close(file)
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.write { db in
            try db.execute(sql: schema)
            try db.execute(
                sql: "INSERT INTO state VALUES (?, 0, ?, 0, ?, 0, 0)",
                arguments: [fingerprint, Int64.min, ChangeMark.start])
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        try pool.close()
    }

    /// The file and those beside it.
    static func remove(_ path: String) throws {
        for end in ["", "-wal", "-shm", "-journal"] {
            guard unlink(path + end) == 0 || errno == ENOENT else {
                throw ViewsError.cannotOpen(
                    path: path, why: "an old one cannot be removed (\(String(cString: strerror(errno))))")
            }
        }
    }
}
