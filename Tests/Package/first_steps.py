#!/usr/bin/python3
"""What an administrator does first, over HTTP: accepts the invitation, sets up a second factor, gives a role, invites
an observer; the observer files a report. Ends with 0 when the public log holds the report.

    first_steps.py http://127.0.0.1:8080 /invitation/CODE
"""

import base64
import hashlib
import hmac
import http.client
import json
import struct
import sys
import time
import urllib.parse


class Browser:
    """One person's session: its cookie, and the key that changes must carry."""

    def __init__(self, address: str) -> None:
        self.host = urllib.parse.urlsplit(address).netloc
        self.cookie = self.key = ""

    def ask(self, method: str, path: str, body: object = None, expect: int = 200, **fields: str):
        headers = {"Accept": "application/json", **{name.replace("_", "-"): value for name, value in fields.items()}}
        if self.cookie:
            headers |= {"Cookie": self.cookie, "X-CSRF-Key": self.key, "Origin": f"http://{self.host}"}
        sent = None if body is None else json.dumps(body).encode()
        if sent is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request(method, path, sent, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = value.split(";")[0]
        if answer.status != expect:
            sys.exit(f"{method} {path}: {answer.status}, not {expect}\n{text}")
        told = json.loads(text) if text and "json" in answer.headers.get("Content-Type", "") else text
        session = told.get("session", told) if isinstance(told, dict) else {}
        self.key = session.get("csrf_key", self.key)
        return told

    def join(self, link: str, login: str, password: str):
        code = link.rstrip("/").split("/")[-1]
        self.ask("POST", "/api/v1/invitations/acceptance", {"code": code, "new_password": password}, 204)
        return self.ask("POST", "/api/v1/session", {"login": login, "password": password})


def one_time_code(secret: str) -> str:
    """RFC 6238: six digits, 30 seconds, SHA-1."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def main() -> None:
    address, link = sys.argv[1:]
    ada = Browser(address)
    standing = ada.join(link, "ada", "a long sentence that only Ada knows")
    if standing["standing"] == "must_enrol":
        secret = ada.ask("POST", "/api/v1/account/second-factor")["secret"]
        ada.ask("POST", "/api/v1/account/second-factor/confirmation", {"code": one_time_code(secret)})
    ada.ask("PUT", "/api/v1/session/holder", {"holder": "administrator"})
    ada.ask(
        "POST", "/api/v1/commands/grant-access", {"holder": "observer-1", "role": "observer"}, 201,
        Idempotency_Key="observer-1")
    invited = ada.ask(
        "POST", "/api/v1/invitations", {"login": "omar", "display_name": "Omar", "holders": ["observer-1"]}, 201)

    omar = Browser(address)
    omar.join(urllib.parse.urlsplit(invited["link"]).path, "omar", "another long sentence, Omar's own")
    an_hour_ago = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
    report = {
        "channel": "form", "source_class": "patrol", "evidence": [],
        "content": {
            "earliest": an_hour_ago, "latest": an_hour_ago, "precision": "quarter",
            "place": {"kind": "point", "at": [-35.0, 40.5], "sigma_m": 50}, "acts": ["fire.mortar"],
            "names_initiator": False, "confidential": False, "text": "Six mortar rounds near the ferry house.",
        },
    }
    filed = omar.ask("POST", "/api/v1/commands/file-report", report, 201, Idempotency_Key="report-1")
    again = omar.ask("POST", "/api/v1/commands/file-report", report, 200, Idempotency_Key="report-1")
    assert filed == again, "the same report sent again was recorded again"
    public = Browser(address)
    entries = public.ask("GET", f"/api/v1/entries?limit=500&after_position={filed['position']}")
    assert "report-received" in json.dumps(entries), "the log does not hold the report"


main()
