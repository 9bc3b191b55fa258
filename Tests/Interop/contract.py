#!/usr/bin/env python3
"""Holds a served demonstration against its own OpenAPI description, with schemathesis.

    ./contract.py [--seconds N] [--seed N] [--examples N]

As anybody and as an analyst, every operation and every method, all checks: no error of the server, no answer that is not
described, nothing of the described shape refused for its shape, nothing of another shape taken. The one operation left out
is the stream of changes, which never ends (ChangeTests reads it). Installs schemathesis, at the version of
contract/requirements.txt, into .build/contract; where it cannot, says `skip` and why. Exit: 0 it holds or is skipped,
1 it does not.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request

import truce_cli

HERE = pathlib.Path(__file__).resolve().parent
RULES = HERE / "contract"
PLACE = truce_cli.REPOSITORY / ".build/contract"
EXAMPLE = truce_cli.REPOSITORY / "Examples/syria-2016"
# Of every demonstration; see DemonstrationPeople.
PASSWORD = "seven-olive-branches"
SCOPES = ["read", "report", "import", "work", "administer"]
STOPPING = 45


class Skipped(Exception):
    """What is needed is not there."""


def tool():
    """The path of schemathesis, installed where it is not yet."""
    wanted = (RULES / "requirements.txt").read_text()
    done, program = PLACE / "installed", PLACE / "bin/schemathesis"
    if not (program.exists() and done.exists() and done.read_text() == wanted):
        shutil.rmtree(PLACE, ignore_errors=True)
        for step in ([sys.executable, "-m", "venv", PLACE],
                     [PLACE / "bin/pip", "install", "-q", "--disable-pip-version-check", "-r", RULES / "requirements.txt"]):
            try:
                ran = subprocess.run([str(part) for part in step], capture_output=True, text=True, timeout=300)
            except (OSError, subprocess.TimeoutExpired) as error:
                raise Skipped(f"schemathesis cannot be installed: {error}") from error
            if ran.returncode != 0:
                said = (ran.stderr.strip() or ran.stdout.strip() or "no reason given").splitlines()[-1]
                raise Skipped(f"schemathesis cannot be installed: {said}")
        done.write_text(wanted)
    return program


class Server:
    """A demonstration, served on a free port while the block runs."""

    def __init__(self, truce, folder):
        self.truce, self.folder = truce, pathlib.Path(folder)
        self.log = self.folder / "server.log"

    def __enter__(self):
        truce_cli.run(self.truce, "demo", self.folder / "mission", "--agreement", EXAMPLE, timeout=600).must()
        settings = {"TRUCE_LISTEN_PORT": "0", "TRUCE_LOG_FILE": str(self.log), "TRUCE_RATE_ANONYMOUS": "1000000",
                    "TRUCE_RATE_SIGNED_IN": "1000000", "TRUCE_RATE_SIGN_IN": "10000", "TRUCE_TIME_STOP": "5s"}
        self.process = subprocess.Popen([str(self.truce), "serve", str(self.folder / "mission")], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **settings})
        for line in self.process.stdout:
            if found := re.search(r"http://\S+", line):
                self.url = found[0]
                return self
        raise truce_cli.Failed("truce serve ended before it listened")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def call(self, method, path, body, headers):
        request = urllib.request.Request(self.url + path, method=method, data=json.dumps(body).encode(), headers={
            "Content-Type": "application/json", "Accept": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, json.load(answer)

    def token(self, login):
        head, session = self.call("POST", "/api/v1/session", {"login": login, "password": PASSWORD}, {})
        known = {"Cookie": head["Set-Cookie"].split(";")[0], "X-CSRF-Key": session["csrf_key"], "Origin": self.url}
        wanted = {"name": "contract", "scopes": SCOPES, "days": 1}
        return self.call("POST", "/api/v1/account/tokens", wanted, known)[1]["token"]

    def faults(self):
        """Lines of the log that speak of the server's own errors."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if "internal error" in line or re.search(r"status=5\d\d", line)]


def hold(program, server, who, headers, options):
    """Runs schemathesis as somebody; whether all held."""
    arguments = [program, "--config-file", RULES / "schemathesis.toml", "run", f"{server.url}/api/v1/openapi.json",
                 "--url", server.url, "--checks", "all", "--mode", "all", "--seed", options.seed,
                 "--max-time", options.seconds, "--max-examples", options.examples, "--generation-database", "none",
                 "--exclude-operation-id", "followChanges", "--request-timeout", 60, "--max-response-time", 60, "--continue-on-failure",
                 "--warnings", "off", "--suppress-health-check", "all", "--no-color", *headers]
    environment = {**os.environ, "PYTHONPATH": str(RULES), "SCHEMATHESIS_HOOKS": "contract_hooks"}
    ran = subprocess.run([str(part) for part in arguments], env=environment, capture_output=True, text=True,
                         cwd=server.folder, timeout=options.seconds * 4 + 600)
    cases = re.search(r"(\d+) generated", ran.stdout)
    if ran.returncode == 0:
        print(f"{who}: {cases[1] if cases else 'all'} requests, all as described", flush=True)
        return True
    starts = [place for place in map(ran.stdout.find, ("= ERRORS =", "= FAILURES =")) if place >= 0]
    print(f"{who}:\n{ran.stdout[min(starts, default=0):][:20000]}{ran.stderr[:4000]}", flush=True)
    if server.process.poll() is not None:
        print(f"the server ended by itself with {server.process.returncode}", flush=True)
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="for each of the two who ask")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--examples", type=int, default=5, help="of each operation")
    options = parser.parse_args()
    truce = truce_cli.command()
    try:
        if truce is None:
            raise Skipped("the truce command is not built")
        program = tool()
    except Skipped as reason:
        print(f"skip contract: {reason}")
        return 0
    with tempfile.TemporaryDirectory() as folder, Server(truce, folder) as server:
        token = server.token("analyst")
        held = [hold(program, server, "anybody", [], options),
                hold(program, server, "an analyst", ["--header", f"Authorization: Bearer {token}"], options)]
        faults = server.faults()
        for line in faults[:20]:
            print(line)
        return 0 if all(held) and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
