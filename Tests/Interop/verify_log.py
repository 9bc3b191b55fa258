#!/usr/bin/env python3
"""Verifies a transparency log in the tlog-tiles layout, from a folder or over http(s).

Every entry is hashed, every tile recomputed, the root compared with the signed checkpoint, the witnesses' cosignatures
with the policy. Needs Python 3.11 and the package `cryptography`; shares no code with Truce itself.

Output: a line per check, then `OK origin=… size=… root=… witnessed=yes|no` or `REFUSED: <what>`.
Exit status: 0 verified, 1 refused, 2 wrong usage.
"""

import argparse
import base64
import gzip
import http.client
import io
import os
import stat
import sys
import time
import urllib.parse

from notes import MAX_NOTE_BYTES, Checkpoint, Policy, Refused
from tiles import (MAX_BUNDLE_BYTES, TILE_WIDTH, Receipt, check_inclusion, leaf_hash, parse_bundle, parse_tile_path,
                   root_of_levels, subtree, tile_path)

TILE_BYTES = TILE_WIDTH * 32


class Place:
    """Where a log is served. By default nothing is known but what is asked for."""

    def fetch(self, name, limit):
        """The file's bytes, at most `limit`, or None if it is not there."""
        raise NotImplementedError

    def widths(self, level, number):
        """The widths in which this tile or bundle is there, as far as can be known."""
        return []

    def files(self):
        """The names of all files under tile/, as far as can be known."""
        return iter(())

    def close(self):
        pass


class Folder(Place):
    """A log in a folder: also says which files are there, so that nothing lies beside the log unchecked."""

    def __init__(self, path):
        self.path = path

    def fetch(self, name, limit):
        try:
            with open(os.path.join(self.path, name), "rb") as file:
                data = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Refused(f"{name}: {error.strerror}") from None
        if len(data) > limit:
            raise Refused(f"{name} is longer than {limit} bytes")
        return data

    def widths(self, level, number):
        full = tile_path(level, number)
        found = [TILE_WIDTH] if os.path.lexists(os.path.join(self.path, full)) else []
        try:
            names = os.listdir(os.path.join(self.path, full + ".p"))
        except (FileNotFoundError, NotADirectoryError):
            names = []
        return found + sorted(int(name) for name in names if parse_tile_path(f"{full}.p/{name}"))

    def files(self):
        for folder, folders, names in os.walk(os.path.join(self.path, "tile")):
            for name in names + [f for f in folders if os.path.islink(os.path.join(folder, f))]:
                path = os.path.join(folder, name)
                relative = os.path.relpath(path, self.path).replace(os.sep, "/")
                if not stat.S_ISREG(os.lstat(path).st_mode):
                    raise Refused(f"{relative} is not a plain file")
                yield relative


class Website(Place):
    """A log served over HTTP. One connection, kept open."""

    def __init__(self, url):
        self.url = urllib.parse.urlsplit(url if url.endswith("/") else url + "/")
        self.connection = None

    def fetch(self, name, limit):
        for attempt in (1, 2, 3):
            try:
                return self._get(name, limit)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if attempt == 3:
                    raise Refused(f"{name}: {error or type(error).__name__}") from None
                time.sleep(0.2 * attempt)

    def _get(self, name, limit):
        if self.connection is None:
            kind = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
            self.connection = kind(self.url.netloc, timeout=30)
        headers = {"Accept-Encoding": "gzip, identity", "User-Agent": "verify_log.py"}
        self.connection.request("GET", self.url.path + name, headers=headers)
        answer = self.connection.getresponse()
        data = answer.read(limit + 1)
        if not answer.isclosed():
            self.close()
        if answer.status in (404, 410):
            return None
        if answer.status != 200:
            raise Refused(f"{name}: HTTP status {answer.status}")
        if answer.headers.get("Content-Encoding", "identity") == "gzip":
            try:
                data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(limit + 1)
            except (OSError, EOFError) as error:
                raise Refused(f"{name}: {error}") from None
        if len(data) > limit:
            raise Refused(f"{name} is longer than {limit} bytes")
        return data

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None


