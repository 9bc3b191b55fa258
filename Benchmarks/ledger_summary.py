"""What `ledger` measured, as ratios within the run. Exits with 1 where less was reached than wanted."""
import json
import pathlib
import statistics
import sys

work = pathlib.Path(sys.argv[1])
missed = []


def runs(name):
    path = work / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def openssl(name, size):
    """Seconds for one hash of so many bytes: the best of the runs."""
    rates = [float(line.split()[-1].rstrip("k")) * 1000 for line in (work / name).read_text().splitlines()]
    return size / max(rates)


def say(what, figure, wanted, is_met):
    print(f"{what:<44} {figure:<44} wanted: {wanted}{'' if is_met else '   MISSED'}")
    if not is_met:
        missed.append(what)


trees = runs("tree")
if trees:
    best = max(trees, key=lambda run: run["entries_per_cpu_s"])
    ours = 1 / best["entries_per_cpu_s"]
    theirs = openssl("openssl-entry", best["entry_bytes"] + 1) + openssl("openssl-node", 65)
    print(f"Merkle tree over entries of {best['entry_bytes']:.0f} bytes: {best['hashes_per_cpu_s']:,.0f} hashes/s")
    say("  CPU an entry, ours / openssl speed", f"{ours * 1e9:.0f} ns / {theirs * 1e9:.0f} ns = {ours / theirs:.2f}",
        "at most 3", ours <= 3 * theirs)

make = runs("make")[0]
print(f"made {make['entries']:,.0f} entries of {make['entry_bytes']:.0f} bytes: {make['record_wall_s']:.1f} s to record, "
      f"{make['publish_wall_s']:.1f} s to publish")
verify = min(runs("verify"), key=lambda run: run["cpu_s"])
say(f"checking {verify['entries']:,.0f} entries, {verify['files']:,.0f} files", f"{verify['cpu_s']:.2f} s CPU, "
    f"{verify['wall_s']:.2f} s", f"at most {verify['entries'] / 1e5:g} s", verify["cpu_s"] <= verify["entries"] / 1e5)
say("  memory", f"{verify['peak_mb']} MB", "under 300 MB", verify["peak_mb"] < 300)

seals = runs("seal")
if seals:
    best = min(seals, key=lambda run: run["seal_cpu_us_per_item"])
    # Three fields and their keys; the tags besides.
    cipher = 3 * (openssl("openssl-field", 256) + openssl("openssl-key", 32)) * 1e6
    rows = min(run["cpu_us_per_row"] for run in runs("rows"))
    wall = max(run["seal_items_per_s"] for run in seals) / max(run["rows_per_s"] for run in runs("rows"))
    sealing, opening = best["seal_cpu_us_per_item"], min(run["open_cpu_us_per_item"] for run in seals)
    walking = min(run["walk_cpu_us_per_item"] for run in seals)
    print(f"sealing reports of three fields, {best['batch']:.0f} to a transaction: {sealing:.1f} µs CPU each, "
          f"{best['seal_items_per_s']:,.0f}/s; opening by commitment {opening:.1f} µs, going through {walking:.1f} µs")
    print(f"  CPU, ours / plain rows in SQLite and OpenSSL's cipher  {sealing:.1f} / ({rows:.1f} + {cipher:.1f}) µs = "
          f"{sealing / (rows + cipher):.2f}; reports a second, ours / plain rows  {wall:.2f}")
    code = min(runs("code"), key=lambda run: run["decode_cpu_us"])
    say(f"entries of {code['entry_bytes']:.0f} bytes", f"written {code['encode_cpu_us']:.1f} µs, "
        f"read {code['decode_cpu_us']:.1f} µs", "read in at most 3 µs", code["decode_cpu_us"] <= 3)

for clients in 64, 256:
    sealed = max(runs(f"record-{clients}"), key=lambda run: run["appends_per_s"])
    ours = runs(f"append-{clients}")
    best = max(ours, key=lambda run: run["appends_per_s"])
    median = statistics.median(run["appends_per_s"] for run in ours)
    print(f"{clients} clients, durable appends a second: best {best['appends_per_s']:,.0f}, median {median:,.0f}; "
          f"p50 {best['p50_ms']:.1f} ms, p99 {best['p99_ms']:.1f} ms, {best['cpu_us_per_append']:.0f} µs CPU each")
    print(f"  with three sealed fields each: {sealed['appends_per_s']:,.0f}; p50 {sealed['p50_ms']:.1f} ms, p99 "
          f"{sealed['p99_ms']:.1f} ms, {sealed['cpu_us_per_append']:.0f} µs CPU each")
    path = work / f"postgres-{clients}"
    if not path.exists():
        continue
    theirs = [float(line) for line in path.read_text().split()]
    ratio = best["appends_per_s"] / max(theirs)
    ratio_of_medians = median / statistics.median(theirs)
    text = f"best {max(theirs):,.0f}, median {statistics.median(theirs):,.0f} = {ratio:.2f} and {ratio_of_medians:.2f}"
    print(f"  PostgreSQL inserts a second, with sealed fields to theirs  {sealed['appends_per_s'] / max(theirs):.2f}")
    if clients == 64:
        say("  PostgreSQL inserts a second, ours to theirs", text, "at least 1", min(ratio, ratio_of_medians) >= 1)
    else:
        print(f"  PostgreSQL inserts a second, ours to theirs  {text}")
sys.exit(1 if missed else 0)
