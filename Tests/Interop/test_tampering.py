"""The verifier on small logs built here: what is right is accepted, every change is refused."""

import contextlib
import functools
import gzip
import http.server
import io
import os
import random
import re
import tempfile
import threading
import unittest

import small_log
import verify_log
from notes import Checkpoint, Note, Policy, Refused, VerifierKey
from small_log import LOG, WITNESSES, Memory, Signer, b64, checkpoint, log_of, receipt
from tiles import Receipt, leaf_hash, parse_bundle, tree_root

SIZES = {1: (), 2: (1,), 255: (1, 200), 256: (255, 30), 257: (255, 256), 700: (100, 256, 300, 512, 600)}
CHANGES = 600  # of each log; small logs are changed in every bit besides
POLICY = Policy.parse(small_log.POLICY.encode())


@functools.cache
def entries(count=1000):
    random_bytes = random.Random(7)
    return tuple(random_bytes.randbytes(random_bytes.choice((0, 1, 20, 60))) for _ in range(count))


def verify(log, **options):
    against, receipts = options.pop("against", ()), options.pop("receipts", ())
    return verify_log.Verification(POLICY, **options).log(log, against, receipts)


class Right(unittest.TestCase):
    def test_logs_of_every_size_around_the_tiles(self):
        for size in (0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1000):
            self.assertTrue(verify(log_of(entries(), size))[1], size)

    def test_levels_above_the_second(self):
        many = [b"%d" % i for i in range(65536 + 257)]
        self.assertTrue(verify(log_of(many, older=(65535,)))[1])

    def test_older_and_newer_checkpoints(self):
        log = log_of(entries(), 700, (300,))
        for size in (0, 1, 255, 256, 300, 512, 699, 700):
            old = checkpoint(size, tree_root([leaf_hash(e) for e in entries()[:size]]), witnesses=())
            verify(log, against=[("old", old)])
            other = checkpoint(size, tree_root([leaf_hash(e + b"!") for e in entries()[:size]]), witnesses=())
            if size:
                self.refused(log, "not consistent", against=[("old", other)])
        newer = log_of(entries(), 900)
        self.refused(log, "taken away", against=[("new", newer.contents["checkpoint"])])
        behind = Memory(log_of(entries(), 900, (700,)).contents | {"checkpoint": log.contents["checkpoint"]})
        verify(behind, against=[("new", newer.contents["checkpoint"])])

    def test_partial_tiles_that_are_gone_are_taken_from_the_full_ones(self):
        grown = log_of(entries(), 512).contents | {"checkpoint": log_of(entries(), 300).contents["checkpoint"]}
        verify(Memory(grown | {"tile/1/000.p/1": log_of(entries(), 300).contents["tile/1/000.p/1"]}), ahead=True)
        self.refused(Memory(grown), "tile/1/000.p/1 is missing", ahead=True)
        self.refused(log_of(entries(), 300, (512,)), "larger log")

    def test_quorum(self):
        for count in (0, 1, 2, 3):
            log = log_of(entries(), 5, witnesses=WITNESSES[:count])
            if count < 2:
                self.refused(log, "quorum")
            self.assertEqual(verify(log, logged=True)[1], count >= 2)

    def test_receipts(self):
        log = log_of(entries(), 700, (256,))
        for size, index in ((1, 0), (256, 255), (700, 0), (700, 512), (700, 699), (513, 512)):
            verify(log, receipts=[("receipt", receipt(entries(), size, index), None)])
            without = receipt(entries(), size, index, extra=False)
            verify(log, receipts=[("receipt", without, entries()[index])])
            self.refused(log, "say --entry", receipts=[("receipt", without, None)])
            self.refused(log, "not at index", receipts=[("receipt", without, b"something else")])
        self.refused(log, "quorum", receipts=[("receipt", receipt(entries(), 9, 3, WITNESSES[:1]), None)])
        other = [entry + b"!" for entry in entries()]
        self.refused(log, "not consistent", receipts=[("receipt", receipt(other, 9, 3), None)])

    def refused(self, log, why, **options):
        with self.assertRaisesRegex(Refused, re.escape(why)):
            verify(log, **options)


