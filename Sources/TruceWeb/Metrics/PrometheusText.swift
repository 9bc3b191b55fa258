/// The text format 0.0.4 in which Prometheus reads figures.
enum PrometheusText {
    static let type = "text/plain; version=0.0.4; charset=utf-8"

    static func page(_ registry: MetricsRegistry) -> String {
        var page = ""
        for (name, family) in registry.all.sorted(by: { $0.key < $1.key }) {
            if let help = family.help { page += "# HELP \(name) \(escaped(help, quotes: false))\n" }
            page += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                let reading = series.reading
                guard family.kind == .histogram else {
                    page += line(name, labels.pairs, reading.value)
                    continue
                }
                var below: UInt64 = 0
                for (at, count) in reading.inBucket.enumerated() {
                    below += count
                    let bound = at < series.buckets.count ? number(series.buckets[at]) : "+Inf"
                    page += line("\(name)_bucket", labels.pairs + [.init(name: "le", value: bound)], Double(below))
                }
                page += line("\(name)_sum", labels.pairs, reading.value)
                page += line("\(name)_count", labels.pairs, Double(reading.count))
            }
        }
        return page
    }

    private static func line(_ name: String, _ labels: [Labels.Pair], _ value: Double) -> String {
        let list = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
        return name + (list.isEmpty ? "" : "{\(list)}") + " \(number(value))\n"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}
