#include "CTruceScan.h"

#include <string.h>

// 64 bytes at a time become four 64-bit masks (quotes, separators, LF, CR), a bit for each byte. The running parity
// of the quotes says what lies inside them; what is left are the structural bytes, whose offsets are written out.

typedef struct {
    uint64_t quotes, separators, feeds, returns;
} masks;

typedef struct {
    uint32_t *positions;
    size_t count;
    uint32_t *line_ends;
    size_t line_end_count;
} output;

/// Writes the offsets of the set bits, eight at a time: most blocks hold fewer, and writing past the last is cheaper
/// than branching on each.
static inline __attribute__((always_inline)) void write_offsets(uint32_t *to, uint32_t base, uint64_t bits) {
    size_t count = (size_t)__builtin_popcountll(bits);
    for (size_t done = 0; done < count; done += 8) {
        for (int i = 0; i < 8; i++) {
            to[done + i] = base + (uint32_t)__builtin_ctzll(bits | (1ull << 63));
            bits &= bits - 1;
        }
    }
}

/// `after` is the byte that follows the block, or -1; `inside` the quoted bytes of the block.
static inline __attribute__((always_inline)) void
write_block(output *out, uint32_t base, masks m, uint64_t inside, int after, truce_scan_state *state) {
    uint64_t ends = m.feeds;
    if (__builtin_expect(m.returns != 0, 0)) {
        uint64_t followed = (m.feeds >> 1) | (after == '\n' ? 1ull << 63 : 0);
        ends |= m.returns & ~followed;
    }
    state->quoted_line_ends += (uint64_t)__builtin_popcountll(ends & inside);
    ends &= ~inside;
    uint64_t structural = (m.separators & ~inside) | ends;
    write_offsets(out->positions + out->count, base, structural);
    while (ends) {
        uint64_t lowest = ends & -ends;
        out->line_ends[out->line_end_count++] =
            (uint32_t)(out->count + (size_t)__builtin_popcountll(structural & (lowest - 1)));
        ends &= ends - 1;
    }
    out->count += (size_t)__builtin_popcountll(structural);
}

static inline uint64_t prefix_parity(uint64_t bits) {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    return bits;
}

#define EVERY_BYTE(b) (0x0101010101010101ull * (uint8_t)(b))

/// A bit for each of eight bytes that equals the pattern's.
static inline uint64_t equal_bytes(uint64_t word, uint64_t pattern) {
    uint64_t x = word ^ pattern;
    uint64_t high = ~(((x & EVERY_BYTE(0x7F)) + EVERY_BYTE(0x7F)) | x) & EVERY_BYTE(0x80);
    return (high * 0x0002040810204081ull) >> 56;
}

