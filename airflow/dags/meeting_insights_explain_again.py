"""
### Meeting Insights, explain again

Runs when training has made a new champion: days that it is valid for, but that were explained without it, are explained again, and their
tables for reading follow. At the very first champion those are all days so far; later mostly none, and the run is skipped.

A failed task is treated as in `meeting_insights_daily`. More: docs/operations.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import DAG, Variable, task
from airflow.sdk.exceptions import AirflowSkipException

from meeting_insights_jobs import CHAMPION, DEFAULT_ARGS, READING_TABLES, WAREHOUSE_POOL, Job, computed_days

with DAG(
    dag_id="meeting_insights_explain_again",
    doc_md=__doc__,
    schedule=[CHAMPION],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=40),
    default_args=DEFAULT_ARGS,
    tags=["meeting-insights"],
) as dag:

    @task
    def days(triggering_asset_events: Any = None) -> list[str]:
        valid_from = min(event.extra["from"] for event in triggering_asset_events[CHAMPION])
        again = [day for day in computed_days(Variable.get("meeting_insights_ops")) if day >= valid_from]
        if not again:
            raise AirflowSkipException(f"No day has been computed from {valid_from} on")
        return ["--from", again[0], "--to", again[-1]]

    redo = days()
    last_day = "{{ ti.xcom_pull(task_ids='days')[-1] }}"
    explain, insights = (
        Job(
            task_id=job,
            command=[job],
            days=["--from", "{{ ti.xcom_pull(task_ids='days')[1] }}", "--to", last_day],
            last_day=last_day,
            status_of=job,
            pool=WAREHOUSE_POOL,
            outlets=[READING_TABLES] if job == "insights" else [],
        )
        for job in ("explain", "insights")
    )
    redo >> explain >> insights
