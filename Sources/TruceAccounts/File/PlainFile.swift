import Foundation

/// What must be true of a file before anything in it is believed.
enum PlainFile {
    /// Its length in bytes. Throws unless it is a plain file, not a link, whose owner we are and to which nobody else
    /// has any right.
    static func size(of path: String) throws(AccountsError) -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            throw .cannotOpen(path: path, why: errno == ENOENT ? "there is no such file" : AccountsError.system())
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotOpen(path: path, why: "it is not a plain file") }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else { throw .readableByOthers(path: path) }
        return Int(status.st_size)
    }

    static func createEmpty(_ path: String) throws(AccountsError) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .cannotOpen(
                path: path,
                why: errno == EEXIST
                    ? "there is a file of that name already. Choose another name; nothing is ever written over"
                    : "it cannot be made (\(AccountsError.system()))")
        }
        close(file)
    }
}

extension AccountsError {
    /// The reason in `errno`, now.
    static func system() -> String { String(cString: strerror(errno)) }
}
