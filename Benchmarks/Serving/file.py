"""One run of 64 connections that file reports with a server of its own, as JSON: file.py TRUCE WORK SECONDS NUMBER. EACH in
the environment: how many reports a request brings."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import served

truce, work, seconds, number = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
folder = work / f"filing-{number}"
server = served.Server(truce, folder, work / f"filing-{number}.log")
try:
    tokens = [server.token(login) for login in ("observer", "analyst", "team-leader", "head")]
    before, cpu = server.position(), server.cpu()
    script = pathlib.Path(__file__).parent / "reports.lua"
    client = subprocess.run(
        ["wrk", "-t2", "-c64", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{server.port}"],
        env=os.environ | {"TOKENS": ",".join(tokens), "RUN": f"run-{number}"}, stdout=subprocess.PIPE, text=True, check=True)
    run = json.loads(client.stdout.splitlines()[-1])
    run["per_s"] = run["filed"] / run["seconds"]
    run["behind"] = before + run["filed"] - server.position()
    started = time.monotonic()
    # What was on its way when wrk hung up is recorded too, so there may be some more.
    while server.position() < before + run["filed"]:
        time.sleep(0.02)
    run["caught_up_s"] = time.monotonic() - started
    run["cpu_us"] = (server.cpu() - cpu) / run["filed"] * 1e6
    run |= server.memory()
    print(json.dumps(run))
finally:
    server.stop()
    shutil.rmtree(folder)
