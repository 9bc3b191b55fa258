import CoreMetrics
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Figures as Prometheus reads them")
struct MetricsTests {
    @Test("a counter grows, a gauge goes to and fro")
    func plain() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "c", dimensions: [], factory: registry)
        counter.increment(by: 2)
        Counter(label: "c", dimensions: [], factory: registry).increment()
        Gauge(label: "g", dimensions: [("a", "1")], factory: registry).record(2.5)
        Meter(label: "m", dimensions: [], factory: registry).set(-3)
        registry.describe("c", "two\nlines \\ and \"quotes\"")
        let text = PrometheusText.page(registry)
        let page = PrometheusPage(text)
        #expect(page["c"] == 3)
        #expect(page["g{a=\"1\"}"] == 2.5)
        #expect(page["m"] == -3)
        #expect(text.contains("# HELP c two\\nlines \\\\ and \"quotes\"\n# TYPE c counter\n"))
    }

    @Test(
        "a histogram's buckets add up, each bound included",
        arguments: [
            (0.0, "0.001"), (0.001, "0.001"), (0.0011, "0.0025"), (30, "30"), (30.001, "+Inf"),
        ])
    func histogram(seconds: Double, first: String) {
        let registry = MetricsRegistry()
        let timer = Timer(label: "t", dimensions: [], factory: registry)
        timer.recordNanoseconds(Int64((seconds * 1e9).rounded()))
        let page = PrometheusPage(PrometheusText.page(registry))
        var isReached = false
        for bound in MetricsRegistry.timeBuckets.map({ $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }) + ["+Inf"] {
            isReached = isReached || bound == first
            #expect(page["t_bucket{le=\"\(bound)\"}"] == (isReached ? 1 : 0), "\(bound)")
        }
        #expect(page["t_count"] == 1)
        #expect(abs(page["t_sum"]! - seconds) < 1e-9)
    }

    @Test(
        "whatever a label holds, the page stays a page",
        arguments: [
            "a\"b", "a\nb", "a\\b", "\\n", "}", "\"} 1\nforged 2", "حلب", "",
        ])
    func escaping(value: String) {
        let registry = MetricsRegistry()
        Counter(label: "c", dimensions: [("v", value)], factory: registry).increment()
        let page = PrometheusPage(PrometheusText.page(registry))
        #expect(page.faults.isEmpty)
        #expect(page.names.count == 1)
        #expect(page["forged"] == nil)
    }

    @Test(
        "names are made fit",
        arguments: [
            ("a.b-c d", "a_b_c_d"), ("9a", "_9a"), ("", "_"), ("a:b", "a:b"), ("é", "__"),
        ])
    func names(label: String, name: String) {
        let registry = MetricsRegistry()
        Counter(label: label, dimensions: [], factory: registry).increment()
        #expect(PrometheusPage(PrometheusText.page(registry)).names == [name])
    }

    @Test("series are bounded: what is beyond is counted together")
    func bounded() {
        let registry = MetricsRegistry()
        for at in 0..<(MetricsRegistry.mostSeries + 500) {
            Counter(label: "c", dimensions: [("v", "\(at)")], factory: registry).increment()
        }
        let page = PrometheusPage(PrometheusText.page(registry))
        #expect(page.names.count == MetricsRegistry.mostSeries + 1)
        #expect(page["c{v=\"other\"}"] == 500)
    }

    @Test("one name that is used for two things is two figures")
    func twoKinds() {
        let registry = MetricsRegistry()
        Counter(label: "c", dimensions: [], factory: registry).increment()
        Gauge(label: "c", dimensions: [], factory: registry).record(7)
        let page = PrometheusPage(PrometheusText.page(registry))
        #expect(page["c"] == 1)
        #expect(page["c_gauge"] == 7)
    }
}
