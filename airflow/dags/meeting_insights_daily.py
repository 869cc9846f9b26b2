"""
### Meeting Insights, a day

Takes a UTC day through `status → fetch → load → correlate → explain → insights → report → digest`. The day is the start of the
data interval, never the clock: catch-up, backfill and clearing are safe, and leave the tables they would have left at first.

| task | what it does | writes |
|---|---|---|
| `telemetry_arrived` | `status`: waits until the network's files of the day are there | nothing |
| `linked_accounts`, `fetch` | Zoom's answers, each account by itself | `landing/zoom` |
| `load` | landing files into bronze and silver | `silver.*` |
| `days` | which days the load changed: late answers change earlier ones | nothing |
| `correlate`, `explain`, `insights` | those days anew | `gold.*` |
| `report`, `digest` | a page for each site; what left its band, in the task's log | reports |

**A task failed.** Its last lines say what, why and what to do, and whether Airflow tries again. By exit code:

- **4, an upstream failed or is incomplete** (`up for retry`): nothing to do at first. When the retries are used up: is the day still
  not there (`telemetry_arrived`, look at the collector), is Zoom in trouble, is the daily limit used up? Then clear the task.
- **2, usage or configuration** (failed at once): change what the message names, clear the task.
- **3, the data breaks a stated limit** (failed at once): look at the data before the limit. Clear the task.
- **1, a bug** (failed at once): keep the log, report it. Other days are not hurt.
- **no exit code** (`up for retry`): the driver was killed or did not start: memory, a lost machine, Spark out of reach.

**To clear** a task with "downstream" is always right. A killed task needs nothing cleaned up: the next try takes its lease over.
**Earlier days:** `airflow backfill create --dag-id meeting_insights_daily --from-date 2026-03-02 --to-date 2026-03-08`.
One slot of the pool `meeting_insights_warehouse` sees to it that one job writes at a time. More: docs/operations.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import DAG, CronDataIntervalTimetable, Param, Variable, task

from meeting_insights_jobs import (
    DAY,
    DEFAULT_ARGS,
    LOCAL,
    READING_TABLES,
    WAREHOUSE_POOL,
    ZOOM_POOL,
    Job,
    days_to_redo,
    linked_accounts,
)

# With waits that double up to an hour, about a day: then somebody should look.
A_DAY_OF_TRIES = 24
TELEMETRY = "{{ var.value.get('meeting_insights_require', 'sites,client_stats,device_stats') }}"

with DAG(
    dag_id="meeting_insights_daily",
    doc_md=__doc__,
    # Zoom's call quality is complete some hours after midnight.
    schedule=CronDataIntervalTimetable("0 6 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=40),
    default_args=DEFAULT_ARGS,
    params={"day": Param(None, type=["null", "string"], format="date", description="A UTC day instead of the data interval's")},
    tags=["meeting-insights"],
) as dag:
    telemetry_arrived = Job(
        task_id="telemetry_arrived",
        command=["status", "--require", TELEMETRY],
        conn_id=LOCAL,
        retries=A_DAY_OF_TRIES,
        execution_timeout=timedelta(minutes=30),
    )

    accounts = task(task_id="linked_accounts")(linked_accounts)()

    # Airflow reads a mapped task's pool once for all of its instances: one fetch an account is held by the account's lease.
    # So long another run, of a backfill, may hold it, and a day's requests may be used up.
    fetch = Job.partial(
        task_id="fetch",
        command=["ingest", "--only", "fetch"],
        status_of="fetch",
        conn_id=LOCAL,
        pool=ZOOM_POOL,
        retries=A_DAY_OF_TRIES,
        execution_timeout=timedelta(hours=8),
        map_index_template="{{ task.more[-1] }}",
    ).expand(more=accounts)

    load = Job(task_id="load", command=["ingest", "--only", "load"], status_of="ingest", pool=WAREHOUSE_POOL)

    @task
    def days(loaded: dict[str, Any], day: str) -> list[str]:
        return days_to_redo(loaded, day, Variable.get("meeting_insights_ops"))

    redo = days(load.output, DAY)
    last_day = "{{ ti.xcom_pull(task_ids='days')[-1] }}"
    span = ["--from", "{{ ti.xcom_pull(task_ids='days')[1] }}", "--to", last_day]

    correlate, explain, insights = (
        Job(
            task_id=job,
            command=[job],
            days=span,
            last_day=last_day,
            status_of=job,
            pool=WAREHOUSE_POOL,
            outlets=[READING_TABLES] if job == "insights" else [],
        )
        for job in ("correlate", "explain", "insights")
    )

    report = Job(
        task_id="report",
        command=["report", "--out", "{{ var.value.meeting_insights_reports }}/" + DAY],
        conn_id=LOCAL,
        execution_timeout=timedelta(hours=1),
    )
    digest = Job(task_id="digest", command=["digest"], conn_id=LOCAL, execution_timeout=timedelta(minutes=30))

    telemetry_arrived >> accounts >> fetch >> load >> redo >> correlate >> explain >> insights >> report >> digest
