import Foundation

/// What the kernel says about this process. Linux only; elsewhere there is nothing to say.
enum ProcessFigures {
    /// By the names that Prometheus clients agree on.
    static func read() -> [(name: String, help: String, value: Double)] {
        var figures: [(String, String, Double)] = []
        // A file of /proc that is missing or reads otherwise leaves its figure out.
        if let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) {
            let pages = status.split(separator: " ").compactMap { Double($0) }
            let size = Double(sysconf(Int32(_SC_PAGESIZE)))
            if pages.count > 1 {
                figures.append(("process_virtual_memory_bytes", "Address space in use.", pages[0] * size))
                figures.append(("process_resident_memory_bytes", "Memory in use.", pages[1] * size))
            }
        }
        if let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            // The name in parentheses may hold anything, parentheses included.
            let end = stat.lastIndex(of: ")")
        {
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            if fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) {
                figures.append(
                    (
                        "process_cpu_seconds_total", "Processor time used.",
                        (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
                    ))
            }
        }
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            figures.append(("process_open_fds", "Files and sockets open.", Double(open)))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.append(("process_max_fds", "Files and sockets that may be open.", Double(limit.rlim_cur)))
        }
        return figures
    }
}
