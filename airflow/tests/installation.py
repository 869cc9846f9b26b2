"""An Airflow of its own beside a small simulated world: scheduler, LocalExecutor, database, spark-submit, the Zoom emulator."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("MEETING_INSIGHTS_DIST", ROOT / "dist"))
SPARK = Path(os.environ.get("MEETING_INSIGHTS_SPARK_ENV", ROOT / "airflow/.venv/spark"))
AIRFLOW = [sys.executable, "-m", "airflow"]

DAYS = ["2026-03-02", "2026-03-03", "2026-03-04"]
# When Zoom's clock stands at each process's start: the last day is over, its call quality is complete.
ZOOM_NOW = "2026-03-05T06:00:00Z"
PLACES = ("landing", "warehouse", "models", "ops")


def spark_home() -> Path:
    return next(SPARK.glob("lib/python3*/site-packages/pyspark"))


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


# Every command is a cold JVM over a few thousand rows: most of its time goes into plans and their code, each used once.
QUICK = """
spark.driver.memory                  2g
spark.sql.shuffle.partitions         1
spark.sql.codegen.wholeStage         false
spark.sql.codegen.factoryMode        NO_CODEGEN
spark.sql.adaptive.enabled           false
"""
# The first compiler alone has a small code cache by default, and stops for good when that is full.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC"


def quick_home(folder: Path) -> Path:
    """What make dist made, with settings for small data."""
    (folder / "conf").mkdir(parents=True)
    for part in ("meeting-insights.jar", "lib"):
        (folder / part).symlink_to(DIST / part)
    defaults = (DIST / "conf/spark-defaults.conf").read_text()
    lines = [line for line in defaults.splitlines() if not line.startswith(("spark.sql.shuffle.partitions", "spark.driver.memory"))]
    text = re.sub(r"(?m)^(spark\.driver\.extraJavaOptions .*)$", rf"\1 {QUICK_JAVA}", "\n".join(lines))
    (folder / "conf/spark-defaults.conf").write_text(text + QUICK)
    return folder


class World:
    """A folder with landing zone, warehouse, accounts and the configuration that names them."""

    def __init__(self, folder: Path, home: Path, sites: Path, zoom: dict[str, str]):
        self.folder, self.home = folder, home
        self.process: subprocess.Popen[str] | None = None
        self.is_ended = False
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / "pipeline.yaml"
        self.config.write_text(
            "\n".join(
                [
                    "storage:",
                    *(f"  {place}: {folder / place}" for place in PLACES),
                    # Of both worlds, so that people and devices have the same keys.
                    f"  key: {folder.parent / 'key'}",
                    f"sites-file: {sites}",
                    "simulate: {sites: 2, clients-per-site: 16, faulty-share: 3.0, partitions: 2}",
                    "train: {trees: 20, min-bad-minutes: 10}",
                    f"accounts: {{store: {folder / 'accounts'}, key-file: {folder / 'accounts.key'}}}",
                    "fetch: {flush-seconds: 5}",
                    "zoom:",
                    f"  api-url: {zoom.get('api', 'http://127.0.0.1:9/v2')}",
                    f"  oauth-url: {zoom.get('oauth', 'http://127.0.0.1:9/oauth')}",
                    "  reserved-share: 0.0",
                    f'  clock: {{start: "{ZOOM_NOW}", speed: 1.0}}',
                    "",
                ]
            )
        )
        self.environment = {
            **os.environ,
            "SPARK_HOME": str(spark_home()),
            "PATH": f"{spark_home() / 'bin'}:{os.environ['PATH']}",
            "ZOOM_CLIENT_ID": zoom.get("client-id", ""),
            "ZOOM_CLIENT_SECRET": zoom.get("client-secret", ""),
        }

    def words(self, *command: str) -> list[str]:
        return [
            *("spark-submit", "--master", "local[2]"),
            *("--properties-file", f"{self.home}/conf/spark-defaults.conf"),
            *("--class", "io.meetinginsights.jobs.cli.MeetingInsights", f"{self.home}/meeting-insights.jar"),
            *command,
            *("--config", str(self.config)),
        ]

    def run(self, *command: str) -> str:
        """What a command prints, by spark-submit, without Airflow."""
        return self.printed_by(self.words(*command))

    def run_all(self, *commands: list[str]) -> str:
        """Commands one after the other in one JVM: the first warms it for the others."""
        words = [[*command, "--config", str(self.config)] for command in commands]
        return self.printed_by([str(SPARK / "bin/python"), str(Path(__file__).parent / "run_commands.py"), str(self.home)], json.dumps(words))

    def printed_by(self, words: list[str], read: str | None = None) -> str:
        assert not self.is_ended, "the night is over"
        pipe = subprocess.PIPE
        # A group of its own: what it starts ends with it.
        self.process = subprocess.Popen(words, env=self.environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
        out, err = self.process.communicate(read, timeout=900)
        assert self.process.returncode == 0, f"{words}: exit code {self.process.returncode}\n{out[-3000:]}\n{err[-6000:]}"
        return out

    def end(self) -> None:
        """What runs by hand is not waited for."""
        self.is_ended = True
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def link(self, account: str, organisation: str) -> None:
        self.run("accounts", "link", "--server-to-server", account, "--org", organisation, "--yes")


class Emulator:
    """The Zoom emulator over a simulated folder."""

    def __init__(self, world: World, landing: Path):
        self.process = subprocess.Popen(
            world.words(
                *("zoom-emulator", "--landing", str(landing), "--set", f"zoom-emulator.clock.start={ZOOM_NOW}"),
                *("--set", "zoom-emulator.quota.rates=10"),
            ),
            env=world.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        line = ""
        while not line.startswith("zoom-emulator "):
            line = self.process.stdout.readline()
            assert line, "the emulator ended without saying where it is"
        self.says = dict(re.findall(r"([a-z-]+)=(\S+)", line))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


class Installation:
    """Airflow's services and its REST interface."""

    def __init__(self, folder: Path, world: World):
        self.folder, self.world = folder, world
        self.planted = folder.parent / "planted"
        self.port = free_port()
        # Weeks of the real calendar are not for this world: a site's own policy ends the DAGs' schedules.
        policy = folder / "config/airflow_local_settings.py"
        policy.parent.mkdir(parents=True)
        policy.write_text("import datetime\n\n\ndef dag_policy(dag):\n    dag.end_date = datetime.datetime(2026, 3, 20, tzinfo=datetime.timezone.utc)\n")
        dags = folder / "dags"
        shutil.copytree(ROOT / "airflow/dags", dags, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(Path(__file__).parent / "planted_failures.py", dags)
        variables = {"home": world.home, "config": world.config, "ops": world.folder / "ops", "reports": world.folder / "reports"}
        self.environment = {
            **world.environment,
            "AIRFLOW_HOME": str(folder),
            "MEETING_INSIGHTS_PLANTED": str(self.planted),
            "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "3",
            "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "3",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{self.port}/execution/",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{self.port}",
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(32),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "1",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "AIRFLOW_CONN_MEETING_INSIGHTS_SPARK": json.dumps({"conn_type": "spark", "host": "local[2]"}),
            "AIRFLOW_CONN_MEETING_INSIGHTS_LOCAL": json.dumps({"conn_type": "spark", "host": "local[1]"}),
            **{f"AIRFLOW_VAR_MEETING_INSIGHTS_{name.upper()}": str(value) for name, value in variables.items()},
        }
        self.services: list[subprocess.Popen[bytes]] = []
        self.token = ""

    def start(self) -> None:
        self.command("db", "migrate")
        self.command("pools", "import", str(ROOT / "airflow/pools.json"))
        for service in (
            ["api-server", "--port", str(self.port), "--host", "127.0.0.1", "--workers", "1"],
            ["dag-processor"],
            ["scheduler"],
        ):
            log = (self.folder / f"{service[0]}.log").open("wb")
            self.services.append(subprocess.Popen([*AIRFLOW, *service], env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True))
        self.wait_for("the API server", self._log_in, 120)
        self.wait_for("the DAGs", lambda: len(self.api("GET", "/dags")["dags"]) >= 5, 120)
        for dag in self.api("GET", "/dags")["dags"]:
            self.api("PATCH", f"/dags/{dag['dag_id']}", {"is_paused": False})

    def stop(self) -> None:
        for service in self.services:
            if service.poll() is None:
                os.killpg(service.pid, signal.SIGTERM)
        for service in self.services:
            try:
                service.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(service.pid, signal.SIGKILL)

    def command(self, *words: str) -> None:
        done = subprocess.run([*AIRFLOW, *words], env=self.environment, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, f"airflow {words}: {done.stdout}{done.stderr}"

    def _log_in(self) -> bool:
        try:
            self.token = json.loads(self._http("GET", "/auth/token", None))["access_token"]
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    def _http(self, method: str, path: str, body: Any) -> bytes:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Accept": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def api(self, method: str, path: str, body: Any = None) -> Any:
        try:
            return json.loads(self._http(method, f"/api/v2{path}", body) or b"null")
        except urllib.error.HTTPError as e:
            raise AssertionError(f"{method} {path}: {e.code} {e.read().decode()[:2000]}") from e

    @staticmethod
    def wait_for(what: str, condition: Any, seconds: float) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(1)
        raise AssertionError(f"{what}: not within {seconds} s")

    def trigger(self, dag: str, start: str | None = None, end: str | None = None, **conf: str) -> str:
        interval = {"data_interval_start": start, "data_interval_end": end} if start else {}
        return self.api("POST", f"/dags/{dag}/dagRuns", {"logical_date": start, "conf": conf, **interval})["dag_run_id"]

    def runs(self, dag: str) -> list[dict[str, Any]]:
        return self.api("GET", f"/dags/{dag}/dagRuns?order_by=run_after")["dag_runs"]

    def tasks(self, dag: str, run: str) -> dict[str, dict[str, Any]]:
        tasks = self.api("GET", f"/dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]
        return {task["task_id"]: task for task in tasks}

    def log(self, dag: str, run: str, task: str, number: int, map_index: int = -1) -> str:
        answer = self.api("GET", f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{number}?map_index={map_index}&full_content=true")
        lines = []
        for line in answer["content"]:
            if isinstance(line, str):
                lines.append(line)
                continue
            lines.append(str(line.get("event", "")))
            lines += [str(error.get("exc_value", "")) for error in line.get("error_detail") or []]
        return "\n".join(lines)

    def finished(self, dag: str, run: str, seconds: float) -> str:
        def state() -> str | None:
            found = self.api("GET", f"/dags/{dag}/dagRuns/{run}")["state"]
            return found if found in ("success", "failed") else None

        return self.wait_for(f"run {run} of {dag}", state, seconds)

    def succeeds(self, dag: str, run: str, seconds: float) -> dict[str, dict[str, Any]]:
        state = self.finished(dag, run, seconds)
        tasks = self.tasks(dag, run)
        if state != "success":
            failed = [t for t in tasks.values() if t["state"] == "failed"]
            logs = [self.log(dag, run, t["task_id"], t["try_number"], t["map_index"])[-5000:] for t in failed]
            raise AssertionError("\n\n".join([f"{dag} {run}: { {n: t['state'] for n, t in tasks.items()} }", *logs]))
        return tasks
