#!/usr/bin/env python3
"""Kills `truce ledger append` at random moments and asks whether anything acknowledged was lost.

After each kill the published log must verify as it stands; at the end every acknowledged submission must be in the
ledger exactly once, at the index acknowledged, all checkpoints and receipts seen on the way must fit the last log, and
no repair by hand may have been needed. Prints figures. Exit status 0 or 1.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import truce_cli
import verify_log
from notes import Policy, Refused
from tiles import Receipt
from truce_cli import Failed, Ledger, acknowledgement, report

IN_FLIGHT = 60  # lines sent and not yet acknowledged, at most; all of them fit one commit
PUBLISH_EVERY = "0.05"
WAIT_SECONDS = 60
AFTER_FIRST_SECONDS = 0.1  # some dozens of commits and a checkpoint or two; more would only make the whole checks slow


class Wrong(Exception):
    """What must never happen, as a sentence."""


class Writer:
    """One running `append`: lines are fed and acknowledgements read by a thread each."""

    def __init__(self, ledger, lines):
        self.started = time.monotonic()
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(ledger.append_arguments(PUBLISH_EVERY), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.log, start_new_session=True)
        self.acknowledged, self.first, self.ended = [], threading.Event(), threading.Event()
        self.room = threading.Semaphore(IN_FLIGHT)
        self.threads = [threading.Thread(target=self._feed, args=(lines,)), threading.Thread(target=self._read)]
        for thread in self.threads:
            thread.start()

    def _feed(self, lines):
        try:
            for line in lines:
                while not self.room.acquire(timeout=0.1):
                    if self.ended.is_set():
                        return
                self.process.stdin.write(line.encode())
                self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # killed

    def _read(self):
        for line in self.process.stdout:
            pair = acknowledgement(line.decode(errors="replace"))
            if pair:
                self.acknowledged.append(pair)
                self.room.release()
                self.first.set()
        self.ended.set()
        self.first.set()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        return self.wait()

    def finish(self):
        """Ends the input, waits for the command's own end."""
        self.threads[0].join()
        self.process.stdin.close()
        return self.wait()

    def wait(self):
        try:
            status = self.process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise Wrong(f"append did not end within {WAIT_SECONDS} s") from None
        for thread in self.threads:
            thread.join()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()
        return status

    def error(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace").strip()[-400:]


class Campaign:
    def __init__(self, truce, folder, seed, whole_every, lines_a_run):
        self.rng, self.whole_every, self.lines_a_run = random.Random(seed), whole_every, lines_a_run
        self.folder = pathlib.Path(folder)
        self.ledger = Ledger(truce, self.folder / "ledger", self.folder / "keys")
        self.acknowledged = {}  # submission → index
        self.waiting = []  # lines sent, or to be sent, not acknowledged: (submission, line)
        self.number = self.kills = self.before_first = self.resent = self.largest = 0
        self.checkpoints, self.receipts = {}, []  # bytes → file; files

    def start(self):
        self.ledger.make()
        self.policy = Policy.parse(self.ledger.policy.read_bytes())

    def lines(self):
        """First what was not acknowledged, in its order, then new lines."""
        yield from [line for _, line in self.waiting]
        for _ in range(self.lines_a_run):
            submission = f"s-{self.number}"
            line = report(submission, self.number)
            self.number += 1
            self.waiting.append((submission, line))
            yield line

    def note(self, pairs):
        for index, submission in pairs:
            if self.acknowledged.setdefault(submission, index) != index:
                raise Wrong(f"{submission} was acknowledged at {self.acknowledged[submission]} and at {index}")
        self.waiting = [(s, line) for s, line in self.waiting if s not in self.acknowledged]

    def kill_once(self):
        self.resent += len(self.waiting)
        writer = Writer(self.ledger, self.lines())
        if self.rng.random() < 0.2:
            time.sleep(self.rng.uniform(0, 0.06))
        else:
            writer.first.wait(WAIT_SECONDS)
            time.sleep(self.rng.uniform(0, AFTER_FIRST_SECONDS))
        if writer.process.poll() is not None:
            writer.wait()
            raise Wrong(f"append ended by itself, status {writer.process.returncode}: {writer.error()}")
        self.before_first += not writer.acknowledged
        writer.kill()
        self.kills += 1
        self.note(writer.acknowledged)

    def look(self):
        """What an outsider sees right after the kill."""
        if not self.checkpoints and not self.ledger.checkpoint.exists():
            return  # nothing has been published yet
        data = self.ledger.checkpoint.read_bytes()
        checkpoint = verify_log.Checkpoint.verified(data, self.policy)
        if checkpoint.size < self.largest:
            raise Wrong(f"the published log shrank from {self.largest} to {checkpoint.size} entries")
        self.largest = checkpoint.size
        if data not in self.checkpoints:
            file = self.folder / f"checkpoint-{len(self.checkpoints)}"
            file.write_bytes(data)
            self.checkpoints[data] = file
        if self.rng.random() < 0.2 and checkpoint.size:
            file = self.folder / f"{len(self.receipts)}.tlog-proof"
            self.ledger.prove(self.rng.randrange(checkpoint.size), file).must()
            self.receipts.append(file)
        if self.kills % self.whole_every == 0:
            self.whole(self.checkpoints[data])
            self.ledger.verify(self.ledger.folder).must()

    def whole(self, *against, receipts=(), ahead=True):
        """The independent verifier over the published folder. Returns the checkpoint."""
        run = verify_log.Verification(self.policy, time.time(), ahead=ahead)
        checkpoint, _ = run.log(verify_log.Folder(self.ledger.public), [(f.name, f.read_bytes()) for f in against],
                                [(f.name, f.read_bytes(), None) for f in receipts])
        return checkpoint

    def end(self):
        """Sends what was never acknowledged, and a sample of what was, then counts."""
        again = self.rng.sample(sorted(self.acknowledged), min(300, len(self.acknowledged)))
        lines = [line for _, line in self.waiting] + [report(s, int(s[2:])) for s in again]
        self.rng.shuffle(lines)
        writer = Writer(self.ledger, lines)
        if writer.finish() != 0:
            raise Wrong(f"the last append failed: {writer.error()}")
        self.note(writer.acknowledged)
        if self.waiting:
            raise Wrong(f"{len(self.waiting)} lines were not acknowledged by an append that ended well")
        self.ledger.publish().must()
        checkpoint = self.whole(*self.checkpoints.values(), receipts=self.receipts, ahead=False)
        self.ledger.verify(self.ledger.folder).must()
        for file in self.receipts:
            self.ledger.verify_receipt(file).must()
            index = Receipt.parse(file.read_bytes()).index
            if index >= checkpoint.size:
                raise Wrong(f"{file.name} is of entry {index}, the log has {checkpoint.size}")
        if len(set(self.acknowledged.values())) != len(self.acknowledged):
            raise Wrong("one index was acknowledged to two submissions")
        late = [s for s, index in self.acknowledged.items() if index >= checkpoint.size]
        if late:
            raise Wrong(f"{late[0]} is acknowledged but not in the published log")
        return checkpoint, self.ledger.missing(self.acknowledged)


def main():
    parser = argparse.ArgumentParser(description="Kill the ledger's writer at random moments; nothing may be lost.")
    parser.add_argument("--truce", default=truce_cli.command(), help="the command (default: $TRUCE or the debug build)")
    parser.add_argument("--times", type=int, default=200, help="how often to kill")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole-every", type=int, default=10, metavar="K", help="verify everything each K kills")
    parser.add_argument("--lines", type=int, default=2000, help="new lines between two kills, at most")
    parser.add_argument("--keep", action="store_true", help="keep the folder when something is wrong")
    options = parser.parse_args()
    if not options.truce or not os.access(options.truce, os.X_OK):
        print("crash: skipped, the truce command is not built (set TRUCE)")
        return 0
    folder, begun = tempfile.mkdtemp(prefix="truce-crash-"), time.monotonic()
    campaign = Campaign(options.truce, folder, options.seed, options.whole_every, options.lines)
    wrong, lost, size = "", [], 0
    try:
        campaign.start()
        for _ in range(options.times):
            campaign.kill_once()
            campaign.look()
        checkpoint, lost = campaign.end()
        size = checkpoint.size
        if lost:
            wrong = f"acknowledged but not in the ledger once at its index: {', '.join(lost[:5])}"
    except (Wrong, Failed, Refused, OSError) as error:
        wrong = f"{type(error).__name__}: {error}"
    print(f"crash: seed {options.seed}: {campaign.kills} kills ({campaign.before_first} before the first "
          f"acknowledgement), {len(campaign.acknowledged)} acknowledged, {len(lost)} lost, {campaign.resent} sent again, "
          f"{len(campaign.checkpoints)} checkpoints and {len(campaign.receipts)} receipts checked, "
          f"size {size}, {time.monotonic() - begun:.0f} s")
    if wrong:
        print(f"crash: after {campaign.kills} kills: {wrong}" + (f" (folder kept: {folder})" if options.keep else ""))
    if not (wrong and options.keep):
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
