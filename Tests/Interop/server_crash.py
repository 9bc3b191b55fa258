#!/usr/bin/env python3
"""Kills `truce serve` with SIGKILL at random moments while clients file reports and officers work on cases.

The server is started again at once, as its unit does, and nobody helps it. Clients that got no answer send the same again
with the same key. At the end: everything acknowledged is in the log once, at the entries acknowledged, and nothing else
is; what is sent again gets the first answer; receipts and checkpoints given before any kill verify; the whole record
verifies; and answers are those of views built anew from the ledger. Prints figures. Exit status 0 or 1.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time
import zlib

import truce_cli
import truce_server
import verify_log
from notes import Policy, Refused
from truce_cli import Failed
from truce_server import Client, Server, Unanswered

ROLES = ("observer", "analyst", "second-analyst", "head", "government-liaison", "auditor")
BACK_SECONDS = 120  # a server that was killed must acknowledge again within this; a debug build on a busy machine
OPEN_TO_ALL = {"TRUCE_RATE_SIGNED_IN": "1000000", "TRUCE_RATE_ANONYMOUS": "1000000", "TRUCE_RATE_SIGN_IN": "100",
               "TRUCE_CONNECTIONS_PER_ADDRESS": "1000", "TRUCE_LOG_LEVEL": "warning"}

# What each command records, so that entries can be counted against acknowledgements.
FACTS = {"file-report": "report-received", "open-incident": "incident-opened", "task-patrol": "patrol-tasked",
         "report-patrol": "patrol-reported", "ask-reply": "reply-asked", "file-reply": "reply-filed",
         "draft-finding": "finding-drafted", "adopt-finding": "finding-adopted"}


class Wrong(Exception):
    """What must never happen, as a sentence."""


class Acknowledged:
    """What clients were told, by key. Threads share it."""

    def __init__(self):
        self.changed, self.answers, self.resent = threading.Condition(), {}, 0

    def note(self, kind, key, sender, body, answer):
        told = (answer["entries"], answer["names"])
        with self.changed:
            first = self.answers.setdefault(key, (kind, sender, body, told))
            if first[3] != told:
                raise Wrong(f"{key} was acknowledged as {first[3]} and as {told}")
            self.changed.notify_all()

    def count(self):
        return len(self.answers)

    def wait_for(self, count, seconds):
        with self.changed:
            return self.changed.wait_for(lambda: len(self.answers) >= count, seconds)


class Sender(threading.Thread):
    """A client with a connection of its own. What goes wrong in it is the campaign's."""

    def __init__(self, campaign, number):
        super().__init__(daemon=True)
        self.campaign, self.number, self.sent = campaign, number, 0
        self.rng = random.Random(campaign.seed * 1000 + number)
        self.clients = {}

    def run(self):
        try:
            while not self.campaign.done.is_set():
                self.work()
        except Exception as error:
            self.campaign.wrong(error)

    def client(self, who):
        if who not in self.clients:
            self.clients[who] = Client(self.campaign.server.port, self.campaign.tokens[who])
        return self.clients[who]

    def again(self, ask):
        """Asks until there is an answer. Also once the campaign is over: nothing stays unanswered."""
        deadline = time.monotonic() + BACK_SECONDS
        while True:
            try:
                return ask()
            except Unanswered as lost:
                if time.monotonic() > deadline:
                    raise Wrong(f"no answer for {BACK_SECONDS} s: {lost}") from None
                time.sleep(self.rng.uniform(0.02, 0.2))

    def tell(self, who, kind, body, may_be_refused=False):
        """A command under a key of its own, sent until it is answered. None where it was refused."""
        key, tries = f"{self.number}-{self.sent}", 0
        self.sent += 1

        def once():
            nonlocal tries
            tries += 1
            return self.client(who).command(kind, body, key)

        status, answer = self.again(once)
        self.campaign.acknowledged.resent += tries > 1
        if status in (200, 201):
            if status == 200 and tries == 1:
                raise Wrong(f"{kind} with the new key {key} was answered as if it had come before")
            self.campaign.acknowledged.note(kind, key, who, body, answer)
            return answer
        if may_be_refused and 400 <= status < 500:
            return None
        raise Wrong(f"{kind} by {who}, sent {tries} times: {status} {answer}")

    def ask(self, who, path):
        return self.again(lambda: self.client(who).json(path))


