/// Which rules judged: printed in every document, so that a judgement can be repeated with the same ones.
public enum RulesVersion {
    /// Raised whenever the same input may be judged differently than before.
    public static let rules = 1
    public static let product = "0.1.0"
}
