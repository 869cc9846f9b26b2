"""Runs a command of Meeting Insights through spark-submit, and judges it by the status file it leaves.

What an installation has to say stands in Airflow's own places, docs/deploy.md lists them:

- connections ``meeting_insights_spark`` (where Spark runs) and ``meeting_insights_local`` (``local[1]``: commands without
  Spark's work);
- variables ``meeting_insights_home`` (the folder ``make dist`` made), ``meeting_insights_config`` (the YAML over the
  defaults), ``meeting_insights_ops`` (``storage.ops``), ``meeting_insights_reports``, and, if another list is to be
  waited for, ``meeting_insights_require``;
- pools ``meeting_insights_warehouse`` (one slot: one writer at a time) and ``meeting_insights_zoom`` (accounts fetched
  at once).
"""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from datetime import date, timedelta
from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import Asset, ObjectStoragePath, Variable
from airflow.sdk.exceptions import AirflowException, AirflowFailException

SPARK = "meeting_insights_spark"
LOCAL = "meeting_insights_local"
WAREHOUSE_POOL = "meeting_insights_warehouse"
ZOOM_POOL = "meeting_insights_zoom"

READING_TABLES = Asset(name="meeting_insights_reading_tables", uri="x-meeting-insights://gold/reading")
CHAMPION = Asset(name="meeting_insights_champion", uri="x-meeting-insights://models/champion")

JAVA_CLASS = "io.meetinginsights.jobs.cli.MeetingInsights"
DAY = "{{ params.day or (data_interval_start | ds) }}"

RUN_BOOK = "docs/operations.md"
MEANING = {
    1: "a bug of the program",
    2: "usage or configuration",
    3: "the input data breaks a stated limit",
    4: "an upstream failed or is incomplete",
}
# 2 and 3 stay as they are until somebody mends them, and a bug comes again: another try would only be later. A driver
# that left no status file was killed, or never started: that may be the machine's fault, so it is tried again.
FINAL = {1, 2, 3}

DEFAULT_ARGS = {
    "owner": "meeting-insights",
    "retries": 3,
    # retry_delay is Airflow's own setting, core.default_task_retry_delay.
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(hours=1),
    "execution_timeout": timedelta(hours=3),
}


class Job(SparkSubmitOperator):
    """A command of Meeting Insights.

    :param command: its words, without day, configuration and run id
    :param last_day: the last day it is for: where its status file lies
    :param days: the words that say the days; ``--date`` with the last day if not given
    :param more: further words, for mapping
    :param status_of: the name its status files go by; None for a command that leaves none
    """

    template_fields = (*SparkSubmitOperator.template_fields, "command", "days", "last_day", "more", "home", "config", "ops")

    def __init__(
        self,
        *,
        command: list[str],
        last_day: str = DAY,
        days: list[str] | None = None,
        more: list[str] | None = None,
        status_of: str | None = None,
        conn_id: str = SPARK,
        **kwargs: Any,
    ) -> None:
        super().__init__(conn_id=conn_id, java_class=JAVA_CLASS, durable=False, **kwargs)
        self.command = command
        self.last_day = last_day
        self.days = days or ["--date", last_day]
        self.more = more or []
        self.status_of = status_of
        self.home = "{{ var.value.meeting_insights_home }}"
        self.config = "{{ var.value.meeting_insights_config }}"
        self.ops = "{{ var.value.meeting_insights_ops }}"

    def execute(self, context: Any) -> dict[str, Any]:
        run_id = run_name(context["ti"])
        self.name = f"meeting-insights {self.status_of or self.command[0]} {self.last_day}"
        self.application = f"{self.home}/meeting-insights.jar"
        self.properties_file = f"{self.home}/conf/spark-defaults.conf"
        self.application_args = [
            *self.command,
            *self.more,
            *self.days,
            *common_words(self.config, self.ops, run_id),
        ]
        failure = None
        try:
            super().execute(context)
        except (AirflowException, RuntimeError) as e:
            failure = str(e)
        status = read_status(self.ops, self.status_of, self.last_day, run_id) if self.status_of else None
        what = f"{' '.join(self.command)} {' '.join(self.more)}".strip() + f" of {self.last_day}"
        return judge(what, status, failure, leaves_status=self.status_of is not None)


def common_words(config: str, ops: str, run_id: str) -> list[str]:
    # The place of the status files is said here, so that the commands and Airflow cannot differ about it.
    return ["--config", config, "--set", f"storage.ops={ops}", "--run-id", run_id]