static inline uint64_t load_little_endian(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static void portable_block(
    const uint8_t *bytes, uint32_t base, uint8_t separator, int after, truce_scan_state *state, output *out) {
    masks m = {0, 0, 0, 0};
    uint64_t high = 0, nul = 0;
    for (int i = 0; i < 64; i += 8) {
        uint64_t word = load_little_endian(bytes + i);
        m.quotes |= equal_bytes(word, EVERY_BYTE('"')) << i;
        m.separators |= equal_bytes(word, EVERY_BYTE(separator)) << i;
        m.feeds |= equal_bytes(word, EVERY_BYTE('\n')) << i;
        m.returns |= equal_bytes(word, EVERY_BYTE('\r')) << i;
        high |= word & EVERY_BYTE(0x80);
        nul |= equal_bytes(word, 0);
    }
    state->has_high |= high != 0;
    state->has_nul |= nul != 0;
    uint64_t inside = prefix_parity(m.quotes) ^ state->in_quotes;
    state->in_quotes = (uint64_t)((int64_t)inside >> 63);
    write_block(out, base, m, inside, after, state);
}

/// The last, shorter block: filled up with a letter.
static size_t scan_rest(
    const uint8_t *bytes, size_t from, size_t count, uint8_t separator, int next, truce_scan_state *state,
    output *out, size_t *line_end_count) {
    for (size_t at = from; at < count; at += 64) {
        size_t length = count - at;
        if (length >= 64) {
            int after = length > 64 ? bytes[at + 64] : next;
            portable_block(bytes + at, (uint32_t)at, separator, after, state, out);
            continue;
        }
        uint8_t padded[64];
        memset(padded, separator == 'a' ? 'b' : 'a', sizeof padded);
        memcpy(padded, bytes + at, length);
        if (next == '\n') padded[length] = '\n';
        size_t count_before = out->count, lines_before = out->line_end_count;
        uint64_t quoted_before = state->quoted_line_ends;
        portable_block(padded, (uint32_t)at, separator, -1, state, out);
        // The LF that was put in only to look ahead is taken out again.
        if (next == '\n') {
            if (state->in_quotes) {
                state->quoted_line_ends -= state->quoted_line_ends > quoted_before;
            } else if (out->count > count_before && out->positions[out->count - 1] == at + length) {
                out->count--;
                if (out->line_end_count > lines_before) out->line_end_count--;
            }
        }
    }
    *line_end_count = out->line_end_count;
    return out->count;
}

size_t truce_scan_portable(
    const uint8_t *bytes, size_t count, uint8_t separator, int next, truce_scan_state *state, uint32_t *positions,
    uint32_t *line_ends, size_t *line_end_count) {
    output out = {positions, 0, line_ends, 0};
    return scan_rest(bytes, 0, count, separator, next, state, &out, line_end_count);
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2,pclmul,bmi,popcnt"))) static size_t scan_avx2(
    const uint8_t *bytes, size_t count, uint8_t separator, int next, truce_scan_state *state, uint32_t *positions,
    uint32_t *line_ends, size_t *line_end_count) {
    output out = {positions, 0, line_ends, 0};
    const __m256i quote = _mm256_set1_epi8('"'), sep = _mm256_set1_epi8((char)separator);
    const __m256i feed = _mm256_set1_epi8('\n'), ret = _mm256_set1_epi8('\r');
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    __m256i any = _mm256_setzero_si256(), least = _mm256_set1_epi8((char)0xFF);
    uint64_t in_quotes = state->in_quotes;
    size_t at = 0;
#define MASK(a, b, pattern) \
    ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, pattern)) \
     | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, pattern)) << 32)
    for (; at + 64 <= count; at += 64) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(bytes + at));
        __m256i b = _mm256_loadu_si256((const __m256i *)(bytes + at + 32));
        masks m = {MASK(a, b, quote), MASK(a, b, sep), MASK(a, b, feed), MASK(a, b, ret)};
        any = _mm256_or_si256(any, _mm256_or_si256(a, b));
        least = _mm256_min_epu8(least, _mm256_min_epu8(a, b));
        __m128i parity = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m.quotes), ones, 0);
        uint64_t inside = (uint64_t)_mm_cvtsi128_si64(parity) ^ in_quotes;
        in_quotes = (uint64_t)((int64_t)inside >> 63);
        int after = at + 64 < count ? bytes[at + 64] : next;
        write_block(&out, (uint32_t)at, m, inside, after, state);
    }
#undef MASK
    state->in_quotes = in_quotes;
    state->has_high |= _mm256_movemask_epi8(any) != 0;
    state->has_nul |= _mm256_movemask_epi8(_mm256_cmpeq_epi8(least, _mm256_setzero_si256())) != 0;
    return scan_rest(bytes, at, count, separator, next, state, &out, line_end_count);
}

size_t truce_scan(
    const uint8_t *bytes, size_t count, uint8_t separator, int next, truce_scan_state *state, uint32_t *positions,
    uint32_t *line_ends, size_t *line_end_count) {
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi")
        && __builtin_cpu_supports("popcnt")) {
        return scan_avx2(bytes, count, separator, next, state, positions, line_ends, line_end_count);
    }
    return truce_scan_portable(bytes, count, separator, next, state, positions, line_ends, line_end_count);
}
#else
size_t truce_scan(
    const uint8_t *bytes, size_t count, uint8_t separator, int next, truce_scan_state *state, uint32_t *positions,
    uint32_t *line_ends, size_t *line_end_count) {
    return truce_scan_portable(bytes, count, separator, next, state, positions, line_ends, line_end_count);
}
#endif