class Reporter(Sender):
    def work(self):
        day, hour = self.rng.randrange(1, 28), self.rng.randrange(0, 23)
        month = self.rng.randrange(1, 7)
        at = [round(self.rng.uniform(36.0, 38.0), 4), round(self.rng.uniform(33.0, 36.0), 4)]
        self.tell("observer", "file-report", {
            "channel": "form", "source_class": "patrol", "evidence": [],
            "content": {"earliest": f"2017-{month:02}-{day:02}T{hour:02}:00:00Z",
                        "latest": f"2017-{month:02}-{day:02}T{hour:02}:20:00Z", "precision": "minute",
                        "place": {"kind": "point", "at": at, "sigma_m": 200}, "acts": ["fire.mortar"],
                        "names_initiator": False, "confidential": False, "text": f"Report {self.number}-{self.sent}"}})


class Officer(Sender):
    """Takes cases from the proposal to an adopted finding; each officer its own, so that nobody is in the way."""

    def work(self):
        mine = [record for record in self.ask("analyst", "/api/v1/incidents?stage=proposed&limit=200")["records"]
                if zlib.crc32(record["id"].encode()) % self.campaign.officers == self.number]
        if not mine:
            self.campaign.done.wait(0.2)
            return
        incident = self.rng.choice(mine)
        name = incident["id"]
        # Refused where the proposal changed since it was read.
        if not self.tell("analyst", "open-incident", {"incident": name, "reports": incident["reports"]}, True):
            return
        patrol = self.named(self.tell("analyst", "task-patrol", {
            "incident": name, "content": {"missing": [], "place": {"kind": "unknown"}, "priority": 2}}), "patrol")
        self.tell("second-analyst", "report-patrol", {
            "patrol": patrol, "result": {"outcome": "nothing", "note": "Nobody there."}, "reports": []})
        asked = self.tell("analyst", "ask-reply", {
            "incident": name, "accused": "government", "allegation": "Fire from your positions.", "provisions": ["1"]})
        self.tell("government-liaison", "file-reply", {
            "ask": self.named(asked, "ask"), "position": "denies", "evidence": [], "statement": f"Not us: {name}."})
        finding = self.named(self.tell("analyst", "draft-finding", {
            "incident": name, "content": {
                "outcome": "unable_to_rule", "provisions": [{"provision": "1", "outcome": "unable_to_rule"}],
                "attribution": {"status": "not_attributable", "confidence": "none"},
                "basis": {"reports": incident["reports"], "evidence": [], "agreement_version": 1, "rules_version": 1}}}),
            "finding")
        self.tell("head", "adopt-finding", {"finding": finding})
        self.campaign.cases += 1

    @staticmethod
    def named(answer, kind):
        return next(name["id"] for name in answer["names"] if name["kind"] == kind)


class Keeper(Sender):
    """Keeps receipts of what was acknowledged, as a party would."""

    def work(self):
        self.campaign.done.wait(0.1)
        told = list(self.campaign.acknowledged.answers.values())
        if not told:
            return
        index = self.rng.choice(self.rng.choice(told)[3][0])
        if index in self.campaign.receipts:
            return
        status, receipt = self.again(lambda: self.client("observer").get(f"/api/v1/receipts/{index}"))
        if status == 200:
            self.campaign.receipts[index] = receipt
        elif status != 404:
            raise Wrong(f"the receipt of entry {index}: {status} {receipt[:300]!r}")


