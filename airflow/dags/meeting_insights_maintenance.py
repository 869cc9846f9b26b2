"""
### Meeting Insights, maintenance

Every Sunday: `maintain` puts small files of the tables together, removes what retention no longer allows and what Delta no longer needs. The day is
the end of the data interval: what is too old is reckoned from it, not from the clock.

**`maintain` failed.** 4: another run holds the warehouse lease; Airflow tries again. 2: a retention that the configuration may not have.
A run that was killed is repeated by the next; tables stay whole. To see what it would do: `maintain --date D --dry-run`. More: docs/operations.md.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DAG, CronDataIntervalTimetable, Param

from meeting_insights_jobs import DEFAULT_ARGS, WAREHOUSE_POOL, Job

with DAG(
    dag_id="meeting_insights_maintenance",
    doc_md=__doc__,
    schedule=CronDataIntervalTimetable("0 14 * * 0", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=40),
    default_args=DEFAULT_ARGS,
    params={"day": Param(None, type=["null", "string"], format="date", description="A UTC day instead of the data interval's end")},
    tags=["meeting-insights"],
) as dag:
    Job(
        task_id="maintain",
        command=["maintain"],
        last_day="{{ params.day or (data_interval_end | ds) }}",
        status_of="maintain",
        pool=WAREHOUSE_POOL,
        execution_timeout=timedelta(hours=8),
    )
