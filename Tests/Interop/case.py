#!/usr/bin/env python3
"""Runs the commands of docs/a-case.md against a real server and compares what comes with what the page says.

Each block marked `sh` is run, in order, in one shell; the block after it, marked otherwise, is what it must print. There `…`
stands for anything within a line. Names (`INC-…`) may differ from the page's, but one by one: what the page calls by one
name has one name here. Of a time, the minutes and seconds may differ. With --write the page gets the answers of this run.
Exit status 0 or 1.
"""

import argparse
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import truce_cli
from truce_server import free_port

PAGE = truce_cli.REPOSITORY / "docs/a-case.md"
PORT = "8080"  # the page's
BLOCK_SECONDS = 120
NAME = r"\b(?:INC|R|F|A|P|Y)-[0-9A-Z]{12}\b"
TIME = r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


class Differs(Exception):
    """What the page says, and what came."""


class Shell:
    """One shell for the whole page, with everything that it starts in a group of its own."""

    def __init__(self, folder, environment):
        self.folder, self.said, self.blocks = folder, b"", 0
        self.process = subprocess.Popen(["bash", "--norc"], cwd=folder, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def run(self, commands):
        """What the commands print, on both outputs, and the status of the last."""
        self.blocks += 1
        block, mark = self.folder / f"block-{self.blocks}.sh", f"--- block {self.blocks} ends: "
        block.write_text(commands)
        self.process.stdin.write(f". {block} < /dev/null\necho; echo '{mark}'$?\n".encode())
        self.process.stdin.flush()
        pattern, deadline = re.compile(b"\n" + mark.encode() + rb"(\d+)\n"), time.monotonic() + BLOCK_SECONDS
        while not (end := pattern.search(self.said)):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            more = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not more:
                raise Differs(f"the commands did not end within {BLOCK_SECONDS} s; so far they said: "
                              f"{self.said.decode(errors='replace')[-1000:]}")
            self.said += more
        said, self.said = self.said[:end.start()].decode(), self.said[end.end():]
        return said.rstrip("\n"), int(end[1])

    def end(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Likeness:
    """Whether lines are the page's, names and minutes aside."""

    def __init__(self):
        self.here, self.there = {}, {}  # the page's names as they are in this run, and the other way round

    def check(self, page, came):
        page, came, known = page.split("\n"), came.split("\n"), (dict(self.here), dict(self.there))
        try:
            for number, (wanted, got) in enumerate(zip(page, came), 1):
                if not self.like(wanted, got):
                    raise Differs(f"line {number} of the answer:\n  page: {wanted}\n  came: {got}")
            if len(page) != len(came):
                raise Differs(f"the page has {len(page)} lines, {len(came)} came:\n" + "\n".join(came))
        except Differs:
            self.here, self.there = known
            raise

    def for_the_page(self, came):
        """With the names that the page has for them; what it has no name for keeps its own."""
        for name in re.findall(NAME, came):
            if name not in self.there:
                self.here[name] = self.there[name] = name
        return re.sub(NAME, lambda found: self.there[found[0]], came)

    def like(self, wanted, got):
        names, pattern = [], ""
        for piece in re.split(f"({NAME}|{TIME}|…)", wanted):
            if re.fullmatch(NAME, piece):
                names.append(piece)
                pattern += f"({piece.partition('-')[0]}-[0-9A-Z]{{12}})"
            elif re.fullmatch(TIME, piece):
                pattern += re.escape(piece[:14]) + r"\d\d:\d\dZ"
            else:
                pattern += ".*?" if piece == "…" else re.escape(piece)
        found = re.fullmatch(pattern, got)
        return bool(found) and all(
            self.here.setdefault(name, real) == real and self.there.setdefault(real, name) == name
            for name, real in zip(names, found.groups()))


def blocks(text):
    """The page in pieces: (language, content), with the language None for what is no block."""
    for at, piece in enumerate(re.split(r"^```(\w+)\n(.*?)^```$", text, flags=re.M | re.S)):
        if at % 3 == 0:
            yield None, piece
        elif at % 3 == 1:
            language = piece
        else:
            yield language, piece


def run(page, truce, folder, writes):
    """The page's text with the answers of this run; raises ``Differs`` at the first that differs, unless it writes."""
    port, tools = str(free_port()), folder / "tools"
    tools.mkdir()
    (tools / "truce").symlink_to(truce)
    (tools / "python3").symlink_to(sys.executable)  # the one that has what the verifier needs
    for name in ("Examples", "Tests"):
        (folder / name).symlink_to(truce_cli.REPOSITORY / name)
    (folder / "out").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRUCE")}
    environment |= {"PATH": f"{tools}:{os.environ['PATH']}", "TRUCE_LISTEN_PORT": port, "LC_ALL": "C.UTF-8"}
    shell, likeness, said, written = Shell(folder, environment), Likeness(), None, ""
    try:
        for language, content in blocks(page):
            if language is None:
                if said and content.strip():  # text follows, so nothing was to be printed
                    raise Differs(f"nothing should be printed, and this was: {said}")
                written += content
            elif language == "sh":
                if said:
                    raise Differs(f"nothing should be printed, and this was: {said}")
                said, status = shell.run(content.replace(f":{PORT}", f":{port}"))
                said = said.replace(f":{port}", f":{PORT}")
                if status != 0:
                    raise Differs(f"exit code {status} of:\n{content}{said}")
                written += f"```sh\n{content}```"
            else:
                try:
                    likeness.check(content.rstrip("\n"), said)
                    said = content.rstrip("\n")
                except Differs:
                    if not writes:
                        raise
                    said = likeness.for_the_page(said)
                written += f"```{language}\n{said}\n```"
                said = None
    except Differs as difference:
        log = folder / "out/case.log"
        raise Differs(f"block {shell.blocks}: {difference}\n"
                      + (f"the server said last: {log.read_text()[-500:]}" if log.exists() else "")) from None
    finally:
        shell.end()
    return written, shell.blocks


def main():
    parser = argparse.ArgumentParser(description="Run docs/a-case.md and compare its answers.")
    parser.add_argument("--truce", default=truce_cli.command(), help="the command (default: $TRUCE or the debug build)")
    parser.add_argument("--write", action="store_true", help="write the answers of this run into the page")
    parser.add_argument("--keep", action="store_true", help="keep the folder when something differs")
    options = parser.parse_args()
    if not options.truce:
        print("case: skipped, the truce command is not built (set TRUCE)")
        return 0
    begun = time.monotonic()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="truce-case-"))
    try:
        written, count = run(PAGE.read_text(), pathlib.Path(options.truce).absolute(), folder, options.write)
    except Differs as difference:
        print(f"case: {PAGE.name}: {difference}" + (f"(folder kept: {folder})" if options.keep else ""))
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    if options.write:
        PAGE.write_text(written)
    print(f"case: the {count} blocks of {PAGE.name} do what it says, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
