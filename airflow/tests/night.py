"""A simulated world twice, under Airflow and without, with the Zoom emulator beside them."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from installation import DAYS, SPARK, Emulator, Installation, World, quick_home


class Night:
    """What the tests share: the world under Airflow, and the same world without."""

    def __init__(self, folder: Path, is_short: bool):
        self.folder = folder
        self.ends = ExitStack()
        try:
            self.start(folder, is_short)
        except BaseException:
            self.stop()
            raise

    def start(self, folder: Path, is_short: bool) -> None:
        self.sites = folder / "sites.yaml"
        self.simulated = folder / "simulated"
        home = quick_home(folder / "home")
        simulation = World(folder / "simulation", home, self.sites, {})
        simulation.run(
            *("simulate", "--from", DAYS[0], "--to", DAYS[-1], "--sites-out", str(self.sites)),
            *("--set", f"storage.landing={self.simulated}", "--set", "sites-file="),
        )
        organisation = re.search(r"org-id: *\"?([^\s\"]+)", self.sites.read_text()).group(1)
        self.zoom = Emulator(simulation, self.simulated)
        self.ends.callback(self.zoom.stop)
        self.world = World(folder / "night", home, self.sites, self.zoom.says)
        self.plain = World(folder / "plain", home, self.sites, self.zoom.says)
        # Else the first load makes one: both must know the same secret.
        (folder / "key").write_text(secrets.token_urlsafe(32) + "\n")
        account = self.zoom.says["accounts"].split(",")[0]
        self.airflow = Installation(folder / "airflow", self.world)
        self.ends.callback(self.airflow.stop)
        beside = ThreadPoolExecutor(2)
        # What is still starting when something else fails is waited for: else it would outlive the stop.
        self.ends.callback(beside.shutdown)
        self.ends.callback(self.plain.end)
        services = beside.submit(self.airflow.start)
        for world in (self.plain, self.world):
            shutil.copytree(self.simulated / "network", world.folder / "landing/network")
        self.plain.link(account, organisation)
        # Airflow starts, and waits for telemetry: half of the machine is idle until its first load.
        self.plain_run = beside.submit(self.run_plainly, is_short)
        self.world.link(account, organisation)
        services.result()

    def stop(self) -> None:
        self.ends.close()

    def statuses(self, job: str, day: str) -> list[dict]:
        files = (self.world.folder / f"ops/status/{job}/{day}").glob("*.json")
        return sorted((json.loads(f.read_text()) for f in files), key=lambda status: status["ended_at"])

    def run_plainly(self, is_short: bool) -> None:
        """The same days by hand, one command after the other in one JVM, while Airflow runs them."""
        first, last = ["--from", DAYS[0], "--to", DAYS[0]], ["--from", DAYS[0], "--to", DAYS[-1]]
        if is_short:
            days, more = first, []
        else:
            days, more = last, [["train", "--date", DAYS[0]], ["ingest", "--from", DAYS[1], "--to", DAYS[-1]], ["correlate", *last]]
        self.plain.run_all(["ingest", *first], ["correlate", *first], *more, ["explain", *days], ["insights", *days])

    def tables_equal_plain(self) -> None:
        self.plain_run.result(600)
        done = subprocess.run(
            [
                SPARK / "bin/python",
                Path(__file__).parent / "compare_tables.py",
                self.world.folder / "warehouse",
                self.plain.folder / "warehouse",
            ],
            capture_output=True,
            text=True,
            timeout=300,
        )
        print(done.stdout)
        assert done.returncode == 0, done.stdout + done.stderr
        for table in ("silver/participant_minutes", "gold/experience_minutes", "gold/site_summary"):
            assert re.search(rf"^{table}: [1-9]", done.stdout, re.M), done.stdout
