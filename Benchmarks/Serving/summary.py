"""What `server` measured, as ratios within the run. Exits with 1 where less was reached than wanted."""
import json
import pathlib
import statistics
import sys

work = pathlib.Path(sys.argv[1])
missed = []


def runs(name):
    path = work / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def say(what, figure, wanted, is_met):
    print(f"{what:<50} {figure:<40} wanted: {wanted}{'' if is_met else '   MISSED'}")
    if not is_met:
        missed.append(what)


for each in (1, 20):
    filed = runs(f"file-{each}")
    if not filed:
        continue
    best, median = max(filed, key=lambda run: run["per_s"]), statistics.median(run["per_s"] for run in filed)
    wrong = sum(run["others"] + run["unanswered"] for run in filed)
    print(f"64 connections filing reports, {each} a request, durable when answered: best {best['per_s']:,.0f}/s, median "
          f"{median:,.0f}/s; p50 {best['p50_ms']:.1f} ms, p99 {best['p99_ms']:.1f} ms, {best['cpu_us']:.0f} µs CPU a report, "
          "views included")
    print(f"  p99 of all runs {', '.join(format(run['p99_ms'], '.1f') for run in filed)} ms; views behind at the end "
          f"{max(run['behind'] for run in filed):,}, caught up within {max(run['caught_up_s'] for run in filed):.1f} s")
    say("  refused or unanswered", str(wrong), "0", wrong == 0)
    if (work / "postgres-64").exists():
        theirs = [float(line) for line in (work / "postgres-64").read_text().split()]
        ratio, medians = best["per_s"] / max(theirs), median / statistics.median(theirs)
        say("  PostgreSQL inserts a second, ours to theirs",
            f"best {max(theirs):,.0f}, median {statistics.median(theirs):,.0f} = {ratio:.2f} and {medians:.2f}", "at least 1",
            min(ratio, medians) >= 1)

for held in runs("held"):
    print(f"{held['reports']:,} reports imported over HTTP in {held['file_s']:.0f} s, {held['incidents']:,} incidents proposed "
          f"and judged after {held['settled_s']:.0f} s; {held['cpu_s'] / held['reports'] * 1e6:.0f} µs CPU each; "
          f"memory {held['rss_mb']:.0f} MB, at most {held['peak_mb']:.0f} MB")
reads = runs("read")
if reads:
    for kind in reads[0]["kinds"]:
        all = [run["kinds"][kind] for run in reads]
        print(f"  {kind:<24} p50 {min(one['p50_ms'] for one in all):6.1f} ms, p99 best {min(one['p99_ms'] for one in all):6.1f}, "
              f"median {statistics.median(one['p99_ms'] for one in all):6.1f} ms, {all[0]['bytes'] / 1000:.1f} kB")
    print(f"  at {min(run['rate'] for run in reads):.0f} requests/s together; {min(run['cpu_us'] for run in reads):.0f} µs CPU "
          f"each; memory {max(run['rss_mb'] for run in reads):.0f} MB")
    say("  answered otherwise than 200", str(sum(run["wrong"] for run in reads)), "0", not any(run["wrong"] for run in reads))

rebuilds, imports = runs("rebuild"), runs("import")
if rebuilds:
    ours, theirs = [run["computed_s"] for run in rebuilds], [run["seconds"] for run in imports]
    folded = [run["folded_s"] for run in rebuilds]
    print(f"views made anew: reports after {min(folded):.1f} s, incidents after {min(ours):.1f} s (median "
          f"{statistics.median(ours):.1f}), {min(run['cpu_s'] for run in rebuilds):.0f} s CPU, at most "
          f"{max(run['peak_mb'] for run in rebuilds):.0f} MB; sqlite3 .import of {imports[0]['rows']:,} rows: {imports[0]['tables']}")
    ratio, medians = min(ours) / min(theirs), statistics.median(ours) / statistics.median(theirs)
    say("  ours to theirs", f"{min(ours):.1f} / {min(theirs):.1f} s = {ratio:.2f} and {medians:.2f}", "at most 3",
        max(ratio, medians) <= 3)
sys.exit(1 if missed else 0)
