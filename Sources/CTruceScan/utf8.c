#include "CTruceScan.h"

#include <string.h>

/// The length of the character that begins here, or 0 when it is ill-formed (RFC 3629, table of section 4).
static inline size_t character(const uint8_t *b, size_t left) {
    uint8_t first = b[0];
    if (first < 0x80) return 1;
    if (first < 0xC2 || left < 2) return 0;
    uint8_t second = b[1];
    if (first < 0xE0) return (second & 0xC0) == 0x80 ? 2 : 0;
    if (left < 3) return 0;
    if (first < 0xF0) {
        uint8_t low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
        return second >= low && second <= high && (b[2] & 0xC0) == 0x80 ? 3 : 0;
    }
    if (first > 0xF4 || left < 4) return 0;
    uint8_t low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high && (b[2] & 0xC0) == 0x80 && (b[3] & 0xC0) == 0x80 ? 4 : 0;
}

size_t truce_utf8_error(const uint8_t *bytes, size_t count) {
    size_t at = 0;
    while (at < count) {
        while (at + 64 <= count) {  // plain ASCII, 64 bytes at a time
            uint64_t any = 0;
            for (int i = 0; i < 64; i += 8) {
                uint64_t word;
                memcpy(&word, bytes + at + i, 8);
                any |= word;
            }
            if (any & 0x8080808080808080ull) break;
            at += 64;
        }
        size_t stop = at + 64 < count ? at + 64 : count;
        while (at < stop) {
            size_t length = character(bytes + at, count - at);
            if (length == 0) return at;
            at += length;
        }
    }
    return count;
}
