"""Signed notes, checkpoints, cosignatures and policies. No disk, no network, no clock.

Written from the C2SP specifications alone (signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy), so that it
can disagree with the Swift code.
"""

import base64
import hashlib
import re
import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, COSIGNATURE, MLDSA44 = 0x01, 0x04, 0x06
PUBLIC_KEY_BYTES = {ED25519: 32, COSIGNATURE: 32, MLDSA44: 1312}
HASH_BYTES = 32
MAX_NOTE_BYTES = 1 << 20
MAX_SIGNATURES = 100
FUTURE_SECONDS = 300


class Refused(Exception):
    """Why something does not verify, as a sentence."""


# Encodings


def canonical_base64(text: str, what: str) -> bytes:
    """Decodes base64 with padding; the bytes must encode to the same text, so stray bits are refused."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, UnicodeEncodeError):
        raise Refused(f"{what} is not base64") from None
    if base64.b64encode(data).decode("ascii") != text:
        raise Refused(f"{what} is not canonical base64")
    return data


def decimal(text: str, what: str) -> int:
    """A number below 2^63 in ASCII digits, without sign and without leading zeros."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) or int(text) >= 1 << 63:
        raise Refused(f"{what} is not a decimal number below 2^63")
    return int(text)


def hash_line(text: str, what: str) -> bytes:
    digest = canonical_base64(text, what)
    if len(digest) != HASH_BYTES:
        raise Refused(f"{what} has {len(digest)} bytes instead of 32")
    return digest


# Keys


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def valid_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


@dataclass(frozen=True)
class VerifierKey:
    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    @property
    def vkey(self) -> str:
        blob = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{blob}"

    @property
    def supported(self) -> bool:
        return self.kind in (ED25519, COSIGNATURE)

    @staticmethod
    def parse(text: str) -> "VerifierKey":
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Refused(f"verifier key “{text[:60]}” is not NAME+ID+KEY")
        name, identifier, encoded = parts
        if not valid_name(name):
            raise Refused(f"verifier key “{text[:60]}” has an invalid name")
        blob = canonical_base64(encoded, f"key of {name}")
        if not re.fullmatch(r"[0-9a-f]{8}", identifier, re.ASCII):
            raise Refused(f"key ID of {name} is not 8 lower-case hexadecimal digits")
        if not blob or len(blob) - 1 != PUBLIC_KEY_BYTES.get(blob[0], -1):
            raise Refused(f"key of {name} is of an unknown type or has a wrong length")
        key = VerifierKey(name, blob[0], blob[1:])
        if key.id.hex() != identifier:
            raise Refused(f"key ID of {name} is {identifier}, but its key gives {key.id.hex()}")
        return key


# Notes


@dataclass
class Note:
    text: str
    signatures: list  # (name, key ID, signature bytes after the key ID), in their order

    @staticmethod
    def parse(data: bytes) -> "Note":
        if len(data) > MAX_NOTE_BYTES:
            raise Refused("note is longer than 1 MiB")
        if any(b < 0x20 and b != 0x0A for b in data):
            raise Refused("note holds a control character")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("note is not UTF-8") from None
        cut = whole.rfind("\n\n")
        if cut < 0:
            raise Refused("note has no empty line before its signatures")
        text, lines = whole[: cut + 1], whole[cut + 2 :]
        if not lines:
            raise Refused("note has no signatures")
        if not lines.endswith("\n"):
            raise Refused("note does not end in a newline")
        rows = lines[:-1].split("\n")
        if len(rows) > MAX_SIGNATURES:
            raise Refused(f"note has more than {MAX_SIGNATURES} signatures")
        signatures, seen = [], set()
        for row in rows:
            parts = row.split(" ")
            if len(parts) != 3 or parts[0] != "—" or not valid_name(parts[1]):
                raise Refused("signature line is not “— NAME SIGNATURE”")
            blob = canonical_base64(parts[2], f"signature of {parts[1]}")
            if len(blob) < 5:
                raise Refused(f"signature of {parts[1]} is too short")
            if (parts[1], blob[:4]) in seen:
                raise Refused(f"two signatures by {parts[1]}")
            seen.add((parts[1], blob[:4]))
            signatures.append((parts[1], blob[:4], blob[4:]))
        return Note(text, signatures)

    def verify(self, keys) -> dict:
        """The keys that signed, each with its time (None for a log). Unknown keys are ignored, a wrong signature by a
        known one refuses the note. Types that this program cannot check (0x06) count as unknown."""
        known = {(key.name, key.id): key for key in keys if key.supported}
        signed = {}
        for name, identifier, signature in self.signatures:
            key = known.get((name, identifier))
            if key is None:
                continue
            message, moment = self.text.encode(), None
            if key.kind == COSIGNATURE:
                if len(signature) != 72:
                    raise Refused(f"cosignature of {name} has a wrong length")
                moment = struct.unpack(">Q", signature[:8])[0]
                if moment >= 1 << 63:
                    raise Refused(f"cosignature of {name} has an impossible time")
                message = f"cosignature/v1\ntime {moment}\n".encode() + message
                signature = signature[8:]
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
            except (InvalidSignature, ValueError):
                raise Refused(f"signature of {name} is wrong") from None
            signed[key] = moment
        return signed


