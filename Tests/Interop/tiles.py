"""Merkle trees, tiles, entry bundles and receipts. No disk, no network, no clock.

Written from RFC 6962, RFC 9162 and the C2SP specifications tlog-tiles and tlog-proof alone, so that it can disagree
with the Swift code.
"""

import hashlib
import re
from dataclasses import dataclass

from notes import Refused, canonical_base64, decimal, hash_line

TILE_WIDTH = 256
MAX_PROOF_HASHES = 63
MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + 65535)


# Trees


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def subtree(hashes) -> bytes:
    """The root of 2^k hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def root_of_levels(levels) -> bytes:
    """The root from the incomplete tile (0…255 hashes) of every level, lowest first."""
    right = None
    for hashes in levels:
        rest = len(hashes)
        while rest:
            width = rest & -rest
            left = subtree(hashes[rest - width : rest])
            right = left if right is None else node_hash(left, right)
            rest -= width
    return hashlib.sha256(b"").digest() if right is None else right


def tree_root(leaves) -> bytes:
    """MTH over leaf hashes, as RFC 6962 §2.1 writes it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(tree_root(leaves[:k]), tree_root(leaves[k:]))


def check_inclusion(leaf: bytes, index: int, size: int, proof, root: bytes) -> bool:
    """RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def check_consistency(old: int, new: int, proof, old_root: bytes, new_root: bytes) -> bool:
    """RFC 9162 §2.1.4.2."""
    proof = list(proof)
    if old > new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == hashlib.sha256(b"").digest()
    if not proof:
        return False
    if old & (old - 1) == 0:
        proof.insert(0, old_root)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old_root and sr == new_root and sn == 0


# Tiles


def tile_path(level, number: int, width: int = TILE_WIDTH) -> str:
    """`tile/<L>/<N>[.p/<W>]`; level is a number or "entries"."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    path = f"tile/{level}/" + "/".join(groups)
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def parse_tile_path(path: str):
    """(level, number, width), or None where the path is not one that `tile_path` writes."""
    found = re.fullmatch(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?", path, re.ASCII)
    if not found:
        return None
    level = found[1] if found[1] == "entries" else int(found[1])
    number = int(re.sub(r"[x/]", "", found[2]))
    width = TILE_WIDTH if found[3] is None else int(found[3])
    if level != "entries" and level > 63 or width == 0 or number >= 1 << 63:
        return None
    return (level, number, width) if tile_path(level, number, width) == path else None


def parse_bundle(data: bytes, width: int) -> list:
    """The entries of a bundle of `width`; no byte may be left over."""
    entries, at = [], 0
    for _ in range(width):
        if at + 2 > len(data):
            raise Refused("ends early")
        length = data[at] << 8 | data[at + 1]
        at += 2
        if at + length > len(data):
            raise Refused("ends within an entry")
        entries.append(data[at : at + length])
        at += length
    if at != len(data):
        raise Refused("has bytes after its last entry")
    return entries


# Receipts


@dataclass
class Receipt:
    extra: bytes | None
    index: int
    proof: list
    checkpoint: bytes

    @staticmethod
    def parse(data: bytes) -> "Receipt":
        head, found, checkpoint = data.partition(b"\n\n")
        try:
            lines = head.decode("utf-8").split("\n")
        except UnicodeDecodeError:
            raise Refused("receipt is not UTF-8") from None
        if not found or lines[0] != "c2sp.org/tlog-proof@v1":
            raise Refused("receipt does not begin with c2sp.org/tlog-proof@v1, or has no checkpoint")
        rest, extra = lines[1:], None
        if rest and rest[0].startswith("extra "):
            extra = canonical_base64(rest.pop(0)[6:], "extra of the receipt")
        if not rest or not rest[0].startswith("index "):
            raise Refused("receipt has no index line")
        index = decimal(rest.pop(0)[6:], "index of the receipt")
        if len(rest) > MAX_PROOF_HASHES:
            raise Refused("receipt's proof is too long")
        return Receipt(extra, index, [hash_line(line, "proof of the receipt") for line in rest], checkpoint)
