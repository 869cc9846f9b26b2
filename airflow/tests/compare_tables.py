"""Whether two warehouses hold equal tables: every row, every column but those of a run. Runs in Spark's environment, by delta-rs.

Arguments: both warehouses, then tables that may be empty. Prints the rows of each table; exit code 1 where they differ.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

from deltalake import DeltaTable

# What docs/tables.md calls operational.
OPERATIONAL = {"received_at", "run_id", "file", "promoted_at"}
# A row for each run, and a row for each landed file.
JOURNALS = {"gold/run_log", "silver/ingest_progress"}
# Both worlds fetched for themselves: their answers stand in other lines of other files, and Zoom gave them other tokens for next pages.
PLACES = {"bronze/zoom_responses": {"line", "content_sha256"}, "silver/rejected_records": {"line", "content_sha256"}}
NEXT_PAGE = re.compile(r'(next_page_token\\*"\s*[:,]\s*\\*")[^"\\]+')


def rows(table: Path, name: str) -> Counter[str]:
    arrow = DeltaTable(str(table)).to_pyarrow_table()
    left_out = OPERATIONAL | PLACES.get(name, set())
    kept = arrow.select([column for column in arrow.column_names if column not in left_out])
    return Counter(NEXT_PAGE.sub(r"\1more", json.dumps(row, sort_keys=True, default=str)) for row in kept.to_pylist())


def main(one: Path, other: Path) -> int:
    names = sorted({str(p.parent.relative_to(w)) for w in (one, other) for p in w.glob("*/*/_delta_log")})
    different = 0
    for name in names:
        if name in JOURNALS:
            continue
        if not (one / name / "_delta_log").exists() or not (other / name / "_delta_log").exists():
            # A table that was only looked into is made at that moment: it is equal to none if it is empty.
            there = one if (one / name / "_delta_log").exists() else other
            only = sum(rows(there / name, name).values())
            print(f"{name}: {only} rows, in {there.parent.name} alone")
            different += only > 0
            continue
        a, b = rows(one / name, name), rows(other / name, name)
        print(f"{name}: {sum(a.values())} rows" + ("" if a == b else f", {sum(b.values())} in the other: DIFFERENT"))
        if a != b:
            different += 1
            for mark, lacking in (("-", a - b), ("+", b - a)):
                for row in list(lacking)[:2]:
                    print(f"  {mark} {row[:600]}")
    return 1 if different or not names else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
