"""Every DAG imports, and is what its run book says: no Spark, no scheduler."""

from __future__ import annotations

import os
import tempfile
from itertools import pairwise
from pathlib import Path

import pendulum
import pytest

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp())
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from meeting_insights_jobs import days_to_redo, judge, run_name

DAGS = Path(__file__).parents[1] / "dags"


@pytest.fixture(scope="module")
def dags() -> DagBag:
    bag = DagBag(str(DAGS))
    assert bag.import_errors == {}
    return bag


def test_the_dags_are_there_with_a_run_book_each(dags: DagBag) -> None:
    assert sorted(dags.dags) == [f"meeting_insights_{name}" for name in ("daily", "explain_again", "maintenance", "training")]
    for dag in dags.dags.values():
        assert "failed" in dag.doc_md and "docs/operations.md" in dag.doc_md
        assert dag.max_active_runs == 1 and not dag.catchup


def test_a_day_goes_in_this_order(dags: DagBag) -> None:
    day = dags.dags["meeting_insights_daily"]
    order = [
        "telemetry_arrived",
        "linked_accounts",
        "fetch",
        "load",
        "days",
        "correlate",
        "explain",
        "insights",
        "report",
        "digest",
    ]
    for before, after in pairwise(order):
        assert before in day.get_task(after).upstream_task_ids
    assert {task.task_id for task in day.tasks} == set(order)


def test_one_writer_at_a_time_and_nothing_runs_for_ever(dags: DagBag) -> None:
    writers = {"load", "correlate", "explain", "insights", "train", "promote", "maintain"}
    for dag in dags.dags.values():
        for task in dag.tasks:
            assert (task.pool == "meeting_insights_warehouse") == (task.task_id in writers), task.task_id
            assert task.execution_timeout is not None and task.retries >= 3, task.task_id
            # Airflow 3 takes it as a factor: True would be 1, and the waits would not grow.
            assert task.retry_exponential_backoff == 2, task.task_id
    fetch = dags.dags["meeting_insights_daily"].get_task("fetch")
    assert fetch.pool == "meeting_insights_zoom"
    # Another run of a backfill may hold the account's lease for as long as its own fetch takes.
    assert fetch.retries * fetch.max_retry_delay >= fetch.execution_timeout


def test_data_intervals_are_whole_days_and_weeks_of_utc(dags: DagBag) -> None:
    def interval(dag_id: str) -> tuple[str, str]:
        from airflow.serialization.serialized_objects import DagSerialization

        dag = DagSerialization.from_dict(DagSerialization.to_dict(dags.dags[dag_id]))
        found = dag.timetable.infer_manual_data_interval(run_after=pendulum.datetime(2026, 3, 11, 12, tz="UTC"))
        return found.start.isoformat(), found.end.isoformat()

    assert interval("meeting_insights_daily") == ("2026-03-10T06:00:00+00:00", "2026-03-11T06:00:00+00:00")
    assert interval("meeting_insights_training") == ("2026-03-02T10:00:00+00:00", "2026-03-09T10:00:00+00:00")


def test_assets_lead_from_training_to_explaining_again(dags: DagBag) -> None:
    (outlet,) = dags.dags["meeting_insights_training"].get_task("new_champion").outlets
    condition = dags.dags["meeting_insights_explain_again"].timetable.asset_condition
    assert [asset.name for asset in condition.objects] == [outlet.name]
    assert dags.dags["meeting_insights_daily"].get_task("insights").outlets == dags.dags["meeting_insights_training"].get_task("train").inlets


def test_training_and_promotion_are_two_steps(dags: DagBag) -> None:
    training = dags.dags["meeting_insights_training"]
    assert "--no-promote" in training.get_task("train").command
    assert "train" in training.get_task("promote").upstream_task_ids


STATUS = {"exit_code": 0, "message": None, "counts": {}, "file": "ops/status/load/x.json"}


@pytest.mark.parametrize(
    ("code", "error"),
    [(1, AirflowFailException), (2, AirflowFailException), (3, AirflowFailException), (4, AirflowException)],
)
def test_only_exit_code_four_is_tried_again(code: int, error: type[Exception]) -> None:
    with pytest.raises(AirflowException) as raised:
        judge("load", {**STATUS, "exit_code": code, "message": "Nothing has landed\n  why: a\n  do:  b"}, "x", leaves_status=True)
    assert type(raised.value) is error
    assert "Nothing has landed\n  why: a\n  do:  b" in str(raised.value)
    assert f"exit code {code}" in str(raised.value)


def test_the_status_file_counts_more_than_what_spark_submit_says() -> None:
    assert judge("load", STATUS, "Cannot execute: … Error code is: 1.", leaves_status=True) == STATUS
    with pytest.raises(AirflowFailException, match="exit code 3"):
        judge("load", {**STATUS, "exit_code": 3}, "Cannot execute: … Error code is: 1.", leaves_status=True)


@pytest.mark.parametrize("code", [137, 143, -9, 1])
def test_a_driver_without_a_status_file_is_tried_again(code: int) -> None:
    with pytest.raises(AirflowException, match="was killed or did not start") as raised:
        judge("load", None, f"Cannot execute: x. Error code is: {code}.\nLast spark-submit output:\nsomething", leaves_status=True)
    assert type(raised.value) is AirflowException
    assert "something" in str(raised.value)


def test_a_usage_error_is_known_by_spark_submits_exit_code_and_its_words_are_shown_alone() -> None:
    said = "Cannot execute: x. Error code is: 2.\nLast spark-submit output:\nWARN x\nerror: No key\n  why: a\n  do:  b"
    with pytest.raises(AirflowFailException) as raised:
        judge("load", None, said, leaves_status=True)
    assert "error: No key\n  why: a\n  do:  b" in str(raised.value) and "WARN" not in str(raised.value)


def test_a_success_that_leaves_no_status_file_is_none() -> None:
    with pytest.raises(AirflowException, match="neither a status file nor a word"):
        judge("load", None, None, leaves_status=True)
    assert judge("report", None, None, leaves_status=False)["exit_code"] == 0


def test_days_that_a_load_changed_are_computed_again_and_the_day_after_if_it_is_there(tmp_path: Path) -> None:
    changed = {"counts": {"silver day changed 2026-03-01": 1, "silver day changed 2026-03-02": 1, "lines": 7}}
    assert days_to_redo(changed, "2026-03-02", str(tmp_path)) == ["--from", "2026-03-01", "--to", "2026-03-02"]
    (tmp_path / "status/ingest/2026-03-03").mkdir(parents=True)
    assert days_to_redo(changed, "2026-03-02", str(tmp_path)) == ["--from", "2026-03-01", "--to", "2026-03-03"]
    assert days_to_redo({"counts": {}}, "2026-03-05", str(tmp_path)) == ["--from", "2026-03-05", "--to", "2026-03-05"]


def test_a_run_id_is_a_file_name_and_never_met_twice() -> None:
    class Try:
        run_id, task_id, try_number, map_index = "scheduled__2026-03-03T06:00:00+00:00", "fetch", 2, 1

    name = run_name(Try)
    assert name.startswith("scheduled__2026-03-03T06-00-00-00-00-fetch-1-2-")
    assert name != run_name(Try)
