"""The operator's nights, for real: Airflow, spark-submit, the Zoom emulator. Tests run in their order; -m "not long" leaves one day and one clear."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest

from installation import DAYS
from night import Night

DAILY = "meeting_insights_daily"
TRAINING = "meeting_insights_training"
AGAIN = "meeting_insights_explain_again"
MAINTENANCE = "meeting_insights_maintenance"

pytestmark = pytest.mark.night


def interval(day: str) -> tuple[str, str]:
    after = f"{day[:-1]}{int(day[-1]) + 1}"
    return f"{day}T06:00:00Z", f"{after}T06:00:00Z"


def runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_a_day_waits_for_its_telemetry_and_runs_through(night: Night) -> None:
    late = night.world.folder / f"landing/network/client_stats/date={DAYS[0]}"
    late.rename(late.with_name("not-there-yet"))
    run = night.airflow.trigger(DAILY, *interval(DAYS[0]))
    night.airflow.wait_for(
        "the first try of telemetry_arrived",
        lambda: night.airflow.tasks(DAILY, run).get("telemetry_arrived", {}).get("state") == "up_for_retry",
        180,
    )
    words = night.airflow.log(DAILY, run, "telemetry_arrived", 1)
    assert f"Not everything has arrived for {DAYS[0]}" in words
    assert "exit code 4" in words and "Airflow tries again" in words and "docs/operations.md" in words
    late.with_name("not-there-yet").rename(late)

    tasks = night.airflow.succeeds(DAILY, run, 480)

    assert {task["state"] for task in tasks.values()} == {"success"}
    assert tasks["telemetry_arrived"]["try_number"] >= 2
    for job in ("fetch", "ingest", "correlate", "explain", "insights"):
        (status,) = night.statuses(job, DAYS[0])
        assert status["exit_code"] == 0
        assert run.split("__")[0] in status["run_id"], "the status file says which run of Airflow it was"
    assert night.statuses("insights", DAYS[0])[0]["tables"]["gold.site_summary"]["rows_written"] == 2, "two sites"
    assert len(list((night.world.folder / f"reports/{DAYS[0]}").glob("*.html"))) == 2
    log = night.airflow.log(DAILY, run, "correlate", 1)
    logged = [json.loads(line) for line in log.splitlines() if line.startswith('{"ts"')]
    stages = {line.get("stage") for line in logged if line.get("job") == "correlate" and line.get("day") == DAYS[0]}
    assert "write experience_minutes" in stages, logged[:3]


@pytest.mark.long
def test_training_makes_a_champion_and_the_day_before_is_explained_by_it(night: Night) -> None:
    assert night.statuses("explain", DAYS[0])[0]["counts"].get("contributions", 0) == 0, "no champion yet"
    run = night.airflow.trigger(TRAINING, day=DAYS[0])
    tasks = night.airflow.succeeds(TRAINING, run, 300)
    assert tasks["new_champion"]["state"] == "success"
    again = night.airflow.wait_for("a run by the champion's asset", lambda: night.airflow.runs(AGAIN), 60)[0]["dag_run_id"]
    night.airflow.succeeds(AGAIN, again, 300)
    assert night.statuses("explain", DAYS[0])[-1]["counts"]["contributions"] > 0


@pytest.mark.long
def test_a_backfill_of_two_days_at_once_goes_through(night: Night) -> None:
    night.airflow.api(
        "POST",
        "/backfills",
        {
            "dag_id": DAILY,
            "from_date": f"{DAYS[1]}T00:00:00Z",
            "to_date": f"{DAYS[2]}T23:00:00Z",
            "max_active_runs": 2,
            "reprocess_behavior": "none",
        },
    )
    runs = night.airflow.wait_for("two runs", lambda: [r["dag_run_id"] for r in night.airflow.runs(DAILY) if r["run_type"] == "backfill"], 60)
    assert len(runs) == 2
    # Both at once: they take turns at writing.
    for run in runs:
        night.airflow.succeeds(DAILY, run, 900)
    for day in DAYS[1:]:
        assert night.statuses("insights", day)[-1]["exit_code"] == 0


def test_a_killed_driver_is_tried_again_and_a_killed_task_is_cleared(night: Night) -> None:
    run = night.airflow.runs(DAILY)[-1]["dag_run_id"]
    lease = night.world.folder / "ops/leases/warehouse.json"
    clear = {"dry_run": False, "dag_run_id": run, "task_ids": ["insights"], "only_failed": False, "include_downstream": True}

    def writer(number: int) -> int | None:
        """The process that writes the warehouse in this try."""
        try:
            holder = json.loads(lease.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return holder["pid"] if re.search(rf"-insights-{number}-", holder["run_id"]) else None

    tried = night.airflow.tasks(DAILY, run)["insights"]["try_number"]
    night.airflow.api("POST", f"/dags/{DAILY}/clearTaskInstances", clear)
    pid = night.airflow.wait_for("insights again", lambda: writer(tried + 1), 120)
    os.kill(pid, signal.SIGKILL)
    pid = night.airflow.wait_for("the next try by itself", lambda: writer(tried + 2), 120)
    words = night.airflow.log(DAILY, run, "insights", tried + 1)
    assert "the driver was killed or did not start" in words and "Airflow tries again" in words

    night.airflow.api("PATCH", f"/dags/{DAILY}/dagRuns/{run}/taskInstances/insights", {"new_state": "failed"})
    assert night.airflow.finished(DAILY, run, 120) == "failed"
    night.airflow.wait_for("the end of the driver", lambda: not runs(pid), 60)
    assert lease.exists(), "a killed driver cleans nothing up"

    night.airflow.api("POST", f"/dags/{DAILY}/clearTaskInstances", clear)
    night.airflow.succeeds(DAILY, run, 480)
    assert not lease.exists()


@pytest.mark.long
def test_maintenance_goes_through(night: Night) -> None:
    """That it loses no row which retention keeps, the next test sees: the plain run has no maintenance."""
    run = night.airflow.trigger(MAINTENANCE, day=DAYS[-1])
    night.airflow.succeeds(MAINTENANCE, run, 300)
    (status,) = night.statuses("maintain", DAYS[-1])
    assert status["exit_code"] == 0


def test_the_tables_are_those_of_a_plain_run(night: Night) -> None:
    night.tables_equal_plain()