class Campaign:
    def __init__(self, options, folder):
        self.seed, self.truce, self.folder = options.seed, options.truce, pathlib.Path(folder)
        self.rng, self.busy = random.Random(options.seed), options.reports
        self.mission = truce_server.make_exercise(options.truce, self.folder / "mission", "Examples/syria-2016")
        self.server = Server(options.truce, self.mission, self.folder / "server.log", **OPEN_TO_ALL)
        self.acknowledged, self.receipts, self.checkpoints = Acknowledged(), {}, []
        self.officers, self.cases, self.back, self.during_start = options.officers, 0, [], 0
        self.done, self.faults = threading.Event(), []
        self.server.start()
        self.server.wait_until_ready()
        self.tokens = {role: truce_server.token(self.server, role) for role in ROLES} | {"public": None}
        self.beginning = len(self.entries())
        self.senders = ([Officer(self, n) for n in range(options.officers)]
                        + [Reporter(self, options.officers + n) for n in range(options.clients)]
                        + [Keeper(self, options.officers + options.clients)])
        for sender in self.senders:
            sender.start()

    def wrong(self, error):
        self.faults.append(error)
        self.done.set()
        with self.acknowledged.changed:
            self.acknowledged.changed.notify_all()

    def check(self):
        if self.faults:
            raise self.faults[0]

    def kill_once(self):
        """At a random moment of its work, or, one time in five, while it starts."""
        if self.rng.random() < 0.2:
            self.server.kill()
            self.server.start()
            time.sleep(self.rng.uniform(0, 1.5))
            self.during_start += 1
        else:
            self.acknowledged.wait_for(self.acknowledged.count() + self.rng.randrange(1, self.busy), BACK_SECONDS)
            time.sleep(self.rng.uniform(0, 0.05))
        self.check()
        if self.server.process.poll() is not None:
            raise Wrong(f"the server ended by itself, status {self.server.process.returncode}: {self.server.last_words()}")
        self.server.kill()
        killed, before = time.monotonic(), self.acknowledged.count()
        self.server.start()
        if not self.acknowledged.wait_for(before + 1, BACK_SECONDS):
            raise Wrong(f"nothing was acknowledged for {BACK_SECONDS} s after a kill: {self.server.last_words()}")
        self.check()
        self.back.append(time.monotonic() - killed)
        self.checkpoints.append(self.senders[0].again(lambda: Client(self.server.port).get("/log/checkpoint")[1]))

    def end(self):
        self.done.set()
        for sender in self.senders:
            sender.join(BACK_SECONDS)
        self.check()
        self.sent_again()
        entries = self.entries()
        self.counted(entries)
        answers = self.answers()
        self.server.stop()
        self.verified(len(entries))
        self.rebuilt(answers)
        return len(entries)

    def sent_again(self):
        """Whoever sends again what was acknowledged gets the first answer, recorded before."""
        for key in self.rng.sample(sorted(self.acknowledged.answers), min(300, self.acknowledged.count())):
            kind, who, body, told = self.acknowledged.answers[key]
            status, answer = Client(self.server.port, self.tokens[who]).command(kind, body, key)
            if (status, answer.get("entries"), answer.get("names")) != (200, *told):
                raise Wrong(f"{key}, sent again, got {status} {answer}, at first {told}")

    def pages(self, path, who="public", limit=500):
        client, found, rest = Client(self.server.port, self.tokens[who]), [], f"?limit={limit}"
        while rest:
            page = client.json(path + rest)
            found += page["records"]
            rest = f"?limit={limit}&after={page['next']}" if page.get("next") else None
        client.close()
        return found

    def entries(self):
        return self.pages("/api/v1/entries")

    def counted(self, entries):
        """What was acknowledged is there, once; and nothing that was not."""
        facts, told = collections.Counter(), collections.Counter()
        for entry in entries[self.beginning:]:
            facts[entry["fact"]] += 1
        for key, (kind, _, _, (indexes, names)) in self.acknowledged.answers.items():
            told[FACTS[kind]] += len(indexes)
            for index in indexes:
                if index >= len(entries) or entries[index]["fact"] != FACTS[kind]:
                    raise Wrong(f"{key} ({kind}) was acknowledged at entry {index}, which is no {FACTS[kind]}")
            text = json.dumps([entries[index]["data"] for index in indexes])
            for name in names:
                if f'"{name["id"]}"' not in text:
                    raise Wrong(f"{key} named {name['id']}, and its entries {indexes} do not")
        for fact in FACTS.values():
            if facts[fact] != told[fact]:
                raise Wrong(f"the log has {facts[fact]} × {fact}, acknowledged were {told[fact]}")
        reports = [entry["data"]["report"] for entry in entries if entry["fact"] == "report-received"]
        if len(set(reports)) != len(reports):
            raise Wrong("one report was received twice")

    def verified(self, size):
        """By the independent program and by the command: all of the log, every receipt and checkpoint that was kept."""
        ledger = self.mission / "ledger"
        policy = Policy.parse((ledger / "policy").read_bytes())
        verify_log.Verification(policy, time.time(), ahead=True).log(
            verify_log.Folder(ledger / "public"),
            [(f"checkpoint {n}", data) for n, data in enumerate(self.checkpoints)],
            [(f"receipt {index}", data, None) for index, data in self.receipts.items()])
        truce_cli.run(self.truce, "ledger", "verify", ledger).must()
        for index in self.rng.sample(sorted(self.receipts), min(20, len(self.receipts))):
            file = self.folder / f"{index}.tlog-proof"
            file.write_bytes(self.receipts[index])
            truce_cli.run(self.truce, "verify", file, "--policy", ledger / "policy").must()

    def answers(self):
        """What several people are told of everything, once proposals have come to rest."""
        def all_of_it():
            return {(who, kind): self.pages(f"/api/v1/{kind}", who)
                    for who in ("analyst", "auditor", "government-liaison", "public")
                    for kind in ("incidents", "reports", "findings", "asks", "queue")
                    if not (who == "public" and kind in ("reports", "asks", "queue"))}

        before, deadline = all_of_it(), time.monotonic() + 180
        while time.monotonic() < deadline:
            time.sleep(5)
            now = all_of_it()
            if now == before:
                return now
            before = now
        raise Wrong("answers did not come to rest in three minutes")

    def rebuilt(self, answers):
        """The views are a cache: without them, the same answers."""
        for file in self.mission.glob("views.sqlite*"):
            file.unlink()
        self.server.start()
        self.server.wait_until_ready()
        for what, records in self.answers().items():
            if records != answers[what]:
                first = next((pair for pair in zip(records, answers[what]) if pair[0] != pair[1]), "their number")
                raise Wrong(f"{what} differs after the views were built anew: {first}")
        self.server.stop()


