#ifndef CTRUCESCAN_H
#define CTRUCESCAN_H

#include <stddef.h>
#include <stdint.h>

/// What is carried from one stretch of a file to the next, and what was met on the way.
/// Begin a file, or a record, with all fields zero.
typedef struct {
    /// All ones while inside a quoted field, else zero.
    uint64_t in_quotes;
    /// Line ends (LF, or CR not followed by LF) that lay inside quotes.
    uint64_t quoted_line_ends;
    /// Not zero when a byte above 0x7F was met.
    uint8_t has_high;
    /// Not zero when a NUL byte was met.
    uint8_t has_nul;
} truce_scan_state;

/// Finds where fields and records end: the offsets of `separator` and of line ends (LF, or CR not followed by LF)
/// that lie outside quotes, ascending. A quote toggles inside and outside wherever it stands; whether it may stand
/// there is for the caller to judge.
///
/// `next` is the byte that follows the stretch, or -1 at the end of the input: it decides whether a CR in the last
/// place is a line end. `positions` must hold `count + 64` numbers, `line_ends` `count + 1`; each entry of
/// `line_ends` is an index into `positions`. Returns how many positions were written. `count` below 2^32.
size_t truce_scan(
    const uint8_t *bytes, size_t count, uint8_t separator, int next, truce_scan_state *state, uint32_t *positions,
    uint32_t *line_ends, size_t *line_end_count);

/// The same without vector instructions: what runs where AVX2 is missing, and what tests compare with.
size_t truce_scan_portable(
    const uint8_t *bytes, size_t count, uint8_t separator, int next, truce_scan_state *state, uint32_t *positions,
    uint32_t *line_ends, size_t *line_end_count);

/// The offset of the first byte that cannot be part of well-formed UTF-8 (RFC 3629), or `count` when all is well.
/// A character cut off by the end counts as ill-formed, at its first byte.
size_t truce_utf8_error(const uint8_t *bytes, size_t count);

#endif
