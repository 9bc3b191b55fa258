import Truce

/// The front door: what can be asked of Truce, each in a file of its own. Pure parts do the work; this reads and
/// writes the files, and nothing else does.
public enum Mechanism {}