def run_name(ti: Any) -> str:
    """A name for one try: of the DAG run, the task and the try, and never met again."""
    mapped = f"-{ti.map_index}" if ti.map_index is not None and ti.map_index >= 0 else ""
    name = f"{ti.run_id}-{ti.task_id}{mapped}-{ti.try_number}-{secrets.token_hex(3)}"
    return re.sub(r"[^A-Za-z0-9_.-]", "-", name)


def read_status(ops: str, job: str, day: str, run_id: str) -> dict[str, Any] | None:
    path = ObjectStoragePath(ops) / "status" / job / day / f"{run_id}.json"
    if not path.exists():
        return None
    return {**json.loads(path.read_text()), "file": str(path)}


def judge(what: str, status: dict[str, Any] | None, failure: str | None, *, leaves_status: bool) -> dict[str, Any]:
    """The counts of a run that is done; else an error that says what, why, what to do, and whether Airflow tries again."""
    if status is not None and status["exit_code"] == 0:
        return status
    if status is None and failure is None and not leaves_status:
        return {"exit_code": 0, "counts": {}}
    code = status["exit_code"] if status else exit_code(failure, leaves_status)
    words = (status or {}).get("message") or last_words(failure) or "it left neither a status file nor a word"
    final = code in FINAL
    message = "\n".join(
        [
            f"{what} failed: " + (f"exit code {code}, {MEANING[code]}" if code in MEANING else f"the driver was killed or did not start{ended_with(failure)}"),
            words,
            "Airflow does not try again: mend it, then clear this task."
            if final
            else "Airflow tries again, as often as the task's retries allow; it goes on where it was.",
            f"Run book: {RUN_BOOK}, exit code {code}" if code in MEANING else f"Run book: {RUN_BOOK}, no exit code",
            *([f"Status file: {status['file']}"] if status else []),
        ]
    )
    raise AirflowFailException(message) if final else AirflowException(message)


def exit_code(failure: str | None, leaves_status: bool) -> int | None:
    """What spark-submit ended with, where that tells something.

    It has our exit code in client mode alone; and where a status file is due but not there, 1 is spark-submit's own.
    """
    found = re.search(r"Error code is: (-?\d+)", failure or "")
    code = int(found.group(1)) if found else None
    if code not in MEANING or (code == 1 and leaves_status):
        return None
    return code


def ended_with(failure: str | None) -> str:
    found = re.search(r"Error code is: (-?\d+)", failure or "")
    return f" (Error code is: {found.group(1)})" if found else ""


def last_words(failure: str | None) -> str | None:
    """The error as the command printed it; else the end of what spark-submit said."""
    if not failure:
        return None
    printed = failure.split("Last spark-submit output:\n")[-1]
    lines = printed.splitlines()
    errors = [i for i, line in enumerate(lines) if line.startswith("error: ")]
    return "\n".join(lines[errors[-1] :] if errors else lines[-20:])


def linked_accounts() -> list[list[str]]:
    """The words that pick each linked account, for the mapped fetch."""
    home = Variable.get("meeting_insights_home")
    done = subprocess.run(
        [
            "spark-submit",
            *("--master", "local[1]", "--properties-file", f"{home}/conf/spark-defaults.conf"),
            *("--class", JAVA_CLASS, f"{home}/meeting-insights.jar", "accounts", "list", "--ids"),
            *common_words(Variable.get("meeting_insights_config"), Variable.get("meeting_insights_ops"), "accounts"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        judge("accounts list", None, f"{done.stderr}\nError code is: {done.returncode}.", leaves_status=False)
    accounts = done.stdout.split()
    if not accounts:
        raise AirflowFailException(
            "There is nothing to fetch from\n  why: no Zoom account is linked\n"
            f"  do:  link one: accounts link --org ORG, then clear this task\nRun book: {RUN_BOOK}, exit code 2"
        )
    return [["--account", account] for account in accounts]


def days_to_redo(load: dict[str, Any], day: str, ops: str) -> list[str]:
    """The days that a load changed, and its own, as words of the commands after it.

    The day after the last changed one reads it, and is computed again if it has been loaded before.
    """
    changed = "silver day changed "
    days = {date.fromisoformat(name.removeprefix(changed)) for name in load["counts"] if name.startswith(changed)}
    days.add(date.fromisoformat(day))
    after = max(days) + timedelta(days=1)
    if (ObjectStoragePath(ops) / "status" / "ingest" / after.isoformat()).exists():
        days.add(after)
    return ["--from", min(days).isoformat(), "--to", max(days).isoformat()]


def computed_days(ops: str) -> list[str]:
    """The days that correlate has run for, oldest first."""
    folder = ObjectStoragePath(ops) / "status" / "correlate"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
