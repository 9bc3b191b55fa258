/// `docs/server-settings.md`, made from the declarations.
package enum SettingsPage {
    package static var markdown: String {
        var lines = [
            "# Settings of the server",
            "",
            "`truce serve` reads one file, `server.yaml`, and the environment over it, whole, before it listens; every",
            "mistake is named at once with its file and line. This page is made from the declarations in",
            "`Sources/TruceWeb/Configuration`; `make snapshots` writes it anew.",
            "",
            "```yaml",
            "listen:",
            "  port: 8080",
            "proxy:",
            "  trusted: [127.0.0.1, 10.0.0.0/8]",
            "```",
            "",
            "A size is written with B, KiB, MiB or GiB, a length of time with ms, s, min, h or d. In the environment a list",
            "is separated by commas.",
        ]
        var section: Substring = ""
        for setting in ServerConfiguration.settings {
            if setting.section != section {
                section = setting.section
                lines += [
                    "", "## \(section)", "", "| setting | environment | takes | default | |", "|---|---|---|---|---|",
                ]
            }
            let standard = setting.standard.isEmpty ? "empty" : "`\(setting.standard)`"
            lines.append(
                "| `\(setting.name)` | `\(setting.environmentName)` | \(setting.kindName): \(setting.range) | \(standard) "
                    + "| \(setting.meaning) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
