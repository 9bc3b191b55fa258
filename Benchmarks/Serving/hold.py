"""A mission that holds many incidents: filled by an import over HTTP, read at a steady rate, its views made anew.
hold.py TRUCE WORK REPORTS SECONDS REPEAT; writes WORK/held, WORK/read, WORK/rebuild and WORK/import, JSON lines."""
import asyncio
import json
import pathlib
import random
import sqlite3
import subprocess
import sys
import time

import history
import served
import steady

truce, work = sys.argv[1], pathlib.Path(sys.argv[2])
count, seconds, repeat = (int(argument) for argument in sys.argv[3:6])
folder = work / "demonstration"
HTML, JSON = "text/html", "application/json"


def add(name, **run):
    with open(work / name, "a") as out:
        out.write(json.dumps(run) + "\n")


def settled(server, position):
    """Waits until all is folded and computed from; seconds from the server's start to each."""
    times = {}
    for name in ("position", "computed"):
        while server.state(name) < position:
            time.sleep(0.1)
        times[name] = time.monotonic() - server.started
    return times


def imported(server, token):
    """Files the million as one import; gives the position after it."""
    source = work / "history.csv"
    history.write(source, count)
    started, cpu = time.monotonic(), server.cpu()
    with open(source, "rb") as body:
        status, data, _ = server.ask(
            "POST", "/api/v1/imports", body, {"Authorization": f"Bearer {token}", "Content-Type": "text/csv",
                                             "Content-Length": str(source.stat().st_size), "Idempotency-Key": "history"})
    assert status == 202, data
    source.unlink()
    link = json.loads(data)["links"]["self"]
    while True:
        job = json.loads(server.ask("GET", link, headers={"Authorization": f"Bearer {token}"})[1])
        if job["state"] in ("done", "failed"):
            break
        time.sleep(0.5)
    assert job["state"] == "done" and job["refused"] == 0, job
    filed = time.monotonic() - started
    settled(server, job["position"])
    add("held", reports=count, file_s=filed, settled_s=time.monotonic() - started, cpu_s=server.cpu() - cpu,
        incidents=rows("SELECT count(*) FROM incident"), **server.memory())
    return job["position"]


def rows(query):
    views = sqlite3.connect(f"file:{folder}/views.sqlite?mode=ro", uri=True, timeout=60)
    try:
        return views.execute(query).fetchone()[0]
    finally:
        views.close()


def requests(server, headers, number):
    """Pages and records of incidents from all years, and maps from a town's to the whole area's, by turns."""
    chance = random.Random(number)
    names = []
    for _ in range(12):
        year = chance.randrange(2017, 2026)
        day = f"{year}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        path = f"/api/v1/incidents?limit=500&through={day}"
        names += [record["id"] for record in json.loads(server.ask("GET", path, headers=headers)[1])["records"]]
    asked = []
    for turn in range(200 * seconds):
        if turn % 4 == 0:
            asked.append(("incident page, HTML", f"/incidents/{chance.choice(names)}", HTML))
        elif turn % 4 == 1:
            asked.append(("incident record, JSON", f"/api/v1/incidents/{chance.choice(names)}", JSON))
        else:
            wide = chance.choice([0.1, 0.3, 1, 3, 6])
            west, south = 35.8 + chance.random() * (6 - wide), 32.5 + chance.random() * max(0.1, 4.5 - wide)
            path = f"/api/v1/map?box={west:.4f},{south:.4f},{west + wide:.4f},{min(south + wide, 37):.4f}"
            if turn % 8 == 7:
                year, month = chance.randrange(2017, 2026), chance.randrange(1, 13)
                asked.append(("map of a month", path + f"&from={year}-{month:02}-01&through={year}-{month:02}-28", JSON))
            else:
                asked.append(("map", path, JSON))
    return asked


def make_anew(position):
    """The views, from nothing, with the server's own start."""
    for end in ("", "-wal", "-shm"):
        (folder / f"views.sqlite{end}").unlink(missing_ok=True)
    server = served.Server(truce, folder, work / "rebuild.log")
    try:
        times = settled(server, position)
        add("rebuild", folded_s=times["position"], computed_s=times["computed"], cpu_s=server.cpu(), **server.memory())
    finally:
        server.stop()


def tables():
    """The views' tables that the rows are in, with every index: what has at least a thousandth as many rows as reports."""
    views = sqlite3.connect(f"file:{folder}/views.sqlite?mode=ro", uri=True)
    names = [name for (name,) in views.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%' AND name NOT LIKE 'words%'")]
    names = [name for name in names if views.execute(f"SELECT count(*) FROM {name}").fetchone()[0] * 1000 >= count]
    marks = ",".join("?" * len(names))
    schema = [sql for (sql,) in views.execute(
        f"SELECT sql FROM sqlite_schema WHERE tbl_name IN ({marks}) AND sql IS NOT NULL ORDER BY type = 'index'", names)]
    return views, names, schema


# CSV holds no zeros and has no blobs: each byte becomes one printable letter, and the columns become text.
LETTERS = bytes(35 + value % 90 if 35 + value % 90 != 92 else 125 for value in range(256))


def export():
    """Each table as a CSV file; the schema with texts where it has blobs."""
    views, names, schema = tables()
    for name in names:
        with open(work / f"{name}.csv", "w") as out:
            for row in views.execute(f"SELECT * FROM {name}"):
                out.write(",".join(
                    "" if value is None else value.translate(LETTERS).decode().replace(",", ";") if isinstance(value, bytes)
                    else str(value).replace(",", ";") for value in row) + "\n")
    views.close()
    # NULL arrives as an empty text, which a whole number is not: the columns take what comes.
    text = ";\n".join(schema).replace(" BLOB", " TEXT").replace("STRICT, WITHOUT ROWID", "WITHOUT ROWID").replace(") STRICT", ")")
    (work / "schema.sql").write_text(text + ";\n")
    return names


def import_rows(names):
    """sqlite3 importing them, with the settings that the views are made with."""
    target = work / "imported.sqlite"
    target.unlink(missing_ok=True)
    commands = [f".read {work}/schema.sql", "PRAGMA cache_size = -32768;", ".mode csv"]
    times = {}
    subprocess.run(["sqlite3", str(target)], input="\n".join(commands), text=True, check=True)
    for name in names:
        started = time.monotonic()
        subprocess.run(["sqlite3", str(target)], text=True, check=True,
                       input="\n".join(commands[1:] + [f".import {work}/{name}.csv {name}"]))
        times[name] = time.monotonic() - started
    add("import", seconds=sum(times.values()), tables={name: round(time_, 2) for name, time_ in times.items()},
        rows=sum(rows(f"SELECT count(*) FROM {name}") for name in names))


server = served.Server(truce, folder, work / "hold.log")
try:
    analyst = server.token("analyst")
    position = imported(server, analyst)
    server.quiet()
    # Pages are for people: a browser's session.
    headers = server.session("analyst")
    for number in range(repeat):
        cpu = server.cpu()
        asked = requests(server, headers, number)
        run = asyncio.run(steady.steady(server.port, headers, asked, 200))
        add("read", cpu_us=(server.cpu() - cpu) / len(asked) * 1e6, **run, **server.memory())
finally:
    server.stop()
names = export()
for _ in range(repeat):
    make_anew(position)
    import_rows(names)