def place_of(text):
    return Website(text) if text.startswith(("http://", "https://")) else Folder(text)


class Walk:
    """Goes through a log once, from its first entry to `size`, holding one tile of each level."""

    def __init__(self, place, size, ahead=False):
        self.place, self.size, self.ahead = place, size, ahead
        self.levels = [[]]  # hashes of the incomplete tile of each level
        self.numbers = [0]  # and that tile's number
        self.tiles = self.bundles = self.stale = 0

    def run(self, roots_at=(), leaves_at=(), on_entry=None):
        """Verifies all tiles and bundles. Returns the roots at the sizes and the leaf hashes at the indices asked for."""
        roots, leaves, wanted = {}, {}, sorted(set(roots_at))
        if wanted and wanted[0] == 0:
            roots[wanted.pop(0)] = root_of_levels([])
        for number in range((self.size + TILE_WIDTH - 1) // TILE_WIDTH):
            base = number * TILE_WIDTH
            width = min(TILE_WIDTH, self.size - base)
            entries = self._bundle(number, width)
            hashes = [leaf_hash(entry) for entry in entries]
            if on_entry:
                for offset, entry in enumerate(entries):
                    on_entry(base + offset, entry)
            leaves.update((i, hashes[i - base]) for i in leaves_at if base <= i < base + width)
            while wanted and wanted[0] < base + TILE_WIDTH and wanted[0] <= base + width:
                size = wanted.pop(0)
                roots[size] = root_of_levels([hashes[: size - base]] + self.levels[1:])
            self.levels[0] = hashes
            self._close_full_tiles()
            if wanted and wanted[0] == base + TILE_WIDTH:
                roots[wanted.pop(0)] = root_of_levels(self.levels)
        for level, hashes in enumerate(self.levels):
            if hashes:
                self._tile(level, self.numbers[level], hashes)
        return roots, leaves

    def _close_full_tiles(self):
        level = 0
        while len(self.levels[level]) == TILE_WIDTH:
            self._tile(level, self.numbers[level], self.levels[level])
            if level + 1 == len(self.levels):
                self.levels.append([])
                self.numbers.append(0)
            self.levels[level + 1].append(subtree(self.levels[level]))
            self.levels[level] = []
            self.numbers[level] += 1
            level += 1

    def _fetch(self, level, number, width, limit):
        """The tile or bundle, as (its width, its bytes). A partial one that is gone is taken from the full one."""
        name = tile_path(level, number, width)
        data = self.place.fetch(name, limit)
        if data is None and width < TILE_WIDTH:
            data, width = self.place.fetch(tile_path(level, number), limit), TILE_WIDTH
        if data is None:
            raise Refused(f"{name} is missing")
        return width, data

    def _bundle(self, number, width):
        got, data = self._fetch("entries", number, width, MAX_BUNDLE_BYTES)
        entries = self._parsed(tile_path("entries", number, got), data, got)[:width]
        self.bundles += 1
        for other in self.place.widths("entries", number):
            if other != got:
                name = tile_path("entries", number, other)
                more = self._parsed(name, self.place.fetch(name, MAX_BUNDLE_BYTES) or b"", other)
                self._prefix(name, more, entries)
        return entries

    @staticmethod
    def _parsed(name, data, width):
        try:
            return parse_bundle(data, width)
        except Refused as reason:
            raise Refused(f"{name} {reason}") from None

    def _tile(self, level, number, hashes):
        self.tiles += 1
        width = len(hashes)
        got, data = self._fetch(level, number, width, TILE_BYTES)
        self._compare(tile_path(level, number, got), data, got, hashes)
        for other in self.place.widths(level, number):
            if other != got:
                name = tile_path(level, number, other)
                self._compare(name, self.place.fetch(name, TILE_BYTES) or b"", other, hashes)

    def _compare(self, name, data, width, hashes):
        if len(data) != width * 32:
            raise Refused(f"{name} has {len(data)} bytes instead of {width * 32}")
        self._prefix(name, [data[i : i + 32] for i in range(0, len(data), 32)], hashes)

    def _prefix(self, name, found, right):
        common = min(len(found), len(right))
        if found[:common] != right[:common]:
            raise Refused(f"{name} does not agree with the entries")
        self.stale += len(found) < len(right)

    def check_files(self):
        """Refuses files that no size up to the walk's implies; `ahead` allows those of a larger size."""
        count = 0
        for name in self.place.files():
            parsed = parse_tile_path(name)
            if parsed is None:
                raise Refused(f"{name} is not the name of a tile or bundle")
            level, number, width = parsed
            scale = TILE_WIDTH ** (0 if level == "entries" else level)
            if (number * TILE_WIDTH + width) * scale > self.size and not self.ahead:
                raise Refused(f"{name} belongs to a larger log than size {self.size}")
            count += 1
        return count


def show_root(digest):
    return base64.b64encode(digest).decode()


class Verification:
    """One run: what is wanted, what has been said. `say` gets a line for each check."""

    def __init__(self, policy, now=None, logged=False, ahead=False, say=lambda line: None):
        self.policy, self.now, self.logged, self.ahead, self.say = policy, now, logged, ahead, say

    def read(self, data, what, quorum):
        try:
            checkpoint = Checkpoint.verified(data, self.policy, self.now)
        except Refused as reason:
            raise Refused(f"{what}: {reason}") from None
        witnessed = self.policy.quorum != "none" and self.policy.satisfied(checkpoint.times)
        names = ", ".join(f"{key.name} at {moment}" for key, moment in checkpoint.times.items()) or "none"
        self.say(f"{what}: size {checkpoint.size}, signed by {checkpoint.log_key.name}, cosignatures: {names}")
        if quorum and not self.logged and not self.policy.satisfied(checkpoint.times):
            raise Refused(f"{what}: quorum “{self.policy.quorum}” is not reached; cosignatures: {names}")
        return checkpoint, witnessed

    def receipt(self, data, what, entry=None):
        """Checks a receipt alone. Returns (its checkpoint, index, leaf hash, whether a quorum cosigned)."""
        try:
            receipt = Receipt.parse(data)
        except Refused as reason:
            raise Refused(f"{what}: {reason}") from None
        checkpoint, witnessed = self.read(receipt.checkpoint, what, quorum=True)
        entry = receipt.extra if entry is None else entry
        if entry is None:
            raise Refused(f"{what}: the entry is not in the receipt; say --entry FILE")
        leaf = leaf_hash(entry)
        if not check_inclusion(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root):
            raise Refused(f"{what}: the entry is not at index {receipt.index} of the tree of size {checkpoint.size}")
        self.say(f"{what}: entry {receipt.index} is in the tree of size {checkpoint.size}")
        return checkpoint, receipt.index, leaf, witnessed

    def log(self, place, against=(), receipts=(), on_entry=None):
        """Verifies a whole log; `against` and `receipts` are (name, bytes[, entry]). Returns (checkpoint, witnessed)."""
        data = place.fetch("checkpoint", MAX_NOTE_BYTES)
        if data is None:
            raise Refused("checkpoint is missing")
        checkpoint, witnessed = self.read(data, "checkpoint", quorum=True)
        # What the log signed since, and no quorum has confirmed yet: its files lie there too.
        newest = place.fetch("logged", MAX_NOTE_BYTES)
        if newest is not None:
            against = [*against, ("logged", newest)]
        others = [(name, self.read(old, name, quorum=False)[0]) for name, old in against]
        proved = [(name, *self.receipt(old, name, entry)[:3]) for name, old, entry in receipts]
        others += [(name, old) for name, old, _, _ in proved]
        for name, old in others:
            if old.origin != checkpoint.origin:
                raise Refused(f"{name} is of another log, {old.origin}")
        limit = max([checkpoint.size] + [old.size for _, old in others])
        walk = Walk(place, limit, self.ahead)
        self.say(f"files: {walk.check_files()} names, none unknown")
        sizes = [checkpoint.size] + [old.size for _, old in others]
        try:
            roots, leaves = walk.run(sizes, {index for _, _, index, _ in proved}, on_entry)
        except Refused as reason:
            if limit > checkpoint.size:
                raise Refused(f"{reason}; the checkpoint has size {checkpoint.size}, but the log signed one of size "
                              f"{limit}, so entries may have been taken away") from None
            raise
        finally:
            place.close()
        if roots[checkpoint.size] != checkpoint.root:
            raise Refused(f"root of the entries is {show_root(roots[checkpoint.size])}, "
                          f"the checkpoint says {show_root(checkpoint.root)}")
        self.say(f"tree: {walk.bundles} bundles, {walk.tiles} tiles, {walk.stale} older partial ones agree")
        for name, old in others:
            if roots[old.size] != old.root:
                raise Refused(f"{name} of size {old.size} is not consistent with this log: its root is "
                              f"{show_root(old.root)}, here it is {show_root(roots[old.size])}")
            self.say(f"{name}: consistent at size {old.size}")
        for name, _, index, leaf in proved:
            if leaves[index] != leaf:
                raise Refused(f"{name}: the log holds another entry at index {index}")
        return checkpoint, witnessed


class ReceiptAction(argparse.Action):
    """--entry belongs to the --receipt before it."""

    def __call__(self, parser, arguments, value, option=None):
        receipts = list(getattr(arguments, "receipts") or [])
        if option == "--receipt":
            receipts.append((value, None))
        elif not receipts or receipts[-1][1]:
            parser.error("--entry follows a --receipt")
        else:
            receipts[-1] = (receipts[-1][0], value)
        arguments.receipts = receipts


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Verify a transparency log.")
    parser.add_argument("place", metavar="PLACE", help="folder or http(s) URL with checkpoint and tile/; "
                        "- checks receipts alone")
    parser.add_argument("--policy", required=True, metavar="FILE", help="log key, witnesses and quorum (tlog-policy)")
    parser.add_argument("--against", action="append", default=[], metavar="CHECKPOINT",
                        help="another checkpoint of this log, older or newer")
    parser.add_argument("--receipt", dest="receipts", action=ReceiptAction, metavar="FILE", default=[],
                        help="a tlog-proof")
    parser.add_argument("--entry", dest="receipts", action=ReceiptAction, metavar="FILE", default=[],
                        help="the entry of the receipt before it")
    parser.add_argument("--logged", action="store_true", help="accept a checkpoint without a quorum of witnesses")
    parser.add_argument("--ahead", action="store_true",
                        help="accept files of a larger size, as a log that is being written has them")
    options = parser.parse_args(arguments)

    def load(path):
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError as error:
            parser.error(f"{path}: {error.strerror}")

    policy = load(options.policy)
    against = [(path, load(path)) for path in options.against]
    receipts = [(path, load(path), entry and load(entry)) for path, entry in options.receipts]
    if options.place == "-" and (against or not receipts):
        parser.error("PLACE - needs --receipt and takes no --against")
    try:
        run = Verification(Policy.parse(policy), time.time(), options.logged, options.ahead, print)
        if options.place == "-":
            for name, data, entry in receipts:
                checkpoint, _, _, witnessed = run.receipt(data, name, entry)
        else:
            checkpoint, witnessed = run.log(place_of(options.place), against, receipts)
    except Refused as reason:
        print(f"REFUSED: {reason}")
        return 1
    print(f"OK origin={checkpoint.origin} size={checkpoint.size} root={show_root(checkpoint.root)} "
          f"witnessed={'yes' if witnessed else 'no'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