class Changed(unittest.TestCase):
    def test_changes_anywhere(self):
        for size, older in SIZES.items():
            log, rng = log_of(entries(), size, older), random.Random(size)
            verify(log)
            names = sorted(log.contents)
            for number in range(CHANGES):
                name = rng.choice(names)
                data, what = change(log.contents[name], rng)
                self.refused(Memory(log.contents | {name: data}), f"size {size}, {name}: {what}")

    def test_every_bit_of_small_logs(self):
        for size in (1, 2):
            log = log_of(entries(), size, SIZES[size])
            for name, data in log.contents.items():
                for bit in range(len(data) * 8):
                    changed = bytearray(data)
                    changed[bit // 8] ^= 1 << bit % 8
                    self.refused(Memory(log.contents | {name: bytes(changed)}), f"{name} bit {bit}")

    def test_every_bit_of_a_receipt(self):
        data = receipt(entries(), 5, 3)
        for bit in range(len(data) * 8):
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            with self.assertRaises(Refused, msg=f"bit {bit}"):
                verify_log.Verification(POLICY).receipt(bytes(changed), "receipt")

    def test_garbage_is_refused_and_breaks_nothing(self):
        rng, tiles = random.Random(5), log_of(entries(), 3).contents
        sources = ((Note.parse, tiles["checkpoint"]), (Checkpoint.parse, tiles["checkpoint"]),
                   (Policy.parse, small_log.POLICY.encode()), (Receipt.parse, receipt(entries(), 9, 4)),
                   (lambda data: parse_bundle(data, 3), tiles["tile/entries/000.p/3"]),
                   (lambda data: VerifierKey.parse(data.decode(errors="replace")), LOG.key.vkey.encode()))
        for number in range(4000):
            parse, data = sources[number % len(sources)]
            for _ in range(rng.choice((1, 1, 2, 5))):
                data, _ = change(data or b"?", rng)
            with contextlib.suppress(Refused):
                parse(data)

    def test_files_missing_swapped_or_unknown(self):
        for size, older in SIZES.items():
            log = log_of(entries(), size, older)
            needed = log_of(entries(), size).contents
            for name in log.contents:
                left = {k: v for k, v in log.contents.items() if k != name}
                if name in needed:
                    self.refused(Memory(left), f"size {size} without {name}")
                else:
                    verify(Memory(left))
                for other, data in log.contents.items():
                    if data != log.contents[name]:
                        self.refused(Memory(log.contents | {name: data}), f"size {size}, {other} as {name}")
            for extra in ("tile/x", "tile/0/999", "tile/0/000.p/256", "tile/9/000.p/1", "tile/entries/003",
                          "tile/0/000.tmp", "tile/0/000.p/7.tmp", "tile/00/000"):
                self.refused(Memory(log.contents | {extra: bytes(32)}), f"size {size} with {extra}")

    def test_other_signers(self):
        stranger = Signer(LOG.key.name, b"s" * 32)
        leaves = [leaf_hash(e) for e in entries()[:5]]
        log = log_of(entries(), 5)
        for note in (checkpoint(5, tree_root(leaves), stranger), checkpoint(5, tree_root(leaves[:4])),
                     checkpoint(6, tree_root(leaves)), checkpoint(5, tree_root(leaves), Signer("other", bytes(range(32))))):
            self.refused(Memory(log.contents | {"checkpoint": note}), note)

    def refused(self, log, what):
        with self.assertRaises(Refused, msg=what):
            verify(log)


def change(data, rng):
    """The bytes, changed at one place."""
    at = rng.randrange(len(data))
    bit = bytes([data[at] ^ 1 << rng.randrange(8)])
    byte = bytes([data[at] ^ rng.randrange(1, 256)])
    kind = rng.randrange(8)
    if kind < 4:
        return data[:at] + bit + data[at + 1 :], f"bit of byte {at}"
    if kind < 6:
        return data[:at] + byte + data[at + 1 :], f"byte {at}"
    if kind == 6:
        return data[:at], f"cut at {at}"
    return data[:at] + rng.randbytes(1) + data[at:], f"byte put in at {at}"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain web server; `compress` sends bodies gzipped, as one in front may."""

    protocol_version = "HTTP/1.1"
    compress = False

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = self.translate_path(self.path)
        if not self.compress or not os.path.isfile(path):
            return super().do_GET()
        with open(path, "rb") as file:
            data = gzip.compress(file.read())
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextlib.contextmanager
def served(folder, compress=False):
    """Serves a folder on an ephemeral port of the loopback; gives the URL."""
    handler = functools.partial(type("Handler", (Quiet,), {"compress": compress}), directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.log = log_of(entries(), 300, (200,))
        self.log.write(self.at("log"))
        self.put("policy", small_log.POLICY.encode())

    def at(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, data):
        with open(self.at(name), "wb") as file:
            file.write(data)
        return self.at(name)

    def run_it(self, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                status = verify_log.main([*arguments, "--policy", self.at("policy")])
            except SystemExit as exit:
                status = exit.code
        return status, out.getvalue().splitlines()[-1]

    def test_folder_and_web_say_the_same(self):
        root = b64(tree_root([leaf_hash(e) for e in entries()[:300]]))
        good = (0, f"OK origin={LOG.key.name} size=300 root={root} witnessed=yes")
        proof = self.put("proof", receipt(entries(), 200, 20, extra=False))
        arguments = ("--receipt", proof, "--entry", self.put("entry", entries()[20]),
                     "--receipt", self.put("proof2", receipt(entries(), 300, 299)),
                     "--against", self.put("old", checkpoint(2, tree_root([leaf_hash(e) for e in entries()[:2]]))))
        self.assertEqual(self.run_it(self.at("log"), *arguments), good)
        for compress in (False, True):
            with served(self.at("log"), compress) as url:
                self.assertEqual(self.run_it(url, *arguments), good)
                self.assertEqual(self.run_it(url + "/", *arguments), good)
        self.assertEqual(self.run_it("-", *arguments[4:6])[0], 0)

    def test_web_falls_back_to_the_full_tile(self):
        grown = log_of(entries(), 600).contents
        grown |= {"checkpoint": self.log.contents["checkpoint"], "tile/1/000.p/1": self.log.contents["tile/1/000.p/1"]}
        Memory(grown).write(self.at("grown"))
        with served(self.at("grown")) as url:
            self.assertEqual(self.run_it(url)[0], 0)
        self.assertIn("larger log", self.run_it(self.at("grown"))[1])

    def test_refusals(self):
        for name, data in ((n, d) for n, d in self.log.contents.items()):
            path = os.path.join(self.at("log"), name)
            with open(path, "wb") as file:
                file.write(data[:-1] + bytes([data[-1] ^ 1]))
            status, line = self.run_it(self.at("log"))
            self.assertEqual((status, line[:9]), (1, "REFUSED: "), name)
            with open(path, "wb") as file:
                file.write(data)
        os.symlink(path, os.path.join(self.at("log"), "tile/0/001"))
        self.assertIn("not a plain file", self.run_it(self.at("log"))[1])
        self.assertEqual(self.run_it(self.at("nowhere")), (1, "REFUSED: checkpoint is missing"))
        self.assertEqual(self.run_it("http://127.0.0.1:1/")[0], 1)

    def test_wrong_usage(self):
        for arguments in ((), (self.at("log"), "--entry", "x"), (self.at("log"), "--against", self.at("nothing")),
                          ("-",), (self.at("log"), "--what")):
            self.assertEqual(self.run_it(*arguments)[0], 2, arguments)


if __name__ == "__main__":
    unittest.main()
