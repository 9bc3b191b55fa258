"""Three witnesses, of whom two must cosign: some silent, some that lie, and a log that goes on."""

import contextlib
import http.server
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import truce_cli
from interop_test import TRUCE, verified
from notes import Checkpoint, Policy, Refused
from truce_cli import Ledger, report

NAMES = ("party-a.example", "party-b.example", "guarantor.example")
A, B, C = NAMES


class Liar(http.server.BaseHTTPRequestHandler):
    """A witness that answers whatever `lie(self, body)` gives: (status, content type, body), or None for no answer."""

    protocol_version = "HTTP/1.1"
    lie = None

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def do_GET(self):
        self.answer(b"")

    def answer(self, body):
        answer = type(self).lie(self, body)
        if answer is None:
            self.close_connection = True
            return
        status, kind, data = answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)


SIZE = "text/x.tlog.size"
TEXT = "text/plain; charset=utf-8"
LIES = {
    "a future size": (lambda self, body: (409, SIZE, b"1000000\n"), "claims to have cosigned 1000000 entries"),
    "the greatest size": (lambda self, body: (409, SIZE, b"9223372036854775807\n"), 
                         "gave an answer that counts for nothing"),
    "a size that is none": (lambda self, body: (409, SIZE, b"-1\n"), "409 without a size"),
    "always size 0": (lambda self, body: (409, SIZE, b"0\n"), "refused the old size that it had named itself"),
    "garbage": (lambda self, body: (200, TEXT, bytes(range(256))), "its answer is no signature line"),
    "another's line": (lambda self, body: (200, TEXT, body[max(0, body.rfind("— ".encode())):]), "without a line by its key"),
    "10 MB": (lambda self, body: (200, TEXT, b"x" * 10_000_000), "longer than 65536 bytes"),
    "an error": (lambda self, body: (500, TEXT, b"\x1b[31mred\n"), "status 500"),
    "a refused proof": (lambda self, body: (422, TEXT, b"no\n"), "refused the proof"),
    "no answer": (lambda self, body: None, "is silent"),
}


def slow(self, body):
    """One byte a second."""
    self.send_response(200)
    self.send_header("Content-Length", "1000")
    self.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(1000):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(1)


