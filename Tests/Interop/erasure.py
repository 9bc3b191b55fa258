#!/usr/bin/env python3
"""Erases a source in a ledger and searches every byte that is left for what was sealed of it.

Before, the vault is opened here with its key, from the written form alone: sealed blobs, wrapped keys, tags, and what is
in them (keys, salts, contents) are noted. Afterwards none of it, not even 16 bytes of it at any place, may be in any file
of the ledger, what was sealed of others must open as before, and the log must verify against the checkpoint of before.
Exit status 0 or 1.
"""

import argparse
import base64
import json
import os
import pathlib
import sqlite3
import sys
import tempfile
import time

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import truce_cli
import verify_log
from notes import Policy, Refused
from truce_cli import Failed, Ledger, report, source_of

PIECE = 16
SOURCE = source_of(3)


class Wrong(Exception):
    """What must not happen."""


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


class Vault:
    """What a vault holds, read with its key."""

    def __init__(self, file, key_file):
        master = base64.b64decode(pathlib.Path(key_file).read_text().split()[1])
        self.wrapping = AESGCM(HKDF(SHA256(), 32, b"truce vault 1", b"wrap a field's key").derive(master))
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            self.rows, self.tags = {}, {}
            keys = {number: rest for number, *rest in database.execute("SELECT number, wrapped_key, sealed FROM sealed")}
            for first, name, created, commitments, tags in database.execute(
                    "SELECT first, name, created_at, commitments, tags FROM item"):
                for place in range(len(commitments) // 32):
                    if first + place in keys:
                        commitment = commitments[32 * place : 32 * place + 32]
                        self.rows[commitment] = (*keys[first + place], name, created)
                        self.tags[commitment] = [tags]
        database.close()

    def open(self, commitment):
        """(the field's key, its disclosure as JSON text)."""
        wrapped, sealed, item, created = self.rows[commitment]
        key = self.wrapping.decrypt(wrapped[:12], wrapped[12:], b"key" + commitment)
        place = b"field" + commitment + item + created.to_bytes(8, "big")
        padded = AESGCM(key).decrypt(sealed[:12], sealed[12:], place)
        return key, padded[4 : 4 + int.from_bytes(padded[:4], "big")]

    def secrets(self, commitments):
        """All that must go with these fields, in every form in which it could be written."""
        for commitment in commitments:
            wrapped, sealed = self.rows[commitment][:2]
            key, text = self.open(commitment)
            salt = json.loads(text)[0].encode()
            raw = base64.urlsafe_b64decode(salt + b"=" * (-len(salt) % 4))
            yield from (wrapped, sealed, key, text, raw, salt, base64url(text), *self.tags.get(commitment, ()))


def pieces(secrets):
    return {secret[at : at + PIECE] for secret in secrets for at in range(0, len(secret) - PIECE + 1, PIECE)}


def found(folder, pieces, words):
    """File → how many of the pieces and words are in it; and the number of bytes searched."""
    hits, total = {}, 0
    for file in sorted(p for p in pathlib.Path(folder).rglob("*") if p.is_file()):
        data = file.read_bytes()
        total += len(data)
        count = sum(data[at : at + PIECE] in pieces for at in range(len(data) - PIECE + 1))
        count += sum(word in data for word in words)
        if count:
            hits[file.name] = count
    return hits, total


def try_it(truce, folder, entries, say):
    ledger = Ledger(truce, folder / "ledger", folder / "keys")
    ledger.make()
    ledger.append([report(f"s-{n}", n) for n in range(entries - 1)], timeout=3600)[0].must()
    before = ledger.checkpoint.read_bytes()
    vault = Vault(ledger.folder / "vault.sqlite", ledger.keys / "vault")
    opened = {commitment: json.loads(vault.open(commitment)[1]) for commitment in vault.rows}
    items = {vault.rows[c][2] for c, (_, name, value) in opened.items() if (name, value) == ("source", SOURCE)}
    mine = {c for c in vault.rows if vault.rows[c][2] in items}
    secrets = list(vault.secrets(mine))
    wanted = pieces(secrets)
    words = [f'"source","{SOURCE}"'.encode()]
    if not found(ledger.folder, wanted, words)[0]:
        raise Wrong("what is to be erased was not found before either: the search is no test")

    begun = time.monotonic()
    answer = ledger.erase(SOURCE).must()
    seconds = time.monotonic() - begun
    left, total = found(ledger.folder, wanted, words)
    if left:
        raise Wrong(f"after the erasure there are pieces in {left}")
    after = Vault(ledger.folder / "vault.sqlite", ledger.keys / "vault")
    others = {commitment for commitment in opened if commitment not in mine}
    if set(after.rows) != others or any(json.loads(after.open(c)[1]) != opened[c] for c in others):
        raise Wrong("what was sealed of others is not as before")
    run = verify_log.Verification(Policy.parse(ledger.policy.read_bytes()), time.time())
    checkpoint, _ = run.log(verify_log.Folder(ledger.public), [("checkpoint of before", before)])
    (folder / "before").write_bytes(before)
    ledger.verify(ledger.folder, "--against", folder / "before").must()
    say(f"{checkpoint.size} entries, {len(mine)} of {len(opened)} fields of {len(items)} items erased in {seconds:.1f} s; "
        f"none of {len(wanted)} pieces of {PIECE} bytes from {len(secrets)} secrets in {total} bytes; "
        f"the other {len(others)} open as before")
    say(answer.out.strip())


def main():
    parser = argparse.ArgumentParser(description="Erase a source, then search every byte for it.")
    parser.add_argument("--truce", default=truce_cli.command(), help="the command (default: $TRUCE or the debug build)")
    parser.add_argument("--entries", type=int, default=300, help="of the ledger, before the erasure")
    options = parser.parse_args()
    if not options.truce or not os.access(options.truce, os.X_OK):
        print("erasure: skipped, the truce command is not built (set TRUCE)")
        return 0
    with tempfile.TemporaryDirectory(prefix="truce-erasure-") as folder:
        try:
            try_it(options.truce, pathlib.Path(folder), options.entries, lambda line: print(f"erasure: {line}"))
        except (Wrong, Failed, Refused, OSError) as error:
            print(f"erasure: WRONG: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
