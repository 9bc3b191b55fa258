import Foundation

// truce-tamper [--changes 10000] [--seed 1]
//
// Makes logs of several sizes and then, one at a time, changes them and their receipts at places chosen by chance. Every
// change must be refused, and the sentence should name what was altered. Exits with 1 if a change was accepted.

var changes = 10_000
var seed: UInt64 = 1
var rest = CommandLine.arguments.dropFirst()
while let word = rest.popFirst() {
    switch (word, rest.popFirst().flatMap { UInt64($0) }) {
    case ("--changes", let value?) where value > 0: changes = Int(value)
    case ("--seed", let value?): seed = value
    default:
        FileHandle.standardError.write(Data("truce-tamper [--changes 10000] [--seed 1]\n".utf8))
        exit(64)
    }
}

let sizes = [1, 2, 255, 256, 257, 5_000, 65_537, 100_000]
let start = ContinuousClock.now
let keys = try Keys()
var random = SeededRandom(seed)
var tally = Tally()
for (place, size) in sizes.enumerated() {
    let log = try await HonestLog(size: size, keys: keys, seed: random.next())
    let wanted = changes * (place + 1) / sizes.count - changes * place / sizes.count
    let begun = ContinuousClock.now
    var made = 0
    while made < wanted {
        let change = Change.allCases[random.below(Change.allCases.count)]
        guard let attempt = change.attempt(on: log, using: &random) else { continue }
        tally.add(attempt.answer(by: log.policy), to: attempt, change, size)
        made += 1
    }
    let seconds = (ContinuousClock.now - begun) / .seconds(1)
    FileHandle.standardError.write(Data("\(size) entries: \(made) changes in \(Int(seconds.rounded())) s\n".utf8))
}
print(tally.table(sizes))
print("seed \(seed), \(Int(((ContinuousClock.now - start) / .seconds(1)).rounded())) s")
exit(tally.isAllRefused ? 0 : 1)
