import Foundation

// truce-ledger-bench tree N BYTES                  CPU seconds of the Merkle tree over N entries of BYTES bytes, in memory
// truce-ledger-bench make FOLDER N BYTES           a ledger of N entries of about BYTES bytes, published and signed
// truce-ledger-bench verify FOLDER                 CPU seconds of checking what `make` published, from disk or its cache
// truce-ledger-bench append FOLDER CLIENTS SECONDS appends a second, each durable, by so many tasks that wait in turn
// truce-ledger-bench record FOLDER CLIENTS SECONDS the same with three fields of each sealed in a vault
// truce-ledger-bench seal FOLDER N BATCH           CPU of sealing N items of three fields, BATCH in a transaction, and of opening
// truce-ledger-bench code N                        CPU of writing and reading N entries of reports
// Each prints one JSON line; CPU is user + system of this process, memory its peak.

let arguments = CommandLine.arguments
switch (arguments.count > 1 ? arguments[1] : "", arguments.count) {
case ("tree", 4): hashTree(entries: number(2), bytes: number(3))
case ("make", 5): try await makeLedger(in: arguments[2], entries: number(3), bytes: number(4))
case ("verify", 3): try verifyLedger(in: arguments[2])
case ("append", 5), ("record", 5):
    try await append(in: arguments[2], clients: number(3), seconds: number(4), sealing: arguments[1] == "record")
case ("seal", 5): try sealAndOpen(in: arguments[2], items: number(3), batch: number(4))
case ("code", 3): try encodeAndDecode(entries: number(2))
default: refuse("truce-ledger-bench tree|make|verify|append|record|seal|code …; see main.swift")
}

func number(_ place: Int) -> Int {
    guard let number = Int(arguments[place]), number > 0 else { refuse("“\(arguments[place])” is no positive number") }
    return number
}

func refuse(_ sentence: String) -> Never {
    FileHandle.standardError.write(Data((sentence + "\n").utf8))
    exit(64)
}
