#!/usr/bin/env python3
"""Faults of disks, clocks, backups and people: each must be refused or survived, with a sentence that names the cause.

After each case the ledger (the good copy put back where the fault destroyed it) holds everything acknowledged and its
log verifies. Disks that are full or read-only are small tmpfs mounts in a private mount namespace: they need root, and
are skipped by name without. Exit status 0 if every case went well, 1 if not.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import truce_cli
import verify_log
from notes import Checkpoint, Policy, Refused
from tiles import parse_tile_path
from truce_cli import Failed, Ledger, acknowledgement, report

NAMESPACE = "TRUCE_FAULTS_NAMESPACE"
FIRST, SECOND = 100, 260  # facts before and after the old backup


class Skipped(Exception):
    """Why a case could not be tried."""


class Wrong(Exception):
    """What must not happen."""


class Faults:
    """A template ledger is made once; every case works on a copy of it."""

    def __init__(self, truce, folder):
        self.truce, self.at = truce, pathlib.Path(folder)
        template = Ledger(truce, self.at / "template", self.at / "keys")
        template.make()
        self.backup = self.at / "backup"
        answer, self.acknowledged = template.append([report(f"s-{n}", n) for n in range(FIRST)])
        answer.must()
        shutil.copytree(template.folder, self.backup)
        answer, more = template.append([report(f"s-{n}", n) for n in range(FIRST, FIRST + SECOND)])
        answer.must()
        self.acknowledged |= more
        self.good = self.at / "good"
        os.rename(template.folder, self.good)
        shutil.copytree(self.at / "keys", self.at / "good-keys")
        self.policy = Policy.parse((self.good / "policy").read_bytes())
        self.ledger = template  # always at the same path, which the key's own records may name
        self.number = 1000

    def put_back(self):
        """The good copy of the ledger, with the keys (and what is kept beside them) of that moment."""
        for folder, good in ((self.ledger.folder, self.good), (self.ledger.keys, self.at / "good-keys")):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(good, folder)

    def line(self):
        self.number += 1
        return report(f"s-{self.number}", self.number)

    # What is asked after each case

    def whole(self, acknowledged, against=()):
        """Nothing acknowledged is lost and the published log verifies, also against older checkpoints."""
        missing = self.ledger.missing(acknowledged)
        if missing:
            raise Wrong(f"{len(missing)} acknowledged submissions are lost, such as {missing[0]}")
        self.ledger.publish().must()
        run = verify_log.Verification(self.policy)
        older = [("checkpoint of before", data) for data in (self.good.joinpath("public/checkpoint").read_bytes(),
                                                             *against)]
        checkpoint, _ = run.log(verify_log.Folder(self.ledger.public), older)
        late = [s for s, index in acknowledged.items() if index >= checkpoint.size]
        if late:
            raise Wrong(f"{late[0]} is acknowledged but not published")

    def goes_on(self, acknowledged):
        """The ledger takes another line; then `whole`."""
        answer, more = self.ledger.append([self.line()])
        answer.must()
        self.whole({**acknowledged, **more})

    @staticmethod
    def named(answer, pattern, status):
        """The sentence with which the command ended; it must name the cause, and the exit status fit it."""
        if answer.status != status:
            raise Wrong(f"status {answer.status} instead of {status}: {answer.said[:300]}")
        said = [line for line in answer.said.splitlines() if line.startswith(("truce: ", "REFUSED: "))]
        if len(said) != 1 or not re.search(pattern, said[0]):
            raise Wrong(f"status {answer.status}, not one sentence that names the cause: “{' / '.join(said)[:300]}”")
        return f"status {answer.status}: {said[0]}"

    # Disks

    def disk_full(self):
        said, keep = [], dict(self.acknowledged)
        with self.mounted() as disk:
            for room in (0, 24, 120, 400):
                filler = disk.parent / "filler"
                free = shutil.disk_usage(disk.parent).free - room * 1024
                with open(filler, "wb") as file:
                    file.write(b"\0" * max(0, free))
                answer, more = self.ledger.append([self.line() for _ in range(3000)])
                keep |= more
                said.append(f"{room} KiB left, {len(more)} acknowledged, "
                            + self.named(answer, r"(: |the vault |be written: )the disk is full|: No space left on device", 69))
                self.ledger.verify().must()
                filler.unlink()
                self.goes_on(keep)
        return "\n       ".join(said)

    def read_only_disk(self):
        with self.mounted() as disk:
            subprocess.run(["mount", "-o", "remount,ro", disk.parent], check=True)
            try:
                answer, more = self.ledger.append([self.line()])
                said = self.named(answer, r"Read-only file system", 69)
                if more:
                    raise Wrong("a line was acknowledged on a read-only disk")
                self.ledger.verify().must()
                self.ledger.verify(self.ledger.folder).must()
            finally:
                subprocess.run(["mount", "-o", "remount,rw", disk.parent], check=True)
            self.goes_on(self.acknowledged)
        return said

    def mounted(self):
        """A context in which the ledger lives on a small disk of its own."""
        if not os.environ.get(NAMESPACE):
            raise Skipped("needs root and a private mount namespace")
        return SmallDisk(self)

    # Clock

    def clock_set_back(self):
        if not shutil.which("faketime"):
            raise Skipped("faketime is not installed")
        wrapper = self.at / "truce-yesterday"
        wrapper.write_text(f'#!/bin/sh\nexec faketime -f -86400s "{self.truce}" "$@"\n')
        wrapper.chmod(0o755)
        answer, more = Ledger(wrapper, self.ledger.folder, self.ledger.keys).append([self.line()])
        said = self.named(answer, r"The clock says \S+, but entry \d+ was recorded at \S+: it runs backwards by 86[34]\d\d s", 1)
        if more:
            raise Wrong("a line was acknowledged with an earlier time than the one before it")
        self.goes_on({**self.acknowledged, **more})
        return said

    # Backups and people

    def old_backup(self):
        """The ledger's folder from a backup, the keys' folder as it is now."""
        newest = self.ledger.checkpoint.read_bytes()
        shutil.rmtree(self.ledger.folder)
        shutil.copytree(self.backup, self.ledger.folder)
        answer, more = self.ledger.append([self.line()])
        published = self.ledger.publish()
        after = self.ledger.checkpoint.read_bytes()
        size = Checkpoint.verified(after, self.policy).size
        if size > FIRST + 1 and after != newest:
            run = verify_log.Verification(self.policy, ahead=True)
            try:
                run.log(verify_log.Folder(self.ledger.public), [("newest checkpoint", newest)])
            except Refused as reason:
                raise Wrong(f"a split view was signed: {reason}") from None
        if published.status == 0 and size <= FIRST + 1:
            raise Wrong("an older state was published again")
        if more and answer.status != 0:
            raise Wrong("a line was acknowledged by a ledger that refuses")
        wanted = rf"This ledger holds {FIRST + 1} entries, but its key signed {FIRST + SECOND + 1} at \S+: an old copy was restored"
        said = self.named(answer, wanted, 1)
        self.named(published, wanted, 1)
        self.named(self.ledger.rebuild(), wanted, 1)
        self.named(self.ledger.verify(self.ledger.folder), wanted, 1)
        self.put_back()
        self.goes_on(self.acknowledged)
        return said

    def two_processes(self):
        first = subprocess.Popen(self.ledger.append_arguments("0.05"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        try:
            first.stdin.write(self.line())
            first.stdin.flush()
            mine = acknowledgement(first.stdout.readline())
            if not mine:
                raise Wrong("the first process acknowledged nothing")
            answer, more = self.ledger.append([self.line()], timeout=30)
            said = self.named(answer, r"Another process signs with “[^”]*”\. Two writers would make two histories", 1)
            if more:
                raise Wrong("two processes wrote at once")
            first.stdin.write(self.line())
            first.stdin.flush()
            second = acknowledgement(first.stdout.readline())
            out, err = first.communicate(timeout=30)
        finally:
            first.kill()
            first.wait()
        if first.returncode != 0 or not second:
            raise Wrong(f"the first process was disturbed, status {first.returncode}: {err[:300]}")
        self.goes_on({**self.acknowledged, mine[1]: mine[0], second[1]: second[0], **more})
        return said

    def truncated_database(self):
        said, size = [], self.ledger.database.stat().st_size
        for length in sorted({0, 1, 100, 4096, size // 2, size - 4096, size - 1}):
            self.put_back()
            before = self.ledger.checkpoint.read_bytes()
            for name in ("-wal", "-shm"):
                pathlib.Path(f"{self.ledger.database}{name}").unlink(missing_ok=True)
            os.truncate(self.ledger.database, length)
            answer, more = self.ledger.append([self.line()])
            wanted = ("it is empty" if length == 0 else rf"it was cut short: {length}\b" if length in (1, size - 1)
                      else "The ledger's file is damaged: database disk image is malformed")
            try:
                said.append(f"{length} of {size} bytes left: {self.named(answer, wanted, 1)}")
                self.named(self.ledger.verify(self.ledger.folder), wanted, 1)
                self.ledger.verify().must()
            except Wrong as wrong:
                raise Wrong(f"cut at {length} of {size} bytes: {wrong}") from None
            if more:
                raise Wrong(f"cut at {length} of {size} bytes: a line was acknowledged and then refused")
            self.ledger.publish()
            if Checkpoint.verified(self.ledger.checkpoint.read_bytes(), self.policy).size < Checkpoint.parse(before).size:
                raise Wrong(f"cut at {length} of {size} bytes: a smaller log was published")
        self.put_back()
        self.goes_on(self.acknowledged)
        return "\n       ".join(said)

    # Published files

    def files(self):
        return {str(p.relative_to(self.ledger.public)): p.read_bytes()
                for p in self.ledger.public.rglob("*") if p.is_file()}

    def deleted_public_folder(self):
        before = self.files()
        shutil.rmtree(self.ledger.public)
        said = self.named(self.ledger.verify(self.ledger.folder), r"There is no checkpoint: .*“truce ledger rebuild”", 1)
        self.named(self.ledger.verify(), r"/public”: there is no such folder", 69)
        self.ledger.rebuild().must()
        after = self.files()
        for name, data in after.items():
            if before.get(name, data) != data:
                raise Wrong(f"{name} came back with other bytes")
        size = Checkpoint.parse(before["checkpoint"]).size
        for name in before:
            if name not in after and (name == "checkpoint" or self.implied(name, size)):
                raise Wrong(f"{name} did not come back")
        self.goes_on(self.acknowledged)
        return f"{said}; rebuilt"

    @staticmethod
    def implied(name, size):
        """Whether a checkpoint of this size needs the file (older partial ones may go)."""
        level, number, width = parse_tile_path(name)
        count = size // 256 ** (0 if level == "entries" else level)
        return number < count // 256 and width == 256 or (number, width) == divmod(count, 256)

    def deleted_tile(self):
        said = ""
        for name in ("tile/0/000", "tile/entries/000", "tile/1/000.p/1"):
            tile = self.ledger.public / name
            data = tile.read_bytes()
            tile.unlink()
            said = self.named(self.ledger.verify(), rf"“{name}” is missing: .* cannot be checked", 1)
            self.named(self.ledger.verify(self.ledger.folder), rf"“{name}” is missing: .*“truce ledger rebuild”", 1)
            try:
                verify_log.Verification(self.policy).log(verify_log.Folder(self.ledger.public))
                raise Wrong(f"a log without {name} verified")
            except Refused:
                pass
            self.ledger.rebuild().must()
            if tile.read_bytes() != data:
                raise Wrong(f"{name} came back with other bytes")
        self.goes_on(self.acknowledged)
        return f"{said}; rebuilt"

    CASES = ("disk_full", "read_only_disk", "clock_set_back", "old_backup", "two_processes", "truncated_database",
             "deleted_public_folder", "deleted_tile")


class SmallDisk:
    """Moves the ledger to a tmpfs mounted over its own path, and back to the plain folder at the end."""

    def __init__(self, faults):
        self.faults, self.point = faults, faults.at / "disk"

    def __enter__(self):
        self.point.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m,mode=700", "tmpfs", self.point], check=True)
        plain = self.faults.ledger
        self.plain = plain
        shutil.copytree(plain.folder, self.point / "ledger")
        self.faults.ledger = Ledger(plain.truce, self.point / "ledger", plain.keys)
        return self.point / "ledger"

    def __exit__(self, *_):
        self.faults.ledger = self.plain
        subprocess.run(["umount", "-l", self.point], check=True)


def enter_namespace():
    """Starts this program again in a private mount namespace, if that is allowed."""
    if os.environ.get(NAMESPACE) or os.geteuid() != 0 or not shutil.which("unshare"):
        return
    private = ["unshare", "-m", "--propagation", "private"]
    if subprocess.run([*private, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0:
        os.environ[NAMESPACE] = "1"
        os.execvp(private[0], [*private, sys.executable, *sys.argv])


def main():
    parser = argparse.ArgumentParser(description="Faults of disks, clocks, backups and people.")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(Faults.CASES)} (default: all)")
    parser.add_argument("--truce", default=truce_cli.command(), help="the command (default: $TRUCE or the debug build)")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(Faults.CASES):
        parser.error(f"no case named {', '.join(sorted(unknown))}")
    if not options.truce or not os.access(options.truce, os.X_OK):
        print("faults: skipped, the truce command is not built (set TRUCE)")
        return 0
    enter_namespace()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="truce-faults-") as folder:
        try:
            faults = Faults(options.truce, folder)
        except (Failed, OSError, subprocess.SubprocessError) as error:
            print(f"WRONG  the ledger could not be made: {error}")
            return 1
        for case in options.cases or Faults.CASES:
            begun, label = time.monotonic(), case.replace("_", " ")
            try:
                faults.put_back()
                print(f"ok     {label}: {getattr(faults, case)()} ({time.monotonic() - begun:.1f} s)")
            except Skipped as reason:
                print(f"skip   {label}: {reason}")
            except (Wrong, Failed, Refused, OSError, subprocess.SubprocessError) as error:
                wrong += 1
                print(f"WRONG  {label}: {error}")
            sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