def main():
    parser = argparse.ArgumentParser(description="Kill the server at random moments; nothing acknowledged may be lost.")
    parser.add_argument("--truce", default=truce_cli.command(), help="the command (default: $TRUCE or the debug build)")
    parser.add_argument("--times", type=int, default=100, help="how often to kill")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=24, help="connections that file reports")
    parser.add_argument("--officers", type=int, default=4, help="connections that work on cases")
    parser.add_argument("--reports", type=int, default=120, help="acknowledgements between two kills, at most")
    parser.add_argument("--keep", action="store_true", help="keep the folder when something is wrong")
    options = parser.parse_args()
    if not options.truce or not os.access(options.truce, os.X_OK):
        print("server_crash: skipped, the truce command is not built (set TRUCE)")
        return 0
    folder, begun, wrong, size, campaign = tempfile.mkdtemp(prefix="truce-server-crash-"), time.monotonic(), "", 0, None
    try:
        campaign = Campaign(options, folder)
        for _ in range(options.times):
            campaign.kill_once()
        size = campaign.end()
    except (Wrong, Failed, Refused, OSError) as error:
        wrong = f"{type(error).__name__}: {error}"
    finally:
        if campaign:
            campaign.done.set()
            campaign.server.let_go()
    if campaign:
        back = sorted(campaign.back) or [0]
        print(f"server_crash: seed {options.seed}: {len(campaign.back)} kills under load and {campaign.during_start} while "
              f"starting, {campaign.acknowledged.count()} commands acknowledged, {campaign.acknowledged.resent} sent again, "
              f"{campaign.cases} cases to a finding, {len(campaign.receipts)} receipts and {len(campaign.checkpoints)} "
              f"checkpoints checked, log of {size}, acknowledging again after {back[len(back) // 2]:.1f} s (median; longest "
              f"{back[-1]:.1f} s), {time.monotonic() - begun:.0f} s")
    if wrong:
        print(f"server_crash: {wrong}" + (f" (folder kept: {folder})" if options.keep else ""))
    if not (wrong and options.keep):
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
