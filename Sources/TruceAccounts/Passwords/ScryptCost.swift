import Crypto
import CryptoExtras
import Foundation

/// How dear a guess is: scrypt (RFC 7914) with N = 2^`log2N`. Takes 128 · N · `blockSize` bytes of memory.
package struct ScryptCost: Hashable, Sendable {
    package let log2N: Int
    package let blockSize: Int
    package let parallelism: Int

    /// 128 MiB, and some tenths of a second of one core.
    package static let standard = ScryptCost(checked: 17, 8, 1)

    /// Nil outside 1...20, 1...32, 1...16, or above 1 GiB: a file that was tampered with cannot ask for more.
    package init?(log2N: Int, blockSize: Int, parallelism: Int) {
        guard (1...20).contains(log2N), (1...32).contains(blockSize), (1...16).contains(parallelism),
            128 * blockSize << log2N <= 1 << 30
        else { return nil }
        self.init(checked: log2N, blockSize, parallelism)
    }

    private init(checked log2N: Int, _ blockSize: Int, _ parallelism: Int) {
        self.log2N = log2N
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// In proportion to the time that it takes.
    var work: Int { blockSize * parallelism << log2N }

    /// Takes its time: only on the queue of ``PasswordWork``.
    func derive(_ password: [UInt8], salt: [UInt8], byteCount: Int = 32) throws(AccountsError) -> [UInt8] {
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: byteCount, rounds: 1 << log2N, blockSize: blockSize,
                parallelism: parallelism)
            return key.withUnsafeBytes { Array($0) }
        } catch {
            // With parameters in their ranges nothing else fails.
            throw .outOfMemory
        }
    }
}
