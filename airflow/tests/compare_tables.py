"""Whether two warehouses hold equal tables: every row, every column but those of a run. Runs in Spark's environment, by delta-rs.

Arguments: both warehouses, then tables that may be empty. Prints the rows of each table; exit code 1 where they differ.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from deltalake import DeltaTable

# design: "equal in all columns but those marked operational"; docs/tables.md marks them.
OPERATIONAL = {"received_at", "run_id", "file", "promoted_at"}
JOURNALS = {"gold/run_log", "silver/ingest_progress"}
LINKS = {"silver/linked_accounts": {"linked_at", "last_sync_at"}}


def rows(table: Path, name: str) -> Counter[str]:
    arrow = DeltaTable(str(table)).to_pyarrow_table()
    left_out = OPERATIONAL | LINKS.get(name, set())
    return Counter(json.dumps(row, sort_keys=True, default=str) for row in arrow.select([c for c in arrow.column_names if c not in left_out]).to_pylist())


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
