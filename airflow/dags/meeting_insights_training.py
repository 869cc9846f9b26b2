"""
### Meeting Insights, training

Every week: `train` learns a model family on the four weeks that end with the last day of the data interval and leaves it in the registry;
`promote` makes it the champion if it tells bad minutes better than the champion does, on the same held-out minutes; `new_champion` tells
`meeting_insights_explain_again`, and is skipped where nothing changed.

**`train` failed.**

- **3, too little to learn from**: the message has the number of bad minutes and how many are missing. In the first weeks that is no fault:
  the last champion goes on. Else see whether days are missing in `gold.coverage`.
- **3, a feature gives the target away**: a leak. Look at where the feature comes from before raising `train.leak-limit`.
- **4, another run holds the warehouse lease**: the daily DAG writes; Airflow tries again.

**`promote` failed** with 2: no model was trained to that day, or the champion changed since. Clear `train` with downstream.

**To go back to the champion before:** `models rollback --date D`; training does not promote a version twice.
Trigger it by hand with `day` for a window that ends elsewhere. More: docs/operations.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import DAG, CronDataIntervalTimetable, Metadata, Param, task
from airflow.sdk.exceptions import AirflowSkipException

from meeting_insights_jobs import CHAMPION, DEFAULT_ARGS, READING_TABLES, WAREHOUSE_POOL, Job

LAST_DAY = "{{ params.day or ((data_interval_end - macros.timedelta(days=1)) | ds) }}"

with DAG(
    dag_id="meeting_insights_training",
    doc_md=__doc__,
    # Monday, when the daily run of Sunday is through.
    schedule=CronDataIntervalTimetable("0 10 * * 1", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=40),
    default_args=DEFAULT_ARGS,
    params={"day": Param(None, type=["null", "string"], format="date", description="The last day to learn from")},
    tags=["meeting-insights"],
) as dag:
    train = Job(
        task_id="train",
        command=["train", "--no-promote"],
        last_day=LAST_DAY,
        status_of="train",
        pool=WAREHOUSE_POOL,
        inlets=[READING_TABLES],
        execution_timeout=timedelta(hours=8),
    )
    promote = Job(
        task_id="promote",
        command=["models", "promote", "--best"],
        last_day=LAST_DAY,
        status_of="models",
        pool=WAREHOUSE_POOL,
    )

    @task(outlets=[CHAMPION])
    def new_champion(promoted: dict[str, Any]) -> Any:
        valid_from = [name.removeprefix("valid from ") for name in promoted["counts"] if name.startswith("valid from ")]
        if not valid_from:
            raise AirflowSkipException("The champion stays")
        yield Metadata(CHAMPION, extra={"from": valid_from[0]})

    train >> promote
    new_champion(promote.output)
