"""A server of a demonstration under measurement: starts it, signs in, speaks HTTP with it, reads its memory."""
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import time

PASSWORD = "seven-olive-branches"


class Server:
    """`truce serve` on a free port. Rates are raised to the highest that the settings take, since one machine plays many."""

    def __init__(self, truce, folder, log):
        self.folder = pathlib.Path(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        # What a loaded mission has: the log on, into a file.
        settings = {"TRUCE_LISTEN_PORT": str(self.port), "TRUCE_RATE_SIGNED_IN": "1000000", "TRUCE_RATE_ANONYMOUS": "1000000",
                    "TRUCE_LOG_FILE": str(log)}
        self.started = time.monotonic()
        self.process = subprocess.Popen([truce, "serve", str(folder)], env=os.environ | settings,
                                        stdout=subprocess.DEVNULL, stderr=open(f"{log}.err", "wb"))
        self.wait("/readyz", 1800)

    def wait(self, path, seconds):
        """Until the path answers 200."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with {self.process.returncode}")
            try:
                if self.ask("GET", path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise SystemExit(f"no 200 from {path} within {seconds} s")

    def ask(self, method, path, body=None, headers={}):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3600)
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data, answer.headers

    def session(self, login):
        """Signs in, as a person does: the header fields of a browser's requests from then on."""
        body = json.dumps({"login": login, "password": PASSWORD})
        headers = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{self.port}"}
        status, data, answered = self.ask("POST", "/api/v1/session", body, headers)
        assert status == 200, data
        return {"Cookie": answered["Set-Cookie"].split(";")[0], "X-CSRF-Key": json.loads(data)["csrf_key"]}

    def token(self, login):
        """A token for everything that the office may do."""
        json_type = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{self.port}"}
        session = self.session(login)
        body = json.dumps({"name": "bench", "scopes": ["read", "report", "import", "work"], "days": 1})
        status, data, _ = self.ask("POST", "/api/v1/account/tokens", body, json_type | session)
        assert status == 201, data
        return json.loads(data)["token"]

    def position(self):
        """Entries that the views have folded, from their own file."""
        return self.state("position")

    def state(self, column):
        import sqlite3
        views = sqlite3.connect(f"file:{self.folder}/views.sqlite?mode=ro", uri=True, timeout=60)
        try:
            return views.execute(f"SELECT {column} FROM state").fetchone()[0]
        finally:
            views.close()

    def memory(self):
        """Resident now and at most, in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return {name: int(re.search(rf"{key}:\s+(\d+)", status)[1]) / 1024 for name, key in
                (("rss_mb", "VmRSS"), ("peak_mb", "VmHWM"))}

    def cpu(self):
        """Seconds of processor that it used so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def quiet(self):
        """Waits until it does nothing by itself: words are indexed after everything else. Seconds from its start."""
        before = self.cpu()
        while True:
            time.sleep(5)
            now = self.cpu()
            if now - before < 0.25:
                return time.monotonic() - self.started
            before = now

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
