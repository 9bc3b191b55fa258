#!/usr/bin/env python3
"""Reads one incident as each role and compares what comes, field by field, with what the API's description promises.

    ./seen.py URL INCIDENT FOLDER WHO[=ROLE]... [--reported WHO,…] [--asked SIDE=WHO,…]

FOLDER holds WHO.token, a header field with each one's token; the analyst sees everything and is the measure. Prints a table,
a row for each field; `●` it is there, `·` it is not. Exit status 0 if all is as the description says, 1 if not.
"""

import argparse
import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

def get(url, token):
    """The JSON there, or None where there is nothing for this reader."""
    name, _, value = token.partition(": ")
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={name: value.strip()} if name else {})) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return None


class Table:
    """What the description promises to each reader of one incident, nested records included."""

    def __init__(self, schemas, whole, reported, sides):
        self.schemas, self.whole, self.reported, self.sides = schemas, whole, reported, sides

    def may(self, seen_by, role, is_own):
        match seen_by.get(role, "never"):
            case "always":
                return True
            case "own":
                return is_own
            case "published":
                return self.whole["published"]
            case "own_or_published":
                return is_own or self.whole["published"]
        return False

    def is_own(self, kind, record, who):
        """The incident is whose who reported it or was asked; a question and what came back, the side's that was asked."""
        match kind:
            case "Incident":
                return who in self.sides or who in self.reported
            case "Ask":
                return record["content"]["of"] == self.sides.get(who)
            case "Reply":
                return record["party"] == self.sides.get(who)
            case "EscalationAnswer":
                return record["by"] == who
        return who in self.sides

    def seen(self, value, schema, who, role):
        """As the reader should get it; None or empty where it should get nothing."""
        if isinstance(value, list) and "items" in schema:
            return [item for item in (self.seen(item, schema["items"], who, role) for item in value) if item not in ({}, None)]
        if not isinstance(value, dict) or "$ref" not in schema:
            return value
        kind = schema["$ref"].rpartition("/")[2]
        fields, is_own = self.schemas[kind]["properties"], self.is_own(kind, value, who)
        return {field: self.seen(inner, fields[field], who, role) for field, inner in value.items()
                if self.may(fields[field].get("x-seen-by", {}), role, is_own)}


def empty(value):
    return value is None or value == [] or value == {}


def main():
    parser = argparse.ArgumentParser(description="What each role sees of an incident, held against the description.")
    parser.add_argument("url")
    parser.add_argument("incident")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("who", nargs="+", help="WHO=ROLE, or WHO where that is the role's name")
    parser.add_argument("--reported", default="", help="who filed one of its reports")
    parser.add_argument("--asked", default="", help="SIDE=WHO: who was asked about it")
    options = parser.parse_args()
    roles = dict((pair.partition("=")[0], pair.partition("=")[2] or pair) for pair in options.who)
    asked = [pair.split("=") for pair in options.asked.split(",") if pair]

    def record(who):
        file = options.folder / f"{who}.token"
        answer = get(f"{options.url}/api/v1/incidents/{options.incident}", file.read_text() if file.exists() else "")
        return answer and answer["record"]

    schemas = get(f"{options.url}/api/v1/openapi.json", "")["components"]["schemas"]
    # What is computed may change once more after the last report: all must be read of one state of it.
    for _ in range(60):
        whole = record("analyst")
        shown_to = {who: record(who) or {} for who in roles}
        if record("analyst") == whole:
            break
        time.sleep(1)
    table = Table(schemas, whole, set(options.reported.split(",")), {who: side for side, who in asked})
    faults, rows = [], {field: [] for field in sorted(whole)}
    for who, role in roles.items():
        shown, promised = shown_to[who], table.seen(whole, {"$ref": "Incident"}, who, role)
        for field in sorted(whole.keys() | shown.keys()):
            got, due = shown.get(field), promised.get(field)
            rows.setdefault(field, []).append("·" if empty(got) else "●")
            if field == "reported":  # says it of the reader, so it differs from reader to reader
                got, due = got is None, due is None
            if got != due and not (empty(got) and empty(due)):
                faults.append(f"{field}: {who} ({role}) is shown {got}, and may see {due}")
    width = max(map(len, rows))
    for at, who in enumerate(roles):
        print(" " * (width + 1) + "│" * at + "┌ " + who)
    for field, marks in rows.items():
        print(f"{field:<{width}} {''.join(marks)}")
    for fault in faults:
        print(f"WRONG {fault}")
    print(f"{len(rows)} fields, {len(roles)} readers: " + (f"{len(faults)} differ from the table" if faults else "as the table has it"))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
