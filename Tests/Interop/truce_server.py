"""`truce serve` as these tests run it, and a client that speaks to it. The only place that knows how either is done."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

import truce_cli
from truce_cli import Failed

PASSWORD = "seven-olive-branches"  # of every demonstration
START_SECONDS = 120


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A mission's server on a port of this machine that stays the same from start to start."""

    def __init__(self, truce, mission, log, **settings):
        self.truce, self.mission, self.log, self.port = truce, mission, log, free_port()
        self.settings = {"TRUCE_LISTEN_PORT": str(self.port), "TRUCE_LISTEN_ADDRESS": "127.0.0.1", **settings}
        self.process = None

    origin = property(lambda self: f"http://127.0.0.1:{self.port}")

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([str(self.truce), "serve", str(self.mission)], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env={**os.environ, **self.settings},
                                            start_new_session=True)

    def wait_until_ready(self, seconds=START_SECONDS):
        """Until it says that it may be sent requests, as a watchdog would ask."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failed(f"the server ended by itself, status {self.process.returncode}: {self.last_words()}")
            try:
                if Client(self.port).get("/readyz")[0] == 200:
                    return
            except OSError:
                pass  # not yet
            time.sleep(0.02)
        raise Failed(f"the server was not ready after {seconds} s: {self.last_words()}")

    def kill(self):
        """As if the power of this one process went: nothing is flushed, nobody is told."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """In good order."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("the server did not stop within 60 s of SIGTERM") from None
        if status != 0:
            raise Failed(f"the server stopped with status {status}: {self.last_words()}")

    def let_go(self):
        """At the end of a test, however it stands."""
        if self.process and self.process.poll() is None:
            self.kill()

    def last_words(self):
        with open(self.log, "rb") as log:
            return log.read()[-600:].decode(errors="replace").strip()


class Unanswered(OSError):
    """No answer came, or one that says: come again. What was sent may have been recorded or not."""


class Client:
    """One connection, opened again where it was lost. Not for several threads."""

    def __init__(self, port, token=None, timeout=60):
        self.port, self.token, self.timeout = port, token, timeout
        self.connection, self.cookie = None, None

    def request(self, method, path, body=None, **headers):
        """Status, bytes. Raises ``Unanswered`` where sending the same again is the thing to do."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        try:
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            status, content = answer.status, answer.read()
            self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0] or self.cookie
            if answer.will_close:
                self.close()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered(str(error)) from error
        if status == 503:
            raise Unanswered(content.decode(errors="replace"))
        return status, content

    def get(self, path, **headers):
        return self.request("GET", path, **headers)

    def json(self, path):
        status, content = self.get(path)
        if status != 200:
            raise Failed(f"GET {path}: {status} {content[:300]!r}")
        return json.loads(content)

    def command(self, kind, body, key):
        """Status (201 recorded, 200 recorded before) and the answer."""
        status, content = self.request("POST", f"/api/v1/commands/{kind}", body, Idempotency_Key=key)
        return status, json.loads(content)

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None


def token(server, login):
    """Signs in and makes a token for a program, good for a month."""
    client = Client(server.port)
    status, content = client.request("POST", "/api/v1/session", {"login": login, "password": PASSWORD})
    if status == 200:
        status, content = client.request(
            "POST", "/api/v1/account/tokens", {"name": "test", "days": 30, "scopes": ["read", "report", "work"]},
            Cookie=client.cookie, X_CSRF_Key=json.loads(content)["csrf_key"], Origin=server.origin)
    client.close()
    if status != 201:
        raise Failed(f"no token for {login}: {status} {content!r}")
    return json.loads(content)["token"]


def make_exercise(truce, folder, agreement="Examples/two-rivers"):
    """A mission with somebody for each role, and no case."""
    truce_cli.run(truce, "demo", folder, "--agreement", truce_cli.REPOSITORY / agreement, "--without-cases").must()
    return folder
