"""The `truce` command, used as a person would, checked by the independent verifier."""

import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time
import unittest

import truce_cli
import verify_log
from notes import Policy, Refused, VerifierKey
from test_tampering import served
from truce_cli import Ledger, report, source_of

TRUCE = truce_cli.command()
BATCHES = (3, 120, 130, 10, 240, 60)  # with the entry of `init`: across 256 and 512
FLIPS = 24


def verified(place, policy, against=(), receipts=(), **options):
    """Verifies with the independent program; a list of entries, the checkpoint, whether it is witnessed."""
    entries = []
    run = verify_log.Verification(Policy.parse(pathlib.Path(policy).read_bytes()), time.time(), **options)
    checkpoint, witnessed = run.log(verify_log.place_of(str(place)),
                                    [(str(p), pathlib.Path(p).read_bytes()) for p in against],
                                    [(str(p), pathlib.Path(p).read_bytes(), None) for p in receipts],
                                    lambda index, entry: entries.append(entry))
    return entries[: checkpoint.size], checkpoint, witnessed


@unittest.skipUnless(TRUCE, "the truce command is not built (set TRUCE, or run swift build)")
class LedgerFromOutside(unittest.TestCase):
    """One ledger for all tests of this class; each test leaves it whole."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.at = pathlib.Path(folder.name)
        cls.ledger = Ledger(TRUCE, cls.at / "ledger", cls.at / "keys")
        cls.vkey = cls.ledger.make()
        cls.acknowledged, cls.checkpoints, number = {}, [], 0
        for batch in BATCHES:
            lines = [report(f"s-{n}", n) for n in range(number, number + batch)]
            answer, acknowledged = cls.ledger.append(lines)
            answer.must()
            assert len(acknowledged) == batch, f"{len(acknowledged)} of {batch} lines acknowledged"
            cls.acknowledged |= acknowledged
            number += batch
            cls.keep_checkpoint()

    @classmethod
    def keep_checkpoint(cls):
        file = cls.at / f"checkpoint-{len(cls.checkpoints)}"
        shutil.copy(cls.ledger.checkpoint, file)
        cls.checkpoints.append(file)

    def check(self, place=None, **options):
        return verified(place or self.ledger.public, self.ledger.policy, **options)

    def test_keys_are_private_and_print_a_verifier_key(self):
        self.assertEqual(VerifierKey.parse(self.vkey).name, truce_cli.ORIGIN)
        for file in ("log", "vault"):
            self.assertEqual(os.stat(self.ledger.keys / file).st_mode & 0o077, 0, file)
        answer = truce_cli.run(TRUCE, "key", "new", "again", "--out", self.ledger.keys / "log")
        self.assertNotEqual(answer.status, 0, "a key file was overwritten")

    def test_folder_and_web_verify_with_all_checkpoints(self):
        entries, checkpoint, _ = self.check(against=self.checkpoints)
        self.assertEqual(checkpoint.size, len(entries))
        self.assertGreater(checkpoint.size, sum(BATCHES))
        with served(self.ledger.public) as url:
            self.assertEqual(self.check(url, against=self.checkpoints)[0], entries)
            self.ledger.verify(url, "--against", self.checkpoints[0]).must()
        self.ledger.verify(None, "--against", self.checkpoints[1]).must()

    def test_every_acknowledged_line_is_there_once(self):
        self.assertEqual(self.ledger.missing(self.acknowledged), [])
        entries = self.check()[0]
        self.assertTrue(all(self.acknowledged[s] < len(entries) for s in self.acknowledged))

    def test_a_submission_sent_again_keeps_its_index(self):
        before = self.check()[1].size
        lines = [report(f"s-{n}", n) for n in (5, 200, 5)]
        answer, acknowledged = self.ledger.append(lines)
        answer.must()
        self.assertEqual(acknowledged, {s: self.acknowledged[s] for s in ("s-5", "s-200")})
        self.assertEqual(self.check()[1].size, before)

    def test_nothing_sealed_is_published(self):
        for entry in self.check()[0]:
            for word in (b"by the river", b"source-3"):
                self.assertNotIn(word, entry)

    def test_receipts(self):
        size = self.check()[1].size
        files = []
        for index in (0, 1, 255, 256, 257, 511, 512, size - 1):
            files.append(self.at / f"{index}.tlog-proof")
            self.ledger.prove(index, files[-1]).must()
            self.ledger.verify_receipt(files[-1]).must()
        self.check(receipts=files)
        self.ledger.verify_receipt(files[2], "--log", self.ledger.public, "--against", self.checkpoints[-1]).must()
        self.assertNotEqual(self.ledger.prove(size + 1000, self.at / "none").status, 0)
        data, rng = files[3].read_bytes(), random.Random(3)
        for _ in range(FLIPS):
            at = rng.randrange(len(data))
            changed = self.at / "changed.tlog-proof"
            changed.write_bytes(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :])
            with self.assertRaises(Refused, msg=f"byte {at}"):
                verify_log.Verification(Policy.parse(self.ledger.policy.read_bytes())).receipt(
                    changed.read_bytes(), "receipt")
            answer = self.ledger.verify_receipt(changed)
            self.assertEqual(answer.status, 1, f"byte {at}: {answer.said}")

    def test_flipped_bits_are_refused_by_both(self):
        copy, rng = self.at / "copy", random.Random(11)
        shutil.copytree(self.ledger.public, copy)
        size = self.check()[1].size
        last = f"{size // 256:03d}.p/{size % 256}"
        needed = ["checkpoint", "logged", "tile/0/000", "tile/0/001", f"tile/0/{last}", "tile/entries/000", "tile/entries/001",
                  f"tile/entries/{last}", f"tile/1/000.p/{size // 256}"]
        for number in range(FLIPS):
            path = copy / needed[number % len(needed)]
            data = path.read_bytes()
            at = rng.randrange(len(data))
            path.chmod(0o644)
            path.write_bytes(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :])
            with self.subTest(path=str(path.relative_to(copy)), byte=at):
                self.assertRaises(Refused, self.check, copy)
                answer = self.ledger.verify(copy)
                self.assertEqual(answer.status, 1, answer.said)
            path.write_bytes(data)
        self.check(copy)

    def test_export_is_a_bag_that_verifies(self):
        bag = self.at / "bag"
        self.ledger.export(bag).must()
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            if manifest.startswith("manifest") or (bag / manifest).exists():
                done = subprocess.run(["sha256sum", "-c", "--quiet", manifest], cwd=bag, capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        listed = {line.split(maxsplit=1)[1] for line in (bag / "manifest-sha256.txt").read_text().splitlines()}
        there = {str(p.relative_to(bag)) for p in (bag / "data").rglob("*") if p.is_file()}
        self.assertEqual(listed, there)
        self.assertTrue((bag / "bagit.txt").read_text().startswith("BagIt-Version: "))
        entries = verified(bag / "data/log", bag / "data/policy")[0]
        self.assertEqual(entries, self.check()[0])

    def test_rebuild_brings_the_public_folder_back(self):
        before = {p: p.read_bytes() for p in self.ledger.public.rglob("*") if p.is_file()}
        shutil.rmtree(self.ledger.public)
        self.ledger.rebuild().must()
        self.check(against=self.checkpoints)
        after = {p: p.read_bytes() for p in self.ledger.public.rglob("*") if p.is_file()}
        self.assertEqual(after, {p: before.get(p) for p in after})

    def test_z_erasure_leaves_a_log_that_verifies(self):
        before = self.check()[0]
        self.ledger.erase(source_of(3)).must()
        self.ledger.publish().must()
        entries, checkpoint, _ = self.check(against=self.checkpoints)
        self.assertEqual(entries[: len(before)], before)
        self.assertGreater(len(entries), len(before), "the erasure is not in the log")
        self.assertEqual(self.ledger.missing(self.acknowledged), [])
        proof = self.at / "erased.tlog-proof"
        self.ledger.prove(self.acknowledged["s-3"], proof).must()
        self.check(receipts=[proof])
        for file in self.ledger.folder.iterdir():
            if file.is_file():
                self.assertNotIn(b"house 3 by the river", file.read_bytes(), file.name)
        self.keep_checkpoint()


if __name__ == "__main__":
    unittest.main()
