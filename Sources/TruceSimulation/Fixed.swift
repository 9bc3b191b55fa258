import Truce

/// Numbers as text with a fixed number of decimals, by whole-number arithmetic: the same digits on every machine.
enum Fixed {
    static func text(_ value: Double, _ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let whole = Int64((value * scale).rounded())
        let digits = padded(Int(whole.magnitude), decimals + 1)
        let cut = digits.index(digits.endIndex, offsetBy: -decimals)
        let sign = whole < 0 ? "-" : ""
        return decimals == 0 ? sign + digits : sign + digits[..<cut] + "." + digits[cut...]
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
