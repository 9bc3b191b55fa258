"""The best of each measurement, as ratios within the run."""
import json
import pathlib
import sys

work = pathlib.Path(sys.argv[1])


def best(name, key):
    return min((json.loads(line) for line in (work / name).read_text().splitlines()), key=lambda run: run[key])


read = best("read", "read_cpu_s")
duckdb = best("duckdb", "duckdb_cpu_s")
small, large = best("judge-small", "cpu_s"), best("judge-large", "cpu_s")
assert read["rows"] == duckdb["rows"] == large["rows"] == 1_000_000, "the rows differ"
ratio = duckdb["duckdb_cpu_s"] / read["read_cpu_s"]
growth = large["cpu_s"] / small["cpu_s"] / 10
print(f"reading 1,000,000 rows     {read['read_cpu_s']:.2f} s CPU, {read['peak_mb']} MB")
print(f"DuckDB {duckdb['version']}, one thread   {duckdb['duckdb_cpu_s']:.2f} s CPU  = {ratio:.1f} times as much (wanted: 5)")
for name in ["read", "sort", "match", "assess"]:
    print(f"  {name:<8} {small[name + '_cpu_s']:8.3f} s of 100,000   {large[name + '_cpu_s']:8.3f} s of 1,000,000")
print(f"all of it                  {large['cpu_s']:.2f} s CPU, {large['peak_mb']} MB (wanted: under 1500)")
print(f"growth 10^5 to 10^6        {growth:.2f} of linear (wanted: 0.80 to 1.20)")
sys.exit(0 if ratio >= 5 and large["peak_mb"] < 1500 and growth <= 1.2 else 1)
