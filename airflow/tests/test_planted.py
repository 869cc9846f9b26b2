"""Ten and more planted failures through Airflow: what the failed task says is what docs/operations.md says it does."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from pathlib import Path

import pytest

from installation import ROOT
from night import Night

pytestmark = [pytest.mark.night, pytest.mark.long]


def listed() -> dict[str, dict[str, str]]:
    """The table of docs/operations.md: planted failure, exit code, tried again, what the task says."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (\d|none) \| (yes|no) \| `([^`]+)` \|", (ROOT / "docs/operations.md").read_text(), re.M)
    return {name: {"code": code, "again": again, "says": says} for name, _, code, again, says in rows}


def test_each_planted_failure_says_what_the_run_book_says(night: Night) -> None:
    documented = listed()
    planted = night.airflow.planted
    planted.mkdir()
    (planted / "a-file").write_text("x")
    (planted / "no-dist").mkdir()
    shutil.copytree(night.world.folder / "warehouse", planted / "warehouse")
    for data in (planted / "warehouse/silver/participants").glob("*.parquet"):
        data.unlink()
    lease = planted / "ops/leases/warehouse.json"
    lease.parent.mkdir(parents=True)
    holder = {"run_id": "another-run", "host": socket.gethostname(), "pid": os.getpid(), "renewed_at": "2026-03-05T06:00:00Z"}
    lease.write_text(json.dumps(holder))

    dag = "planted_failures"
    run = night.airflow.trigger(dag)
    assert night.airflow.finished(dag, run, 540) == "failed"

    tasks = night.airflow.tasks(dag, run)
    assert len(documented) >= 10 and sorted(tasks) == sorted(documented)
    wrong = []
    for name, task in tasks.items():
        expected = documented[name]
        log = night.airflow.log(dag, run, name, task["try_number"])
        book = f"exit code {expected['code']}" if expected["code"] != "none" else "no exit code"
        for words in (expected["says"], f"Run book: docs/operations.md, {book}"):
            if words not in log:
                wrong.append(f'{name}: no "{words}" in its log:\n{log[-2500:]}')
        tries = 2 if expected["again"] == "yes" else 1
        if (task["state"], task["try_number"]) != ("failed", tries):
            wrong.append(f"{name}: {task['state']} after {task['try_number']} tries, expected {tries}")
    assert not wrong, "\n\n".join(wrong)


def test_the_list_in_the_docs_can_be_found() -> None:
    assert Path(ROOT / "docs/operations.md").exists() and len(listed()) >= 10