@dataclass
class Checkpoint:
    origin: str
    size: int
    root: bytes
    note: Note
    log_key: VerifierKey | None = None
    times: dict = field(default_factory=dict)  # witness key → POSIX seconds

    @staticmethod
    def parse(data: bytes) -> "Checkpoint":
        note = Note.parse(data)
        lines = note.text[:-1].split("\n")
        if len(lines) < 3 or "" in lines:
            raise Refused("checkpoint needs three lines or more, none of them empty")
        size = decimal(lines[1], "size of the checkpoint")
        root = hash_line(lines[2], "root of the checkpoint")
        if size == 0 and root != hashlib.sha256(b"").digest():
            raise Refused("checkpoint of size 0 has another root than the empty tree")
        return Checkpoint(lines[0], size, root, note)

    @staticmethod
    def verified(data: bytes, policy: "Policy", now: float | None = None) -> "Checkpoint":
        """Parses, and checks the log's signature and all known cosignatures; the quorum is asked for by the caller."""
        checkpoint = Checkpoint.parse(data)
        logs = [key for key in policy.logs if key.name == checkpoint.origin]
        if not logs:
            raise Refused(f"origin “{checkpoint.origin}” is none of the policy's logs")
        signed = checkpoint.note.verify(logs + list(policy.witnesses.values()))
        for key, moment in signed.items():
            if key.kind == ED25519:
                checkpoint.log_key = key
            elif now is None or moment <= now + FUTURE_SECONDS:
                checkpoint.times[key] = moment
        if checkpoint.log_key is None:
            raise Refused(f"no signature by the log {checkpoint.origin}")
        return checkpoint


# Policy


@dataclass
class Policy:
    logs: list
    witnesses: dict  # name → key
    groups: dict  # name → (threshold, member names)
    quorum: str

    @staticmethod
    def parse(data: bytes) -> "Policy":
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("policy is not UTF-8") from None
        if any(ord(c) < 0x20 and c not in "\n\t" for c in text):
            raise Refused("policy holds a control character")
        policy, members, publics = Policy([], {}, {}, ""), set(), set()
        for number, line in enumerate(text.split("\n"), 1):
            fields = re.split(r"[ \t]+", line.strip(" \t"))
            if fields == [""] or fields[0].startswith("#"):
                continue
            try:
                policy._line(fields, members, publics)
            except Refused as reason:
                raise Refused(f"policy line {number}: {reason}") from None
        if not policy.quorum:
            raise Refused("policy has no quorum line")
        if not any(key.kind == ED25519 for key in policy.logs):
            raise Refused("policy names no log with an Ed25519 key")
        return policy

    def _line(self, fields, members, publics):
        match fields:
            case ["log", vkey] | ["log", vkey, _]:
                key = self._key(vkey, (ED25519, MLDSA44), publics)
                self.logs.append(key)
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._new_name(name)
                self.witnesses[name] = self._key(vkey, (COSIGNATURE, MLDSA44), publics)
            case ["group", name, count, *names] if names:
                self._new_name(name)
                for member in names:
                    if not self._defined(member):
                        raise Refused(f"“{member}” is not defined")
                    if member in members:
                        raise Refused(f"“{member}” is a member twice")
                    members.add(member)
                threshold = {"any": 1, "all": len(names)}.get(count)
                if threshold is None:
                    threshold = decimal(count, "threshold")
                if not 1 <= threshold <= len(names):
                    raise Refused(f"threshold {threshold} of {len(names)} members")
                self.groups[name] = (threshold, names)
            case ["quorum", name]:
                if self.quorum:
                    raise Refused("a second quorum line")
                if name != "none" and not self._defined(name):
                    raise Refused(f"“{name}” is not defined")
                self.quorum = name
            case _:
                raise Refused(f"“{' '.join(fields)[:60]}” is not a policy line")

    def _defined(self, name):
        return name in self.witnesses or name in self.groups

    def _new_name(self, name):
        if name == "none" or self._defined(name):
            raise Refused(f"name “{name}” is reserved or used twice")

    @staticmethod
    def _key(vkey, kinds, publics):
        key = VerifierKey.parse(vkey)
        if key.kind not in kinds:
            raise Refused(f"key of {key.name} is of type 0x{key.kind:02x}, which does not belong here")
        if key.public in publics:
            raise Refused(f"key of {key.name} is there twice")
        publics.add(key.public)
        return key

    def satisfied(self, keys) -> bool:
        """Whether these witness keys make a quorum."""
        held = {name: key in keys for name, key in self.witnesses.items()}
        for name, (threshold, names) in self.groups.items():  # a group's members stand before it
            held[name] = sum(held[member] for member in names) >= threshold
        return self.quorum == "none" or held[self.quorum]