@unittest.skipUnless(TRUCE, "the truce command is not built (set TRUCE, or run swift build)")
class Witnesses(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)
        self.ledger = Ledger(TRUCE, self.at / "ledger", self.at / "keys")
        (self.at / "keys").mkdir()
        self.ports = {name: free_port() for name in NAMES}
        self.vkeys = {name: Ledger.new_key(TRUCE, name, self.at / "keys" / name, "witness") for name in NAMES}
        self.running, self.number = {}, 0
        (self.at / "witness-policy").write_text("")

    def make(self, *options):
        self.ledger.make(self.policy, *options)

    def policy(self, vkey):
        lines = [f"log {vkey}"]
        lines += [f"witness w{n} {self.vkeys[name]} http://127.0.0.1:{self.ports[name]}" for n, name in enumerate(NAMES)]
        text = "\n".join([*lines, "group most 2 w0 w1 w2", "quorum most"]) + "\n"
        (self.at / "witness-policy").write_text(text)
        for name in NAMES:
            self.start(name)
        return text

    def start(self, name):
        arguments = truce_cli.witness_arguments(TRUCE, self.at / "keys" / name, self.at / "witness-policy",
                                                self.at / f"state-{name}", self.ports[name])
        self.running[name] = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(self.stop, name)
        for _ in range(200):
            if self.running[name].poll() is not None:
                self.fail(f"witness ended: {self.running[name].stderr.read()[:400]}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.ports[name]), 1):
                return
            time.sleep(0.05)
        self.fail("the witness does not listen")

    def stop(self, *names):
        for name in names:
            if process := self.running.pop(name, None):
                process.terminate()
                process.communicate()

    @contextlib.contextmanager
    def lying(self, name, lie):
        self.stop(name)
        handler = type("Handler", (Liar,), {"lie": lie})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", self.ports[name]), handler)
        server.daemon_threads, server.block_on_close = True, False
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def append(self, count):
        """Appends facts, every one of which must be acknowledged. What the command said."""
        lines = [report(f"s-{n}", n) for n in range(self.number, self.number + count)]
        self.number += count
        answer, acknowledged = self.ledger.append(lines)
        self.assertEqual(len(acknowledged), count, "witnesses held up an acknowledgement")
        return answer.must().err

    def read(self, **options):
        """(entries, witnessed) by the independent verifier, with the sizes of `checkpoint` and `logged`."""
        entries, checkpoint, witnessed = verified(self.ledger.public, self.ledger.policy, **options)
        logged = Checkpoint.verified(self.ledger.public.joinpath("logged").read_bytes(),
                                     Policy.parse(self.ledger.policy.read_bytes()))
        return entries, witnessed, checkpoint.size, logged.size

    def facts(self):
        return [json.loads(entry)["fact"] for entry in self.read(logged=True)[0]]

    def test_all_cosign(self):
        self.make()
        self.append(300)
        entries, checkpoint, witnessed = verified(self.ledger.public, self.ledger.policy)
        self.assertTrue(witnessed)
        self.assertEqual(sorted(key.name for key in checkpoint.times), sorted(NAMES))
        proof = self.at / "280.tlog-proof"
        self.ledger.prove(280, proof).must()
        verified(self.ledger.public, self.ledger.policy, receipts=[proof])
        self.ledger.verify_receipt(proof).must()

    def test_one_silent_is_said_and_does_no_harm(self):
        self.make()
        self.stop(C)
        self.assertIn("The witness “w2” is silent: ", self.append(5))
        self.assertEqual(self.read()[1:], (True, 6, 6))

    def test_two_of_three_silent_leave_readers_with_what_was_witnessed(self):
        self.make()
        self.append(5)
        self.stop(B, C)
        said = self.append(295)
        for name in ("w1", "w2"):
            self.assertIn(f"The witness “{name}” is silent: ", said)
        self.assertIn("301 entries logged, and not witnessed yet", said)
        self.assertEqual(self.read()[1:], (True, 6, 301))
        self.ledger.verify().must()
        self.start(B)
        self.append(10)
        self.assertEqual(self.read()[1:], (True, 311, 311))

    def test_a_silence_that_lasts_goes_on_record_and_so_does_the_return(self):
        self.make("--silence-after", "0", "--publish-unwitnessed")
        self.stop(B, C)
        self.append(5)
        self.ledger.publish().must()
        self.assertEqual(self.facts().count("witness-silent"), 2)
        self.assertRaises(Refused, verified, self.ledger.public, self.ledger.policy)
        answer = self.ledger.verify()
        self.assertEqual(answer.status, 1, answer.said)
        self.assertIn("REFUSED: ", answer.out)
        self.ledger.verify(None, "--logged").must()
        self.start(B)
        self.start(C)
        self.ledger.publish().must()
        self.ledger.publish().must()
        self.assertEqual(self.facts().count("witness-returned"), 2)
        self.assertTrue(self.read()[1])

    def test_lies_move_nothing(self):
        self.make()
        for name, (lie, said) in LIES.items():
            with self.subTest(name), self.lying(C, lie):
                self.assertIn(said, self.append(3))
                size = self.number + 1
                self.assertEqual(self.read()[1:], (True, size, size))

    def test_two_liars_leave_the_log_unwitnessed_and_going_on(self):
        self.make()
        lies = list(LIES.values())
        with self.lying(B, lies[0][0]), self.lying(C, lies[4][0]):
            self.append(3)
            self.append(3)
            self.assertEqual(self.read()[1:], (True, 1, 7))
        self.start(B)
        self.append(1)
        self.assertEqual(self.read()[1:], (True, 8, 8))

    @unittest.skipUnless(os.environ.get("FULL"), "a witness that drips takes a minute (set FULL=1)")
    def test_one_that_drips_holds_up_no_acknowledgement(self):
        self.make()
        with self.lying(C, slow):
            said = self.append(300)
            self.assertIn("The witness “w2” is silent: ", said)
            self.assertEqual(self.read()[1:], (True, 301, 301))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    unittest.main()
