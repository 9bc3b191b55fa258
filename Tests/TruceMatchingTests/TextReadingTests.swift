import Testing
import Truce

@testable import TruceMatching

@Suite("What a report's text adds to its columns")
struct TextReadingTests {
    private func read(_ text: String, places: [String] = []) -> (TextReading, [String]) {
        var vocabulary = Vocabulary(context: .init(places: places))
        var buffer: [UInt8] = []
        var text = text
        let reading = text.withUTF8 { TextReading.read($0, &vocabulary, &buffer) }
        return (reading, reading.words.map { vocabulary[$0] })
    }

    @Test(
        "counts of what was heard or seen",
        arguments: [
            ("hrd 15 small-arms fire", 15), ("shelling; 16 rds; at Miredor", 16), ("AUTO n=22 dur=202s", 22),
            ("CAM 06:44 artillery strike 6x nr airfield", 6), ("02:30 shelling, 8 times", 8),
            ("122mm howitzer", Int?.none),
            ("one killed at 02:30", nil),
        ])
    func counts(text: String, expected: Int?) { #expect(read(text).0.count == expected) }

    @Test("bearing and distance from the observer")
    func bearing() {
        let reading = read("vehicles moving, 3.7km NE (brg 32) of OP").0
        #expect(reading.bearing == 32)
        #expect(abs(reading.distance! - 3_700) < 1e-6)
        #expect(read("3.7km NE of OP").0.bearing == nil)
    }

    @Test(
        "typing errors lead to the word that was meant",
        arguments: [
            "at Durupoli", "at Durupoly", "at Durpoli", "at Durrupoli", "at Duurpoli",
        ])
    func typingErrors(text: String) { #expect(read(text, places: ["Durupoli"]).1 == ["durupoli"]) }

    @Test(
        "acts are read from words; a mine shaft is no mine",
        arguments: [
            ("arty fire", ActSet.shelling), ("FPV hit", ActSet(.uavStrike)), ("at mine shaft", ActSet()),
            ("mine detonation", ActSet([.explosiveDevice, .mines])),
        ])
    func acts(text: String, expected: ActSet) { #expect(read(text).0.acts == expected) }

    @Test(
        "a correction is marked by its first word only",
        arguments: [
            ("CORR: shelling", true), ("re-issue, shelling", true), ("UPDATE shelling", true),
            ("shelling, update", false),
        ])
    func corrections(text: String, expected: Bool) { #expect(read(text).0.isCorrection == expected) }

    @Test("a text that is one word of a megabyte costs no more than its length", .timeLimit(.minutes(1)))
    func hugeWord() {
        let (reading, words) = read("explosion " + String(repeating: "a", count: 1 << 20))
        #expect(reading.acts == Lexicon.explosive)
        #expect(words.map(\.utf8.count) == [1 << 20])
    }
}
