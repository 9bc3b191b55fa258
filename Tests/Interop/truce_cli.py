"""The `truce` command as these tests call it: the only place that knows its arguments and what it prints."""

import hashlib
import json
import os
import pathlib
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ORIGIN = "ledger.example/interop"
TIMEOUT = 120


def command():
    """The path of the command, or None if it has not been built."""
    path = pathlib.Path(os.environ.get("TRUCE") or REPOSITORY / ".build/debug/truce").absolute()
    return path if os.access(path, os.X_OK) else None


class Failed(Exception):
    """The command said no where yes was expected."""


class Answer:
    def __init__(self, arguments, status, out, err):
        self.arguments, self.status, self.out, self.err = [str(a) for a in arguments], status, out, err

    @property
    def said(self):
        """What it said, on both outputs."""
        return (self.err + self.out).strip()

    @property
    def sentence(self):
        """The last line of what it said, errors first."""
        return ((self.err.strip() or self.out.strip()).splitlines() or [""])[-1]

    def must(self):
        if self.status != 0:
            raise Failed(f"truce {' '.join(self.arguments)}: status {self.status}: {self.said[:400]}")
        return self


def run(truce, *arguments, feed="", env=None, timeout=TIMEOUT):
    done = subprocess.run([str(truce), *map(str, arguments)], input=feed, capture_output=True, text=True,
                          timeout=timeout, env={**os.environ, **(env or {})})
    return Answer(arguments, done.returncode, done.stdout, done.stderr)


def report(submission, number):
    """One line for `ledger append`: a fact that is simple to make, with a sealed part."""
    return json.dumps({
        "submission": submission,
        "fact": "report-received",
        "data": {"report": f"R-{number}", "channel": "form", "source_class": "patrol",
                 "received_at": "2026-11-22T06:30:00Z", "evidence": []},
        "sealed": {"source": source_of(number), "place": f"house {number} by the river"},
    }) + "\n"


def source_of(number):
    return f"source-{number % 7}"


def acknowledgement(line):
    """(index, submission) of a line that `append` printed, or None where it is no acknowledgement."""
    index, found, submission = line.rstrip("\n").partition(" ")
    return (int(index), submission) if found and line.endswith("\n") and index.isascii() and index.isdigit() else None


def witness_arguments(truce, key, policy, state, port):
    return [str(a) for a in (truce, "witness", "--key", key, "--policy", policy, "--state", state,
                             "--listen", f"127.0.0.1:{port}")]


class Ledger:
    """A ledger in `folder`, its keys in `keys` (elsewhere, as they should be)."""

    def __init__(self, truce, folder, keys):
        self.truce, self.folder, self.keys = truce, pathlib.Path(folder), pathlib.Path(keys)

    public = property(lambda self: self.folder / "public")
    policy = property(lambda self: self.folder / "policy")
    checkpoint = property(lambda self: self.public / "checkpoint")
    database = property(lambda self: self.folder / "ledger.sqlite")

    @staticmethod
    def new_key(truce, name, file, kind="log"):
        """The verifier key that is printed, as text (empty for a vault key)."""
        return run(truce, "key", "new", name, "--out", file, "--kind", kind).must().out.strip()

    def make(self, policy=None, *options):
        """Keys and an empty ledger. Returns the log's verifier key; `policy` is a function from that to the text."""
        self.keys.mkdir(parents=True, exist_ok=True)
        vkey = self.new_key(self.truce, ORIGIN, self.keys / "log")
        self.new_key(self.truce, "vault", self.keys / "vault", "vault")
        more = []
        if policy:
            (self.keys / "policy").write_text(policy(vkey))
            more = ["--policy", self.keys / "policy"]
        self.call("init", "--origin", ORIGIN, "--key", self.keys / "log", "--vault-key", self.keys / "vault",
                  *more, *options).must()
        return vkey

    def call(self, verb, *arguments, **options):
        return run(self.truce, "ledger", verb, self.folder, *arguments, **options)

    def append_arguments(self, publish_every):
        return [str(a) for a in (self.truce, "ledger", "append", self.folder, "-", "--publish-every", publish_every)]

    def append(self, lines, **options):
        """Appends from standard input. Returns the answer and what was acknowledged, submission → index."""
        answer = self.call("append", "-", feed="".join(lines), **options)
        pairs = [acknowledgement(line) for line in answer.out.splitlines(keepends=True)]
        return answer, {submission: index for index, submission in filter(None, pairs)}

    def publish(self, **options):
        return self.call("publish", **options)

    def verify(self, place=None, *arguments, policy=None):
        return run(self.truce, "ledger", "verify", place or self.public, "--policy", policy or self.policy, *arguments)

    def prove(self, index, out):
        return self.call("prove", index, "--out", out)

    def export(self, out):
        return self.call("export", "--out", out)

    def rebuild(self):
        return self.call("rebuild")

    def verify_receipt(self, receipt, *arguments, policy=None):
        return run(self.truce, "verify", receipt, "--policy", policy or self.policy, *arguments)

    def erase(self, source):
        return run(self.truce, "erase", self.folder, "--source", source, "--authority", "Data protection officer",
                   "--reason", "Asked by the source")

    def submissions(self):
        """What the ledger says it holds: a list of (index, hash of the submission's text)."""
        rows = map(json.loads, self.call("show", "--json").must().out.splitlines())
        return [(row["index"], row["submission"]) for row in rows]

    def missing(self, acknowledged):
        """The acknowledged submissions (submission → index) that are not in the ledger exactly once, at that index."""
        found = {}
        for index, digest in self.submissions():
            found.setdefault(digest, []).append(index)
        return [submission for submission, index in acknowledged.items()
                if found.get(hashlib.sha256(submission.encode()).hexdigest()) != [index]]
