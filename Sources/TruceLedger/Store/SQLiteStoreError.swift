import Foundation
import GRDB

/// What SQLite and the system say, as sentences that say what to do.
extension StoreError {
    enum Doing { case opening, reading, writing }

    init(_ error: any Error, path: String, doing: Doing) {
        if let own = error as? StoreError {
            self = own
            return
        }
        guard let error = error as? DatabaseError else {
            self = Self.failure("\(error)", path: path, doing: doing)
            return
        }
        let message = error.message ?? "SQLite reports \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_NOTADB:
            self = .notALedger(path: path, why: "it is not an SQLite file, or its first page is damaged")
        case .SQLITE_CORRUPT: self = .damaged(why: message)
        case _ where error.isForWantOfRoom:
            self = Self.failure("the disk is full. Make room on it", path: path, doing: doing)
        case .SQLITE_IOERR:
            self = Self.failure(
                "the disk fails (\(message), SQLite code \(error.extendedResultCode.rawValue)). "
                    + "Check the disk, its connection and its free space", path: path, doing: doing)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = Self.failure(
                "the file or its folder may not be written. Change their permissions", path: path, doing: doing)
        case .SQLITE_CANTOPEN:
            self = Self.failure(
                "the system does not open the file, or those that SQLite keeps beside it. Check their permissions",
                path: path, doing: doing)
        case .SQLITE_NOMEM: self = Self.failure("memory ran out", path: path, doing: doing)
        case .SQLITE_MISUSE: self = Self.failure("it was closed. Open it again", path: path, doing: doing)
        default:
            self = Self.failure(
                "\(message) (SQLite code \(error.extendedResultCode.rawValue))", path: path, doing: doing)
        }
    }

    private static func failure(_ why: String, path: String, doing: Doing) -> StoreError {
        switch doing {
        case .opening: .cannotOpen(path: path, why: why)
        case .reading: .cannotRead(why: why)
        case .writing: .cannotWrite(why: why)
        }
    }

    /// The reason in `errno`, now.
    static func system() -> String { String(cString: strerror(errno)) }
}

extension DatabaseError {
    /// The disk is full, also where SQLite says only that the file of its shared memory could not be made larger.
    var isForWantOfRoom: Bool { resultCode == .SQLITE_FULL || extendedResultCode == .SQLITE_IOERR_SHMSIZE }
}
