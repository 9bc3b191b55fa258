import GRDB

/// One SQLite file copied whole while others read and write it: the record, a vault, accounts.
package enum SQLiteCopy {
    /// The copy appears under its name once it is whole and on the disk, and holds nothing of what was deleted before. A
    /// name that is taken is an error. Waits for the disk.
    package static func copy(_ source: String, to destination: String) throws(StoreError) {
        let file = try UnfinishedFile(destination)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(30)
            let queue = try DatabaseQueue(path: source, configuration: configuration)
            try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [file.temporary]) }
            try queue.close()
            try file.finish()
        } catch {
            file.abandon()
            throw StoreError(error, path: destination, doing: .writing)
        }
    }
}
