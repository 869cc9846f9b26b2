"""A DAG of failures, each planted in a task of its own; docs/operations.md lists them with their messages, test_planted.py compares.

The folder that the environment names is laid out by test_planted.py.
"""

from __future__ import annotations

import os

import pendulum
from airflow.sdk import DAG

from meeting_insights_jobs import LOCAL, WAREHOUSE_POOL, Job

PLANTED = os.environ.get("MEETING_INSIGHTS_PLANTED", "/nowhere")
NO_DATA = "2026-01-05"
A_DAY = "2026-03-02"


def settings(**values: str) -> list[str]:
    return [word for key, value in values.items() for word in ("--set", f"{key.replace('__', '.').replace('_', '-')}={value}")]


with DAG(
    dag_id="planted_failures",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    default_args={"retries": 1},
) as dag:

    def planted(task_id: str, command: list[str], day: str = NO_DATA, status_of: str | None = None, **kwargs) -> Job:
        conn = {} if status_of and status_of != "fetch" else {"conn_id": LOCAL}
        pool = {"pool": WAREHOUSE_POOL} if status_of and status_of != "fetch" else {}
        return Job(task_id=task_id, command=command, last_day=day, status_of=status_of, **conn, **pool, **kwargs)

    load, fetch = ["ingest", "--only", "load"], ["ingest", "--only", "fetch"]
    planted("telemetry_missing", ["status", "--require", "client_stats"])
    planted("unknown_key", ["correlate", *settings(train__tree="5")], status_of="correlate")
    planted("no_account", [*fetch, *settings(accounts__store=f"{PLANTED}/no-accounts")], status_of="fetch")
    planted("another_key", [*fetch, *settings(accounts__key_file=f"{PLANTED}/another.key")], status_of="fetch")
    planted(
        "zoom_unreachable",
        [
            *fetch,
            *settings(zoom__api_url="http://127.0.0.1:9/v2", zoom__oauth_url="http://127.0.0.1:9/oauth", zoom__attempts="1"),
        ],
        status_of="fetch",
    )
    planted("nothing_landed", load, status_of="ingest")
    planted("warehouse_unwritable", ["correlate", *settings(storage__warehouse=f"{PLANTED}/a-file")], A_DAY, "correlate")
    held = planted("lease_held", ["correlate"], A_DAY, "correlate")
    held.ops = f"{PLANTED}/ops"
    swapped = settings(zoom__input_is="received", correlate__direction_check_minutes="1")
    planted("sent_and_received_swapped", ["correlate", *swapped], A_DAY, "correlate")
    planted("too_little_to_learn", ["train"], status_of="train")
    planted("no_model_to_promote", ["models", "promote", "--best"], status_of="models")
    planted("data_file_lost", ["correlate", *settings(storage__warehouse=f"{PLANTED}/warehouse")], A_DAY, "correlate")
    lost = planted("jar_missing", ["correlate"], A_DAY, "correlate")
    lost.home = f"{PLANTED}/no-dist"
