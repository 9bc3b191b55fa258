"""Builds small logs for the tests, by the definitions rather than fast: keys, notes, tiles, proofs, receipts."""

import base64
import os
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notes import COSIGNATURE, ED25519, VerifierKey
from tiles import TILE_WIDTH, leaf_hash, tile_path, tree_root
from verify_log import Place


def b64(data):
    return base64.b64encode(data).decode()


class Signer:
    def __init__(self, name, seed, kind=ED25519):
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = VerifierKey(name, kind, self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def line(self, text, moment=1767225600):
        """The signature line for a note's text."""
        message, head = text.encode(), b""
        if self.key.kind == COSIGNATURE:
            message, head = f"cosignature/v1\ntime {moment}\n".encode() + message, struct.pack(">Q", moment)
        return f"— {self.key.name} {b64(self.key.id + head + self.private.sign(message))}\n"


LOG = Signer("ledger.example/test", bytes(range(32)))
WITNESSES = [Signer(f"witness-{n}.example/w", bytes([n]) * 32, COSIGNATURE) for n in (1, 2, 3)]
POLICY = (f"# two of three\nlog {LOG.key.vkey}\n"
          + "".join(f"witness w{n} {w.key.vkey}\n" for n, w in enumerate(WITNESSES))
          + "group any-two 2 w0 w1 w2\nquorum any-two\n")


def checkpoint(size, root, signer=LOG, witnesses=WITNESSES[:2], moment=1767225600):
    text = f"{signer.key.name}\n{size}\n{b64(root)}\n"
    return (text + "\n" + signer.line(text) + "".join(w.line(text, moment) for w in witnesses)).encode()


def path_to(index, leaves):
    """PATH(m, D[n]) of RFC 6962 §2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if index < k:
        return path_to(index, leaves[:k]) + [tree_root(leaves[k:])]
    return path_to(index - k, leaves[k:]) + [tree_root(leaves[:k])]


def consistency(old, leaves, whole=True):
    """SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2."""
    if old == len(leaves):
        return [] if whole else [tree_root(leaves)]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= k:
        return consistency(old, leaves[:k], whole) + [tree_root(leaves[k:])]
    return consistency(old - k, leaves[k:], False) + [tree_root(leaves[:k])]


def bundle(entries):
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def tile_bytes(leaves, level, number, width):
    """The definition: hash i is MTH of the leaves under (number·256 + i) at this level."""
    span = TILE_WIDTH**level
    first = number * TILE_WIDTH
    return b"".join(tree_root(leaves[i * span : (i + 1) * span]) for i in range(first, first + width))


def files_for(entries, size):
    """Every file that a checkpoint of this size implies, name → bytes, without the checkpoint."""
    leaves, files = [leaf_hash(entry) for entry in entries[:size]], {}
    for level in range(8):
        count = size // TILE_WIDTH**level
        for number in range((count + TILE_WIDTH - 1) // TILE_WIDTH):
            width = min(TILE_WIDTH, count - number * TILE_WIDTH)
            files[tile_path(level, number, width)] = tile_bytes(leaves, level, number, width)
            if level == 0:
                first = number * TILE_WIDTH
                files[tile_path("entries", number, width)] = bundle(entries[first : first + width])
    return files


def receipt(entries, size, index, witnesses=WITNESSES[:2], extra=True):
    leaves = [leaf_hash(entry) for entry in entries[:size]]
    lines = ["c2sp.org/tlog-proof@v1"] + ([f"extra {b64(entries[index])}"] if extra else []) + [f"index {index}"]
    lines += [b64(digest) for digest in path_to(index, leaves)]
    return "\n".join(lines).encode() + b"\n\n" + checkpoint(size, tree_root(leaves), witnesses=witnesses)


class Memory(Place):
    """A log in a dictionary, read as the verifier reads a folder."""

    def __init__(self, files):
        self.contents = dict(files)

    def fetch(self, name, limit):
        data = self.contents.get(name)
        return data if data is None else bytes(data[: limit + 1])

    def widths(self, level, number):
        full = tile_path(level, number)
        found = [TILE_WIDTH] if full in self.contents else []
        return found + [w for w in range(1, TILE_WIDTH) if f"{full}.p/{w}" in self.contents]

    def files(self):
        return (name for name in self.contents if name.startswith("tile/"))

    def write(self, folder):
        for name, data in self.contents.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)


def log_of(entries, size=None, older=(), witnesses=WITNESSES[:2]):
    """A log of `size`, with the partial tiles of the older sizes still there."""
    size = len(entries) if size is None else size
    files = {}
    for s in [*older, size]:
        files |= files_for(entries, s)
    files["checkpoint"] = checkpoint(size, tree_root([leaf_hash(e) for e in entries[:size]]), witnesses=witnesses)
    return Memory(files)
