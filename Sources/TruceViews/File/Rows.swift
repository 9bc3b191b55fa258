import Foundation
import GRDB
import Truce

extension Row {
    static func data(_ bytes: [UInt8]) -> Data { Data(bytes) }

    /// A blob's bytes; empty for null.
    func bytes(_ index: Int) -> [UInt8] {
        // Only throws where the column holds no blob, which the STRICT tables rule out.
        (try? withUnsafeData(atIndex: index) { data in data.map(Array.init) ?? [] }) ?? []
    }

    func instant(_ index: Int) -> Instant { Instant(seconds: self[index]) }
}
