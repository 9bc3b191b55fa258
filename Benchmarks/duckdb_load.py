"""CPU seconds in which DuckDB, on one thread, loads a CSV file into a table."""
import json
import resource
import sys

import duckdb

connection = duckdb.connect()
connection.execute("SET threads = 1")
before = resource.getrusage(resource.RUSAGE_SELF)
connection.execute("CREATE TABLE reports AS SELECT * FROM read_csv(?)", [sys.argv[1]])
after = resource.getrusage(resource.RUSAGE_SELF)
rows = connection.execute("SELECT count(*) FROM reports").fetchone()[0]
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"duckdb_cpu_s": cpu, "rows": rows, "version": duckdb.__version__, "peak_mb": after.ru_maxrss // 1024}))
