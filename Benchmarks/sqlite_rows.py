"""Plain rows in SQLite, as many bytes each as a sealed report has: what sealing is compared with. Prints one JSON line."""
import json
import os
import resource
import sqlite3
import sys
import time

path, count, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for suffix in "", "-wal", "-shm":
    if os.path.exists(path + suffix):
        os.unlink(path + suffix)
database = sqlite3.connect(path, isolation_level=None)
database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (n INTEGER PRIMARY KEY, b BLOB)")
content = [os.urandom(1_400) for _ in range(batch)]


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


cpu_before, before = cpu(), time.monotonic()
for _ in range(count // batch):
    database.execute("BEGIN IMMEDIATE")
    database.executemany("INSERT INTO row (b) VALUES (?)", ((row,) for row in content))
    database.execute("COMMIT")
rows = count // batch * batch
print(json.dumps({"cpu_us_per_row": (cpu() - cpu_before) * 1e6 / rows, "rows_per_s": rows / (time.monotonic() - before)}))
